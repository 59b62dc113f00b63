"""Finds guides by words, pinyin syllables and pinyin initials, with one letter wrong or missing.

SQLite's full-text index proposes names that hold the query; where it finds few, guides that share the rarest
parts of it are looked at. The rules of matching.py decide which fit and how well. The reason is part of the
answer, so that the page can say why a guide is in the list.
"""

import math
import sqlite3
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import numpy as np
import numpy.typing as npt
from rapidfuzz import process
from rapidfuzz.distance import OSA

from offline_cache.errors import FormatRefused
from offline_cache.matching import LEAST_SHARE, MIN_FUZZY_LETTERS, Match, Reason, direct, one_wrong, shared
from offline_cache.search_index import FIELDS, NUMBERS, fill, pairs, words_of
from offline_cache.syllables import cuts
from offline_cache.terms import WEIGHT, Field, Term, fold, is_chinese

__all__ = ["Hit", "Reason", "SearchIndex"]

LONGEST_QUERY = 40
LONGEST_TYPED = 160
"""Marks of a query that are looked at, before punctuation and spaces are taken out of it."""
ENOUGH = 5
"""With fewer guides than this found, those that merely share rare words are added below them."""
PROPOSED = 200
"""Uses of names that the full-text index proposes."""
SIMILAR = 20
"""Guides that are looked at for what they share with the query."""

_NAMES = "SELECT names.id, names.text, plain, syllables, names.initials, field, guide FROM "
_HOLDING = (
    _NAMES + "found JOIN names ON names.id = found.rowid JOIN uses ON uses.name = names.id"
    " WHERE found MATCH ? ORDER BY found.rowid LIMIT ?"
)
"""The more telling and shorter names first, as they were put in."""
_OF_GUIDE = _NAMES + "uses JOIN names ON names.id = uses.name WHERE uses.guide = ?"


@dataclass(frozen=True, slots=True)
class Hit:
    """One guide that was found."""

    bundle_id: str
    score: float
    """Above 0 up to 1.1; only its order means anything."""
    reason: Reason
    field: Field
    matched: str
    """The name, alias, item, department or question that matched, as shown."""


