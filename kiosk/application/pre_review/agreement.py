"""Whether what was read is what is known: names, numbers, days and texts each in their own way."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from rapidfuzz import fuzz

from kiosk.application.pre_review.layout import plain
from kiosk.application.pre_review.values import FoundField
from kiosk.catalogue.reading import FieldUse, PaperFieldKind

SURE = 0.85
"""From this score of the reader its text is taken for read; below it asks."""

_PUNCTUATION = re.compile(r"[^\w]|_")
_SAME_TEXT = 90.0
_SIMILAR_NAME = 50.0


def same(kind: PaperFieldKind, read: str, known: str) -> bool:
    """Return whether a value that was read is the known one."""
    one, other = _key(kind, read), _key(kind, known)
    if kind is PaperFieldKind.TEXT:
        # One address has the province, the other has not; a character may be misread.
        return bool(one and other) and fuzz.partial_ratio(one, other) >= _SAME_TEXT
    return one == other


def similar_names(read: str, known: str) -> bool:
    """Return whether two names that differ may be one name misread."""
    name = PaperFieldKind.NAME
    return fuzz.ratio(_key(name, read), _key(name, known)) >= _SIMILAR_NAME


def _key(kind: PaperFieldKind, text: str) -> str:
    if kind in (PaperFieldKind.DATE, PaperFieldKind.VALIDITY):
        return text.strip()
    return _PUNCTUATION.sub("", plain(text)).upper()


def compared(
    fields: Sequence[FoundField], uses: Sequence[FieldUse], answers: Mapping[str, object]
) -> tuple[FoundField, ...]:
    """Return the fields with what they fill, and whether they agree with what is known."""
    by_id = {one.id: one for one in fields}
    for use in uses:
        found = [by_id[one] for one in use.fields if one in by_id]
        own = answers.get(use.other_than) if use.other_than else None
        if own and len(use.fields) == 1:
            # One holder, and not this person's own: a card of one's own does not stand for the other's.
            for one in (one for one in found if _is(one, str(own))):
                by_id[one.id] = replace(one, agrees=False, known=str(own), known_element=use.other_than)
            found = [one for one in found if not _is(one, str(own))]
        meant = _meant(found, use, answers)
        known = _known(use, answers)
        equal = [one for one in meant if one.value and any(_is(one, value) for value in known.values())]
        for one in meant:
            by_id[one.id] = _compared(one, use, known, is_one=one in equal, another_is=bool(equal))
    return tuple(by_id[one.id] for one in fields)


def _is(one: FoundField, known: str) -> bool:
    return one.value is not None and same(one.kind, one.value, known)


def _known(use: FieldUse, answers: Mapping[str, object]) -> Mapping[str, str]:
    names = (*use.agrees_with, *((use.fills,) if use.fills else ()))
    return {name: str(answers[name]) for name in names if answers.get(name) not in (None, "")}


def _meant(found: list[FoundField], use: FieldUse, answers: Mapping[str, object]) -> list[FoundField]:
    """Of several holders, the other one: only where exactly one of them is the known one."""
    if use.other_than is None or len(use.fields) == 1:
        return found
    own = answers.get(use.other_than)
    rest = [one for one in found if one.value is not None and not (own and _is(one, str(own)))]
    return rest if own and len(found) - len(rest) == 1 and len(rest) == 1 else []


def _compared(
    one: FoundField, use: FieldUse, known: Mapping[str, str], *, is_one: bool, another_is: bool
) -> FoundField:
    if one.value is None:
        return one
    if is_one:
        element = next(name for name, value in known.items() if _is(one, value))
        return replace(one, fills=use.fills or one.fills, agrees=True, known_element=element, known=None)
    if one.agrees is True or another_is:
        return one  # this holder is known from another use, or the other holder is the one that was meant
    if not known:
        alone = len(use.fields) == 1 or use.other_than is not None
        return replace(one, fills=use.fills if alone else one.fills)
    element, value = next(iter(known.items()))
    return replace(one, fills=use.fills or one.fills, agrees=False, known=value, known_element=element)
