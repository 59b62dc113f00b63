""".ci/nightly: every part runs whatever became of the ones before, and is told when it failed."""

import os
import re
import subprocess
from pathlib import Path

import pytest

SCRIPT = Path(".ci/nightly")
PARTS = re.search(r"for target in (.+); do", SCRIPT.read_text(encoding="utf-8"))
MAKE = '#!/bin/sh\necho "$PWD $*" >> {told}\ncase " {failing} " in *" $1 "*) exit 2 ;; esac\n'


def run(folder: Path, *failing: str) -> tuple[int, str, list[str]]:
    """Run the script from elsewhere with another make; return its end, what it complains of, what it made."""
    told, make = folder / "told", folder / "bin/make"
    make.parent.mkdir()
    make.write_text(MAKE.format(told=told, failing=" ".join(failing)), encoding="utf-8")
    make.chmod(0o755)
    path = f"{make.parent}:{os.environ['PATH']}"
    done = subprocess.run([SCRIPT.absolute()], cwd=folder, env={"PATH": path}, capture_output=True, text=True)
    return done.returncode, done.stderr, told.read_text(encoding="utf-8").splitlines()


@pytest.fixture(scope="module")
def parts() -> list[str]:
    assert PARTS is not None
    return PARTS[1].split()


def test_all_of_them_run_in_the_project(tmp_path: Path, parts: list[str]) -> None:
    assert run(tmp_path) == (0, "", [f"{Path.cwd()} {part}" for part in parts])


def test_one_that_fails_keeps_none_from_running_and_is_named(tmp_path: Path, parts: list[str]) -> None:
    status, complaint, made = run(tmp_path, parts[0], parts[-1])
    assert (status, complaint) == (1, f"failed: {parts[0]} {parts[-1]}\n")
    assert len(made) == len(parts) >= 2


def test_every_part_is_known_to_make(parts: list[str]) -> None:
    done = subprocess.run(["make", "--dry-run", *parts], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
