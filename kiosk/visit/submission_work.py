"""From the visit's package to the outbox, and from the platform's word to a message. Blocking: the pool's."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from uuid import UUID, uuid4

from kiosk.catalogue.numbers import claim_code
from kiosk.platform.agent_outbox import AgentOutbox
from kiosk.platform.errors import PlatformError
from kiosk.platform.models import Problem, SealedReceipt, Submission
from kiosk.submission.package import Package
from kiosk.submission.submit import NotSealed, SealingDesk, located
from kiosk.visit import effects
from kiosk.visit.messages import CaseFacts, Failed, FieldError, Message, OutboxSeen, Sealed, Submitted

WAIT_S = 5
"""How long one question about a package waits: it keeps a thread of the pool, and a visit may end."""
SAID = {"disk-full": "disk-full", "clock-went-back": "terminal-clock-skew"}
"""Why something was not sealed, where there are words of its own for it."""


@dataclass(slots=True)
class Queued:
    """What one visit has handed over. The same package keeps its id; another one is another submission."""

    package: Package | None = field(default=None, repr=False)
    package_id: UUID = field(default_factory=uuid4)

    def id_of(self, package: Package) -> UUID:
        """Return the id under which a package is sealed."""
        if self.package is not None and self.package is not package:
            self.package_id = uuid4()
        self.package = package
        return self.package_id


class SubmissionWork:
    """Seals, and asks the agent what became of it."""

    def __init__(self, desk: SealingDesk, outbox: AgentOutbox, clock: Callable[[], datetime]) -> None:
        self._desk, self._outbox, self._clock = desk, outbox, clock

    def seal(self, effect: effects.Submit, queued: Queued) -> Message:
        """Put the package into the outbox and wake the agent; what is told is told after it is durable."""
        package_id = queued.id_of(effect.package)
        try:
            header = self._desk.seal(
                effect.package, package_id, card_proof=effect.card_proof, session_id=effect.session_id
            )
        except NotSealed as failed:
            problem = "in-doubt" if failed.in_doubt else SAID.get(failed.code, "not-sealed")
            return Failed("submit", problem, retryable=True)
        with suppress(PlatformError):
            # It looks by itself, too: what is sealed does not hang on this.
            self._outbox.wake(package_id)
        return Sealed(package_id, claim_code(package_id), header.sealed_at)

    def ask(self, effect: effects.AskOutbox, queued: Queued) -> Message:
        """Ask how far it is, and what the platform said."""
        found = self._outbox.ask(effect.package_id, WAIT_S)
        answer = found.answer
        if answer is None or answer.receipt.package_id != effect.package_id:
            return OutboxSeen(effect.package_id, found.sent, found.total)
        if answer.receipt.submission_no is None:
            return _refused(answer.receipt, answer.problem, queued.package)
        if answer.submission is None:
            return _by_receipt(answer.receipt, answer.receipt.submission_no)
        return submitted(answer.submission, self._clock().tzinfo)

    def close_rejected(self, effect: effects.CloseRejected) -> None:
        """Tell the agent that the citizen has seen it."""
        with suppress(PlatformError):
            self._outbox.answered(effect.package_id)


def submitted(submission: Submission, zone: tzinfo | None) -> Submitted:
    """Turn the platform's submission into the visit's message; days are those of the terminal's time zone."""
    return Submitted(
        submission_no=submission.submission_no,
        short_code=submission.short_code or submission.submission_no,
        query_code=submission.query_code or "",
        received_at=submission.received_at,
        cases=tuple(
            CaseFacts(
                case_no=case.case_no or "",
                item_id=case.item_key,
                name=case.name,
                org=case.org or "",
                status=case.status,
                due=case.due_at.astimezone(zone).date().isoformat() if case.due_at else None,
                blocked_by=case.blocked_by,
            )
            for case in submission.cases
        ),
        sign_at_window=submission.sign_at_window,
    )


def _by_receipt(receipt: SealedReceipt, number: str) -> Submitted:
    """Return what the receipt alone says, where the rest of the answer was lost with the agent's memory."""
    cases = tuple(
        CaseFacts(case.case_no or "", case.item_key, case.item_key, "", case.status, None, ())
        for case in receipt.cases
    )
    return Submitted(number, number, "", receipt.received_at, cases)


def _refused(receipt: SealedReceipt, problem: Problem | None, package: Package | None) -> Failed:
    if problem is None:
        return Failed("submit", receipt.problem or "unknown")
    errors = located(problem.errors, package) if package is not None else ()
    return Failed(
        during="submit",
        problem=problem.short_type,
        detail=problem.detail or "",
        errors=tuple(FieldError(error.id or "", error.detail) for error in errors),
        trace_id=problem.trace_id or "",
        methods=problem.methods,
    )
