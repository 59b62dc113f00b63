"""What `plan(bundle, answers, ticked)` answers. Values only."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from kiosk.catalogue.models import (
    Condition,
    DataElement,
    Fee,
    Item,
    Limit,
    LocalText,
    Material,
    MaterialSource,
    Need,
    Result,
    Situation,
)


class FieldSource(StrEnum):
    """Who fills a field first."""

    CARD = "card"
    SHARED = "shared"
    ASKED = "asked"


@dataclass(frozen=True, slots=True)
class PlanItem:
    """An item that the answers offer, ticked or not."""

    item: Item
    ticked: bool
    locked: bool
    """The citizen cannot change this tick alone."""
    lock_reason: LocalText | None
    locked_with: tuple[str, ...]
    """Ids of the items that go together with this one."""
    depends_on: tuple[str, ...]
    """Ids of offered items whose result it uses or that come before it, whether ticked or not."""
    reuses: tuple[str, ...]
    """Ids of ticked items whose result it takes, so that nothing is asked for it."""
    finish_days: int
    """Working days from acceptance until this one is done, on the critical path of the ticked set."""


@dataclass(frozen=True, slots=True)
class PlanField:
    """One question of the one form."""

    element: DataElement
    required: bool
    for_items: tuple[str, ...]
    source: FieldSource
    schema: dict[str, Any]
    """JSON Schema of the value: the element's and every item's constraint together (allOf)."""
    when: Condition | None = None
    """Asked only when this holds over the values of other fields; situations are decided already."""
    required_when: Condition | None = None
    """If `required`: only when this holds over the values of other fields. None: whenever it is asked."""


@dataclass(frozen=True, slots=True)
class PlanMaterial:
    """One material of the one set."""

    material: Material
    copies: int
    need: Need
    for_items: tuple[str, ...]
    sources: tuple[MaterialSource, ...]
    """The material's sources in order, without OTHER_ITEM_RESULT."""


@dataclass(frozen=True, slots=True)
class DroppedMaterial:
    """A material that nobody is asked for, because a ticked item produces it."""

    material: Material
    produced_by: str
    """Item id."""
    for_items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PlanFee:
    """A fee line of a ticked item."""

    fee: Fee
    item: str


@dataclass(frozen=True, slots=True)
class PlanResult:
    """What comes out, and of which item."""

    result: Result
    item: str


@dataclass(frozen=True, slots=True)
class FlowNode:
    """A box of the flow chart: column `level` (0 = can start at once), `row` within it."""

    item: str
    level: int
    row: int


@dataclass(frozen=True, slots=True)
class FlowEdge:
    """`before` must be done before `after` starts; `result` names what passes, if anything does."""

    before: str
    after: str
    result: str | None


@dataclass(frozen=True, slots=True)
class Flow:
    """流程图 as data: drawn large, printed, or read out as a list."""

    nodes: tuple[FlowNode, ...]
    edges: tuple[FlowEdge, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything that follows from bundle, answers and ticks."""

    bundle_id: str
    bundle_revision: int
    situations: tuple[Situation, ...]
    """The questions that apply, in order, answered or not."""
    open_situations: tuple[str, ...]
    """Ids of those without an answer."""
    items: tuple[PlanItem, ...]
    fields: tuple[PlanField, ...]
    form_schema: dict[str, Any]
    """JSON Schema 2020-12 of the answers object: flat, one property a data element, required listed."""
    ui_schema: dict[str, Any]
    """JSON Forms UI schema: a VerticalLayout of Controls with scope "#/properties/<id>"."""
    materials: tuple[PlanMaterial, ...]
    dropped: tuple[DroppedMaterial, ...]
    fees: tuple[PlanFee, ...]
    total_fen: int
    working_days: int
    """The critical path over the ticked items; 0 means done on the spot."""
    limit: Limit
    results: tuple[PlanResult, ...]
    flow: Flow

    @property
    def ticked(self) -> tuple[str, ...]:
        """Ids of the ticked items, in the bundle's order."""
        return tuple(entry.item.id for entry in self.items if entry.ticked)
