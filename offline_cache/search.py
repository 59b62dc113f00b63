"""Finds guides by words, pinyin syllables and pinyin initials, in memory.

Made for some hundred guides: every term is looked at for every query (about 1 ms a hundred guides). The
reason of a match is part of the answer, so that the page can say why a guide is in the list.
"""

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from rapidfuzz.distance import OSA

from offline_cache.terms import WEIGHT, Field, Term, fold, is_chinese, terms_of

MIN_FUZZY_LETTERS = 5
MIN_FUZZY_CHARACTERS = 3
ENOUGH = 5
"""With fewer guides than this found, those that merely share rare words are added below them."""


class Reason(StrEnum):
    """How the query matched."""

    WORDS = "words"
    PINYIN = "pinyin"
    INITIALS = "initials"
    ONE_WRONG = "one_wrong"
    SIMILAR = "similar"


@dataclass(frozen=True, slots=True)
class Hit:
    """One guide that was found."""

    bundle_id: str
    score: float
    """Above 0 up to 1.1; only its order means anything."""
    reason: Reason
    field: Field
    matched: str
    """The name, alias or item that matched, as shown."""


class SearchIndex:
    """Built once a snapshot; reading it is safe from several threads."""

    def __init__(self, bundles: Iterable[Mapping[str, Any]]) -> None:
        self._terms: list[Term] = []
        self._order: dict[str, int] = {}
        for bundle in bundles:
            self._order[str(bundle["id"])] = len(self._order)
            self._terms += terms_of(bundle)
        self._rarity = _Rarity(self._terms)

    def search(self, query: str, limit: int = 20) -> tuple[Hit, ...]:
        """Return the guides that fit `query`, the best first, one hit a guide."""
        text = fold(query)
        if not text:
            return ()
        best: dict[str, Hit] = {}
        for entry in self._terms:
            self._keep(best, entry, _match(text, entry))
        wanted = self._rarity.units(text)
        if len(best) < ENOUGH and len(wanted) > 1:
            for entry in self._terms:
                share = self._rarity.share(wanted, entry)
                self._keep(best, entry, (0.45 * share, Reason.SIMILAR) if share >= 0.25 else None)
        ranked = sorted(best.values(), key=lambda hit: (-hit.score, self._order[hit.bundle_id]))
        return tuple(ranked[:limit])

    @staticmethod
    def _keep(best: dict[str, Hit], entry: Term, match: tuple[float, Reason] | None) -> None:
        if match is None:
            return
        score = match[0] * WEIGHT[entry.field]
        found = best.get(entry.bundle_id)
        if found is None or score > found.score:
            best[entry.bundle_id] = Hit(entry.bundle_id, score, match[1], entry.field, entry.text)


def _match(text: str, entry: Term) -> tuple[float, Reason] | None:
    """Compare one folded query with one term: (score, reason), or None."""
    at = entry.plain.find(text)
    if at >= 0 and (len(text) > 1 or is_chinese(text) or at == 0):
        return _placed(0.98, 0.92, 0.85, text, entry.plain, at), Reason.WORDS
    if text.isascii() and any(is_chinese(mark) for mark in entry.plain):
        at = _syllables_at(text, entry.syllables)
        if at >= 0 and len(text) > 1:
            return _placed(0.95, 0.86, 0.72, text, "".join(entry.syllables), at), Reason.PINYIN
        at = entry.initials.find(text)
        if at == 0 or (at > 0 and len(text) > 1):
            return _placed(0.9, 0.8, 0.65, text, entry.initials, at), Reason.INITIALS
        if len(text) >= MIN_FUZZY_LETTERS and _one_letter_off(text, entry.syllables):
            return 0.55, Reason.ONE_WRONG
    elif len(text) >= (MIN_FUZZY_LETTERS if text.isascii() else MIN_FUZZY_CHARACTERS) and _one_letter_off(
        text, entry.plain
    ):
        return 0.55, Reason.ONE_WRONG
    return None


def _placed(equal: float, start: float, inside: float, text: str, whole: str, at: int) -> float:
    base = equal if text == whole else start if at == 0 else inside
    return base + 0.05 * len(text) / len(whole)


def _syllables_at(text: str, syllables: tuple[str, ...]) -> int:
    """Index of the syllable at which `text` starts, its last syllable maybe unfinished; -1 if none."""
    for start in range(len(syllables)):
        if "".join(syllables[start:]).startswith(text):
            return start
    return -1


def _one_letter_off(text: str, parts: tuple[str, ...] | str) -> bool:
    for start in range(len(parts)):
        window = ""
        for part in parts[start:]:
            window += part
            if len(window) > len(text) + 1:
                break
            if len(window) >= len(text) - 1 and OSA.distance(text, window, score_cutoff=1) <= 1:
                return True
    return False


class _Rarity:
    """What words share when nothing else fits: 开餐馆 and 餐饮店 share 餐, which is rare and so says much."""

    def __init__(self, terms: Iterable[Term]) -> None:
        guides: Counter[str] = Counter()
        self._known: set[str] = set()
        by_guide: dict[str, set[str]] = {}
        for entry in terms:
            by_guide.setdefault(entry.bundle_id, set()).update(entry.plain, entry.syllables)
            self._known.update(part for part in entry.syllables if len(part) > 1)
        for units in by_guide.values():
            guides.update(units)
        total = len(by_guide)
        self._weight = {unit: math.log((1 + total) / count) for unit, count in guides.items()}
        self._unknown = math.log(1 + total)

    def units(self, text: str) -> tuple[str, ...]:
        """Characters of a Chinese query, syllables of a Latin one (none when it cannot be cut)."""
        if text.isascii():
            return self._cut(text)
        return tuple(mark for mark in text if is_chinese(mark))

    def share(self, wanted: tuple[str, ...], entry: Term) -> float:
        """How much of the weight of `wanted` the term has, 0 to 1."""
        whole = sum(self._weight.get(unit, self._unknown) for unit in wanted)
        if not whole:
            return 0.0
        have = {*entry.plain, *entry.syllables}
        return sum(self._weight[unit] for unit in wanted if unit in have) / whole

    def _cut(self, text: str) -> tuple[str, ...]:
        cuts: list[tuple[str, ...] | None] = [()] + [None] * len(text)
        for end in range(1, len(text) + 1):
            for start in range(max(0, end - 6), end):
                before = cuts[start]
                if before is not None and text[start:end] in self._known:
                    cuts[end] = (*before, text[start:end])
                    break
        return cuts[len(text)] or ()
