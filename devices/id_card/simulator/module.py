"""What a reader module answers: a state machine of commands, without a wire."""

from collections.abc import Callable
from dataclasses import dataclass, field

OK = b"\0\0\x90"
SAM_ID = bytes.fromhex("0500 0100 0fdf3201 4e61bc00 15cd5b07")
"""05.01-20111119-0012345678-0123456789."""


def answer(sw3: int, data: bytes = b"") -> bytes:
    """Return the payload of an answer with SW1 SW2 zero."""
    return bytes((0, 0, sw3)) + data


@dataclass(frozen=True, slots=True, repr=False)
class SampleCard:
    """A card to lay on the reader: its text block, photo, fingerprints and appended addresses (bytes)."""

    text: bytes
    photo: bytes = bytes(1024)
    fingerprints: bytes = b""
    appended: bytes = b""


@dataclass(slots=True)
class Module:
    """The module and the card on it.

    `hides_read_card`: as some firmware does, find answers 80 about a card that was read until it is lifted.
    `without`: commands (two bytes each) that it does not know. `speed` is the parameter of 60 0n.
    """

    hides_read_card: bool = False
    without: frozenset[bytes] = frozenset()
    card: SampleCard | None = None
    reads: int = 0
    found: bool = False
    selected: bool = False
    was_read: bool = False
    speed: int = 0
    rf_bytes: int = 0x40
    _commands: dict[bytes, Callable[[], bytes]] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self._commands = {
            b"\x10\xff": self._reset,
            b"\x11\xff": lambda: OK,
            b"\x12\xff": lambda: OK + SAM_ID,
            b"\x20\x01": self._find,
            b"\x20\x02": self._select,
            b"\x30\x01": self._read,
            b"\x30\x10": self._read_with_fingerprints,
            b"\x30\x03": self._appended,
            b"\x30\x05": self._management,
        }

    def lay(self, card: SampleCard) -> None:
        """Put a card on the reader, instead of one that lies there."""
        self.lift()
        self.card = card

    def lift(self) -> None:
        """Take the card away."""
        self.card = None
        self.found = self.selected = self.was_read = False

    def power_on(self) -> None:
        """Forget what is forgotten without power; a card may lie there."""
        self.found = self.selected = self.was_read = False

    def handle(self, payload: bytes) -> bytes:
        """Return the answer to a command's payload."""
        code = payload[:2]
        if code[:1] == b"\x60" and code[1] <= 4:
            self.speed = code[1]
            return OK
        if code == b"\x61\xff" and code not in self.without and len(payload) == 3:
            self.rf_bytes = payload[2]
            return OK
        handler = None if code in self.without else self._commands.get(code)
        return handler() if handler else answer(0x21)

    def _reset(self) -> bytes:
        self.power_on()
        return OK

    def _find(self) -> bytes:
        self.selected = False
        self.found = self.card is not None and not (self.hides_read_card and self.was_read)
        return answer(0x9F, bytes(4)) if self.found else answer(0x80)

    def _select(self) -> bytes:
        self.selected = self.found and self.card is not None
        return answer(0x90, bytes(8)) if self.selected else answer(0x81)

    def _readable(self) -> SampleCard | None:
        if self.card is None or not self.selected:
            return None
        self.was_read = True
        self.reads += 1
        return self.card

    def _read(self) -> bytes:
        card = self._readable()
        if card is None:
            return answer(0x41)
        return OK + _lengths(card.text, card.photo) + card.text + card.photo

    def _read_with_fingerprints(self) -> bytes:
        card = self._readable()
        if card is None:
            return answer(0x41)
        parts = (card.text, card.photo, card.fingerprints)
        return OK + _lengths(*parts) + b"".join(parts)

    def _appended(self) -> bytes:
        # A card laid down since is not the one that was selected, so it does not answer for it.
        if self.card is None or not self.selected:
            return answer(0x41)
        return OK + self.card.appended if self.card.appended else answer(0x91)

    def _management(self) -> bytes:
        return answer(0x90, bytes(28)) if self.card is not None and self.selected else answer(0x41)


def _lengths(*parts: bytes) -> bytes:
    return b"".join(len(part).to_bytes(2, "big") for part in parts)
