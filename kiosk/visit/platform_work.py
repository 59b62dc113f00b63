"""What the visit asks of the platform, done in the pool: effect in, message out, every failure typed."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from threading import Lock
from typing import Any

from kiosk.platform.citizen import CitizenSession
from kiosk.platform.client import PlatformClient
from kiosk.platform.errors import NotJson, PlatformError, PlatformTimeout, Problem, SessionEnded
from kiosk.platform.models import Consent, Holder, IssueReport, PlanRequest, Rating
from kiosk.submission.submit import SealingDesk
from kiosk.visit import effects
from kiosk.visit.effects import Effect
from kiosk.visit.messages import (
    Certificate,
    DataFetched,
    Failed,
    Fetched,
    FieldError,
    GuidesChanged,
    Handed,
    LinkOffered,
    LinkSeen,
    Message,
    PlanAgreed,
    RatingSent,
    Reported,
    SessionOpened,
    SubmissionsFound,
)
from kiosk.visit.submission_work import Queued, SubmissionWork, submitted

AGREEMENT_ID = "data-sharing"
AGREEMENT_REVISION = 1
LINK_WAIT_S = 5
"""How long one question about a link code waits: it keeps a thread of the pool, and a visit may end."""


@dataclass(slots=True)
class Held:
    """What one visit holds at the platform. Nothing of it is ever seen by another visit."""

    session: CitizenSession | None = None
    queued: Queued = field(default_factory=Queued)
    logins: int = 0
    """Log-ins begun; only the last one's session counts."""
    over: bool = False
    lock: Lock = field(default_factory=Lock)


