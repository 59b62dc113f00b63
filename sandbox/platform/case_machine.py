"""What may follow what in a case: the 17 states of GB/T 39046 practice, as one machine.

Knows states and their order only; who moves a case and what is recorded is `case_work`.
"""

from statemachine import State, StateMachine
from statemachine.exceptions import TransitionNotAllowed

from kiosk.platform.models import CaseStatus, SubmissionStatus

DONE_WELL = frozenset({CaseStatus.APPROVED, CaseStatus.CLOSED, CaseStatus.FORWARDED})
FINAL = DONE_WELL | {
    CaseStatus.PRE_REJECTED,
    CaseStatus.NOT_ACCEPTED,
    CaseStatus.REFUSED,
    CaseStatus.RETURNED,
    CaseStatus.VOIDED,
    CaseStatus.LAPSED,
    CaseStatus.WITHDRAWN,
}
_PAUSED = frozenset({CaseStatus.CORRECTION, CaseStatus.SUSPENDED})
_RUNNING = frozenset({CaseStatus.ACCEPTED, CaseStatus.IN_REVIEW})


class MoveNotAllowedError(Exception):
    """The case's state does not allow this move."""


class CaseMachine(StateMachine):
    """The machine; each event is a move that somebody makes."""

    draft = State(value="DRAFT", initial=True)
    received = State(value="RECEIVED")
    in_pre_review = State(value="PRE_REVIEW")
    pre_rejected = State(value="PRE_REJECTED", final=True)
    correction = State(value="CORRECTION")
    accepted = State(value="ACCEPTED")
    not_accepted = State(value="NOT_ACCEPTED", final=True)
    in_review = State(value="IN_REVIEW")
    suspended = State(value="SUSPENDED")
    approved = State(value="APPROVED")
    refused = State(value="REFUSED", final=True)
    returned = State(value="RETURNED", final=True)
    voided = State(value="VOIDED", final=True)
    forwarded = State(value="FORWARDED", final=True)
    lapsed = State(value="LAPSED", final=True)
    closed = State(value="CLOSED", final=True)
    withdrawn = State(value="WITHDRAWN", final=True)

    receive = draft.to(received)  # the platform gave its numbers
    pre_review = received.to(in_pre_review)
    pre_reject = in_pre_review.to(pre_rejected)
    correct = received.to(correction) | in_pre_review.to(correction)  # once, with everything
    reply = correction.to(in_pre_review)
    lapse = correction.to(lapsed)  # nobody came
    accept = received.to(accepted) | in_pre_review.to(accepted)  # the legal time begins
    not_accept = received.to(not_accepted) | in_pre_review.to(not_accepted)
    review = accepted.to(in_review)
    suspend = accepted.to(suspended) | in_review.to(suspended)  # special procedure, the clock stops
    resume = suspended.to(in_review)
    approve = accepted.to(approved) | in_review.to(approved)
    refuse = accepted.to(refused) | in_review.to(refused)
    give_back = accepted.to(returned) | in_review.to(returned)
    forward = accepted.to(forwarded) | in_review.to(forwarded)
    void = accepted.to(voided) | in_review.to(voided)
    close = approved.to(closed)
    withdraw = (
        received.to(withdrawn)
        | in_pre_review.to(withdrawn)
        | correction.to(withdrawn)
        | accepted.to(withdrawn)
        | in_review.to(withdrawn)
        | suspended.to(withdrawn)
    )


def move(status: str, event: str) -> CaseStatus:
    """Return the state after `event`; raises `MoveNotAllowedError`."""
    machine = CaseMachine(start_value=status)
    try:
        machine.send(event)
    except TransitionNotAllowed:
        raise MoveNotAllowedError(f"{event} in {status}") from None
    return CaseStatus(machine.current_state_value)


def moves(status: str) -> frozenset[str]:
    """Return the events that the state allows."""
    return frozenset(event.id for event in CaseMachine(start_value=status).allowed_events)


def clock(status: str) -> str:
    """Return what the legal clock does: RUNNING, PAUSED or STOPPED."""
    if status in _RUNNING:
        return "RUNNING"
    return "PAUSED" if status in _PAUSED else "STOPPED"


def overall(statuses: list[str]) -> SubmissionStatus:
    """Return a submission's status, which follows from its cases."""
    if all(status == CaseStatus.WITHDRAWN for status in statuses):
        return SubmissionStatus.WITHDRAWN
    if any(status == CaseStatus.CORRECTION for status in statuses):
        return SubmissionStatus.ACTION_NEEDED
    if all(status in FINAL for status in statuses):
        return SubmissionStatus.DONE
    if any(status in FINAL for status in statuses):
        return SubmissionStatus.PARTLY_DONE
    if all(status == CaseStatus.RECEIVED for status in statuses):
        return SubmissionStatus.RECEIVED
    return SubmissionStatus.IN_PROGRESS
