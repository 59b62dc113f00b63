"""Everything that is submitted, as one value. Pure."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from kiosk.platform.models import SignatureInk

SCAN = "SCAN"
E_CERTIFICATE = "E_CERTIFICATE"
COMMITMENT = "COMMITMENT"


@dataclass(frozen=True, slots=True)
class Page:
    """One checked picture or PDF of a page, and the photograph from which it was made."""

    name: str
    """The page's name in the guide, e.g. 首页."""
    media_type: str
    data: bytes = field(repr=False)
    original: bytes | None = field(default=None, repr=False)
    """JPEG as it came from the camera."""
    dpi: float | None = None
    """Resolution of a JPEG of known size: with it the material's document is made."""
    black_and_white: bool = False
    quality: Mapping[str, float] | None = None
    review: Mapping[str, Any] | None = None
    """What the pre-review says, and what the citizen said to that; no values."""

    @property
    def digest(self) -> str:
        """Tells two pictures of the same page apart."""
        return hashlib.sha256(self.data).hexdigest()


@dataclass(frozen=True, slots=True)
class GivenMaterial:
    """How one material of the plan is given. Which members are wanted depends on `via`.

    SCAN: `pages`. E_CERTIFICATE: `certificate_id`, `consent_id`, `task_code`. COMMITMENT: `commitment_id`.
    The others (SHARED_DATA, GENERATED_FORM, WINDOW, LATER) want none. `ValueError` when one is missing.
    """

    material_id: str
    via: str
    pages: tuple[Page, ...] = ()
    certificate_id: str | None = None
    consent_id: str | None = None
    task_code: str | None = None
    """实施编码 (or id) of the item for which the certificate is used: the purpose that is recorded."""
    commitment_id: str | None = None
    one_sheet: bool = False
    """The document shows all pages on one A4 sheet in true size, where they fit."""

    def __post_init__(self) -> None:
        if self.via == SCAN and not self.pages:
            raise ValueError(f"{self.material_id}: no page was photographed")
        if self.via == E_CERTIFICATE and not (self.certificate_id and self.consent_id and self.task_code):
            raise ValueError(f"{self.material_id}: certificate, consent and task are wanted")
        if self.via == COMMITMENT and not self.commitment_id:
            raise ValueError(f"{self.material_id}: no commitment is named")


@dataclass(frozen=True, slots=True)
class GivenDeclaration:
    """A text that was shown, and how it was signed."""

    declaration_id: str
    revision: int
    kind: str
    """TRUTH, COMMITMENT or LATER_MATERIALS."""
    text_digest: str
    """`kiosk.platform.models.text_digest` of the wording that was shown."""
    signed_at: datetime
    signature: str | None = field(default=None, repr=False)
    """The strokes as a data URL (signature.py)."""
    ink: SignatureInk | None = field(default=None, repr=False)
    """What the pen did, bound to the text."""


@dataclass(frozen=True, slots=True)
class Package:
    """One application for one thing, complete. Values only; it holds personal data and is never logged."""

    bundle_id: str
    bundle_revision: int
    selected_items: tuple[str, ...]
    facts: Mapping[str, Any] = field(repr=False)
    """Answers of the situations, by situation id."""
    answers: Mapping[str, Any] = field(repr=False)
    """Form values, by data element id."""
    materials: tuple[GivenMaterial, ...] = field(repr=False)
    declarations: tuple[GivenDeclaration, ...] = field(repr=False)
    consents: tuple[str, ...] = ()
    plan_id: str | None = None
    principal_id: str | None = None
