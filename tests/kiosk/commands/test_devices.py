"""`kiosk devices`, run over simulated devices."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from devices.document_camera.simulator.shim import environment
from devices.simulation import control
from kiosk.commands.device_finding import facts
from kiosk.commands.device_finding import lines as device_lines
from kiosk.commands.devices import app

EXAMPLE = Path(__file__).parents[3] / "docs" / "site-profile.example.toml"


class Table:
    """Three simulated devices, by kind: `port`, and `ask(kind, cmd, …)`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._running: list[subprocess.Popen[str]] = []
        self._start("id_card", "--read-seconds", "0")
        self._start("printer", "--out", str(folder / "out"))
        self._start("code_reader")
        for one in self._running:
            assert one.stdout is not None
            assert json.loads(one.stdout.readline())["ready"]

    def _start(self, kind: str, *options: str) -> None:
        command = [sys.executable, "-m", f"devices.{kind}.simulator", "--link", self.port(kind)]
        command += ["--control", str(self.folder / f"{kind}.control"), *options]
        self._running.append(subprocess.Popen(command, stdout=subprocess.PIPE, text=True))

    def port(self, kind: str) -> str:
        return str(self.folder / f"{kind}.tty")

    def ask(self, kind: str, cmd: str, **arguments: Any) -> dict[str, Any]:
        return control(self.folder / f"{kind}.control", cmd, **arguments)

    def close(self) -> None:
        for one in self._running:
            one.terminate()
            one.wait(30)
            assert one.stdout is not None
            one.stdout.close()


@pytest.fixture(scope="module")
def _table() -> Iterator[Table]:
    with tempfile.TemporaryDirectory(prefix="yk") as name:
        table = Table(Path(name))
        yield table
        table.close()


@pytest.fixture
def table(_table: Table) -> Table:
    for kind in ("id_card", "printer", "code_reader"):
        _table.ask(kind, "clear_faults")
    return _table


def run(*arguments: object):
    return CliRunner().invoke(app, [str(one) for one in arguments])


def test_devices_that_pass_end_with_0_and_one_object(table: Table) -> None:
    ended = run(
        *("check", "--id-card", table.port("id_card"), "--printer", table.port("printer")),
        *("--code", table.port("code_reader"), "--unattended", "--json"),
    )
    assert ended.exit_code == 0, ended.output
    told = json.loads(ended.stdout)
    assert told["passed"]
    assert [device["kind"] for device in told["devices"]] == ["id_card", "printer", "code_reader"]


def test_the_engineer_answers_on_the_terminal(table: Table, tmp_path: Path) -> None:
    command = [sys.executable, "-c", "from kiosk.cli import main; main()", "devices", "check"]
    command += ["--printer", table.port("printer"), "--timeout", "5", "--json"]
    ended = subprocess.run(command, input="y\nn\ny\n", capture_output=True, text=True, timeout=100)
    checks = {one["id"]: one["verdict"] for one in json.loads(ended.stdout)["devices"][0]["checks"]}
    assert (checks["printer.width"], checks["printer.chinese"]) == ("pass", "fail")
    assert ended.returncode == 1
    assert "ruler" in ended.stderr


@pytest.mark.parametrize("form", ["html", "json"])
def test_a_failing_device_ends_with_1_and_the_report_says_where(
    table: Table, tmp_path: Path, form: str
) -> None:
    table.ask("id_card", "set_fault", name="sw3-66")
    report = tmp_path / f"report.{form}"
    ended = run("check", "--id-card", table.port("id_card"), "--unattended", "--report", report)
    assert ended.exit_code == 1, ended.output
    text = report.read_text(encoding="utf-8")
    assert "00 00 66" in text
    assert text.startswith("<!doctype html>" if form == "html" else "{")


def test_a_device_that_is_not_there_ends_with_4(table: Table) -> None:
    ended = run("check", "--id-card", table.folder / "nothing", "--unattended", "--json")
    assert ended.exit_code == 4
    assert json.loads(ended.stdout)["devices"][0]["there"] is False


