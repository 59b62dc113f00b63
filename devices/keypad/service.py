"""The keypad as the screens see it; the supervisor's thread works with `plan()`."""

from collections.abc import Callable
from time import monotonic

from devices.deadline import Clock, Deadline
from devices.keypad.keypad import Keypad, open_keypad
from devices.keypad.layout import Options
from devices.keypad.nodes import there
from devices.keypad.presses import Done, Headphones
from devices.status import DeviceStatus, Status
from devices.supervisor import Plan

Emit = Callable[[Done], None]
"""Takes what was done, on the device's thread; must not block."""
ROUND = 0.5
"""How long one round listens, s."""


class KeypadService:
    """Handle of the keypad. What was done is told from the device's thread.

    A keypad that goes with headphones in its socket takes them along: nothing private may then be said.
    """

    def __init__(
        self,
        options: Options,
        emit: Emit,
        open_it: Callable[[Options, Clock], Keypad] = open_keypad,
        clock: Clock = monotonic,
    ) -> None:
        self._options, self._emit, self._open, self._clock = options, emit, open_it, clock
        self._plugged = False

    def plan(self) -> Plan:
        """Return what the supervisor needs to keep the keypad."""
        return Plan(open=self._session, present=lambda: there(self._options.port))

    def tell(self, done: Done) -> None:
        """Tell what was done; called on the device's thread."""
        if isinstance(done, Headphones):
            self._plugged = done.plugged
        self._emit(done)

    def gone(self) -> None:
        """The keypad is closed, whatever the reason."""
        if self._plugged:
            self.tell(Headphones(False))

    def _session(self) -> "KeypadSession":
        return KeypadSession(self, self._open(self._options, self._clock))


class KeypadSession:
    """One opening of the keypad in the supervisor's thread."""

    def __init__(self, service: KeypadService, keypad: Keypad) -> None:
        self._service, self._keypad = service, keypad

    def step(self, within: Deadline) -> Status:
        """Listen for a moment. Raises OSError when the keypad is gone."""
        for done in self._keypad.read(within.at_most(ROUND)):
            self._service.tell(done)
        return Status(DeviceStatus.ONLINE)

    def close(self) -> None:
        """Give it back."""
        self._keypad.close()
        self._service.gone()
