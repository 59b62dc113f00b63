"""A real reader process on a pty, and what a test needs to steer and watch it."""

import queue
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest

from devices.id_card.errors import ReaderGone
from devices.id_card.line import SdtLine
from devices.id_card.messages import Message
from devices.id_card.options import Options
from devices.id_card.reader import SdtReader
from devices.id_card.service import IdCardService
from devices.id_card.simulator.behaviour import Behaviour
from devices.id_card.simulator.module import Module
from devices.simulation import control
from devices.status import Status
from devices.supervisor import Supervisor

ZHANG = {
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


class Reader:
    """One simulated reader: its port and its control socket."""

    def __init__(self, folder: Path, *options: str) -> None:
        self.port = folder / "id_card.tty"
        self._control = folder / "control"
        self._process = subprocess.Popen(
            [
                *(sys.executable, "-m", "devices.id_card.simulator", "--read-seconds", "0"),
                *("--link", str(self.port), "--control", str(self._control), *options),
            ],
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self._process.stdout is not None
        assert "ready" in self._process.stdout.readline()

    def __call__(self, cmd: str, **arguments: object) -> dict[str, object]:
        return control(self._control, cmd, **arguments)

    def lay(self, **changes: object) -> None:
        self("lay", card={**ZHANG, **changes})

    def stop(self) -> None:
        self._process.terminate()
        self._process.wait(100)
        assert self._process.stdout is not None
        self._process.stdout.close()


@pytest.fixture(scope="session")
def reader_process() -> Callable[..., AbstractContextManager[Reader]]:
    """Start a reader of one's own: `with reader_process(*options) as reader`."""

    @contextmanager
    def run(*options: str) -> Iterator[Reader]:
        with tempfile.TemporaryDirectory(prefix="yi") as folder:
            reader = Reader(Path(folder), *options)
            try:
                yield reader
            finally:
                reader.stop()

    return run


@pytest.fixture
def start_reader() -> Iterator[Callable[..., Reader]]:
    readers: list[Reader] = []
    with tempfile.TemporaryDirectory(prefix="yi") as folder:

        def start(*options: str) -> Reader:
            place = Path(folder) / str(len(readers))
            place.mkdir()
            readers.append(Reader(place, *options))
            return readers[-1]

        yield start
        for reader in readers:
            reader.stop()


class Desk:
    """The service over a simulated reader, and everything it told."""

    def __init__(self, reader: Reader, **options: object) -> None:
        self.reader = reader
        self.messages: queue.Queue[Message] = queue.Queue()
        self.statuses: queue.Queue[Status] = queue.Queue()
        self.service = IdCardService(
            Options(**{"port": str(reader.port), "baud": 115200, **options}),  # type: ignore[arg-type]
            self.messages.put,
            poll=0.05,
        )
        self.supervisor = Supervisor(lambda _name, status: self.statuses.put(status))
        self.supervisor.add("id_card", self.service.plan())
        self.supervisor.start()

    def next(self) -> Message:
        return self.messages.get(timeout=30)

    def next_status(self, wanted: Callable[[Status], bool]) -> Status:
        end = time.monotonic() + 30
        while True:
            status = self.statuses.get(timeout=max(0.01, end - time.monotonic()))
            if wanted(status):
                return status

    def wait_for_polls(self, count: int) -> None:
        """Return when the reader has been asked so many times more."""
        asked = self.reader("state")["asked"]
        assert isinstance(asked, int)
        end = time.monotonic() + 30
        while self.reader("state")["asked"] < asked + count:  # type: ignore[operator]
            assert time.monotonic() < end
            threading.Event().wait(0.02)

    def nothing_comes(self, polls: int = 4) -> bool:
        """Whether no message came while the reader was asked `polls` times more."""
        self.wait_for_polls(polls)
        return self.messages.empty()


@pytest.fixture
def desk_on() -> Iterator[Callable[..., Desk]]:
    """Make the service over a reader that runs."""
    desks: list[Desk] = []

    def make(reader: Reader, **options: object) -> Desk:
        desks.append(Desk(reader, **options))
        return desks[-1]

    yield make
    for made in desks:
        assert made.supervisor.stop(30) == ()


@pytest.fixture
def desk(start_reader: Callable[..., Reader], desk_on: Callable[..., Desk]) -> Callable[..., Desk]:
    return lambda *simulator, **options: desk_on(start_reader(*simulator), **options)


@pytest.fixture
def queues() -> tuple[queue.Queue[object], queue.Queue[object], Callable[..., object]]:
    """Two queues, and a function that takes from one until something fits."""

    def next_of(source: queue.Queue[object], wanted: Callable[[object], bool]) -> object:
        end = time.monotonic() + 30
        while not wanted(found := source.get(timeout=max(0.01, end - time.monotonic()))):
            pass
        return found

    return queue.Queue(), queue.Queue(), next_of


class ScriptedWire:
    """A transport that answers each command from a script, on a clock that only its silences move.

    An answer is a list of pieces; a number among them is a silence of so many seconds. A command without an
    answer in the script is not answered.
    """

    def __init__(self, *answers: list[bytes | float]) -> None:
        self.baud: int | None = 115200
        self.now = 0.0
        self.sent: list[bytes] = []
        self.closed = False
        self._script = list(answers)
        self._coming: list[bytes | float] = []

    def clock(self) -> float:
        return self.now

    def send(self, frame: bytes) -> None:
        self.sent.append(frame)
        if self._script:
            self._coming += self._script.pop(0)

    def receive(self, seconds: float) -> bytes:
        if not self._coming or isinstance(self._coming[0], float):
            return self._silence(seconds)
        piece = self._coming.pop(0)
        assert isinstance(piece, bytes)
        return piece

    def _silence(self, seconds: float) -> bytes:
        left = self._coming[0] if self._coming else seconds
        assert isinstance(left, float)
        waited = min(max(seconds, 0.001), left)
        self.now += waited
        if self._coming:
            self._coming[0] = left - waited
            if self._coming[0] <= 0:
                self._coming.pop(0)
        return b""

    def discard(self) -> None:
        while self._coming and isinstance(self._coming[0], bytes):
            self._coming.pop(0)

    def set_baud(self, baud: int) -> None:
        self.baud = baud

    def close(self) -> None:
        self.closed = True


class SimulatedWire(ScriptedWire):
    """The simulated reader on such a wire: its waits are silences, so no test has to wait for it."""

    def __init__(self, module: Module) -> None:
        super().__init__()
        self.behaviour = Behaviour(self, module)
        self.plugged = True

    def send(self, frame: bytes) -> None:
        if not self.plugged:
            raise ReaderGone("ENODEV")
        super().send(frame)
        self.behaviour.received(frame)

    def receive(self, seconds: float) -> bytes:
        if not (self.plugged or self._coming):
            raise ReaderGone("ENODEV")
        return super().receive(seconds)

    def write(self, data: bytes) -> None:
        self._coming.append(data)

    def wait(self, seconds: float) -> bool:
        self._coming.append(float(seconds))
        return False

    def unplug(self) -> None:
        self.plugged = False


@pytest.fixture
def simulated() -> Callable[..., tuple[SdtReader, SimulatedWire]]:
    """Make a reader on a wire with a simulated module."""

    def make(**options: object) -> tuple[SdtReader, SimulatedWire]:
        wire = SimulatedWire(Module(**options))  # type: ignore[arg-type]
        return SdtReader(SdtLine(wire, wire.clock)), wire

    return make


@pytest.fixture(scope="session")
def scripted() -> Callable[..., tuple[SdtReader, ScriptedWire]]:
    """Make a reader on a wire with these answers."""

    def make(*answers: list[bytes | float]) -> tuple[SdtReader, ScriptedWire]:
        wire = ScriptedWire(*answers)
        return SdtReader(SdtLine(wire, wire.clock)), wire

    return make
