"""From the visit to the outbox and back: what the agent tells becomes the one message that is so."""

from datetime import UTC, datetime
from types import SimpleNamespace
from uuid import UUID

import pytest
from visit_walk import NOON, Walk

from kiosk.catalogue.numbers import claim_code
from kiosk.platform.agent_outbox import OnItsWay
from kiosk.platform.errors import PlatformUnreachable
from kiosk.platform.models import SealedAnswer
from kiosk.submission.submit import NotSealed
from kiosk.visit import effects
from kiosk.visit.messages import Failed, FieldError, OutboxSeen, Sealed, Submitted
from kiosk.visit.submission_work import Queued, SubmissionWork

RECEIVED = datetime(2026, 11, 21, 4, 1, tzinfo=UTC)


def package():
    walk = Walk().to_submitting()
    (handed,) = walk.wanted(effects.Submit)
    return handed


class Desk:
    def __init__(self) -> None:
        self.sealed: list[UUID] = []
        self.error: NotSealed | None = None

    def seal(self, package, package_id, *, card_proof, session_id):
        assert (card_proof is None) != (session_id is None)
        if self.error is not None:
            raise self.error
        self.sealed.append(package_id)
        return SimpleNamespace(sealed_at=NOON)


class Agent:
    """The agent's answers in order; it may be gone."""

    def __init__(self, *told: OnItsWay) -> None:
        self.told = list(told)
        self.woken: list[UUID] = []
        self.closed: list[UUID] = []
        self.gone = False

    def wake(self, package_id):
        if self.gone:
            raise PlatformUnreachable("agent")
        self.woken.append(package_id)

    def ask(self, package_id, wait_s):
        assert wait_s <= 10, "a thread of the pool waits"
        return self.told.pop(0)

    def answered(self, package_id):
        if self.gone:
            raise PlatformUnreachable("agent")
        self.closed.append(package_id)


def work(desk: Desk, agent: Agent) -> SubmissionWork:
    return SubmissionWork(desk, agent, lambda: NOON)


def receipt(package_id: UUID, **more):
    return {
        "packageId": str(package_id),
        "digest": "sha-256:" + "0" * 64,
        "receivedAt": RECEIVED.isoformat(),
        "outcome": "ACCEPTED",
        "submissionNo": "SN-1",
        "keyId": "r-1",
        "cases": [{"itemKey": "birth-household", "caseNo": "case-1", "status": "RECEIVED"}],
        **more,
    }


def refusal(package_id: UUID, problem: str):
    return receipt(package_id, outcome="REJECTED", submissionNo=None, problem=problem, cases=[])


def answer(receipt, **more) -> SealedAnswer:
    return SealedAnswer.model_validate({"receipt": receipt, **more})


def sealed_one(agent: Agent) -> tuple[SubmissionWork, Queued, UUID]:
    desk, queued = Desk(), Queued()
    made = work(desk, agent)
    told = made.seal(package(), queued)
    assert isinstance(told, Sealed)
    return made, queued, told.package_id


@pytest.mark.parametrize("gone", [False, True])
def test_what_is_sealed_is_said_whether_the_agent_can_be_woken_or_not(gone):
    agent = Agent()
    agent.gone = gone
    _, _, package_id = sealed_one(agent)
    assert agent.woken == ([] if gone else [package_id])


def test_the_claim_code_follows_from_the_id():
    desk, queued = Desk(), Queued()
    told = work(desk, Agent()).seal(package(), queued)
    assert told == Sealed(desk.sealed[0], claim_code(desk.sealed[0]), NOON)


def test_the_same_package_keeps_its_id_and_another_gets_one_of_its_own():
    desk, queued = Desk(), Queued()
    made, first, second = work(desk, Agent()), package(), package()
    for effect in (first, first, second):
        made.seal(effect, queued)
    assert desk.sealed[0] == desk.sealed[1] != desk.sealed[2]