@pytest.mark.parametrize(
    "arguments",
    [
        ("check",),
        ("check", "--printer", "/dev/x", "--printer-profile", "telex"),
        ("check", "--code", "/dev/x", "--code-profile", "telex"),
        ("check", "--printer", "nonsense"),
        ("check", "--id-card", "usb:nonsense"),
        ("check", "--printer", "/dev/x", "--report", "report.pdf"),
        ("check", "--printer", "/dev/x", "--report", "/nowhere/at/all/report.html"),
        ("status", "--profile", "/nowhere/site.toml"),
    ],
)
def test_what_makes_no_sense_ends_with_2_and_its_reason(arguments: tuple[str, ...]) -> None:
    ended = run(*arguments)
    assert ended.exit_code == 2
    assert ended.stderr.strip()


def test_a_camera_is_walked_through(request: pytest.FixtureRequest) -> None:
    cache = request.config.rootpath / "build" / "simulators"
    with tempfile.TemporaryDirectory(prefix="yk") as name:
        folder = Path(name)
        command = [sys.executable, "-m", "devices.document_camera.simulator"]
        camera = subprocess.Popen(
            [*command, "--state", name, "--control", str(folder / "control")],
            stdout=subprocess.PIPE,
            text=True,
        )
        try:
            assert camera.stdout is not None
            device = json.loads(camera.stdout.readline())["device"]
            command = [sys.executable, "-c", "from kiosk.cli import main; main()", "devices", "check"]
            ended = subprocess.run(
                [*command, "--camera", device, "--json"],
                env=environment(Path(device), cache, os.environ),
                capture_output=True,
                text=True,
                timeout=100,
            )
        finally:
            camera.terminate()
            camera.wait(30)
            camera.stdout.close()
    checks = {one["id"]: one for one in json.loads(ended.stdout)["devices"][0]["checks"]}
    assert checks["camera.opens"]["verdict"] == "pass", checks
    assert checks["camera.format"]["verdict"] == "pass", checks
    assert checks["camera.formats"]["verdict"] == "pass", checks
    assert checks["camera.formats"]["seen"] == "MJPG 3264 x 2448"
    assert checks["camera.rate"]["timesMs"]["count"] == 30
    assert checks["camera.controls"]["verdict"] == "pass", checks
    assert checks["camera.alive"]["seen"] == "30 different ones"
    assert "not done" not in ended.stderr


def site(table: Table, tmp_path: Path) -> Path:
    text = EXAMPLE.read_text(encoding="utf-8")
    head, _, rest = text.partition("[[devices]]")
    after = rest[rest.index("\n[", rest.rindex("[[devices]]") + 11) :]
    devices = "".join(
        f'[[devices]]\nkind = "{kind}"\ndriver = "{driver}"\nport = "{table.port(kind)}"\n\n'
        for kind, driver in (("id_card", "sdt"), ("printer", "escpos"), ("code_reader", "serial"))
    )
    profile = tmp_path / "site.toml"
    profile.write_text(head + devices + after, encoding="utf-8")
    return profile


def test_status_tells_each_device_of_the_profile(table: Table, tmp_path: Path) -> None:
    ended = run("status", "--profile", site(table, tmp_path), "--json")
    told = {one["kind"]: one for one in json.loads(ended.stdout)["devices"]}
    assert {one["device"] for one in told.values()} == {"online"}
    assert told["printer"]["paper"] == "full"
    assert ended.exit_code == 0


def test_status_tells_the_fault_who_mends_it_and_how(table: Table, tmp_path: Path) -> None:
    table.ask("printer", "set_fault", name="cover-open")
    ended = run("status", "--profile", site(table, tmp_path), "--json")
    assert ended.exit_code == 1
    fault = next(one for one in json.loads(ended.stdout)["devices"] if one["kind"] == "printer")["fault"]
    assert (fault["code"], fault["who"]) == ("coverOpen", "clear")
    assert fault["hint"]
    assert not fault["hint"].startswith("fault.")


def test_status_of_a_device_that_was_pulled_ends_with_4(table: Table, tmp_path: Path) -> None:
    table.ask("id_card", "unplug")
    try:
        ended = run("status", "--profile", site(table, tmp_path), "--json")
    finally:
        table.ask("id_card", "plug")
    assert ended.exit_code == 4
    told = {one["kind"]: one["device"] for one in json.loads(ended.stdout)["devices"]}
    assert told == {"id_card": "noDevice", "printer": "online", "code_reader": "online"}


