"""The client through a real agent, before a server that answers as told."""

import json
import threading
from datetime import UTC, datetime

import pytest

from kiosk.platform.client import PlatformClient
from kiosk.platform.deadline import Deadline
from kiosk.platform.errors import (
    Busy,
    GuideOutdated,
    Invalid,
    NotJson,
    PlatformTimeout,
    PlatformUnreachable,
    SessionEnded,
    TerminalRefused,
)
from kiosk.platform.models import Consent, IdCardStart, IssueReport, PlanRequest

CAPABILITIES = {"apiVersions": ["v1"], "features": [], "newMember": {"ignored": True}}
SESSION = {
    "sessionId": "s-1",
    "accessToken": "token-1",
    "expiresAt": "2030-01-01T00:00:00Z",
    "assurance": "CARD",
}
PLAN = PlanRequest(bundle_code="b", bundle_revision=1, facts={})
CONSENT = Consent(
    purpose="prefill",
    agreement_id="a",
    agreement_revision=1,
    decision="GRANTED",
    at=datetime(2026, 11, 21, tzinfo=UTC),
)


class Waits:
    """A wait that takes no time, and a clock that it moves."""

    def __init__(self):
        self.waits = []
        self.now = 0.0

    def wait(self, seconds):
        self.waits.append(seconds)
        self.now += seconds

    def clock(self):
        return self.now


@pytest.fixture
def time():
    return Waits()


@pytest.fixture
def client(agent, time):
    made = PlatformClient(agent.socket_path, wait=time.wait, clock=time.clock)
    yield made
    made.close()


def test_members_that_are_not_known_are_ignored(client, server, answers):
    server.on("/capabilities", answers.json(200, CAPABILITIES))
    assert client.capabilities().api_versions == ("v1",)


def test_a_get_is_tried_again_until_it_is_answered(client, server, answers, time):
    server.on(
        "/capabilities",
        answers.drop,
        answers.json(502, b"<html>bad gateway</html>", "text/html"),
        answers.json(200, b"<html>hotel wifi</html>", "text/html"),
        answers.problem("upstream-unavailable", 503, retry_after=5),
        answers.json(200, CAPABILITIES),
    )
    assert client.capabilities().api_versions == ("v1",)
    assert len(time.waits) == 4
    assert time.waits[3] >= 6.4
    assert time.waits[2] >= 3.2


def test_an_answer_that_is_never_json_is_not_json(client, server, answers):
    server.on("/capabilities", answers.json(200, b"<html>", "text/html"))
    with pytest.raises(NotJson):
        client.capabilities()


def test_json_of_another_shape_is_not_the_contracts(client, server, answers):
    server.on("/rating-forms/current", answers.json(200, {"levels": "李示例"}))
    with pytest.raises(NotJson) as refused:
        client.rating_form()
    assert "李示例" not in str(refused.value)
    assert refused.value.__cause__ is None


def test_a_post_without_a_key_is_sent_once(client, server, answers, time):
    server.on("/plans", answers.problem("upstream-unavailable", 503))
    with pytest.raises(Busy):
        client.plans(PLAN)
    assert len(server.requests("/plans")) == 1
    assert time.waits == []


def test_a_post_with_a_key_is_repeated_with_the_same_key_and_body(client, server, answers):
    server.on(
        "/issue-reports",
        answers.drop,
        answers.problem("idempotency-in-flight", 409, retry_after=1),
        answers.json(201, {"issueNo": "i-1", "state": "RECEIVED"}),
    )
    assert client.report_issue(IssueReport(kind="CANNOT_GET_DONE", text="办不成")).issue_no == "i-1"
    seen = server.requests("/issue-reports")
    assert len(seen) == 3
    assert len({one.headers["idempotency-key"] for one in seen}) == 1
    assert len({one.body for one in seen}) == 1


def test_every_error_of_a_problem_reaches_the_caller(client, server, answers):
    errors = [{"pointer": f"/facts/{n}", "detail": f"第{n}处"} for n in range(12)]
    server.on("/plans", answers.problem("validation", 422, detail="有12处要改", errors=errors, traceId="t"))
    with pytest.raises(Invalid) as refused:
        client.plans(PLAN)
    assert [error.detail for error in refused.value.errors] == [f"第{n}处" for n in range(12)]
    assert (refused.value.detail, refused.value.trace_id) == ("有12处要改", "t")


def test_an_outdated_guide_has_its_own_error(client, server, answers):
    server.on("/plans", answers.problem("guide-outdated", 409, currentRevision=4))
    with pytest.raises(GuideOutdated) as refused:
        client.plans(PLAN)
    assert refused.value.body.current_revision == 4


