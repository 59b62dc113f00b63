import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from devices.printer.raster import Typeface
from devices.simulation import control

FONTS = Path(sys.prefix) / "share" / "yiciban" / "fonts"


@pytest.fixture(scope="session")
def typeface() -> Typeface:
    return Typeface(FONTS / "regular.otf", FONTS / "bold.otf")


class SimulatedPrinter:
    """A simulator process; called with a command and its arguments it steers it."""

    def __init__(self, folder: Path, dots: int = 576, *options: str) -> None:
        self.port = folder / "printer"
        self.out = folder / "out"
        self._control = folder / "control"
        command = [sys.executable, "-m", "devices.printer.simulator", "--dots", str(dots), *options]
        command += ["--link", str(self.port), "--control", str(self._control), "--out", str(self.out)]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE)
        assert self.process.stdout is not None
        assert json.loads(self.process.stdout.readline())["ready"]
        if "--tcp" in options:
            self.name = self.port.read_text()
        else:
            self.name = str(self.port)

    def __call__(self, cmd: str, **arguments: Any) -> dict[str, Any]:
        return control(self._control, cmd, **arguments)

    def until(self, condition: Callable[[dict[str, Any]], bool], seconds: float = 30) -> dict[str, Any]:
        deadline = time.monotonic() + seconds
        while not condition(state := self("state")):
            assert time.monotonic() < deadline, state
            time.sleep(0.02)
        return state

    def close(self) -> None:
        self.process.terminate()
        self.process.wait(100)
        assert self.process.stdout is not None
        self.process.stdout.close()


@pytest.fixture(scope="module")
def printers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[int, SimulatedPrinter]]:
    """One process a paper width for the whole module; `simulated` heals it between tests."""
    running = {dots: SimulatedPrinter(tmp_path_factory.mktemp(f"p{dots}"), dots) for dots in (576, 384)}
    yield running
    for printer in running.values():
        printer.close()


@pytest.fixture
def presenter(tmp_path: Path) -> Iterator[SimulatedPrinter]:
    running = SimulatedPrinter(tmp_path, 576, "--presenter")
    yield running
    running.close()


@pytest.fixture
def networked(tmp_path: Path) -> Iterator[SimulatedPrinter]:
    running = SimulatedPrinter(tmp_path, 576, "--tcp", "0")
    yield running
    running.close()


@pytest.fixture
def simulated(printers: dict[int, SimulatedPrinter]) -> SimulatedPrinter:
    printer = printers[576]
    printer("heal")
    printer("unplug")
    printer("plug")
    return printer
