"""Papers and certificates that a bundle asks for (申请材料), and where each may come from."""

from enum import StrEnum
from typing import Literal

from pydantic import Field

from kiosk.catalogue.base import Id, Model, Text
from kiosk.catalogue.conditions import Condition
from kiosk.catalogue.reading import Reading


class MaterialSource(StrEnum):
    """Where a material may come from, as in the contract's plan."""

    SHARED_DATA = "SHARED_DATA"
    E_CERTIFICATE = "E_CERTIFICATE"
    GENERATED_FORM = "GENERATED_FORM"
    OTHER_ITEM_RESULT = "OTHER_ITEM_RESULT"
    SCAN = "SCAN"
    COMMITMENT = "COMMITMENT"
    WINDOW = "WINDOW"


class Commitment(Model):
    """告知承诺: the signed statement that stands for the evidence, with what follows if it is untrue."""

    id: Id
    revision: int = Field(default=1, ge=1)
    title: Text
    text: Text
    consequences: Text


class Material(Model):
    """A paper or certificate (申请材料), collected once and used by every item that needs it."""

    id: Id
    name: Text
    requirement: Text
    """What exactly is wanted, in plain words."""
    sources: tuple[MaterialSource, ...] = Field(min_length=1)
    """In the order in which they are tried."""
    pages: tuple[Text, ...] = ()
    """The pages to photograph, e.g. 首页, 本人页; empty means the one page."""
    certificate_type: str | None = None
    """证照类型 name by which an electronic certificate is looked up."""
    shared_resource: Text | None = None
    produced_by: Id | None = None
    """Result id: nobody is asked for what an item in the same plan produces."""
    commitment: Commitment | None = None
    media: Literal["original", "copy"] = "original"
    one_sheet: bool = False
    """Its pages are handed in on one A4 sheet in true size: both sides of a card."""
    reading: Reading | None = None
    """How a photograph of it is pre-reviewed; None: it is not."""


class Need(StrEnum):
    """材料必要性 (GB/T 39046; national lists 0 必要, 1 非必要, 2 容缺后补)."""

    REQUIRED = "REQUIRED"
    OPTIONAL = "OPTIONAL"
    LATER = "LATER"


class MaterialNeed(Model):
    """An item asks for a material."""

    material: Id
    copies: int = Field(default=1, ge=1, le=9)
    need: Need = Need.REQUIRED
    when: Condition | None = None
