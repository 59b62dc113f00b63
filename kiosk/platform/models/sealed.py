"""Messages about a sealed submission (密封件): what is inside, the header beside it, the signed receipt.

Inside: a tar stream (POSIX ustar) whose first member is `CONTENT_MEMBER`, JSON of `SealedContent`; the pages
follow in the order in which it names them. Around it: the scheme that the header names, `AGE_SCHEME` by
default (age-encryption.org/v1).

Format /2 has originals beside the pages and one document a material; /1 is read as well.
"""

import json
from datetime import UTC, datetime
from typing import Annotated, Any, Literal, Self
from uuid import UUID

from pydantic import AwareDatetime, Field, model_validator

from kiosk.platform.models.citizen import Consent
from kiosk.platform.models.submission import SignedDeclaration, Submission
from kiosk.platform.models.wire import Problem, Wire

CONTENT_FORMAT: Literal["yiciban-sealed-submission/2"] = "yiciban-sealed-submission/2"
CONTENT_MEMBER = "submission.json"
AGE_SCHEME = "age/1"

Digest = Annotated[str, Field(pattern=r"^sha-256:[0-9a-f]{64}$")]
Code = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._:-]{0,63}$")]
"""An identifier that cannot hold a sentence."""


class SealedFile(Wire):
    """One file: where it is in the archive, and what it must be."""

    media_type: str
    member: str
    size: int = Field(ge=0)
    digest: Digest


class SealedPage(SealedFile):
    """One page, straight and upright; `original` is the photograph from which it was made."""

    name: str = Field(repr=False)
    """The page's name in the guide, e.g. 首页."""
    original: SealedFile | None = None
    quality: dict[str, float] | None = None
    review: dict[str, Any] | None = None
    """As in the contract's MaterialRef."""

    @property
    def files(self) -> tuple[SealedFile, ...]:
        """Everything of it in the archive, in order."""
        return (self,) if self.original is None else (self, self.original)


class SealedMaterial(Wire):
    """How one material is given; the members are those of the way `via`."""

    material_key: str
    via: str
    pages: tuple[SealedPage, ...] = ()
    document: SealedFile | None = None
    """All its pages as one PDF/A."""
    certificate_id: str | None = None
    consent_id: str | None = None
    task_code: str | None = None
    commitment_id: str | None = None

    @property
    def files(self) -> tuple[SealedFile, ...]:
        """Everything of it in the archive, in order."""
        pages = tuple(file for page in self.pages for file in page.files)
        return pages if self.document is None else (*pages, self.document)


class SealedContent(Wire):
    """Everything that is submitted. Holds personal data: it exists in memory and sealed, nowhere else.

    `package_id` is the client submission id and the Idempotency-Key. Exactly one of `card_proof` (identified
    offline by card, as in the contract's SessionStart) and `session_id` says who the citizen is.
    """

    format: Literal["yiciban-sealed-submission/1", "yiciban-sealed-submission/2"] = CONTENT_FORMAT
    package_id: UUID
    terminal_id: str
    captured_at: AwareDatetime
    bundle_code: str
    bundle_revision: int
    selected_items: tuple[str, ...]
    facts: dict[str, Any] = Field(repr=False)
    answers: dict[str, Any] = Field(repr=False)
    materials: tuple[SealedMaterial, ...] = Field(repr=False)
    declarations: tuple[SignedDeclaration, ...] = Field(repr=False)
    consents: tuple[str, ...] = ()
    given_consents: tuple[Consent, ...] = Field(default=(), repr=False)
    """Consents given offline, which the platform has still to record."""
    plan_id: str | None = None
    principal_id: str | None = None
    card_proof: str | None = Field(default=None, repr=False)
    session_id: str | None = None

    @model_validator(mode="after")
    def _one_identity(self) -> Self:
        if (self.card_proof is None) == (self.session_id is None):
            raise ValueError("exactly one of cardProof and sessionId is wanted")
        return self


class SealedHeader(Wire):
    """What may be known of a sealed submission without opening it. Nothing in it is about a person."""

    package_id: UUID
    bundle_code: Code
    terminal_id: Code
    sealed_at: AwareDatetime
    scheme: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9./-]{0,31}$")]
    key_ids: tuple[Code, ...] = Field(min_length=1)
    size: int = Field(ge=0)
    """Bytes of the sealed file."""
    digest: Digest
    """Of the sealed file."""


class ReceiptCase(Wire):
    """One item's case, as far as a terminal needs it."""

    item_key: str
    case_no: str | None = None
    status: str


class SealedReceipt(Wire):
    """The platform's signed word on one sealed submission: only this lets a terminal delete it.

    REJECTED is for good and names a problem type; ACCEPTED names the submission. `signature` is Ed25519
    (RFC 8032) in base64 over `signed_bytes()`.
    """

    package_id: UUID
    digest: Digest
    received_at: AwareDatetime
    outcome: Literal["ACCEPTED", "REJECTED"]
    submission_no: str | None = None
    cases: tuple[ReceiptCase, ...] = ()
    problem: Code | None = None
    key_id: Code
    signature: str = ""

    @model_validator(mode="after")
    def _outcome_is_complete(self) -> Self:
        if self.outcome == "ACCEPTED" and (self.submission_no is None or self.problem is not None):
            raise ValueError("an accepted submission has its number and no problem")
        if self.outcome == "REJECTED" and (self.problem is None or self.submission_no is not None):
            raise ValueError("a rejected one has its problem and no number")
        return self

    def signed_bytes(self) -> bytes:
        """Return the canonical bytes that are signed.

        A line with the purpose, then JSON of the members known today in one fixed order, the time in UTC with
        microseconds: members added later do not change what an older terminal checks.
        """
        received: datetime = self.received_at.astimezone(UTC)
        members = [
            str(self.package_id),
            self.digest,
            received.isoformat(timespec="microseconds"),
            self.outcome,
            self.submission_no,
            [[case.item_key, case.case_no, case.status] for case in self.cases],
            self.problem,
            self.key_id,
        ]
        text = json.dumps(members, ensure_ascii=False, separators=(",", ":"))
        return f"yiciban-sealed-receipt/1\n{text}\n".encode()


class SealedAnswer(Wire):
    """What the platform says to one sealed submission: the receipt, and what the citizen is told.

    With ACCEPTED `submission` holds numbers and cases, with REJECTED `problem` what is wrong.
    """

    receipt: SealedReceipt
    submission: Submission | None = Field(default=None, repr=False)
    problem: Problem | None = Field(default=None, repr=False)
