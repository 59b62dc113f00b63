"""Everything that is submitted, as one value, and the contract's requests that follow from it. Pure."""

import hashlib
from collections.abc import Mapping, Set
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from kiosk.platform.models import (
    CertificateUse,
    Draft,
    MaterialRef,
    SignedDeclaration,
    SubmissionRequest,
)

SCAN = "SCAN"
E_CERTIFICATE = "E_CERTIFICATE"
COMMITMENT = "COMMITMENT"


@dataclass(frozen=True, slots=True)
class Page:
    """One checked picture or PDF of a page."""

    name: str
    """The page's name in the guide, e.g. 首页."""
    media_type: str
    data: bytes = field(repr=False)

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

    @property
    def upload_bytes(self) -> int:
        """Bytes of all pages together."""
        return sum(len(page.data) for material in self.materials for page in material.pages)

    def draft(self) -> Draft:
        """Return the draft to open, without materials: these want its id first."""
        return Draft(
            bundle_code=self.bundle_id,
            bundle_revision=self.bundle_revision,
            plan_id=self.plan_id,
            facts=dict(self.facts),
            answers=dict(self.answers),
            selected_items=self.selected_items,
        )

    def draft_changes(
        self,
        materials: tuple[MaterialRef, ...],
        held_answers: Set[str] = frozenset(),
        held_facts: Set[str] = frozenset(),
    ) -> dict[str, Any]:
        """Return the merge patch (RFC 7396) that makes the draft what is to be submitted.

        Objects are merged by name, so a name that the draft holds and that is given no more becomes null.
        """
        return {
            "planId": self.plan_id,
            "facts": dict.fromkeys(held_facts - set(self.facts)) | dict(self.facts),
            "answers": dict.fromkeys(held_answers - set(self.answers)) | dict(self.answers),
            "selectedItems": list(self.selected_items),
            "materials": [material.to_wire() for material in materials],
        }

    def certificate_use(self, material: GivenMaterial, draft_id: str) -> CertificateUse:
        """Return the request that attaches a material's certificate."""
        return CertificateUse(
            consent_id=material.consent_id or "",
            task_code=material.task_code or "",
            material_key=material.material_id,
            draft_id=draft_id,
        )

    def request(self, draft_id: str, etag: str, client_submission_id: UUID) -> SubmissionRequest:
        """Return the request that submits."""
        return SubmissionRequest(
            draft_id=draft_id,
            draft_etag=etag,
            client_submission_id=client_submission_id,
            principal_id=self.principal_id,
            selected_items=self.selected_items,
            consents=self.consents,
            declarations=tuple(
                SignedDeclaration(
                    declaration_id=declaration.declaration_id,
                    revision=declaration.revision,
                    kind=declaration.kind,
                    signed_at=declaration.signed_at,
                    text_digest=declaration.text_digest,
                    signature=declaration.signature,
                )
                for declaration in self.declarations
            ),
        )
