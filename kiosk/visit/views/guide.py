"""一次告知, and how new the guides are."""

from dataclasses import dataclass
from datetime import date

from kiosk.catalogue.models import Item, LocalText, Material
from kiosk.catalogue.plan_models import Plan
from kiosk.visit.views.a4 import A4View
from kiosk.visit.views.frame import Say


@dataclass(frozen=True, slots=True)
class EditionView:
    """How new the guides of this terminal are: the foot of each guide page."""

    version: int
    made_on: date
    checked_on: date | None
    """Day on which the platform last confirmed them."""
    days_unchecked: int
    area: str
    bundles: int


@dataclass(frozen=True, slots=True)
class GuideView:
    """一次告知: all elements over all items, before anything is asked."""

    bundle_id: str
    name: LocalText
    version: str
    updated_on: date
    region: str
    list_name: str
    lead: tuple[str, ...]
    support: tuple[str, ...]
    guide_only: bool
    summary: LocalText
    plan: Plan
    """The usual case; materials and limits may still change with the answers."""
    other_items: tuple[Item, ...]
    """What only other answers bring."""
    other_materials: tuple[Material, ...]
    materials_before: int | None
    visits_before: int | None
    have_in_hand: tuple[LocalText, ...]
    conditions: tuple[LocalText, ...]
    basis: tuple[LocalText, ...]
    places: tuple[LocalText, ...]
    hours: LocalText | None
    phone: str | None
    complaint_phone: str
    faq: tuple[tuple[LocalText, LocalText], ...]
    can_start: bool
    blocked: Say | None
    """Why it cannot be applied for here now."""
    doors: tuple[Say, ...] = ()
    """Who mends it, and what can be done all the same."""
    can_print: bool = True
    """Whether the take-away guide is offered: the printer works and has paper."""
    edition: EditionView | None = None
    a4: A4View | None = None
    """None: the terminal has no A4 printer."""
