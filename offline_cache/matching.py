"""How well one name fits a query. Pure."""

from collections.abc import Mapping
from enum import StrEnum

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA

from offline_cache.terms import Term, is_chinese

MIN_FUZZY_LETTERS = 5
MIN_FUZZY_CHARACTERS = 3
LONGEST_FUZZY = 20
"""A longer query is a sentence, and no name."""
LEAST_SHARE = 0.25
"""Of the weight of a query's units: below it a guide has nothing to do with it."""


class Reason(StrEnum):
    """How the query matched."""

    WORDS = "words"
    PINYIN = "pinyin"
    INITIALS = "initials"
    ONE_WRONG = "one_wrong"
    SIMILAR = "similar"


Match = tuple[float, Reason] | None
"""A score above 0 up to 1.1, of which only the order means anything; None where it does not fit."""


def direct(text: str, term: Term) -> Match:
    """Compare a folded query with a name that should hold it: as it is, by pinyin or by initials."""
    at = term.plain.find(text)
    if at >= 0 and (len(text) > 1 or is_chinese(text) or at == 0):
        return _placed(0.98, 0.92, 0.85, text, term.plain, at), Reason.WORDS
    if not text.isascii() or term.plain.isascii():
        return None
    at = _syllables_at(text, term.syllables)
    if at >= 0 and len(text) > 1:
        return _placed(0.95, 0.86, 0.72, text, "".join(term.syllables), at), Reason.PINYIN
    at = term.initials.find(text)
    if at == 0 or (at > 0 and len(text) > 1):
        return _placed(0.9, 0.8, 0.65, text, term.initials, at), Reason.INITIALS
    return None


def one_wrong(text: str, term: Term) -> Match:
    """Compare it with a name that may hold it but for one letter or character."""
    least = MIN_FUZZY_LETTERS if text.isascii() else MIN_FUZZY_CHARACTERS
    if not least <= len(text) <= LONGEST_FUZZY:
        return None
    sounds = text.isascii() and not term.plain.isascii()
    whole = "".join(term.syllables) if sounds else term.plain
    # Cheap and never too strict: one edit in n letters costs at most 2 of the n + 1 that are compared.
    if fuzz.partial_ratio(text, whole) < 100 * (1 - 2 / len(text)):
        return None
    found = _one_letter_off(text, term.syllables if sounds else whole)
    return (0.55, Reason.ONE_WRONG) if found else None


def shared(weights: Mapping[str, float], term: Term) -> float:
    """Return how much of the weights of a query's units a name has by itself."""
    plain, syllables = term.plain, term.syllables
    have = 0.0
    # The innermost loop of a search: no set is made, since most names are a few characters long.
    for unit, weight in weights.items():
        if unit in (syllables if unit.isascii() else plain):
            have += weight
    return have


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
