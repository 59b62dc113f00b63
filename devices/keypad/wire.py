"""The bytes of evdev: `struct input_event` of 64-bit Linux (linux/input.h).

16 bytes of time, two of type, two of code, four of value; 24 together, in the machine's own byte order.
"""

import struct
from dataclasses import dataclass, field

FORMAT = struct.Struct("@llHHi")
SIZE = FORMAT.size

EV_SYN, EV_KEY, EV_SW = 0x00, 0x01, 0x05
SYN_REPORT, SYN_DROPPED = 0, 3
SW_HEADPHONE_INSERT = 0x02
UP, DOWN, REPEAT = 0, 1, 2
"""Values of a key event."""


@dataclass(frozen=True, slots=True)
class InputEvent:
    """One event. at: the time it carries, s; the driver asks for the monotonic clock."""

    type: int
    code: int
    value: int
    at: float = field(default=0.0, compare=False)

    def packed(self, seconds: float = 0.0) -> bytes:
        """Return its bytes, with a time in seconds."""
        whole = int(seconds)
        return FORMAT.pack(whole, int((seconds - whole) * 1e6), self.type, self.code, self.value)


class Collector:
    """Cuts what was read into events, in whatever pieces it came."""

    def __init__(self) -> None:
        self._rest = b""

    def feed(self, data: bytes) -> list[InputEvent]:
        """Return the events that are whole now."""
        self._rest += data
        whole = len(self._rest) // SIZE * SIZE
        cut, self._rest = self._rest[:whole], self._rest[whole:]
        events = FORMAT.iter_unpack(cut)
        return [InputEvent(kind, code, value, s + us / 1e6) for s, us, kind, code, value in events]
