"""The words by which a guide is found, with their pinyin. Pure."""

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from pypinyin import Style, lazy_pinyin


class Field(StrEnum):
    """Which part of a guide a word comes from."""

    NAME = "name"
    PLAIN_NAME = "plain_name"
    ALIAS = "alias"
    ITEM = "item"
    ENGLISH = "english"


WEIGHT = {
    Field.NAME: 1.0,
    Field.PLAIN_NAME: 0.97,
    Field.ALIAS: 0.95,
    Field.ENGLISH: 0.9,
    Field.ITEM: 0.8,
}


@dataclass(frozen=True, slots=True)
class Term:
    """One name of one guide, ready to be compared."""

    bundle_id: str
    field: Field
    text: str
    """As shown."""
    plain: str
    """Folded: no spaces, no punctuation, lower case, full-width forms narrowed."""
    syllables: tuple[str, ...]
    """Toneless pinyin, one entry a Chinese character, one a Latin letter or digit."""
    initials: str


def fold(text: str) -> str:
    """Return `text` in the form in which texts and queries are compared."""
    return "".join(mark for mark in unicodedata.normalize("NFKC", text).casefold() if mark.isalnum())


def is_chinese(mark: str) -> bool:
    """Whether `mark` is a Han character, those of the supplementary planes too."""
    return unicodedata.name(mark, "").startswith("CJK UNIFIED IDEOGRAPH")


def syllables_of(folded: str) -> tuple[str, ...]:
    """Return toneless syllables, one entry a character of `folded`."""
    out: list[str] = []
    run = ""
    for mark in folded:
        if is_chinese(mark):
            run += mark
            continue
        out += _read(run)
        run = ""
        out.append(mark)
    return tuple(out + _read(run))


def term(bundle_id: str, field: Field, text: str) -> Term:
    """Make the term of one name."""
    plain = fold(text)
    syllables = syllables_of(plain)
    return Term(bundle_id, field, text, plain, syllables, "".join(part[0] for part in syllables))


def terms_of(bundle: Mapping[str, Any]) -> Iterator[Term]:
    """Yield the terms of one guide as published (a JSON object); what is missing is left out."""
    key = str(bundle["id"])
    name = bundle.get("name")
    yield from _texts(key, Field.NAME, name)
    yield from _texts(key, Field.PLAIN_NAME, bundle.get("plain_name"))
    for alias in bundle.get("aliases") or ():
        yield from _texts(key, Field.ALIAS, alias)
    for item in bundle.get("items") or ():
        yield from _texts(key, Field.ITEM, item.get("name"))
        yield from _texts(key, Field.ITEM, item.get("short_name"))


def _texts(key: str, field: Field, value: object) -> Iterator[Term]:
    if isinstance(value, str) and fold(value):
        yield term(key, field, value)
    elif isinstance(value, Mapping):
        yield from _texts(key, field, value.get("zh"))
        yield from _texts(key, Field.ENGLISH if field is not Field.ITEM else field, value.get("en"))


def _read(run: str) -> list[str]:
    if not run:
        return []
    # A character without a reading stands for itself: read one by one, so that the count stays right.
    read = list(lazy_pinyin(run, style=Style.NORMAL))
    return read if len(read) == len(run) else [lazy_pinyin(mark, style=Style.NORMAL)[0] for mark in run]
