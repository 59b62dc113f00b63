"""Messages about the catalogue and the platform's plan."""

from typing import Any

from kiosk.platform.models.wire import Limit, Wire


class PlanRequest(Wire):
    """`facts` are the situations' answers; `selected_items` None takes the suggestion."""

    bundle_code: str
    bundle_revision: int
    facts: dict[str, Any]
    selected_items: tuple[str, ...] | None = None


class PlannedItem(Wire):
    """An item of the platform's plan."""

    item_key: str
    name: str
    selected: bool
    task_code: str | None = None
    org: str | None = None
    locked: bool = False
    lock_reason: str | None = None
    locked_with: tuple[str, ...] = ()
    depends_on: tuple[str, ...] = ()
    promised_limit: Limit | None = None


class PlannedMaterial(Wire):
    """A material of the platform's plan; need is REQUIRED, OPTIONAL or LATER."""

    material_key: str
    name: str
    need: str
    copies: int = 1
    for_items: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()


class PlannedFee(Wire):
    """Money in fen."""

    name: str
    amount_fen: int
    basis: str | None = None


class Totals(Wire):
    """Before and after 一件事."""

    materials_before: int | None = None
    materials_after: int | None = None
    visits_before: int | None = None
    visits_after: int | None = None
    limit: Limit | None = None


class PlatformPlan(Wire):
    """The platform's authoritative plan (`Plan` in the contract)."""

    plan_id: str
    items: tuple[PlannedItem, ...]
    materials: tuple[PlannedMaterial, ...]
    bundle_code: str | None = None
    bundle_revision: int | None = None
    fees: tuple[PlannedFee, ...] = ()
    total_fen: int | None = None
    totals: Totals | None = None
    open_situations: tuple[str, ...] = ()
    form_schema: dict[str, Any] | None = None
