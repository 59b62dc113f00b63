"""Which keys stand where, as rows of key names; and which pads a field of a kind offers. Pure data."""

from enum import StrEnum


class Pad(StrEnum):
    """A set of keys."""

    PINYIN = "pinyin"
    WRITING = "writing"
    RADICAL = "radical"
    ENGLISH = "english"
    PASSPORT = "passport"
    """Names in Latin letters as passports print them: capitals, hyphen, apostrophe (ICAO Doc 9303-3, 3.1)."""
    SYMBOLS = "symbols"
    CODE = "code"
    NUMBER = "number"
    AMOUNT = "amount"
    ID = "id"
    PHONE = "phone"


DELETE, CLEAR, SHIFT, SPACE = "delete", "clear", "shift", "space"
LEFT, RIGHT, UNDO = "left", "right", "undo"
"""The caret a character to the left or right; what was cleared comes back."""
UNWRITE = "unwrite"
"""Wipes the character that is being written."""

LETTERS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
DIGITS = "1234567890"

ROWS: dict[Pad, tuple[tuple[str, ...], ...]] = {
    Pad.PINYIN: (tuple(LETTERS[0]), tuple(LETTERS[1]), ("'", *LETTERS[2], DELETE)),
    Pad.ENGLISH: (tuple(LETTERS[0]), tuple(LETTERS[1]), (SHIFT, *LETTERS[2], DELETE)),
    Pad.PASSPORT: (
        tuple(LETTERS[0].upper()),
        (*LETTERS[1].upper(), "'"),
        ("-", *LETTERS[2].upper(), DELETE),
    ),
    Pad.SYMBOLS: (tuple(DIGITS), tuple("-—/：，。、（）"), ("·", "“", "”", "@", ".", "#", "_", DELETE)),
    Pad.CODE: (
        tuple(DIGITS),
        tuple(LETTERS[0].upper()),
        tuple(LETTERS[1].upper()),
        ("-", *LETTERS[2].upper(), DELETE),
    ),
}

DIGIT_ROWS: dict[Pad, tuple[tuple[str, ...], ...]] = {
    pad: (("1", "2", "3", DELETE), ("4", "5", "6", CLEAR), ("7", "8", "9", LEFT), (beside, "0", "", RIGHT))
    for pad, beside in {Pad.NUMBER: "", Pad.AMOUNT: ".", Pad.ID: "X", Pad.PHONE: ""}.items()
}
"""Four columns; an empty name is no key."""

PADS_OF: dict[str, tuple[Pad, ...]] = {
    "text": (Pad.PINYIN, Pad.WRITING, Pad.ENGLISH, Pad.SYMBOLS),
    "name": (Pad.PINYIN, Pad.WRITING, Pad.PASSPORT, Pad.RADICAL, Pad.SYMBOLS),
    "address": (Pad.PINYIN, Pad.WRITING, Pad.ENGLISH, Pad.SYMBOLS),
    "search": (Pad.PINYIN, Pad.WRITING, Pad.ENGLISH, Pad.SYMBOLS),
    "english": (Pad.ENGLISH, Pad.SYMBOLS),
    "email": (Pad.ENGLISH, Pad.SYMBOLS),
    "code": (Pad.CODE,),
    "credit": (Pad.CODE,),
    "number": (Pad.NUMBER,),
    "card": (Pad.NUMBER,),
    "amount": (Pad.AMOUNT,),
    "id": (Pad.ID,),
    "identity": (Pad.ID, Pad.CODE),
    "phone": (Pad.PHONE,),
    "date": (Pad.NUMBER,),
}


GRID_ROWS = 3
"""Rows of keys of the pads that fill a field of their own: what is written, what is chosen."""
WRITING_COLUMN = (DELETE, UNWRITE, SPACE)
"""Keys beside the field in which one writes, from the top."""


def pads_for(kind: str, *, pinyin: bool, writing: bool = False) -> tuple[Pad, ...]:
    """Return the pads of a field kind, the first one shown first, without those that cannot run."""
    missing = {pad for pad, there in ((Pad.PINYIN, pinyin), (Pad.WRITING, writing)) if not there}
    return tuple(pad for pad in PADS_OF.get(kind, PADS_OF["text"]) if pad not in missing)
