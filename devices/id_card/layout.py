"""The 256-byte text block of an identity card, in its four layouts, as a value.

Resident card (GA/T 490), residence permit for Hong Kong, Macau and Taiwan (`J`), foreigner's permanent
residence card of 2017 (`I`) and of 2023 (`Y`). UTF-16LE, no byte order mark, fields padded on the right with
spaces (some readers: NUL). The code unit at byte 248 tells the layout. A field that looks wrong becomes a
warning beside the value: a person is never turned away because of a comparison made here.
"""

import unicodedata
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from devices.id_card.nations import NATIONS
from devices.id_card.numbers import check_number, check_number_2017, check_travel_permit, read_date

TEXT_SIZE = 256
LONG_TERM = "长期"


class LayoutError(ValueError):
    """The block is not the text of an identity card (wrong size)."""


class CardType(StrEnum):
    """Which layout the card has."""

    RESIDENT = "resident"
    PERMIT = "permit"
    FOREIGNER_2017 = "foreigner_2017"
    FOREIGNER_2023 = "foreigner_2023"


class Sex(StrEnum):
    """Sex by the codes of GB/T 2261.1; 0 and 9 are neither male nor female."""

    UNKNOWN = "0"
    MALE = "1"
    FEMALE = "2"
    NOT_STATED = "9"


@dataclass(frozen=True, slots=True, repr=False)
class Card:
    """What the card says. Absent fields are None; `repr` shows no personal data.

    `ethnicity` is the GB/T 3304 name without 族, `authority` the issuing authority (of the 2017 foreigner's
    card its four-character code), `country` the three characters on a foreigner's card, `issue_count` the
    number of issues (permit) or renewals (2023). `valid_until` None with `long_term` means 长期; None without
    it means that the date could not be read, and `warnings` says so.
    """

    type: CardType
    name: str
    sex: Sex
    birth_date: date | None
    number: str
    valid_from: date | None
    valid_until: date | None
    long_term: bool = False
    name_latin: str | None = None
    ethnicity: str | None = None
    ethnicity_code: str | None = None
    address: str | None = None
    authority: str | None = None
    permit_number: str | None = None
    issue_count: int | None = None
    country: str | None = None
    former_link: str | None = None
    warnings: tuple[str, ...] = ()

    def __repr__(self) -> str:
        return f"Card({self.type.value})"

    def facts(self) -> dict[str, str | int | date]:
        """Return what the card says by member name, without what is absent; dates as dates, codes as text."""
        told: dict[str, str | int | date] = {"type": self.type.value, "sex": self.sex.value}
        for name in _FACTS:
            value = getattr(self, name)
            if value is not None and value != "":
                told[name] = value
        return told

    def valid_on(self, day: date) -> bool:
        """Tell whether `day` lies within the printed validity; False when the dates cannot be read."""
        if self.valid_from is None or day < self.valid_from:
            return False
        return self.long_term or (self.valid_until is not None and day <= self.valid_until)


_FACTS = (
    *("name", "name_latin", "ethnicity", "birth_date", "address", "number", "authority"),
    *("valid_from", "valid_until", "permit_number", "issue_count", "country"),
)


_PADDING = " \0\u3000"
# Control characters, and those that turn or split a line, are no part of a name or an address. Private-use
# characters stay: rare names are written with them.
_REFUSED = frozenset(("Cc", "Cf", "Zl", "Zp"))


def field_text(raw: bytes) -> tuple[str, bool]:
    """Return a UTF-16LE field without its padding (spaces, some readers NUL) and whether it was damaged.

    Any bytes will do: what is no character becomes U+FFFD, control characters are left out.
    """
    text = raw.decode("utf-16-le", "replace").strip(_PADDING)
    clean = "".join(c for c in text if unicodedata.category(c) not in _REFUSED)
    return clean, clean != text or "\ufffd" in text


class _Block:
    """Reads fields by byte offset and collects what looked wrong."""

    def __init__(self, text: bytes) -> None:
        self._bytes = text
        self.warnings: list[str] = []

    def warn(self, code: str) -> None:
        if code not in self.warnings:
            self.warnings.append(code)

    def text(self, *places: tuple[int, int]) -> str:
        """Return the (offset, length) pieces as one text without padding; inner spaces stay."""
        text, damaged = field_text(b"".join(self._bytes[at : at + size] for at, size in places))
        if damaged:
            self.warn("text.damaged")
        return text

    def optional(self, *places: tuple[int, int]) -> str | None:
        return self.text(*places) or None

    def day(self, field: str, at: int) -> date | None:
        day = read_date(self.text((at, 16)))
        if day is None:
            self.warn(f"{field}.unreadable")
        return day

    def until(self, at: int) -> tuple[date | None, bool]:
        text = self.text((at, 16))
        if text == LONG_TERM:
            return None, True
        return self.day("valid_until", at), False

    def sex(self, at: int) -> Sex:
        text = self.text((at, 2))
        try:
            return Sex(text)
        except ValueError:
            self.warn("sex.unknown_code")
            return Sex.UNKNOWN

    def count(self, field: str, at: int, size: int) -> int | None:
        text = self.text((at, size))
        if not text:
            return None
        if text.isascii() and text.isdigit():
            return int(text)
        self.warn(f"{field}.unreadable")
        return None


