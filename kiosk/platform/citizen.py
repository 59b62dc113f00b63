"""What is done in one citizen's name. The token stays in here, and ends with the visit."""

import threading
from collections.abc import Sequence
from typing import Any
from urllib.parse import quote
from uuid import UUID

from kiosk.platform.calls import ANSWER_S, Calls, key_or_new
from kiosk.platform.deadline import Deadline
from kiosk.platform.errors import SessionEnded
from kiosk.platform.models import (
    Accepted,
    Case,
    CertificateList,
    CertificateSearch,
    CertificateSummary,
    Consent,
    ConsentRecord,
    DataDispute,
    IssueReportState,
    PrefillRequest,
    PrefillResult,
    Rating,
    Session,
    Submission,
    SubmissionList,
)
from kiosk.platform.transport import Reply

LONG_POLL_S = 10


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

    # Submissions

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


def _part(text: str) -> str:
    return quote(text, safe=":~")
