"""The local search index: one SQLite file derived from a snapshot, so that no publication carries it.

Whoever changes its layout raises the number in `store.DERIVED`.

    guides(number, id)                           in the snapshot's order
    names(id, text, plain, syllables, initials)  every distinct name once; the more telling and shorter first
    uses(name, field, guide)                     which guides have it, and as what
    units(unit, guides)                          the guides of a character, word or syllable: int32 numbers
    found(marks, words, sounds, initials)        FTS5 without content over the names

`marks` has every character and every two that follow each other, so that any part of a Chinese name is found,
however short; `words` Latin words; `sounds` toneless syllables, alone and in pairs; `initials` every end of
the syllables' first letters, so that a prefix finds any part.
"""

import errno
import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import quote

import numpy as np
import rjieba

from offline_cache.errors import FormatRefused
from offline_cache.terms import WEIGHT, Field, Term, is_chinese, terms_of

FIELDS = tuple(Field)
NUMBERS = np.dtype("<i4")
LONGEST_INITIALS = 24
_SCHEMA = """
CREATE TABLE guides (number INTEGER PRIMARY KEY, id TEXT NOT NULL);
CREATE TABLE names (id INTEGER PRIMARY KEY, text TEXT, plain TEXT, syllables TEXT, initials TEXT);
CREATE TABLE uses (
    name INTEGER, field INTEGER, guide INTEGER, PRIMARY KEY (name, field, guide)
) WITHOUT ROWID;
CREATE TABLE units (unit TEXT PRIMARY KEY, guides BLOB NOT NULL) WITHOUT ROWID;
CREATE VIRTUAL TABLE found USING fts5(
    marks, words, sounds, initials, content='', tokenize="unicode61 remove_diacritics 0"
);
"""
_LAST = "CREATE INDEX uses_by_guide ON uses (guide);"


def build(snapshot: Path, out: Path) -> None:
    """Write the index of a snapshot file to `out`, which must not exist.

    Raises `OSError` when the disk refuses and `FormatRefused` for guides that make no sense.
    """
    try:
        _build(snapshot, out)
    except sqlite3.OperationalError as error:
        # SQLite tells a full disk and a broken one its own way.
        full = error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_FULL
        raise OSError(errno.ENOSPC if full else errno.EIO, error.sqlite_errorname) from error
    except (sqlite3.DatabaseError, KeyError, TypeError, ValueError, AttributeError) as error:
        raise FormatRefused(f"no index can be made: {type(error).__name__}") from error


def _build(snapshot: Path, out: Path) -> None:
    with closing(sqlite3.connect(f"file:{quote(str(snapshot))}?mode=ro&immutable=1", uri=True)) as guides:
        rows = guides.execute("SELECT json FROM bundles ORDER BY rowid")
        with closing(sqlite3.connect(out)) as index:
            # One transaction into a file that nobody looks at before it is whole.
            index.execute("PRAGMA journal_mode = OFF")
            fill(index, (json.loads(row[0]) for row in rows))


def fill(index: sqlite3.Connection, guides: Iterable[Mapping[str, Any]]) -> None:
    """Make the tables in an empty database and fill them with the names of `guides`."""
    index.executescript(_SCHEMA)
    terms: dict[str, Term] = {}
    uses: dict[str, set[tuple[int, int]]] = {}
    guides_of: dict[str, list[int]] = {}
    for number, guide in enumerate(guides):
        index.execute("INSERT INTO guides VALUES (?, ?)", (number, str(guide["id"])))
        units: set[str] = set()
        for term in terms_of(guide):
            terms.setdefault(term.plain, term)
            uses.setdefault(term.plain, set()).add((FIELDS.index(term.field), number))
            units |= units_of(term)
        for unit in units:
            guides_of.setdefault(unit, []).append(number)
    index.executemany(
        "INSERT INTO units VALUES (?, ?)",
        ((unit, np.array(numbers, NUMBERS).tobytes()) for unit, numbers in guides_of.items()),
    )
    ordered = sorted(terms.values(), key=lambda term: (-_best(uses[term.plain]), len(term.plain)))
    for key, term in enumerate(ordered):
        index.execute(
            "INSERT INTO names VALUES (?, ?, ?, ?, ?)",
            (key, term.text, term.plain, " ".join(term.syllables), term.initials),
        )
        index.execute(
            "INSERT INTO found (rowid, marks, words, sounds, initials) VALUES (?, ?, ?, ?, ?)",
            (key, _marks(term), _latin(term), _sounds(term), _ends(term.initials)),
        )
        index.executemany("INSERT INTO uses VALUES (?, ?, ?)", ((key, *use) for use in uses[term.plain]))
    index.execute("INSERT INTO found (found) VALUES ('optimize')")
    index.execute(_LAST)
    index.commit()


def pairs(parts: Sequence[str]) -> list[str]:
    """Return every two parts that follow each other, as one token."""
    return [one + other for one, other in pairwise(parts)]


def words_of(text: str) -> list[str]:
    """Return the words of a text as shown or asked: rjieba cuts, letters stay together."""
    return [word for word in rjieba.cut_for_search(text.casefold()) if word.isalnum()]


def units_of(term: Term) -> set[str]:
    """Return what is known of a name when only a part of a query fits: characters, words and syllables."""
    return {*term.plain, *words_of(term.text), *(part for part in term.syllables if len(part) > 1)}


def _marks(term: Term) -> str:
    return "" if term.plain.isascii() else " ".join((*term.plain, *pairs(term.plain)))


def _latin(term: Term) -> str:
    return " ".join(word for word in words_of(term.text) if word.isascii())


def _sounds(term: Term) -> str:
    if not any(map(is_chinese, term.plain)):
        return ""
    return " ".join((*term.syllables, *pairs(term.syllables)))


def _ends(initials: str) -> str:
    start = initials[:LONGEST_INITIALS]
    return " ".join(start[at:] for at in range(len(start)))


def _best(uses: set[tuple[int, int]]) -> float:
    return max(WEIGHT[FIELDS[field]] for field, _ in uses)