def card_type(text: bytes) -> CardType:
    """Return the layout that the code unit at byte 248 names; anything but I, J, Y is a resident card."""
    return {b"I\0": CardType.FOREIGNER_2017, b"J\0": CardType.PERMIT, b"Y\0": CardType.FOREIGNER_2023}.get(
        bytes(text[248:250]), CardType.RESIDENT
    )


def parse(text: bytes, today: date | None = None) -> Card:
    """Return the card that a text block of exactly 256 bytes describes.

    With `today` its dates are compared with that day: `birth_date.future`, `card.not_yet_valid` and
    `card.expired` are warnings. Raises LayoutError when the block has another size; whatever else is wrong is
    in `Card.warnings`.
    """
    if len(text) != TEXT_SIZE:
        raise LayoutError(f"a text block has {TEXT_SIZE} bytes, not {len(text)}")
    block = _Block(bytes(text))
    kind = card_type(text)
    card = _foreigner_2017(block) if kind is CardType.FOREIGNER_2017 else _common(block, kind)
    return card if today is None else replace(card, warnings=card.warnings + _dated(card, today))


def _dated(card: Card, today: date) -> tuple[str, ...]:
    warnings = []
    if card.birth_date is not None and card.birth_date > today:
        warnings.append("birth_date.future")
    if card.valid_from is not None and card.valid_from > today:
        warnings.append("card.not_yet_valid")
    if card.valid_until is not None and card.valid_until < today:
        warnings.append("card.expired")
    return tuple(warnings)


def _common(block: _Block, kind: CardType) -> Card:
    """Read the three layouts that share the resident card's places."""
    foreigner = kind is CardType.FOREIGNER_2023
    sex = block.sex(30)
    birth = block.day("birth_date", 36)
    number = block.text((122, 36))
    valid_from = block.day("valid_from", 188)
    valid_until, long_term = block.until(204)
    for code in check_number(number, birth, sex.value):
        block.warn(code)
    if foreigner and not number.startswith("9"):
        block.warn("number.form")

    ethnicity_code = block.optional((32, 4)) if kind is CardType.RESIDENT else None
    if kind is CardType.RESIDENT and ethnicity_code not in NATIONS:
        block.warn("ethnicity.unknown_code")
    issue_count = None
    permit_number = None
    if kind is CardType.PERMIT:
        issue_count = block.count("issue_count", 238, 4)
        permit_number = block.optional((220, 18))
        for code in check_travel_permit(permit_number or ""):
            block.warn(code)
    elif foreigner:
        issue_count = block.count("issue_count", 32, 4)
    return Card(
        type=kind,
        name=block.text((0, 30)),
        # The two pieces are joined before trimming: character 35 may be the space between two names.
        name_latin=block.optional((52, 70), (220, 22)) if foreigner else None,
        sex=sex,
        ethnicity=NATIONS.get(ethnicity_code or ""),
        ethnicity_code=ethnicity_code,
        birth_date=birth,
        address=None if foreigner else block.optional((52, 70)),
        number=number,
        authority=None if foreigner else block.optional((158, 30)),
        valid_from=valid_from,
        valid_until=valid_until,
        long_term=long_term,
        permit_number=permit_number,
        issue_count=issue_count,
        country=block.optional((242, 6)) if foreigner else None,
        former_link=block.optional((250, 6)) if foreigner else None,
        warnings=tuple(block.warnings),
    )


def _foreigner_2017(block: _Block) -> Card:
    birth = block.day("birth_date", 220)
    number = block.text((122, 30))
    valid_from = block.day("valid_from", 188)
    valid_until, long_term = block.until(204)
    for code in check_number_2017(number, birth):
        block.warn(code)
    name_latin = block.optional((0, 120))
    return Card(
        type=CardType.FOREIGNER_2017,
        # A foreigner may have no Chinese name; then the passport's name is the name.
        name=block.text((158, 30)) or name_latin or "",
        name_latin=name_latin,
        sex=block.sex(120),
        birth_date=birth,
        number=number,
        authority=block.optional((240, 8)),
        valid_from=valid_from,
        valid_until=valid_until,
        long_term=long_term,
        country=block.optional((152, 6)),
        warnings=tuple(block.warnings),
    )
