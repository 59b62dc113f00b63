"""Where on the terminal's pages a platform error belongs. Pure."""

from dataclasses import dataclass
from enum import StrEnum

from kiosk.platform.models import FieldError


class Place(StrEnum):
    """What an error is about."""

    ELEMENT = "element"
    MATERIAL = "material"
    ITEM = "item"
    SITUATION = "situation"
    DECLARATION = "declaration"
    WHOLE = "whole"


@dataclass(frozen=True, slots=True)
class LocatedError:
    """One violation with the id of the field, material, item, situation or declaration that it is about."""

    place: Place
    id: str | None
    detail: str
    """Plain Chinese, ready to show and to speak."""
    code: str | None = None
    item_id: str | None = None


_PLACES = {
    "answers": Place.ELEMENT,
    "materials": Place.MATERIAL,
    "missingMaterials": Place.MATERIAL,
    "selectedItems": Place.ITEM,
    "facts": Place.SITUATION,
    "declarations": Place.DECLARATION,
}


def locate(
    errors: tuple[FieldError, ...],
    material_ids: tuple[str, ...],
    item_ids: tuple[str, ...],
    declaration_ids: tuple[str, ...],
) -> tuple[LocatedError, ...]:
    """Turn JSON Pointers into ids; the three tuples are the lists that were sent, in their order.

    An array index that was not sent, or a pointer elsewhere, is about the whole.
    """
    sent = {Place.MATERIAL: material_ids, Place.ITEM: item_ids, Place.DECLARATION: declaration_ids}
    return tuple(_locate(error, sent) for error in errors)


def _locate(error: FieldError, sent: dict[Place, tuple[str, ...]]) -> LocatedError:
    parts = [part.replace("~1", "/").replace("~0", "~") for part in error.pointer.split("/")[1:]]
    # The same members stand in the draft itself and, in some answers, below /draft.
    if parts and parts[0] == "draft":
        parts = parts[1:]
    place = _PLACES.get(parts[0], Place.WHOLE) if parts else Place.WHOLE
    key = parts[1] if len(parts) > 1 else None
    if key is not None and key.isdecimal() and place in sent:
        ids = sent[place]
        key = ids[int(key)] if int(key) < len(ids) else None
    if key is None or place is Place.WHOLE:
        place, key = Place.WHOLE, None
    return LocatedError(place, key, error.detail, error.code, error.item_key)
