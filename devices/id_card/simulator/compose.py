"""Makes the 256-byte text block of a sample card: the reverse of `devices.id_card.layout.parse`."""

from collections.abc import Mapping
from typing import Any

from devices.id_card.layout import TEXT_SIZE, CardType
from devices.id_card.nations import CODES

_SEX = {"男": "1", "女": "2", "male": "1", "female": "2", "unknown": "0", "": "0"}

_Places = dict[str, tuple[tuple[int, int], ...]]
"""Field → pieces (byte offset, byte length)."""

_COMMON: _Places = {
    "name": ((0, 30),),
    "sex": ((30, 2),),
    "birth_date": ((36, 16),),
    "number": ((122, 36),),
    "valid_from": ((188, 16),),
    "valid_until": ((204, 16),),
}
_RESIDENT: _Places = _COMMON | {"ethnicity": ((32, 4),), "address": ((52, 70),), "authority": ((158, 30),)}
_PLACES: dict[CardType, _Places] = {
    CardType.RESIDENT: _RESIDENT,
    CardType.PERMIT: {k: v for k, v in _RESIDENT.items() if k != "ethnicity"}
    | {"permit_number": ((220, 18),), "issue_count": ((238, 4),), "type": ((248, 2),)},
    CardType.FOREIGNER_2023: _COMMON
    | {
        "issue_count": ((32, 4),),
        "name_latin": ((52, 70), (220, 22)),
        "country": ((242, 6),),
        "type": ((248, 2),),
        "former_link": ((250, 6),),
    },
    CardType.FOREIGNER_2017: {
        "name_latin": ((0, 120),),
        "sex": ((120, 2),),
        "number": ((122, 30),),
        "country": ((152, 6),),
        "name": ((158, 30),),
        "valid_from": ((188, 16),),
        "valid_until": ((204, 16),),
        "birth_date": ((220, 16),),
        "authority": ((240, 8),),
        "type": ((248, 2),),
    },
}
_LETTER = {CardType.PERMIT: "J", CardType.FOREIGNER_2017: "I", CardType.FOREIGNER_2023: "Y"}


def compose(card: Mapping[str, Any], padding: str = " ") -> bytes:
    """Return the text block for fields named as in `Card`; dates as YYYYMMDD, `valid_until` also 长期.

    `sex` is 男, 女 or a GB/T 2261.1 code, `ethnicity` a name or code, `type` as `CardType` (resident when
    absent), `padding` the character that fills up fields. Raises ValueError for an unknown field or type, or
    a text longer than its field.
    """
    kind = CardType(card.get("type", CardType.RESIDENT))
    fields = {k: str(v) for k, v in card.items() if v is not None and k != "type"}
    if kind in _LETTER:
        fields["type"] = _LETTER[kind]
    if "sex" in fields:
        fields["sex"] = _SEX.get(fields["sex"], fields["sex"])
    if "ethnicity" in fields:
        fields["ethnicity"] = CODES.get(fields["ethnicity"].removesuffix("族"), fields["ethnicity"])
    block = bytearray(padding.encode("utf-16-le") * (TEXT_SIZE // 2))
    for name, text in fields.items():
        pieces = _PLACES[kind].get(name)
        if pieces is None:
            raise ValueError(f"a {kind.value} card has no field {name}")
        raw = text.encode("utf-16-le")
        for at, size in pieces:
            part, raw = raw[:size], raw[size:]
            block[at : at + len(part)] = part
        if raw:
            raise ValueError(f"{name} is longer than its field")
    return bytes(block)