def test_a_terminal_that_was_shut_out_is_told_so(client, server, answers):
    server.on("/citizen-sessions", answers.problem("terminal-not-authorised", 403))
    with pytest.raises(TerminalRefused):
        client.start_session(IdCardStart(card_proof="proof"))
    assert client.agent_status().revoked


def test_no_agent_is_unreachable(tmp_path, time):
    lonely = PlatformClient(tmp_path / "none.sock", wait=time.wait, clock=time.clock)
    with pytest.raises(PlatformUnreachable):
        lonely.agent_status()
    lonely.close()


def test_a_platform_that_is_gone_is_unreachable_and_soon_not_asked_any_more(client, server, time):
    server.close()
    for _ in range(3):
        with pytest.raises(PlatformUnreachable, match="connection_refused"):
            client.plans(PLAN)
    with pytest.raises(PlatformUnreachable, match="circuit-open") as refused:
        client.plans(PLAN)
    assert refused.value.retry_after == 10
    assert client.agent_status().platform == "unreachable"


def test_an_answer_after_the_deadline_is_a_time_out(client, server):
    release = threading.Event()
    server.on("/capabilities", lambda _handler, _seen: release.wait(30))
    with pytest.raises(PlatformTimeout):
        client.capabilities(deadline=Deadline(0.3))
    release.set()


def test_what_is_sent_for_a_citizen_carries_the_token_and_nothing_after_the_end(client, server, answers):
    server.on("/citizen-sessions", answers.json(201, SESSION))
    server.on("/citizen-sessions/self", answers.json(204))
    server.on("/consents", answers.json(201, {"consentId": "c-1"}))
    citizen = client.start_session(IdCardStart(card_proof="cHJvb2Y"))
    assert json.loads(server.requests("/citizen-sessions")[0].body) == {
        "method": "ID_CARD",
        "cardProof": "cHJvb2Y",
    }
    assert citizen.consent(CONSENT).consent_id == "c-1"
    assert server.requests("/consents")[0].headers["authorization"] == "Bearer token-1"
    citizen.end()
    citizen.end()
    assert [seen.method for seen in server.requests("/citizen-sessions/self")] == ["DELETE"]
    for late in (lambda: citizen.consent(CONSENT), lambda: citizen.submissions(), lambda: citizen.session):
        with pytest.raises(SessionEnded):
            late()
    assert len(server.requests("/consents")) == 1


def test_the_token_is_forgotten_though_the_platform_cannot_be_told(client, server, answers):
    server.on("/citizen-sessions", answers.json(201, SESSION))
    citizen = client.start_session(IdCardStart(card_proof="cHJvb2Y"))
    server.on("/citizen-sessions/self", answers.drop)
    with pytest.raises(PlatformUnreachable):
        citizen.end()
    with pytest.raises(SessionEnded):
        citizen.submissions()
    assert "token-1" not in repr(citizen)


def test_prefill_is_polled_until_it_is_done(client, server, answers):
    server.on("/citizen-sessions", answers.json(201, SESSION))
    server.on("/prefill-requests", answers.json(202, {"id": "r-1"}))
    found = {"path": "child.name", "status": "SOURCE_ERROR"}
    server.on(
        "/prefill-requests/r-1",
        answers.json(200, {"state": "RUNNING", "fields": []}),
        answers.json(200, {"state": "DONE", "fields": [found]}),
    )
    result = client.start_session(IdCardStart(card_proof="p")).prefill("c-1", "plan-1", ["child.name"])
    assert (result.state, result.fields[0].status) == ("DONE", "SOURCE_ERROR")
    polls = server.requests("/prefill-requests/r-1")
    assert [one.path.partition("?")[2] for one in polls] == ["waitSeconds=10"] * 2


def test_prefill_that_is_not_done_in_time_leaves_the_fields_to_be_asked(client, server, answers, time):
    server.on("/citizen-sessions", answers.json(201, SESSION))
    server.on("/prefill-requests", answers.json(202, {"id": "r-1"}))

    def slow(handler, seen):
        time.now += 10
        answers.json(200, {"state": "RUNNING", "fields": []})(handler, seen)

    server.on("/prefill-requests/r-1", slow)
    result = client.start_session(IdCardStart(card_proof="p")).prefill("c-1", "plan-1", ["child.name"])
    assert result.state == "RUNNING"
    assert time.now <= 30


def test_many_threads_share_one_client(client, server, answers):
    server.on("/capabilities", answers.json(200, CAPABILITIES))
    told = []

    def ask():
        for _ in range(5):
            told.append(client.capabilities().api_versions)

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert told == [("v1",)] * 40
