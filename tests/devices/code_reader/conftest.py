import queue
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from devices.code_reader.service import CodeReaderService, Options
from devices.code_reader.zone import Scanned
from devices.simulation import control
from devices.status import DeviceStatus
from devices.supervisor import Supervisor


class Counter:
    """A simulated code reader with the service over it."""

    def __init__(self, folder: Path, profile: str, speaks: str) -> None:
        self.port = folder / "code.tty"
        self._control = folder / "control"
        self.process = subprocess.Popen(
            [
                *(sys.executable, "-m", "devices.code_reader.simulator", "--profile", speaks),
                *("--link", str(self.port), "--control", str(self._control)),
            ],
            stdout=subprocess.PIPE,
        )
        assert self.process.stdout is not None
        assert b"ready" in self.process.stdout.readline()
        self.codes: queue.Queue[Scanned] = queue.Queue()
        self.statuses: queue.Queue[DeviceStatus] = queue.Queue()
        self.service = CodeReaderService(Options(str(self.port), profile), self.codes.put)
        self.supervisor = Supervisor(lambda _name, status: self.statuses.put(status.device))
        self.supervisor.add("code_reader", self.service.plan())
        self.supervisor.start()

    def __call__(self, cmd: str, **arguments: object) -> dict[str, object]:
        return control(self._control, cmd, **arguments)

    def wait_scanning(self, wanted: bool) -> None:
        end = time.monotonic() + 30
        while self("state")["scanning"] is not wanted:
            assert time.monotonic() < end
            threading.Event().wait(0.01)

    def close(self) -> None:
        assert self.supervisor.stop(30) == ()
        self.process.terminate()
        self.process.wait(100)
        assert self.process.stdout is not None
        self.process.stdout.close()


@pytest.fixture
def counter() -> Iterator[Callable[..., Counter]]:
    made: list[Counter] = []
    with tempfile.TemporaryDirectory(prefix="yi") as folder:

        def make(profile: str = "honeywell", speaks: str = "") -> Counter:
            made.append(Counter(Path(folder), profile, speaks or profile))
            return made[-1]

        yield make
        for one in made:
            one.close()
