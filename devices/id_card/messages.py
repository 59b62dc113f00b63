"""What the reader tells the visit."""

from collections.abc import Callable
from dataclasses import dataclass

from devices.id_card.reading import Reading


@dataclass(frozen=True, slots=True)
class CardReading:
    """A card was laid down and is being read. `CardRemoved` follows in the end, whatever comes between."""


@dataclass(frozen=True, slots=True)
class CardPresented:
    """The card was read."""

    reading: Reading


@dataclass(frozen=True, slots=True)
class CardRemoved:
    """The card, read or not, was taken away. Not `certain` when the reader was lost while it lay there."""

    certain: bool = True


@dataclass(frozen=True, slots=True)
class CardFault:
    """A card was not read. `code` is `moved`, `damaged`, `wrong_card` or `unreadable`."""

    code: str


Message = CardReading | CardPresented | CardRemoved | CardFault
Emit = Callable[[Message], None]