class PlatformWork:
    """Carries out the platform's share of one visit after another; the session is held in memory.

    `sync_guides` asks the agent for newer guides and returns the version held afterwards.
    """

    def __init__(
        self,
        client: PlatformClient,
        clock: Callable[[], datetime],
        sync_guides: Callable[[], int],
        desk: SealingDesk,
    ) -> None:
        self._client = client
        self._clock = clock
        self._sync_guides = sync_guides
        self._submissions = SubmissionWork(desk, client.outbox, clock)
        self._held = Held()

    def job(self, effect: Effect) -> Callable[[], Message | None]:
        """Return what carries out one effect for the visit of this moment.

        The job blocks and never raises. Work that a former visit began is done with what that visit held.
        """
        during, call = self._call(effect, self._held)

        def run() -> Message | None:
            try:
                return call()
            except SessionEnded:
                return None
            except PlatformError as error:
                return failed(during, error)
            except Exception:
                # A defect. Its text may hold personal data; whoever waits must not wait for ever.
                return Failed(during, "unknown", retryable=True)

        return run

    def _call(self, effect: Effect, held: Held) -> tuple[str, Callable[[], Message | None]]:
        match effect:
            case effects.OpenSession():
                held.logins += 1
                number = held.logins
                return "session", lambda: self._open(effect, held, number)
            case effects.OpenLink():
                return "link", self._offer_link
            case effects.AskLink():
                return "link", lambda: self._link(effect)
            case effects.AskPlan():
                return "plan", lambda: self._plan(effect)
            case effects.FetchData():
                return "fetch", lambda: self._fetch(effect, _citizen(held))
            case effects.Submit():
                return "submit", lambda: self._submissions.seal(effect, held.queued)
            case effects.AskOutbox():
                return "outbox", lambda: self._submissions.ask(effect, held.queued)
            case effects.CloseRejected():
                return "outbox", lambda: self._submissions.close_rejected(effect)
            case effects.FetchSubmissions():
                return "progress", lambda: self._handed(held)
            case effects.SendRating():
                return "rating", lambda: self._rate(effect, _citizen(held))
            case effects.Report():
                return "report", lambda: self._report(effect)
            case effects.SyncGuides():
                return "guides", lambda: GuidesChanged(self._sync_guides())
            case _:
                raise TypeError(f"not the platform's: {type(effect).__name__}")

    def _open(self, effect: effects.OpenSession, held: Held, number: int) -> Message | None:
        opened = self._client.start_session(effect.start)
        with held.lock:
            wanted = not held.over and number == held.logins
            former, held.session = (held.session, opened) if wanted else (opened, held.session)
        if former is not None:
            with suppress(PlatformError):
                former.end()
        if not wanted:
            return None
        session = opened.session
        subject = session.subject
        return SessionOpened(
            session_id=session.session_id,
            display_name=(subject.display_name if subject else None) or "",
            number_masked=(subject.cert_no_masked if subject else None) or "",
            assurance=session.assurance,
            holder=holder_facts(subject.holder) if subject and subject.holder else None,
        )

    def _offer_link(self) -> Message:
        link = self._client.link_code()
        return LinkOffered(link.link_code, link.qr_text)

    def _link(self, effect: effects.AskLink) -> Message:
        return LinkSeen(effect.link_code, self._client.link_status(effect.link_code, LINK_WAIT_S).status)

    def leave(self) -> Callable[[], None]:
        """Let go of the session at once; return what tells the platform, which may block and never raises."""
        held, self._held = self._held, Held()
        with held.lock:
            held.over = True
            session, held.session = held.session, None

        def tell() -> None:
            with suppress(PlatformError):
                # It runs out by itself, too, and is bound to this terminal.
                if session is not None:
                    session.end()

        return tell

    def _plan(self, effect: effects.AskPlan) -> Message:
        request = PlanRequest(
            bundle_code=effect.bundle_id,
            bundle_revision=effect.revision,
            facts=dict(effect.answers),
            selected_items=effect.ticked,
        )
        plan = self._client.plans(request)
        return PlanAgreed(plan.plan_id, tuple(item.item_key for item in plan.items if item.selected))

    def _fetch(self, effect: effects.FetchData, citizen: CitizenSession) -> Message:
        record = citizen.consent(
            Consent(
                purpose=effect.bundle_id,
                agreement_id=AGREEMENT_ID,
                agreement_revision=AGREEMENT_REVISION,
                items=effect.element_ids,
                sources=effect.sources,
                decision="GRANTED",
                at=self._clock(),
            )
        )
        values: tuple[Fetched, ...] = ()
        if effect.element_ids:
            result = citizen.prefill(record.consent_id, effect.plan_id, effect.element_ids)
            values = tuple(
                Fetched(
                    element_id=field.path,
                    status=field.status,
                    value=field.value,
                    source=field.source or "",
                    as_of=field.as_of.isoformat() if field.as_of else "",
                )
                for field in result.fields
            )
        certificates: tuple[Certificate, ...] = ()
        if effect.certificate_types:
            found = citizen.search_certificates(record.consent_id, effect.certificate_types)
            certificates = tuple(
                Certificate(one.certificate_id, one.type_name, one.state, one.issuer or "") for one in found
            )
        return DataFetched((record.consent_id,), values, certificates)

    def _handed(self, held: Held) -> Message:
        with held.lock:
            session = held.session
        if session is None:
            # They were only read by their card: the platform could not be reached.
            return Failed("progress", "unreachable", retryable=True)
        zone = self._clock().tzinfo
        return SubmissionsFound(
            tuple(
                Handed(one.bundle_code or "", one.bundle_name or "", submitted(one, zone))
                for one in session.submissions()
            )
        )

    def _rate(self, effect: effects.SendRating, citizen: CitizenSession) -> Message:
        citizen.rate(
            Rating(
                target={"kind": "SUBMISSION", "no": effect.submission_no},
                form_version=self._client.rating_form().version,
                satisfaction_code=effect.code,
                service_occurrence=1,
            )
        )
        return RatingSent()

    def _report(self, effect: effects.Report) -> Message:
        where: Mapping[str, Any] = {
            "pageId": effect.page,
            "objectId": effect.bundle_id or None,
            "revision": effect.revision or None,
        }
        state = self._client.report_issue(
            IssueReport(
                kind="CANNOT_GET_DONE",
                where={name: value for name, value in where.items() if value is not None},
                text=effect.problem or None,
                contact_wanted=bool(effect.phone),
                phone=effect.phone or None,
            )
        )
        return Reported(state.issue_no, state.due_at.date().isoformat() if state.due_at else None)


def _citizen(held: Held) -> CitizenSession:
    with held.lock:
        if held.session is None:
            raise SessionEnded
        return held.session


def holder_facts(holder: Holder) -> dict[str, Any]:
    """Return what the platform says of a person by the names that a card's facts have."""
    return {
        "name": holder.name,
        "number": holder.cert_no,
        "sex": holder.sex,
        "ethnicity": holder.ethnicity,
        "birth_date": holder.birth_date,
        "address": holder.address,
    }


def failed(during: str, error: PlatformError) -> Failed:
    """Turn a typed failure into the visit's message."""
    if isinstance(error, Problem):
        return Failed(
            during=during,
            problem=error.type,
            detail=error.detail or "",
            errors=tuple(FieldError("", one.detail) for one in error.errors),
            retryable=error.retryable,
            trace_id=error.trace_id or "",
            retry_after=error.retry_after,
            methods=error.body.methods,
        )
    name = (
        "timeout"
        if isinstance(error, PlatformTimeout)
        else "not-json"
        if isinstance(error, NotJson)
        else "unreachable"
    )
    return Failed(during=during, problem=name, retryable=True, retry_after=error.retry_after)
