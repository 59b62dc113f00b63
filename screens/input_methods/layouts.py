"""Which keys stand where, as rows of key names; and which pads a field of a kind offers. Pure data."""

from enum import StrEnum


class Pad(StrEnum):
    """A set of keys."""

    PINYIN = "pinyin"
    ENGLISH = "english"
    SYMBOLS = "symbols"
    CODE = "code"
    NUMBER = "number"
    AMOUNT = "amount"
    ID = "id"
    PHONE = "phone"


DELETE, CLEAR, SHIFT, SPACE = "delete", "clear", "shift", "space"

LETTERS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
DIGITS = "1234567890"

ROWS: dict[Pad, tuple[tuple[str, ...], ...]] = {
    Pad.PINYIN: (tuple(LETTERS[0]), tuple(LETTERS[1]), ("'", *LETTERS[2], DELETE)),
    Pad.ENGLISH: (tuple(LETTERS[0]), tuple(LETTERS[1]), (SHIFT, *LETTERS[2], DELETE)),
    Pad.SYMBOLS: (tuple(DIGITS), tuple("-—/：，。、（）"), ("·", "“", "”", "@", ".", "#", "_", DELETE)),
    Pad.CODE: (
        tuple(DIGITS),
        tuple(LETTERS[0].upper()),
        tuple(LETTERS[1].upper()),
        ("-", *LETTERS[2].upper(), DELETE),
    ),
}

DIGIT_ROWS: dict[Pad, tuple[tuple[str, ...], ...]] = {
    pad: (("1", "2", "3"), ("4", "5", "6"), ("7", "8", "9"), last)
    for pad, last in {
        Pad.NUMBER: (CLEAR, "0", DELETE),
        Pad.AMOUNT: (".", "0", DELETE),
        Pad.ID: ("X", "0", DELETE),
        Pad.PHONE: (CLEAR, "0", DELETE),
    }.items()
}

PADS_OF: dict[str, tuple[Pad, ...]] = {
    "text": (Pad.PINYIN, Pad.ENGLISH, Pad.SYMBOLS),
    "name": (Pad.PINYIN, Pad.ENGLISH, Pad.SYMBOLS),
    "address": (Pad.PINYIN, Pad.ENGLISH, Pad.SYMBOLS),
    "search": (Pad.PINYIN, Pad.ENGLISH, Pad.SYMBOLS),
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
}


def pads_for(kind: str, *, pinyin: bool) -> tuple[Pad, ...]:
    """Return the pads of a field kind, the first one shown first; without pinyin where it cannot run."""
    pads = PADS_OF.get(kind, PADS_OF["text"])
    return pads if pinyin else tuple(pad for pad in pads if pad is not Pad.PINYIN)
