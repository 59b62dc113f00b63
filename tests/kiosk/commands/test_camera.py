"""`kiosk camera`, over the simulated camera; and without any."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from devices.document_camera.simulator.shim import environment
from kiosk.commands.camera import app

RUN_ALL = """
import json, sys
from pathlib import Path
from typer.testing import CliRunner
from devices.simulation import control
from kiosk.commands.camera import app
for line in json.load(sys.stdin):
    if isinstance(line, dict):
        control(Path(sys.argv[1]), line.pop("cmd"), timeout=30, **line)
        continue
    ended = CliRunner().invoke(app, line)
    print(json.dumps([ended.exit_code, ended.stdout, ended.stderr]), flush=True)
"""
"""One process for a whole story: the library that stands for the camera is loaded when a process starts."""


class Terminal:
    """A simulated camera, and commands run over it one after the other."""

    def __init__(self, folder: Path, cache: Path) -> None:
        self.folder = folder
        self.device = str(folder / "video0")
        self._control = folder / "control"
        command = [sys.executable, "-m", "devices.document_camera.simulator"]
        command += ["--state", str(folder), "--control", str(self._control)]
        self._simulator = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert self._simulator.stdout is not None
        assert json.loads(self._simulator.stdout.readline())["ready"]
        self._environment = environment(Path(self.device), cache, os.environ)

    def run(self, *story: list[str] | dict[str, Any]) -> list[tuple[int, Any, str]]:
        """Return exit status, standard output (JSON where it is) and standard error of each command."""
        done = subprocess.run(
            [sys.executable, "-c", RUN_ALL, str(self._control)],
            input=json.dumps(story),
            env=self._environment,
            capture_output=True,
            text=True,
            timeout=100,
        )
        assert done.returncode == 0, done.stderr
        ended = [json.loads(line) for line in done.stdout.splitlines()]
        return [(code, json.loads(out) if out.startswith("{") else out, err) for code, out, err in ended]

    def close(self) -> None:
        self._simulator.terminate()
        self._simulator.wait(30)
        assert self._simulator.stdout is not None
        self._simulator.stdout.close()


@pytest.fixture(scope="module")
def terminal(request: pytest.FixtureRequest) -> Iterator[Terminal]:
    with tempfile.TemporaryDirectory(prefix="yk") as name:
        running = Terminal(Path(name), request.config.rootpath / "build" / "simulators")
        yield running
        running.close()


class SetUp:
    """A camera that is set up in a state folder of its own."""

    def __init__(self, terminal: Terminal, state: Path) -> None:
        place = ["--device", terminal.device, "--state", str(state)]
        self.learn = ["calibrate", *place, "--unattended", "--json", "--step"]
        self.check = ["check", *place]
        self.told: list[tuple[int, Any, str]] = []


@pytest.fixture(scope="module")
def with_mat(terminal: Terminal, tmp_path_factory: pytest.TempPathFactory) -> SetUp:
    at = SetUp(terminal, tmp_path_factory.mktemp("state"))
    at.told = terminal.run(
        [*at.check, "--json"],
        {"cmd": "put", "title": "示例"},
        [*at.learn, "mat"],
        {"cmd": "clear"},
        [*at.learn, "mat"],
        [*at.learn, "scale"],
    )
    return at


@pytest.fixture(scope="module")
def set_up(terminal: Terminal, with_mat: SetUp) -> SetUp:
    with_mat.told += terminal.run(
        {"cmd": "put", "tilt": 0.0},
        [*with_mat.learn, "scale", "--scale-by", "a4"],
        [*with_mat.learn, "light"],
    )
    return with_mat


def test_the_mat_is_learnt_when_it_is_clear_and_a_scale_needs_a_sheet(with_mat: SetUp) -> None:
    nothing, covered, mat, no_sheet = with_mat.told[:4]
    assert nothing[0] == 1
    assert nothing[1]["checks"][0]["remedy"] == "kiosk camera calibrate"
    assert (covered[0], covered[1]["steps"]["mat"]["learnt"]) == (1, False)
    assert "clear the mat" in covered[1]["steps"]["mat"]["why"]
    assert (mat[0], mat[1]["steps"]["mat"]["learnt"]) == (0, True)
    assert no_sheet[0] == 1


def test_scale_and_light_are_learnt_by_a_sheet(set_up: SetUp) -> None:
    scale, light = set_up.told[4:]
    assert scale[0] == 0
    # An A4 sheet over 86 % of 2448 px.
    assert scale[1]["steps"]["scale"]["mm_per_px"] == pytest.approx(297 / (2448 * 0.86), rel=0.01)
    assert light[0] == 0
    assert 150 < light[1]["steps"]["light"]["level"] < 250


def test_a_camera_that_is_set_up_is_good_once_its_mat_is_clear(terminal: Terminal, set_up: SetUp) -> None:
    occupied, good, in_words = terminal.run(
        {"cmd": "put", "tilt": 0.0},
        [*set_up.check, "--json"],
        {"cmd": "clear"},
        [*set_up.check, "--json"],
        set_up.check,
    )
    assert occupied[0] == 1
    assert [one["name"] for one in occupied[1]["checks"] if one["good"] is False] == ["clear"]
    assert (good[0], {one["good"] for one in good[1]["checks"]}) == (0, {True})
    assert "moved: good" in in_words[1]


def test_a_camera_that_is_not_there_ends_with_4(tmp_path: Path) -> None:
    ended = CliRunner().invoke(
        app, ["calibrate", "--device", "/dev/video-not-there", "--state", str(tmp_path), "--unattended"]
    )
    assert ended.exit_code == 4
    assert "no camera" in ended.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ("calibrate",),
        ("check", "--device", "auto"),
        ("check", "--device", "auto", "--profile", "site.toml"),
        ("check", "--profile", "/nowhere/site.toml"),
        ("calibrate", "--step", "tea"),
        ("sheet", "/nowhere/at/all/sheet.pdf"),
    ],
)
def test_what_makes_no_sense_ends_with_2_and_its_reason(arguments: tuple[str, ...]) -> None:
    ended = CliRunner().invoke(app, list(arguments))
    assert ended.exit_code == 2
    assert ended.stderr.strip()


def test_the_sheet_to_print_is_a_pdf(tmp_path: Path) -> None:
    file = tmp_path / "sheet.pdf"
    ended = CliRunner().invoke(app, ["sheet", str(file)])
    assert ended.exit_code == 0
    assert file.read_bytes().startswith(b"%PDF-")
    assert "100 %" in ended.stdout


def test_a_terminal_without_a_camera_says_so(tmp_path: Path) -> None:
    example = Path(__file__).parents[3] / "docs" / "site-profile.example.toml"
    profile = tmp_path / "site.toml"
    text = example.read_text(encoding="utf-8")
    blocks = text.split("[[devices]]")
    kept = [block for block in blocks if 'kind = "document_camera"' not in block]
    profile.write_text("[[devices]]".join(kept), encoding="utf-8")
    ended = CliRunner().invoke(app, ["check", "--profile", str(profile)])
    assert ended.exit_code == 2
    assert "document_camera" in ended.stderr