@pytest.mark.parametrize(
    ("error", "problem"),
    [
        (NotSealed("disk-full"), "disk-full"),
        (NotSealed("read-only"), "not-sealed"),
        (NotSealed("no-key"), "not-sealed"),
        (NotSealed("disk-failed", in_doubt=True), "in-doubt"),
    ],
)
def test_what_was_not_sealed_says_so_and_wakes_nobody(error, problem):
    desk, agent = Desk(), Agent()
    desk.error = error
    assert work(desk, agent).seal(package(), Queued()) == Failed("submit", problem, retryable=True)
    assert agent.woken == []


def test_the_way_of_the_bytes_is_told():
    agent = Agent(OnItsWay("SENDING", 5, 10))
    made, queued, package_id = sealed_one(agent)
    assert made.ask(effects.AskOutbox(package_id), queued) == OutboxSeen(package_id, 5, 10)


def test_an_answer_about_another_package_is_none():
    agent = Agent(OnItsWay("ACKNOWLEDGED", 10, 10, answer(receipt(UUID(int=9)))))
    made, queued, package_id = sealed_one(agent)
    assert isinstance(made.ask(effects.AskOutbox(package_id), queued), OutboxSeen)


def test_an_accepted_one_has_the_platform_s_number_and_cases():
    agent = Agent()
    made, queued, package_id = sealed_one(agent)
    case = {"itemKey": "birth-household", "caseNo": "case-1", "name": "户口登记", "status": "RECEIVED"}
    submission = {
        "submissionNo": "SN-1",
        "shortCode": "S1",
        "queryCode": "4711",
        "receivedAt": RECEIVED.isoformat(),
        "status": "RECEIVED",
        "cases": [case],
    }
    agent.told = [OnItsWay("ACKNOWLEDGED", 1, 1, answer(receipt(package_id), submission=submission))]
    told = made.ask(effects.AskOutbox(package_id), queued)
    assert isinstance(told, Submitted)
    assert (told.submission_no, told.short_code, told.query_code) == ("SN-1", "S1", "4711")
    assert [one.case_no for one in told.cases] == ["case-1"]


def test_the_receipt_alone_is_enough_for_the_number():
    agent = Agent()
    made, queued, package_id = sealed_one(agent)
    agent.told = [OnItsWay("ACKNOWLEDGED", 1, 1, answer(receipt(package_id)))]
    told = made.ask(effects.AskOutbox(package_id), queued)
    assert isinstance(told, Submitted)
    assert (told.submission_no, told.query_code, told.received_at) == ("SN-1", "", RECEIVED)


def test_a_refused_one_says_what_is_wrong_and_where():
    agent = Agent()
    made, queued, package_id = sealed_one(agent)
    material = queued.package.materials[0].material_id
    problem = {
        "type": "urn:yiciban:problem:validation",
        "title": "x",
        "status": 422,
        "detail": "两处要改",
        "errors": [
            {"pointer": "/answers/child.name", "detail": "一"},
            {"pointer": "/materials/0", "detail": "二"},
            {"pointer": "/consents/0", "detail": "三"},
        ],
    }
    refused = answer(refusal(package_id, "validation"), problem=problem)
    agent.told = [OnItsWay("REJECTED", 1, 1, refused)]
    told = made.ask(effects.AskOutbox(package_id), queued)
    assert told == Failed(
        "submit",
        "validation",
        "两处要改",
        (FieldError("child.name", "一"), FieldError(material, "二"), FieldError("", "三")),
    )


def test_a_refusal_of_which_the_reasons_were_lost_keeps_its_type():
    agent = Agent()
    made, queued, package_id = sealed_one(agent)
    agent.told = [OnItsWay("REJECTED", 1, 1, answer(refusal(package_id, "sealed-unreadable")))]
    assert made.ask(effects.AskOutbox(package_id), queued) == Failed("submit", "sealed-unreadable")


@pytest.mark.parametrize("gone", [False, True])
def test_a_refusal_that_was_seen_is_closed(gone):
    agent = Agent()
    agent.gone = gone
    made, _, package_id = sealed_one(agent)
    assert made.close_rejected(effects.CloseRejected(package_id)) is None
    assert agent.closed == ([] if gone else [package_id])
