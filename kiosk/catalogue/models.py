"""What a 一件事 is: bundle, item, situation, data element, material, guide, result.

Names follow GB/T 39046-2020 table 4, the platform contract (docs/api/openapi.yaml) and CPSV-AP 3.2. These
are values: frozen, compared by content, read from the signed guide snapshot and never changed. What
follows from them (which items, which form, which materials) is `plan.py`.

A `Bundle` is self-contained: it carries every data element, material and result that its items name, so
that `plan(bundle, answers, ticked)` needs nothing else.
"""

from datetime import date
from enum import StrEnum
from typing import Literal

from pydantic import ConfigDict, Field

from kiosk.catalogue.base import Id as Id
from kiosk.catalogue.base import JsonSchema as JsonSchema
from kiosk.catalogue.base import LocalText as LocalText
from kiosk.catalogue.base import Model as Model
from kiosk.catalogue.base import Text as Text
from kiosk.catalogue.conditions import AllOf as AllOf
from kiosk.catalogue.conditions import AnyOf as AnyOf
from kiosk.catalogue.conditions import Condition as Condition
from kiosk.catalogue.conditions import Not as Not
from kiosk.catalogue.conditions import SchemaCondition as SchemaCondition
from kiosk.catalogue.materials import Commitment as Commitment
from kiosk.catalogue.materials import Material as Material
from kiosk.catalogue.materials import MaterialNeed as MaterialNeed
from kiosk.catalogue.materials import MaterialSource as MaterialSource
from kiosk.catalogue.materials import Need as Need


class Audience(StrEnum):
    """Who the bundle is for (服务对象): 个人, 企业, 项目."""

    PERSON = "person"
    ENTERPRISE = "enterprise"
    PROJECT = "project"


class LimitUnit(StrEnum):
    """Unit of a time limit, as in the contract's `Limit`."""

    WORKING_DAY = "WORKING_DAY"
    DAY = "DAY"
    MINUTE = "MINUTE"


class Limit(Model):
    """A time limit (办结时限). Zero or minutes means 当场办结."""

    value: int = Field(ge=0)
    unit: LimitUnit = LimitUnit.WORKING_DAY


class Option(Model):
    """One answer of a situation or one value of a choice field."""

    value: str
    label: Text
    hint: Text | None = None


class Situation(Model):
    """A question that decides items, fields and materials (情形). One page each, options only."""

    id: Id
    question: Text
    why: Text
    """Why this is asked; shown on request."""
    options: tuple[Option, ...] = Field(min_length=2)
    when: Condition | None = None
    """Asked only when this holds over the earlier answers."""


class FieldKind(StrEnum):
    """How a data element is entered."""

    TEXT = "text"
    PERSON_NAME = "person_name"
    ID_NUMBER = "id_number"
    PHONE = "phone"
    DATE = "date"
    NUMBER = "number"
    MONEY = "money"
    ADDRESS = "address"
    CHOICE = "choice"
    YES_NO = "yes_no"
    CODE = "code"
    """Letters and digits: certificate numbers, 统一社会信用代码."""


class DataElement(Model):
    """One piece of information (数据元), asked once however many items need it."""

    id: Id
    """Also its path in the answers, e.g. "child.name"."""
    label: Text
    question: Text
    hint: Text | None = None
    kind: FieldKind
    schema_: JsonSchema = Field(alias="schema")
    """JSON Schema 2020-12 of the value, e.g. {"type": "string", "minLength": 2}."""
    options: tuple[Option, ...] = ()
    from_card: str | None = None
    """Member of the ID card's text that fills it: name, sex, ethnicity, birth_date, address, number."""
    from_shared: Text | None = None
    """Name of the shared data source that may fill it (共享数据)."""
    sensitive: bool = False
    """Shown masked outside the page on which it is entered."""
    group: Id = "general"
    """Fields of one group stand together on the check page."""
    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class DataNeed(Model):
    """An item asks for a data element, maybe with a stricter constraint of its own."""

    element: Id
    required: bool = True
    schema_: JsonSchema | None = Field(default=None, alias="schema")
    when: Condition | None = None
    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class Fee(Model):
    """A fee line (收费项目). Money in fen."""

    name: Text
    amount_fen: int = Field(ge=0)
    basis: Text
    when: Condition | None = None


class Result(Model):
    """What comes out of an item (办理结果)."""

    id: Id
    name: Text
    carrier: Literal["electronic", "paper", "both"] = "both"
    how: Text | None = None
    """How the citizen gets it."""


class Together(Model):
    """法定应当并行: items of one group are locked together by law, so a tick takes all or none."""

    group: Id
    reason: Text
    legal_basis: Text


