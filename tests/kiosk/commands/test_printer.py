"""`kiosk printer …` as an engineer runs it, against the simulated printer."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from devices.simulation import control
from kiosk.commands.printer import app

DOCUMENT = {
    "blocks": [
        {"type": "heading", "text": "受理回执"},
        {"type": "key_value", "key": "申请人", "value": "示*"},
        {"type": "table", "columns": [{}, {"align": "right"}], "rows": [["户口簿", "1"]]},
        {"type": "qr", "text": "https://example.test/s/COMMAND"},
    ]
}


class Printer:
    def __init__(self, folder: Path, *options: str) -> None:
        self.port = folder / "printer"
        self.out = folder / "out"
        self._control = folder / "control"
        command = [sys.executable, "-m", "devices.printer.simulator", *options]
        command += ["--link", str(self.port), "--control", str(self._control), "--out", str(self.out)]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE)
        assert self.process.stdout is not None
        assert b"ready" in self.process.stdout.readline()

    def __call__(self, cmd: str, **arguments: Any) -> dict[str, Any]:
        return control(self._control, cmd, **arguments)

    def close(self) -> None:
        self.process.terminate()
        self.process.wait(100)
        assert self.process.stdout is not None
        self.process.stdout.close()


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Printer]:
    printer = Printer(tmp_path_factory.mktemp("p"))
    yield printer
    printer.close()


@pytest.fixture
def printer(running: Printer) -> Printer:
    running("heal")
    running("plug")
    return running


@pytest.fixture
def document(tmp_path: Path) -> Path:
    path = tmp_path / "document.json"
    path.write_text(json.dumps(DOCUMENT, ensure_ascii=False), encoding="utf-8")
    return path


def run(*words: object) -> Result:
    return CliRunner().invoke(app, [str(word) for word in words])


def said(result: Result) -> dict[str, Any]:
    lines = result.stdout.splitlines()
    assert len(lines) == 1
    answer: dict[str, Any] = json.loads(lines[0])
    return answer


def test_a_document_is_printed_and_said_to_be(printer: Printer, document: Path) -> None:
    slips = printer("state")["slips"]
    result = run("print", "--port", printer.port, "--document", document, "--json")
    assert result.exit_code == 0
    assert (said(result)["outcome"], said(result)["fault"]) == ("printed", None)
    assert printer("state")["slips"] == slips + 1
    assert "户口簿".encode("gbk") in (printer.out / "slip.bin").read_bytes()


def test_the_command_itself_takes_a_document_on_its_input(printer: Printer) -> None:
    kiosk = Path(sys.executable).with_name("kiosk")
    words = [kiosk, "printer", "print", "--port", printer.port, "--document", "-", "--json"]
    ended = subprocess.run(
        [str(word) for word in words],
        input=json.dumps(DOCUMENT).encode(),
        capture_output=True,
        env={**os.environ, "NO_COLOR": "1"},
        timeout=100,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    assert json.loads(ended.stdout)["outcome"] == "printed"


@pytest.mark.parametrize(
    ("fault", "code", "who"),
    [
        ("paper-out", "paperOut", "clear"),
        ("cover-open", "coverOpen", "clear"),
        ("cutter-jammed", "cutterError", "clear"),
        ("mechanical-error", "mechanicalError", "clear"),
        ("head-hot", "headHot", "reset"),
        ("broken", "printerFault", "maintenance"),
        ("mute-paper", "paperUnknown", "maintenance"),
        ("power-off", "noAnswer", "maintenance"),
    ],
)
def test_a_fault_is_told_with_its_mender_and_prints_nothing(
    printer: Printer, document: Path, fault: str, code: str, who: str
) -> None:
    printer("set_fault", name=fault)
    lines = printer("state")["lines"]
    result = run("print", "--port", printer.port, "--document", document, "--json")
    assert result.exit_code == 4
    assert said(result)["outcome"] == "notPrinted"
    assert (said(result)["fault"]["code"], said(result)["fault"]["who"]) == (code, who)
    assert printer("state")["lines"] == lines
    status = run("status", "--port", printer.port, "--json")
    assert status.exit_code == 4
    assert said(status)["fault"]["code"] == code
    assert said(status)["can_print"] is False


def test_paper_that_ends_in_the_middle_is_unknown(printer: Printer, document: Path) -> None:
    printer("set_fault", name="paper-out-in-slip")
    result = run("print", "--port", printer.port, "--document", document, "--json")
    assert result.exit_code == 3
    assert (said(result)["outcome"], said(result)["fault"]["code"]) == ("unknown", "paperOut")


def test_status_tells_in_the_words_of_the_standard(printer: Printer) -> None:
    printer("paper", state="low")
    result = run("status", "--port", printer.port, "--json")
    assert result.exit_code == 0
    assert said(result) == {
        "port": str(printer.port),
        "profile": "generic-80",
        "device": "online",
        "paper": "low",
        "media": None,
        "cover_open": False,
        "cutter_error": False,
        "head_hot": False,
        "mechanical_error": False,
        "hardware_error": False,
        "can_print": True,
        "fault": None,
    }


def test_a_file_cannot_tell_anything(tmp_path: Path, document: Path) -> None:
    port = f"file:{tmp_path / 'spool'}"
    status = run("status", "--port", port, "--json")
    assert (status.exit_code, said(status)["paper"], said(status)["device"]) == (0, None, "online")
    printed = run("print", "--port", port, "--document", document, "--json")
    assert printed.exit_code == 3
    assert (said(printed)["outcome"], said(printed)["fault"]["code"]) == ("unknown", "printerUnproven")


def test_a_port_that_is_not_there_is_a_device_fault(tmp_path: Path, document: Path) -> None:
    port = tmp_path / "nothing"
    assert run("status", "--port", port, "--json").exit_code == 4
    printed = run("print", "--port", port, "--document", document, "--json")
    assert printed.exit_code == 4
    assert (said(printed)["outcome"], said(printed)["fault"]["code"]) == ("notPrinted", "noDevice")


@pytest.mark.parametrize("scheme", ["", "lp:"])
def test_a_file_named_by_mistake_is_no_printer_and_stays_as_it_is(
    tmp_path: Path, document: Path, scheme: str
) -> None:
    path = tmp_path / "accounts"
    path.write_text("kept", encoding="utf-8")
    for words in (["status"], ["test-page"], ["print", "--document", document]):
        result = run(*words, "--port", f"{scheme}{path}", "--json")
        assert result.exit_code == 4
        assert said(result)["fault"]["code"] == "wrongDevice"
    assert path.read_text(encoding="utf-8") == "kept"


def test_a_fault_is_told_in_a_sentence(printer: Printer) -> None:
    printer("set_fault", name="cover-open")
    result = run("status", "--port", printer.port)
    assert "Press the cover shut. [coverOpen, clear" in result.stderr


def test_the_test_page_fills_the_line_and_shows_every_kind_of_character(printer: Printer) -> None:
    assert run("test-page", "--port", printer.port).exit_code == 0
    raw = (printer.out / "slip.bin").read_bytes()
    assert b"123456789012345678901234567890123456789012345678\n" in raw
    assert ("汉" * 24).encode("gbk") in raw
    assert b"\x1dv0" in raw, "the rare characters"
    assert printer("state")["unknown_commands"] == []


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("{", "document"),
        ("[]", "document"),
        ('{"blocks": []}', "blocks"),
        ('{"blocks": [{"type": "paragraph", "text": "PRIVATE\\u0010"}]}', "blocks.0.paragraph.text"),
        ('{"blocks": [{"type": "photo"}]}', "blocks.0"),
    ],
)
def test_a_bad_document_is_refused_by_place_without_its_text(
    printer: Printer, tmp_path: Path, text: str, place: str
) -> None:
    path = tmp_path / "bad.json"
    path.write_text(text, encoding="utf-8")
    result = run("print", "--port", printer.port, "--document", path)
    assert result.exit_code == 2
    assert f"{path}: {place}" in result.stderr
    assert "PRIVATE" not in result.output


@pytest.mark.parametrize(
    "words",
    [
        ("status", "--port", "COM1"),
        ("status", "--port", "tcp:"),
        ("status",),
        ("status", "--port", "/dev/ttyS9", "--profile", "none"),
        ("print", "--port", "file:/dev/null"),
        ("print", "--port", "file:/dev/null", "--document", "/nowhere.json"),
    ],
)
def test_wrong_usage_is_exit_2(words: tuple[str, ...]) -> None:
    assert run(*words).exit_code == 2
