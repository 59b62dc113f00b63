"""What is done in one citizen's name. The token stays in here, and ends with the visit."""

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote
from uuid import UUID

from kiosk.platform.calls import ANSWER_S, BASE, UPLOAD_S, Calls, key_or_new
from kiosk.platform.deadline import Deadline
from kiosk.platform.errors import NotFound, PlatformError, SessionEnded
from kiosk.platform.models import (
    Accepted,
    Case,
    CertificateList,
    CertificateSearch,
    CertificateSummary,
    CertificateUse,
    Consent,
    ConsentRecord,
    DataDispute,
    Draft,
    IssueReportState,
    PrefillRequest,
    PrefillResult,
    Rating,
    Session,
    Submission,
    SubmissionList,
    SubmissionRequest,
    ValidationReport,
)
from kiosk.platform.transport import Reply
from kiosk.platform.uploads import ResumableUpload

LONG_POLL_S = 10

Progress = Callable[[int, int], None]
"""(bytes that have arrived, bytes in all)"""


@dataclass(frozen=True, slots=True)
class DraftVersion:
    """A draft as the platform holds it, with the ETag to send as If-Match."""

    draft: Draft
    etag: str


class CitizenSession:
    """One verified citizen. Every method blocks; call from the pool, never from the UI thread.

    Raises a `PlatformError` (errors.py) when the platform does not do what was asked, and `SessionEnded`
    after `end`: late work of one visit can never be done in the name of the next.
    """

    def __init__(self, calls: Calls, session: Session) -> None:
        self._calls = calls
        self._lock = threading.Lock()
        self._session: Session | None = session

    @property
    def session(self) -> Session:
        """Who it is (masked), for whom they may act, until when; raises `SessionEnded`."""
        with self._lock:
            if self._session is None:
                raise SessionEnded
            return self._session

    def end(self, deadline: Deadline | None = None) -> None:
        """Forget the token, then tell the platform; the first is done whatever becomes of the second."""
        with self._lock:
            ended, self._session = self._session, None
        if ended is not None:
            headers = {"Authorization": f"Bearer {ended.access_token}"}
            self._calls.call("DELETE", "/citizen-sessions/self", headers=headers, deadline=deadline)

    # Consents and data

    def consent(
        self, consent: Consent, key: UUID | None = None, deadline: Deadline | None = None
    ) -> ConsentRecord:
        """Record a decision on one agreement."""
        return self._post("/consents", consent, key_or_new(key), deadline).read(ConsentRecord)

    def withdraw_consent(self, consent_id: str, deadline: Deadline | None = None) -> None:
        """Take a consent back."""
        self._call("DELETE", f"/consents/{_part(consent_id)}", deadline=deadline)

    def prefill(
        self,
        consent_id: str,
        plan_id: str,
        fields: Sequence[str],
        key: UUID | None = None,
        deadline: Deadline | None = None,
    ) -> PrefillResult:
        """Ask for shared data and wait for it; state RUNNING when the deadline came first."""
        until = self._calls.deadline(deadline)
        request = PrefillRequest(consent_id=consent_id, plan_id=plan_id, fields=tuple(fields))
        accepted = self._post("/prefill-requests", request, key_or_new(key), until).read(Accepted)
        path = f"/prefill-requests/{_part(accepted.id or '')}"
        while True:
            wait = int(until.at_most(LONG_POLL_S))
            reply = self._call(
                "GET", path, query={"waitSeconds": str(wait)}, deadline=until, answer_s=ANSWER_S + wait
            )
            result = reply.read(PrefillResult)
            if result.state != "RUNNING" or until.remaining < 1:
                return result

    def dispute(
        self, dispute: DataDispute, key: UUID | None = None, deadline: Deadline | None = None
    ) -> IssueReportState:
        """Tell a source that what it said is wrong; the application goes on."""
        return self._post("/data-disputes", dispute, key_or_new(key), deadline).read(IssueReportState)

    def search_certificates(
        self,
        consent_id: str,
        type_codes: Sequence[str] | None = None,
        principal_id: str | None = None,
        deadline: Deadline | None = None,
    ) -> tuple[CertificateSummary, ...]:
        """Find the citizen's electronic certificates."""
        search = CertificateSearch(
            consent_id=consent_id,
            type_codes=tuple(type_codes) if type_codes is not None else None,
            principal_id=principal_id,
        )
        return self._post("/certificate-searches", search, None, deadline).read(CertificateList).items

    def use_certificate(
        self,
        certificate_id: str,
        use: CertificateUse,
        key: UUID | None = None,
        deadline: Deadline | None = None,
    ) -> Accepted:
        """Attach a certificate to a draft's material; `id` is the certificateUseId."""
        path = f"/certificates/{_part(certificate_id)}/uses"
        return self._post(path, use, key_or_new(key), deadline).read(Accepted)

    # Drafts

    def create_draft(
        self, draft: Draft, key: UUID | None = None, deadline: Deadline | None = None
    ) -> DraftVersion:
        """Open a draft."""
        return _version(self._post("/drafts", draft, key_or_new(key), deadline))

    def draft(self, draft_id: str, deadline: Deadline | None = None) -> DraftVersion:
        """Read a draft and its present ETag."""
        return _version(self._call("GET", f"/drafts/{_part(draft_id)}", deadline=deadline))

    def patch_draft(
        self, draft_id: str, etag: str, changes: Mapping[str, Any], deadline: Deadline | None = None
    ) -> DraftVersion:
        """Change a draft by a JSON merge patch (RFC 7396) in wire names; raises `ChangedElsewhere`."""
        headers = {"If-Match": etag, "Content-Type": "application/merge-patch+json"}
        path = f"/drafts/{_part(draft_id)}"
        return _version(self._call("PATCH", path, body=changes, headers=headers, deadline=deadline))

    def validate_draft(self, draft_id: str, deadline: Deadline | None = None) -> ValidationReport:
        """Ask for everything that is wrong with a draft."""
        return self._post(f"/drafts/{_part(draft_id)}/validations", None, None, deadline).read(
            ValidationReport
        )

    def upload(
        self,
        material_key: str,
        page: str,
        media_type: str,
        data: bytes,
        *,
        progress: Progress | None = None,
        resume: str | None = None,
        begun: Callable[[str], None] | None = None,
    ) -> str:
        """Upload one page in chunks and return its uploadId.

        `begun` gets the upload's place as soon as there is one; hand that in as `resume` to go on after a
        failure with what has arrived already. Patience (30 s) starts anew with each chunk.
        """
        metadata = {
            "filename": f"{material_key}.{media_type.rpartition('/')[2]}",
            "filetype": media_type,
            "materialKey": material_key,
            "page": page,
        }
        try:
            upload = self._upload_step(
                lambda: ResumableUpload(self._send, "/uploads", data, metadata, resume)
            )
            if upload.url is None:
                self._upload_step(upload.begin)
        except NotFound:
            # What had been begun has expired at the platform.
            upload = ResumableUpload(self._send, "/uploads", data, metadata)
            self._upload_step(upload.begin)
        if begun is not None:
            begun(upload.url)
        told = progress or (lambda _done, _all: None)
        told(upload.offset, len(data))
        while upload.offset < len(data):
            self._upload_step(_Resumed(upload))
            told(upload.offset, len(data))
        return str(upload.url).rpartition("/")[2]

    # Submissions

    def submit(self, request: SubmissionRequest, key: UUID, deadline: Deadline | None = None) -> Submission:
        """Submit, once: the same key never makes two submissions, however often it is sent."""
        return self._post("/submissions", request, key, deadline).read(Submission)

    def submissions(self, deadline: Deadline | None = None) -> tuple[Submission, ...]:
        """Read what the citizen has handed in, the newest first."""
        return self._call("GET", "/submissions", deadline=deadline).read(SubmissionList).items

    def submission(self, submission_no: str, deadline: Deadline | None = None) -> Submission:
        """Read one submission and the state of its cases."""
        return self._call("GET", f"/submissions/{_part(submission_no)}", deadline=deadline).read(Submission)

    def case(self, case_no: str, deadline: Deadline | None = None) -> Case:
        """Read one item's case."""
        return self._call("GET", f"/cases/{_part(case_no)}", deadline=deadline).read(Case)

    def rate(self, rating: Rating, key: UUID | None = None, deadline: Deadline | None = None) -> Accepted:
        """Give a rating."""
        return self._post("/ratings", rating, key_or_new(key), deadline).read(Accepted)

    def _post(self, path: str, body: Any, key: UUID | None, deadline: Deadline | None) -> Reply:
        return self._call("POST", path, body=body, key=key, deadline=deadline)

    def _call(self, method: str, path: str, **rest: Any) -> Reply:
        headers = {
            "Authorization": f"Bearer {self.session.access_token}",
            **(rest.pop("headers", None) or {}),
        }
        return self._calls.call(method, path, headers=headers, **rest)

    def _send(self, method: str, path: str, headers: dict[str, str], body: bytes | None) -> Reply:
        sent = {"Authorization": f"Bearer {self.session.access_token}", **headers}
        full = path if path.startswith(BASE) else BASE + path
        return self._calls.transport.send(method, full, UPLOAD_S, sent, body)

    def _upload_step(self, step: Callable[[], Any]) -> Any:
        until = Deadline(clock=self._calls.clock)
        return self._calls.guarded("/uploads", lambda: self._calls.retries.run(step, until))


class _Resumed:
    """Sends the next chunk; after a failure asks first how much has arrived."""

    def __init__(self, upload: ResumableUpload) -> None:
        self._upload = upload
        self._ask = False

    def __call__(self) -> None:
        if self._ask:
            self._upload.offset = self._upload.get_offset()
            self._ask = False
            if self._upload.offset >= self._upload.stop_at:
                return
        try:
            self._upload.upload_chunk()
        except PlatformError:
            self._ask = True
            raise


def _version(reply: Reply) -> DraftVersion:
    return DraftVersion(reply.read(Draft), reply.headers.get("etag", ""))


def _part(text: str) -> str:
    return quote(text, safe=":~")
