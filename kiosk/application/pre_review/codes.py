"""Bar codes beside print: a number that both say was read right."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol

from kiosk.application.pre_review.layout import plain
from kiosk.application.pre_review.values import FoundField
from kiosk.catalogue.reading import PaperFieldKind

_SHORTEST = 8
_NUMBERS = frozenset({PaperFieldKind.ID_NUMBER, PaperFieldKind.USCC, PaperFieldKind.NUMBER})


class TextCode(Protocol):
    """A decoded code (devices.document_camera.scanned.ReadCode)."""

    @property
    def text(self) -> str:
        """What it says; empty where that is no text."""


def confirmed(found: FoundField, codes: Sequence[TextCode]) -> FoundField:
    """Return the field, checked where a code says the same number."""
    if found.kind not in _NUMBERS or found.value is None or len(found.value) < _SHORTEST:
        return found
    said = any(found.value in plain(code.text).upper() for code in codes)
    return replace(found, checked=True, score=max(found.score, 0.99)) if said else found
