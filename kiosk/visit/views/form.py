"""The one form: what was filled in already, and the questions that are left."""

from dataclasses import dataclass
from typing import Any

from kiosk.catalogue.models import LocalText, Option
from kiosk.catalogue.plan_models import PlanField
from kiosk.visit.pages import Destination
from kiosk.visit.views.frame import Say


@dataclass(frozen=True, slots=True)
class Line:
    """A label with its value, on the review and check pages."""

    element_id: str
    label: LocalText
    value: str
    provenance: Say
    """Where it comes from and of which day."""
    masked: bool
    change: Destination | None
    problem: str | None = None
    """A key of locale form.*, or words of the platform."""


@dataclass(frozen=True, slots=True)
class ReviewView:
    """These values were filled in for you: right?"""

    lines: tuple[Line, ...]
    failed: tuple[tuple[LocalText, LocalText], ...]
    """(label, source) that did not answer: they are asked instead."""
    nothing: bool


@dataclass(frozen=True, slots=True)
class FieldView:
    """One question of the form."""

    field: PlanField
    value: Any
    options: tuple[Option, ...]
    problems: tuple[Say, ...]
    platform_words: str
    provenance: Say | None
    left: int
    """Questions still open after this one."""
    optional: bool
