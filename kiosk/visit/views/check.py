"""Everything once more, and the signature."""

from dataclasses import dataclass

from kiosk.catalogue.models import Declaration, LocalText
from kiosk.catalogue.plan_models import Plan
from kiosk.submission.signature import Point
from kiosk.visit.views.a4 import A4View
from kiosk.visit.views.form import Line
from kiosk.visit.views.papers import MaterialRow
from kiosk.visit.views.trouble import Problem


@dataclass(frozen=True, slots=True)
class LineGroup:
    """Lines that stand together."""

    key: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class CheckView:
    """Everything once more, each with a way to change it."""

    items: tuple[tuple[LocalText, str], ...]
    groups: tuple[LineGroup, ...]
    materials: tuple[MaterialRow, ...]
    plan: Plan
    problems: tuple[Problem, ...]
    a4: A4View | None = None


@dataclass(frozen=True, slots=True)
class DeclareView:
    """The statement, and the signature. `bundle_name` and `item_count` name the act on the button."""

    declarations: tuple[Declaration, ...]
    ticked: frozenset[str]
    strokes: tuple[tuple[Point, ...], ...]
    item_count: int
    ready: bool
    sign_at_window: bool = False
    """It will be signed by hand at the window."""