class Item(Model):
    """One government service inside the bundle (事项)."""

    id: Id
    name: Text
    short_name: Text | None = None
    departments: tuple[str, ...] = Field(min_length=1)
    provider: Literal["government", "utility", "bank"] = "government"
    task_code: str | None = Field(default=None, max_length=50)
    """实施编码, opaque; lint checks 12, 31 or 33 characters."""
    on_terminal: bool = True
    """是否支持终端办理. False: guide and prefill only, done at the window."""
    not_on_terminal_why: Text | None = None
    basis: tuple[Text, ...] = ()
    """设定依据"""
    conditions: tuple[Text, ...] = ()
    """受理条件"""
    statutory_limit: Limit | None = None
    promised_limit: Limit
    data: tuple[DataNeed, ...] = ()
    materials: tuple[MaterialNeed, ...] = ()
    fees: tuple[Fee, ...] = ()
    results: tuple[Result, ...] = ()
    uses: tuple[Id, ...] = ()
    """Result ids of other items that this one takes as input: an edge of the order."""
    after: tuple[Id, ...] = ()
    """Item ids that must be done before, where no result passes between them (先后顺序)."""
    together: Together | None = None
    when: Condition | None = None
    """Offered only when this holds over the situations' answers."""
    ticked: bool = True
    """Suggested when offered."""


class QuestionAnswer(Model):
    """One entry of the answers handbook (常见问题)."""

    question: Text
    answer: Text


class Guide(Model):
    """一次告知: what a guide says besides what follows from the items."""

    summary: Text
    """One plain sentence: what one gets."""
    have_in_hand: tuple[Text, ...] = ()
    places: tuple[Text, ...] = ()
    hours: Text | None = None
    phone: str | None = None
    complaint_phone: str = "12345"
    faq: tuple[QuestionAnswer, ...] = ()
    speech: Text | None = None


class Declaration(Model):
    """真实性声明, signed before submission."""

    id: Id
    revision: int = Field(default=1, ge=1)
    title: Text
    text: Text
    consequences: Text


class Before(Model):
    """What it took before 一件事 (四减), for the 9→4 figures; given by the content, never computed."""

    materials: int | None = Field(default=None, ge=0)
    visits: int | None = Field(default=None, ge=0)
    working_days: int | None = Field(default=None, ge=0)


class Region(Model):
    """行政区划 GB/T 2260."""

    code: str = Field(pattern=r"^\d{6}(\d{3}){0,2}$")
    name: str


class Bundle(Model):
    """一件事: several items, one notice, one form, one set of materials, one submission."""

    id: Id
    code: str = Field(max_length=50)
    revision: int = Field(default=1, ge=1)
    version: str
    """Shown: 指南版本, e.g. "2026.11"."""
    updated_on: date
    effective_from: date | None = None
    effective_to: date | None = None
    audience: Audience
    life_stage: Id
    """Group on the home page, e.g. "birth", "work", "housing"; names in the catalogue index."""
    icon: str = "document"
    name: Text
    plain_name: Text | None = None
    """群众语言: 我要开火锅店."""
    aliases: tuple[str, ...] = ()
    region: Region
    list_name: str
    """The document's own list, e.g. 天津市政务服务“一件事一次办”事项基础清单（2022版）."""
    lead: tuple[str, ...] = Field(min_length=1)
    support: tuple[str, ...] = ()
    sample: bool
    """True where anything beyond name, items and departments is sample content (示例数据)."""
    situations: tuple[Situation, ...] = ()
    items: tuple[Item, ...] = ()
    """Empty: the source lists none; the bundle is guide-only and says so."""
    elements: dict[str, DataElement] = Field(default_factory=dict)
    materials: dict[str, Material] = Field(default_factory=dict)
    field_order: tuple[Id, ...] = ()
    """Data element ids in the order in which they are asked; others follow."""
    declarations: tuple[Declaration, ...] = ()
    guide: Guide
    before: Before = Before()

    def in_effect(self, day: date) -> bool:
        """Whether this list holds on `day`, the first and the last day included."""
        return (self.effective_from is None or self.effective_from <= day) and (
            self.effective_to is None or day <= self.effective_to
        )

    @property
    def spoken_name(self) -> LocalText:
        """What people call it, in each language; where nobody wrote that down the list's own name."""
        if self.plain_name is None:
            return self.name
        return LocalText(zh=self.plain_name.zh, en=self.plain_name.en or self.name.en)

    @property
    def guide_only(self) -> bool:
        """Whether nothing can be applied for here."""
        return not self.items


class LifeStage(Model):
    """A group of bundles on the home page."""

    id: Id
    name: Text
    audience: Audience
    icon: str = "document"


class Catalogue(Model):
    """Everything that one snapshot holds."""

    version: int = Field(ge=1)
    area: Region
    life_stages: tuple[LifeStage, ...]
    bundles: tuple[Bundle, ...]
