"""How far a submission has come. The caller keeps it in memory and hands it in again after a failure."""

from dataclasses import dataclass, field
from uuid import UUID, uuid4

from kiosk.platform.citizen import DraftVersion
from kiosk.platform.models import SubmissionRequest
from kiosk.submission.package import Package


@dataclass(slots=True)
class PageUpload:
    """One page: where its upload is, and its id when it is complete."""

    place: str | None = None
    upload_id: str | None = None
    arrived: int = 0


@dataclass(slots=True)
class CertificateUseState:
    """One use of a certificate: its key, and its id when the platform gave one."""

    key: UUID = field(default_factory=uuid4)
    use_id: str | None = None


@dataclass(frozen=True, slots=True)
class Unanswered:
    """A submission that was sent and of which nobody knows what became of it."""

    package: Package
    request: SubmissionRequest


@dataclass(slots=True)
class SubmissionState:
    """What was done already, so that no step is done twice and nothing is submitted twice.

    `client_submission_id` is also the Idempotency-Key. It stays the same as long as the platform might have
    taken the submission in; only after a definite no, when the citizen changes something, is there a new one.
    """

    client_submission_id: UUID = field(default_factory=uuid4)
    draft_key: UUID = field(default_factory=uuid4)
    session_id: str | None = None
    draft_id: str | None = None
    etag: str = ""
    held_answers: frozenset[str] = frozenset()
    held_facts: frozenset[str] = frozenset()
    """Names that the platform's draft has: what is no longer given must be taken out by name."""
    uploads: dict[tuple[str, str], PageUpload] = field(default_factory=dict)
    """By material id and the page's digest: a page photographed anew is another upload."""
    uses: dict[tuple[str, str], CertificateUseState] = field(default_factory=dict)
    """By material id and certificate id."""
    unanswered: Unanswered | None = field(default=None, repr=False)

    def has(self, version: DraftVersion) -> None:
        """Note the draft as the platform holds it now."""
        self.etag = version.etag
        self.held_answers = frozenset(version.draft.answers)
        self.held_facts = frozenset(version.draft.facts or {})

    def enter(self, session_id: str) -> None:
        """Note whose session it is now; uploads belong to the session that made them."""
        if self.session_id is not None and self.session_id != session_id:
            self.uploads.clear()
        self.session_id = session_id

    def forget_draft(self) -> None:
        """Open a new draft next time."""
        self.draft_id = None
        self.etag = ""
        self.held_answers = self.held_facts = frozenset()
        self.draft_key = uuid4()
        self.uses.clear()

    def refused(self) -> None:
        """Note that the platform definitely did not take the submission in."""
        self.client_submission_id = uuid4()
        self.unanswered = None
