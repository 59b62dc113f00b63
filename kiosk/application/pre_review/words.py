"""Words found in print that may be misread: one wrong character in four to six, two in seven to twelve."""

from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein

from kiosk.application.pre_review.layout import plain


@dataclass(frozen=True, slots=True)
class Hit:
    """A word found in `texts[where]`, from `start` to before `end`; `quality` 1 where nothing is misread."""

    where: int
    start: int
    end: int
    quality: float


def misread(length: int) -> int:
    """Return how many characters of a word this long may be wrong."""
    return 0 if length < 4 else 1 if length < 7 else 2 if length < 13 else 3


def find(word: str, texts: Sequence[str]) -> Hit | None:
    """Return the best hit of a word, the first of equals; None if it stands nowhere."""
    wanted = plain(word)
    for where, text in enumerate(texts):
        start = text.find(wanted)
        if start >= 0:
            return Hit(where, start, start + len(wanted), 1.0)
    wrong = misread(len(wanted))
    if not wrong:
        return None
    best: Hit | None = None
    for where, text in enumerate(texts):
        hit = _nearly(wanted, text, where, wrong)
        if hit is not None and (best is None or hit.quality > best.quality):
            best = hit
    return best


def _nearly(wanted: str, text: str, where: int, wrong: int) -> Hit | None:
    if len(text) <= len(wanted):
        away = Levenshtein.distance(wanted, text, score_cutoff=wrong)
        return Hit(where, 0, len(text), 1 - away / len(wanted)) if away <= wrong else None
    cutoff = 100 * (1 - wrong / len(wanted)) - 0.01
    hit = fuzz.partial_ratio_alignment(wanted, text, score_cutoff=cutoff)
    return Hit(where, hit.dest_start, hit.dest_end, hit.score / 100) if hit is not None else None


def find_title(word: str, texts: Sequence[str]) -> Hit | None:
    """Return the best hit where the word is what the line says, with little before or after it."""
    wanted = plain(word)
    slack = max(4, len(wanted))
    short = [text if len(text) <= len(wanted) + slack else "" for text in texts]
    return find(wanted, short)