def test_status_tells_a_page_printer_whose_server_is_gone(tmp_path: Path) -> None:
    text = EXAMPLE.read_text(encoding="utf-8")
    head, _, rest = text.partition("[[devices]]")
    after = rest[rest.index("\n[", rest.rindex("[[devices]]") + 11) :]
    queue = '[[devices]]\nkind = "page_printer"\ndriver = "cups"\nport = "A4"\n'
    queue += f'options = {{ server = "{tmp_path}/none" }}\n'
    profile = tmp_path / "site.toml"
    profile.write_text(head + queue + after, encoding="utf-8")
    ended = run("status", "--profile", profile, "--json")
    (told,) = json.loads(ended.stdout)["devices"]
    assert (told["kind"], told["fault"]["code"]) == ("page_printer", "printServerGone")
    assert ended.exit_code in (1, 4)


@pytest.mark.skipif(shutil.which("aplay") is None, reason="alsa-utils is not installed")
@pytest.mark.parametrize(
    ("port", "word", "code"), [("null", "online", None), ("no-such-pcm", "noDevice", "noSound")]
)
def test_status_tells_whether_the_sound_device_opens(
    tmp_path: Path, port: str, word: str, code: str | None
) -> None:
    text = EXAMPLE.read_text(encoding="utf-8")
    head, _, rest = text.partition("[[devices]]")
    after = rest[rest.index("\n[", rest.rindex("[[devices]]") + 11) :]
    profile = tmp_path / "site.toml"
    speech = f'[[devices]]\nkind = "speech"\ndriver = "alsa"\nport = "{port}"\n'
    profile.write_text(head + speech + after, encoding="utf-8")
    (told,) = json.loads(run("status", "--profile", profile, "--json").stdout)["devices"]
    assert (told["device"], (told["fault"] or {}).get("code")) == (word, code)


def test_find_tells_what_is_named_what_is_there_and_what_a_line_answers(table: Table, tmp_path: Path) -> None:
    lines = tmp_path / "dev" / "serial" / "by-path"
    lines.mkdir(parents=True)
    (lines / "one").symlink_to(table.port("printer"))
    (lines / "two").symlink_to(table.port("id_card"))
    site = tmp_path / "site.toml"
    text = EXAMPLE.read_text(encoding="utf-8").partition("[[devices]]")[0]
    rest = EXAMPLE.read_text(encoding="utf-8").partition("[timeouts]")
    device = f'[[devices]]\nkind = "id_card"\ndriver = "sdt"\nport = "{lines / "two"}"\n\n'
    gone = '[[devices]]\nkind = "printer"\ndriver = "escpos"\nport = "/dev/gone"\n\n'
    site.write_text(text + device + gone + rest[1] + rest[2], encoding="utf-8")

    told = facts(site, (), tmp_path, lambda: ("A4",))
    assert [(one["kind"], one["here"]) for one in told["named"]] == [("id_card", True), ("printer", False)]
    assert told["named"][1]["instead"] == [str(lines / "one")]
    assert [one["certain"] for one in told["found"]] == [False, True]
    until = time.monotonic() + 60
    while told["found"][0]["asked"] != "printer" and time.monotonic() < until:
        told = facts(site, (str(lines / "one"),), tmp_path, lambda: ("A4",))
    assert (told["found"][0]["asked"], told["found"][0]["advised"]) == ("printer", "printer")
    said = "\n".join(device_lines(told))
    assert "NOT plugged in" in said
    assert "page_printer (CUPS): A4; not named" in said
    with pytest.raises(LookupError, match="nothing: no serial line"):
        facts(None, ("nothing",), tmp_path, tuple)


def test_find_on_this_machine_is_one_json_object() -> None:
    ran = CliRunner().invoke(app, ["find", "--json"])
    assert ran.exit_code == 0
    assert set(json.loads(ran.stdout)) == {"named", "found"}
    assert CliRunner().invoke(app, ["find", "--ask", "/dev/nothing"]).exit_code == 2
