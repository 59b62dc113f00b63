import json
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import serial

from devices.simulation import control

ZONE = "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\rL898902C36UTO7408122F1204159ZE184226B<<<<<10"


class Scanner:
    def __init__(self, folder: Path) -> None:
        self.port = folder / "code.tty"
        self._control = folder / "control"
        self.process = subprocess.Popen(
            [
                *(sys.executable, "-m", "devices.code_reader.simulator", "--profile", "honeywell"),
                *("--link", str(self.port), "--control", str(self._control)),
            ],
            stdout=subprocess.PIPE,
        )
        assert self.process.stdout is not None
        assert b"ready" in self.process.stdout.readline()

    def __call__(self, cmd: str, **arguments: object) -> dict[str, object]:
        return control(self._control, cmd, **arguments)

    def show_when_scanning(self, **arguments: object) -> None:
        end = time.monotonic() + 30
        while self("state")["scanning"] is not True:
            assert time.monotonic() < end
            threading.Event().wait(0.02)
        self("show", **arguments)

    def close(self) -> None:
        self.process.terminate()
        self.process.wait(100)
        assert self.process.stdout is not None
        self.process.stdout.close()


@pytest.fixture
def scanner() -> Iterator[Scanner]:
    with tempfile.TemporaryDirectory(prefix="yi") as folder:
        made = Scanner(Path(folder))
        yield made
        made.close()


def start(*arguments: str) -> subprocess.Popen[str]:
    command = [str(Path(sys.executable).with_name("kiosk")), "code", *arguments]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def run(*arguments: str, meanwhile: Callable[[], object] = lambda: None) -> tuple[int, Any, str]:
    process = start(*arguments)
    meanwhile()
    out, err = process.communicate(timeout=100)
    assert out.count("\n") <= 1 or "--json" not in arguments
    return process.returncode, json.loads(out) if out and "--json" in arguments else out, err


def test_a_token_is_told_by_kind_and_length_only(scanner: Scanner) -> None:
    code, told, _ = run(
        *("read", "--port", str(scanner.port), "--profile", "honeywell", "--json"),
        meanwhile=lambda: scanner.show_when_scanning(text="示例-0001"),
    )
    assert (code, told) == (0, {"read": True, "kind": "token", "length": 11, "refused": {}})
    assert scanner("state")["scanning"] is False


def test_with_show_a_zone_is_told_by_its_fields(scanner: Scanner) -> None:
    code, told, _ = run(
        *("read", "--port", str(scanner.port), "--profile", "honeywell", "--show", "--json"),
        meanwhile=lambda: scanner.show_when_scanning(text=ZONE),
    )
    assert (code, told["kind"], told["format"], told["length"]) == (0, "mrz", "TD3", 88)
    assert told["fields"]["surname"] == "ERIKSSON"


def test_a_refused_code_is_counted_and_the_next_is_read(scanner: Scanner) -> None:
    def both() -> None:
        scanner("fault", kind="control")
        scanner.show_when_scanning(text="spoilt")
        scanner.show_when_scanning(text="good")

    code, told, _ = run(
        "read", "--port", str(scanner.port), "--profile", "honeywell", "--json", meanwhile=both
    )
    assert (code, told["kind"], told["refused"]) == (0, "token", {"controlCharacter": 1})


def test_no_code_in_time_is_exit_3(scanner: Scanner) -> None:
    code, told, _ = run("read", "--port", str(scanner.port), "--timeout", "0.2", "--json")
    assert (code, told["read"], told["reason"]) == (3, False, "timeout")


def test_a_scanner_pulled_while_reading_is_a_device_fault(scanner: Scanner) -> None:
    def pull() -> None:
        scanner("fault", kind="unplug")
        scanner.show_when_scanning(text="x" * 100)

    arguments = ("read", "--port", str(scanner.port), "--profile", "honeywell", "--json")
    code, told, _ = run(*arguments, meanwhile=pull)
    assert (code, told["device"], told["fault"]["who"]) == (4, "noDevice", "maintenance")


@pytest.mark.parametrize("command", ["read", "status"])
def test_a_port_that_is_not_there_is_a_device_fault(command: str) -> None:
    code, told, _ = run(command, "--port", "/dev/serial/by-path/none", "--json")
    assert (code, told["device"]) == (4, "noDevice")


def test_an_unknown_profile_is_a_usage_error() -> None:
    code, _, err = run("status", "--port", "/dev/null", "--profile", "abacus")
    assert code == 2
    assert "honeywell" in err


def test_status_says_what_is_known(scanner: Scanner) -> None:
    code, told, _ = run("status", "--port", str(scanner.port), "--profile", "honeywell", "--json")
    assert code == 0
    assert told == {
        "device": "online",
        "fault": None,
        "profile": "honeywell",
        "baud": 115200,
        "trigger": True,
    }


def test_a_port_that_another_program_holds_is_told_apart(scanner: Scanner) -> None:
    held = serial.Serial(str(scanner.port), exclusive=True)
    try:
        code, told, _ = run("status", "--port", str(scanner.port), "--json")
    finally:
        held.close()
    assert (code, told["fault"]["code"]) == (4, "portBusy")