class SearchIndex:
    """One index, open for reading; safe from several threads.

    Made by `opened` over a file of `search_index.build`, or by `of` in memory.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._lock = threading.Lock()
        try:
            rows = connection.execute("SELECT id FROM guides ORDER BY number")
            self._guides = [str(row[0]) for row in rows]
            rows = connection.execute("SELECT unit FROM units WHERE unit GLOB '[a-z][a-z]*'")
            self._syllables = frozenset(str(row[0]) for row in rows)
            self._latin = [word for word in self._syllables if len(word) >= MIN_FUZZY_LETTERS]
            damage = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
        except (sqlite3.Error, UnicodeDecodeError) as error:
            connection.close()
            raise FormatRefused(str(error)) from error
        if damage != "ok":
            connection.close()
            raise FormatRefused("the search index is damaged")

    @classmethod
    def opened(cls, file: Path) -> "SearchIndex":
        """Open an index file; raises `FormatRefused` when it is none."""
        uri = f"file:{quote(str(file))}?mode=ro&immutable=1"
        try:
            return cls(sqlite3.connect(uri, uri=True, check_same_thread=False))
        except sqlite3.Error as error:
            raise FormatRefused(str(error)) from error

    @classmethod
    def of(cls, guides: Iterable[Mapping[str, Any]]) -> "SearchIndex":
        """Make an index of guides as published (JSON objects), in memory."""
        connection = sqlite3.connect(":memory:", check_same_thread=False)
        fill(connection, guides)
        return cls(connection)

    def close(self) -> None:
        """Close the file; the index is of no use afterwards."""
        with self._lock:
            self._connection.close()

    def search(self, query: str, limit: int = 20) -> tuple[Hit, ...]:
        """Return the guides that fit `query`, the best first, one hit a guide.

        Raises `FormatRefused` where the index turns out to be damaged.
        """
        query = query[:LONGEST_TYPED]
        text = fold(query)[:LONGEST_QUERY]
        if not text:
            return ()
        best: dict[int, Hit] = {}
        try:
            with self._lock:
                for question in self._questions(text):
                    for _, term, field, guide in self._rows(_HOLDING, question, PROPOSED):
                        self._keep(best, guide, field, term, direct(text, term))
                if len(best) < ENOUGH:
                    self._similar(best, query, text)
        except (sqlite3.DatabaseError, IndexError, ValueError) as error:
            raise FormatRefused(f"search index: {type(error).__name__}") from error
        return tuple(sorted(best.values(), key=lambda hit: -hit.score)[:limit])

    def _questions(self, text: str) -> Iterator[str]:
        """Yield what the full-text index is asked: it proposes a little more than fits."""
        if not text.isascii():
            yield _all("marks", text)
            return
        yield f"words: {_token(text)}*"
        yield f"initials: {_token(text)}*"
        for cut in cuts(text, self._syllables):
            yield _all("sounds", cut) + "*"

    def _similar(self, best: dict[int, Hit], query: str, text: str) -> None:
        """Add guides with one letter wrong, then those that share rare parts of the query."""
        if text.isascii():
            units = {*cuts(text, self._syllables, gaps=True)[0], *self._misspelt(query)}
        else:
            units = {*filter(is_chinese, text), *words_of(query)}
        weights = {}
        score: npt.NDArray[np.float64] = np.zeros(len(self._guides))
        for unit in units:
            guides = self._having(unit)
            weights[unit] = math.log((1 + len(self._guides)) / max(1, len(guides)))
            score[guides] += weights[unit]
        whole = sum(weights.values())
        if not whole:
            return
        score /= whole
        looked: dict[int, tuple[float, Match]] = {}
        for guide in map(int, np.argsort(-score, kind="stable")[:SIMILAR]):
            share = float(score[guide])
            if not share:
                break
            most: tuple[float, Field, Term] | None = None
            for key, term, field, _ in self._rows(_OF_GUIDE, guide):
                if key not in looked:
                    looked[key] = shared(weights, term), one_wrong(text, term)
                have, match = looked[key]
                self._keep(best, guide, field, term, match)
                if most is None or have * WEIGHT[field] > most[0]:
                    most = have * WEIGHT[field], field, term
            if most is not None and share >= LEAST_SHARE and len(units) > 1:
                self._keep(best, guide, most[1], most[2], (0.45 * share, Reason.SIMILAR))

    def _misspelt(self, query: str) -> Iterator[str]:
        """Yield the Latin words of the guides that are one letter off a word of the query."""
        for word in words_of(query):
            if word.isascii() and len(word) >= MIN_FUZZY_LETTERS:
                for found in process.extract(word, self._latin, scorer=OSA.distance, score_cutoff=1):
                    yield found[0]

    def _keep(self, best: dict[int, Hit], guide: int, field: Field, term: Term, match: Match) -> None:
        if match is None:
            return
        score = match[0] * WEIGHT[field]
        if guide not in best or score > best[guide].score:
            best[guide] = Hit(self._guides[guide], score, match[1], field, term.text)

    def _rows(self, query: str, *values: object) -> list[tuple[int, Term, Field, int]]:
        rows = self._connection.execute(query, values).fetchall()
        return [
            (
                key,
                Term("", FIELDS[field], text, plain, tuple(syllables.split(" ")), initials),
                FIELDS[field],
                guide,
            )
            for key, text, plain, syllables, initials, field, guide in rows
        ]

    def _having(self, unit: str) -> npt.NDArray[np.int32]:
        row = self._connection.execute("SELECT guides FROM units WHERE unit = ?", (unit,)).fetchone()
        return np.frombuffer(row[0] if row else b"", NUMBERS)


def _token(text: str) -> str:
    return '"' + text.replace('"', "") + '"'


def _all(column: str, parts: Sequence[str]) -> str:
    """Return the question for names that hold all parts, each beside the next."""
    return f"{column}: " + f" AND {column}: ".join(map(_token, pairs(parts) or parts))
