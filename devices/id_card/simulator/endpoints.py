"""The reader's end of a USB wire, in the process of who drives it: what HID and bulk simulators share."""

import queue
import threading
from collections.abc import Callable

from devices.id_card.simulator.behaviour import Behaviour
from devices.id_card.simulator.module import Module


class UsbWire:
    """A wire without speed. Commands are taken by a thread of its own, so that an answer may take its time.

    `give` takes each piece of an answer, and None at its end; `pulled` is called when the cable is pulled.
    Use it as a context.
    """

    def __init__(
        self, module: Module, give: Callable[[bytes | None], None], pulled: Callable[[], None]
    ) -> None:
        self.behaviour = Behaviour(self, module)
        self._give = give
        self._pulled = pulled
        self._stopping = threading.Event()
        self._commands: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="simulated reader", daemon=True)

    def __enter__(self) -> "UsbWire":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stopping.set()
        self._commands.put(None)
        self._thread.join(5)

    @property
    def baud(self) -> int | None:
        """None: no line."""
        return None

    def take(self, data: bytes) -> None:
        """Take what the host sent."""
        self._commands.put(data)

    def write(self, data: bytes) -> object:
        """Give the host a piece of an answer."""
        return self._give(data)

    def unplug(self) -> None:
        """Pull the cable."""
        self._pulled()

    def wait(self, seconds: float) -> bool:
        """Wait; return whether the simulator is to stop."""
        return self._stopping.wait(seconds)

    def _run(self) -> None:
        while (data := self._commands.get()) is not None:
            self.behaviour.received(data)
            self._give(None)
