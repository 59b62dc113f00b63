"""A slip as data: blocks with their texts already in the citizen's language, and no printer in sight.

`layout.py` puts a slip into a printer's columns; a screen or a speaker can read the same blocks.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Heading:
    """A large line, centred."""

    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text."""

    text: str
    strong: bool = False


@dataclass(frozen=True, slots=True)
class KeyValue:
    """A name and its value."""

    key: str
    value: str


@dataclass(frozen=True, slots=True)
class ItemRow:
    """One item of the bundle: what it is, how it stands, and lines about who does what next, and by when."""

    name: str
    state: str
    details: tuple[KeyValue, ...] = ()


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table: its title (empty: none) and whether its cells stand at its right edge."""

    title: str = ""
    right: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of as many cells as there are columns."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Rule:
    """A line across the paper."""


@dataclass(frozen=True, slots=True)
class Qr:
    """A QR code with an opaque text (no personal data), and what it is for."""

    text: str
    caption: str


@dataclass(frozen=True, slots=True)
class BigCode:
    """A code that a person reads out or types, in groups of four."""

    code: str
    caption: str


@dataclass(frozen=True, slots=True)
class Sample:
    """The mark 示例数据."""

    text: str


@dataclass(frozen=True, slots=True)
class Feed:
    """Blank lines."""

    lines: int = 1


@dataclass(frozen=True, slots=True)
class Cut:
    """The slip ends here."""


Block = Heading | Paragraph | KeyValue | ItemRow | Table | Rule | Qr | BigCode | Sample | Feed | Cut


@dataclass(frozen=True, slots=True)
class Slip:
    """One slip. `language` is a BCP 47 tag."""

    title: str
    language: str
    blocks: tuple[Block, ...]
