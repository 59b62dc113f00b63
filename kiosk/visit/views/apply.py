"""What is applied for: the questions, the items, the consent."""

from dataclasses import dataclass

from kiosk.catalogue.models import LocalText, Situation
from kiosk.catalogue.plan_models import Plan
from kiosk.visit.views.a4 import A4View


@dataclass(frozen=True, slots=True)
class SituationView:
    """One question with its answers."""

    situation: Situation
    chosen: str | None
    index: int
    count: int


@dataclass(frozen=True, slots=True)
class PlanView:
    """Tick items; totals live."""

    plan: Plan
    questions_left: int
    materials_to_bring: int
    """Materials that neither data nor a certificate nor a ticked item gives."""
    changed: tuple[LocalText, ...]
    """Items that the platform's plan added or took away."""
    a4: A4View | None = None


@dataclass(frozen=True, slots=True)
class ConsentView:
    """May we fetch these for you? Refusing means typing and photographing, never a wall."""

    elements: tuple[tuple[LocalText, LocalText], ...]
    """(label, source)"""
    certificates: tuple[str, ...]
    decided: bool | None
