"""A simulated keypad as a process, with the real driver over it."""

import queue
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from devices.keypad.layout import Options
from devices.keypad.presses import Done
from devices.keypad.service import KeypadService
from devices.simulation import control
from devices.status import DeviceStatus
from devices.supervisor import Supervisor


class Desk:
    """A keypad, plugged in."""

    def __init__(self, folder: Path, **options: float) -> None:
        self.port, self._control = folder / "keypad.tty", folder / "control"
        self.process = subprocess.Popen(
            [
                *(sys.executable, "-m", "devices.keypad.simulator"),
                *("--link", str(self.port), "--control", str(self._control)),
            ],
            stdout=subprocess.PIPE,
        )
        assert self.process.stdout is not None
        assert b"ready" in self.process.stdout.readline()
        self.done: queue.Queue[Done] = queue.Queue()
        self.statuses: queue.Queue[DeviceStatus] = queue.Queue()
        service = KeypadService(Options.of(str(self.port), options), self.done.put)
        self.supervisor = Supervisor(lambda _name, status: self.statuses.put(status.device))
        self.supervisor.add("keypad", service.plan())
        self.supervisor.start()
        self.wait_for(DeviceStatus.ONLINE)

    def __call__(self, cmd: str, **arguments: object) -> dict[str, object]:
        return control(self._control, cmd, **arguments)

    def wait_for(self, status: DeviceStatus) -> None:
        while self.statuses.get(timeout=30) is not status:
            pass

    def next(self) -> Done:
        return self.done.get(timeout=30)

    def close(self) -> None:
        assert self.supervisor.stop(30) == ()
        self.process.terminate()
        self.process.wait(100)
        assert self.process.stdout is not None
        self.process.stdout.close()


@pytest.fixture
def desk() -> Iterator[Callable[..., Desk]]:
    made: list[Desk] = []
    with tempfile.TemporaryDirectory(prefix="yi") as folder:

        def make(**options: float) -> Desk:
            made.append(Desk(Path(folder), **options))
            return made[-1]

        yield make
        for one in made:
            one.close()
