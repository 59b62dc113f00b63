"""Simulated devices for the conformance kit, and an engineer whose hands are their control sockets."""

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from devices.code_reader.profiles import PROFILES as CODE_READERS
from devices.conformance.code_reader import CodeReaderChecks
from devices.conformance.id_card import IdCardChecks
from devices.conformance.model import DeviceReport
from devices.conformance.printer import PrinterChecks
from devices.conformance.walk import Trace, walk
from devices.id_card.transport.ports import parse_port
from devices.printer import ports as printer_ports
from devices.printer.profiles import PROFILES as PRINTERS
from devices.printer.raster import Typeface
from devices.simulation import control

FONTS = Path(sys.prefix) / "share" / "yiciban" / "fonts"

CARD = {
    "type": "resident",
    "name": "张 示例",
    "sex": "男",
    "ethnicity": "汉",
    "birth_date": "19900101",
    "address": "示例市示例区示例路1号",
    "number": "00000019900101019X",
    "authority": "示例市公安局",
    "valid_from": "20200101",
    "valid_until": "20400101",
}
CODE = "示例码-EXAMPLE-7731"


class Simulated:
    """A simulator process; called with a command and its arguments it steers it."""

    def __init__(self, kind: str, folder: Path, *options: str) -> None:
        self.port = folder / f"{kind}.tty"
        self._control = folder / f"{kind}.control"
        command = [sys.executable, "-m", f"devices.{kind}.simulator", *options]
        command += ["--link", str(self.port), "--control", str(self._control)]
        self._process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert self._process.stdout is not None
        assert json.loads(self._process.stdout.readline())["ready"]

    def __call__(self, cmd: str, **arguments: Any) -> dict[str, Any]:
        return control(self._control, cmd, **arguments)

    def set(self, name: str, **more: Any) -> None:
        self("set_fault", name=name, **more)

    def stop(self) -> None:
        self._process.terminate()
        self._process.wait(100)
        assert self._process.stdout is not None
        self._process.stdout.close()


@dataclass
class Hands:
    """An engineer who does what is asked: `act` gets the text; `says` answers each question."""

    act: Callable[[str], object]
    says: bool | None = True
    attended: bool = True
    told: list[str] = field(default_factory=list)

    def tell(self, text: str) -> None:
        self.told.append(text)
        self.act(text)

    def confirm(self, question: str) -> bool | None:
        self.told.append(question)
        return self.says


class Quiet:
    """Progress that nobody looks at."""

    def begun(self, kind: str, check: object) -> None:
        pass

    def ended(self, kind: str, finding: object) -> None:
        pass


@pytest.fixture
def folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="yc") as name:
        yield Path(name)


@pytest.fixture
def start(folder: Path) -> Iterator[Callable[..., Simulated]]:
    running: list[Simulated] = []

    def run(kind: str, *options: str) -> Simulated:
        running.append(Simulated(kind, folder, *options))
        return running[-1]

    yield run
    for one in running:
        one.stop()


@pytest.fixture(scope="session")
def simulated_once() -> Callable[..., AbstractContextManager[Simulated]]:
    """Start a simulator of one's own: `with simulated_once(kind, *options) as device`."""

    @contextmanager
    def run(kind: str, *options: str) -> Iterator[Simulated]:
        with tempfile.TemporaryDirectory(prefix="yc") as name:
            running = Simulated(kind, Path(name), *options)
            try:
                yield running
            finally:
                running.stop()

    return run


@pytest.fixture(scope="session")
def common_reader(simulated_once: Callable[..., Any]) -> Iterator[Simulated]:
    with simulated_once("id_card", "--read-seconds", "0") as running:
        yield running


@pytest.fixture
def no_hands() -> Callable[..., Hands]:
    """An engineer who does nothing but answer yes."""
    return lambda attended: Hands(lambda _text: None, attended=attended)


@pytest.fixture
def reader(common_reader: Simulated) -> Simulated:
    """A reader that is well, plugged in and empty."""
    common_reader("clear_faults")
    common_reader("plug")
    common_reader("lift")
    return common_reader


@pytest.fixture
def card_hands() -> Callable[..., Hands]:
    def make(reader: Simulated, attended: bool = True) -> Hands:
        def act(text: str) -> None:
            if text.startswith("Lay"):
                reader("lay", card=CARD)
            else:
                reader("lift")

        return Hands(act, attended=attended)

    return make


@pytest.fixture
def check_reader() -> Callable[..., DeviceReport]:
    def check(port: object, hands: Hands, patience: float = 2.0, set_speeds: bool = False) -> DeviceReport:
        def wait(seconds: float) -> None:
            time.sleep(min(seconds, 0.02))

        trace = Trace()
        checks = IdCardChecks(parse_port(str(port)), hands, trace, patience, set_speeds, wait, silence=0.2)
        with closing(checks):
            return walk("id_card", str(port), checks.steps(), trace, Quiet())

    return check


@pytest.fixture(scope="session")
def typeface() -> Typeface:
    return Typeface(FONTS / "regular.otf", FONTS / "bold.otf")


@pytest.fixture
def check_printer(typeface: Typeface) -> Callable[..., DeviceReport]:
    def check(port: object, hands: Hands, profile: str = "generic-80", within: float = 1.0) -> DeviceReport:
        trace = Trace()

        def open_link(baud: int) -> Any:
            return printer_ports.parse_port(str(port)).open(baud)

        checks = PrinterChecks(open_link, PRINTERS[profile], typeface, hands, trace, within=within)
        with closing(checks):
            return walk("printer", str(port), checks.steps(), trace, Quiet())

    return check


@pytest.fixture
def check_code_reader() -> Callable[..., DeviceReport]:
    def check(port: object, hands: Hands, profile: str = "generic", patience: float = 2.0) -> DeviceReport:
        trace = Trace()
        checks = CodeReaderChecks(str(port), CODE_READERS[profile], hands, trace, patience)
        with closing(checks):
            return walk("code_reader", str(port), checks.steps(), trace, Quiet())

    return check


@pytest.fixture
def verdicts() -> Callable[[DeviceReport], dict[str, str]]:
    """Return check id → verdict."""
    return lambda report: {f.check.id.partition(".")[2]: f.seen.verdict.value for f in report.findings}


@pytest.fixture
def card() -> dict[str, str]:
    return CARD


@pytest.fixture
def code_text() -> str:
    return CODE
