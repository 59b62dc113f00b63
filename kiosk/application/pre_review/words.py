"""Words found in print that may be misread: one wrong character in four to six, two in seven to twelve."""

from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

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
    cutoff = 100 * (1 - wrong / len(wanted)) - 0.01
    best: Hit | None = None
    for where, text in enumerate(texts):
        if len(text) < len(wanted) - wrong:
            continue
        hit = fuzz.partial_ratio_alignment(wanted, text, score_cutoff=cutoff)
        if hit is not None and (best is None or hit.score / 100 > best.quality):
            best = Hit(where, hit.dest_start, hit.dest_end, hit.score / 100)
    return best


def find_title(word: str, texts: Sequence[str]) -> Hit | None:
    """Return the best hit where the word is what the line says, with little before or after it."""
    wanted = plain(word)
    slack = max(2, len(wanted) // 2)
    short = [text if len(text) <= len(wanted) + slack else "" for text in texts]
    return find(wanted, short)
