"""The commands of the reader module, with how long each may take and what its answer looks like."""

from dataclasses import dataclass

from devices.id_card.frame import build

PROBE_SPEEDS = (115200, 57600, 38400, 19200, 9600)
"""Line speeds, factory setting first; the place in this tuple is the parameter of 60 0n."""

EMPTY = 0x91
"""SW3: the card has nothing in the item that was asked for."""


@dataclass(frozen=True, slots=True)
class Command:
    """One command: its two bytes and data, how long its first answer byte may take (s), the largest answer.

    `good` are the codes (SW3) of a good answer and `sizes` the data bytes that it may have (None: told by
    the answer itself, at least `smallest`); an answer of another shape belongs to an earlier command.
    `repeatable` says that asking again after a damaged answer changes nothing.
    """

    name: str
    code: bytes
    first_byte: float
    largest: int
    good: frozenset[int] = frozenset({0x90})
    sizes: frozenset[int] | None = frozenset({0})
    smallest: int = 0
    repeatable: bool = True

    def fits(self, sw3: int, size: int) -> bool:
        """Tell whether an answer with this SW3 and so many data bytes can be the answer to this command."""
        if sw3 not in (0x90, 0x9F):
            return True
        fitting = size >= self.smallest if self.sizes is None else size in self.sizes
        return sw3 in self.good and fitting

    @property
    def frame(self) -> bytes:
        """The bytes for the wire."""
        return build(self.code)

    def seconds(self, baud: int) -> float:
        """Return the longest whole exchange, s: first byte, 1.5 times the wire time of the answer, slack."""
        return self.first_byte + 1.5 * self.largest * 10 / baud + 0.5


def _sizes(*sizes: int) -> frozenset[int]:
    return frozenset(sizes)


RESET = Command("reset", b"\x10\xff", 3.0, 11, repeatable=False)
STATUS = Command("status", b"\x11\xff", 1.0, 11)
SAM_ID = Command("sam id", b"\x12\xff", 1.0, 27, sizes=_sizes(16))
FIND = Command("find", b"\x20\x01", 1.0, 15, good=_sizes(0x9F), sizes=_sizes(4))
SELECT = Command("select", b"\x20\x02", 1.0, 19, sizes=_sizes(8), repeatable=False)
_ITEM = _sizes(0x90, EMPTY)
_TEXT = 256
READ = Command("read", b"\x30\x01", 3.0, 1295, sizes=None, smallest=4 + _TEXT)
READ_WITH_FINGERPRINTS = Command(
    "read with fingerprints", b"\x30\x10", 4.0, 2321, good=_ITEM, sizes=None, smallest=6 + _TEXT
)
READ_APPENDED = Command(
    "read appended addresses", b"\x30\x03", 2.0, 291, good=_ITEM, sizes=_sizes(70, 140, 210, 280)
)
READ_MANAGEMENT = Command("read management number", b"\x30\x05", 2.0, 39, good=_ITEM, sizes=_sizes(28))


def set_speed(baud: int) -> Command:
    """Return the command that sets the line speed; its answer still comes at the old one.

    Raises ValueError for a speed that the module does not know.
    """
    return Command("set speed", bytes([0x60, PROBE_SPEEDS.index(baud)]), 1.0, 11, repeatable=False)


def set_rf_bytes(count: int = 0x50) -> Command:
    """Return the command that limits one radio exchange to `count` bytes (0..255)."""
    return Command("set RF bytes", b"\x61\xff" + bytes([count]), 1.0, 11)
