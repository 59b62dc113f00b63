"""Pre-review (材料预审): what a page that was read is, and whether it fits. Pure functions of values."""

from kiosk.application.pre_review.classify import classify, guess
from kiosk.application.pre_review.review import review, span
from kiosk.application.pre_review.values import (
    Box,
    FoundField,
    Guess,
    Reason,
    Recognised,
    Review,
    Verdict,
    Why,
)

__all__ = [
    "Box",
    "FoundField",
    "Guess",
    "Reason",
    "Recognised",
    "Review",
    "Verdict",
    "Why",
    "classify",
    "guess",
    "review",
    "span",
]
