"""What one visit holds at the platform is never seen by another, however late an answer comes."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from types import SimpleNamespace

import pytest
from visit_walk import NOON

from kiosk.platform.errors import NotJson, PlatformTimeout, PlatformUnreachable
from kiosk.platform.models import Holder, LinkCode, LinkStatus, Subject
from kiosk.visit import effects
from kiosk.visit.messages import Failed, GuidesChanged, LinkOffered, LinkSeen, SessionOpened
from kiosk.visit.platform_work import PlatformWork


class Session:
    def __init__(self, proof: str) -> None:
        self.session = SimpleNamespace(session_id=proof, subject=None, assurance="CARD")
        self.ended = False
        self.rated: list[str] = []

    def end(self) -> None:
        self.ended = True

    def rate(self, rating) -> None:
        self.rated.append(rating.target.no)


class SlowClient:
    """Answers a log-in only when the test says so."""

    def __init__(self) -> None:
        self.sessions: dict[str, Session] = {}
        self.gates: dict[str, threading.Event] = {}
        self.error: Exception | None = None
        self.outbox = None

    def hold(self, proof: str) -> threading.Event:
        return self.gates.setdefault(proof, threading.Event())

    def start_session(self, proof: str) -> Session:
        if proof in self.gates:
            assert self.gates[proof].wait(30)
        if self.error is not None:
            raise self.error
        return self.sessions.setdefault(proof, Session(proof))

    def rating_form(self):
        return SimpleNamespace(version="1")

    def link_code(self) -> LinkCode:
        if self.error is not None:
            raise self.error
        return LinkCode(link_code="L1", qr_text="q", expires_at=NOON)

    def link_status(self, link_code: str, wait_s: int) -> LinkStatus:
        assert wait_s <= 10, "a thread of the pool waits"
        return LinkStatus(status={"L1": "APPROVED"}[link_code])


DESK = None
"""Nothing is sealed here; test_submission_work.py does."""


@pytest.fixture
def client() -> SlowClient:
    return SlowClient()


@pytest.fixture
def work(client) -> PlatformWork:
    return PlatformWork(client, lambda: NOON, lambda: 7, DESK)


def job(work: PlatformWork, effect: effects.Effect):
    return work.job(effect)


def test_a_log_in_that_ends_after_its_visit_is_ended_at_once_and_says_nothing(work, client):
    gate = client.hold("first")
    with ThreadPoolExecutor() as pool:
        late = pool.submit(job(work, effects.OpenSession("first")))
        work.leave()()
        opened = job(work, effects.OpenSession("second"))()
        gate.set()
        assert late.result(40) is None
    assert opened.session_id == "second"
    assert client.sessions["first"].ended
    assert not client.sessions["second"].ended
    job(work, effects.SendRating("SN-1", 1))()
    assert client.sessions["second"].rated == ["SN-1"]
    assert client.sessions["first"].rated == []


def test_of_two_log_ins_of_a_visit_only_the_later_one_counts(work, client):
    gate = client.hold("first")
    with ThreadPoolExecutor() as pool:
        late = pool.submit(job(work, effects.OpenSession("first")))
        assert isinstance(job(work, effects.OpenSession("second"))(), SessionOpened)
        gate.set()
        assert late.result(40) is None
    assert client.sessions["first"].ended
    job(work, effects.SendRating("SN-1", 1))()
    assert client.sessions["second"].rated == ["SN-1"]


def test_logging_in_again_ends_the_former_session(work, client):
    job(work, effects.OpenSession("first"))()
    job(work, effects.OpenSession("second"))()
    assert client.sessions["first"].ended
    assert not client.sessions["second"].ended


def test_work_queued_before_a_visit_ended_is_not_done_in_the_next_one_s_name(work, client):
    job(work, effects.OpenSession("first"))()
    queued = job(work, effects.SendRating("SN-1", 1))
    work.leave()
    job(work, effects.OpenSession("second"))()
    assert queued() is None
    assert client.sessions["second"].rated == []


def test_leaving_ends_the_session(work, client):
    job(work, effects.OpenSession("first"))()
    work.leave()()
    assert client.sessions["first"].ended
    work.leave()()


@pytest.mark.parametrize(
    ("error", "problem"),
    [
        (PlatformUnreachable("agent"), "unreachable"),
        (PlatformTimeout("http_response_timeout"), "timeout"),
        (NotJson(200), "not-json"),
        (ValueError("李示例"), "unknown"),
    ],
)
def test_every_failure_comes_back_as_a_message_without_words_of_its_own(work, client, error, problem):
    client.error = error
    failed = job(work, effects.OpenSession("first"))()
    assert failed == Failed("session", problem, retryable=True)


def test_a_code_for_the_phone_is_offered_and_followed(work, client):
    assert job(work, effects.OpenLink())() == LinkOffered("L1", "q")
    assert job(work, effects.AskLink("L1"))() == LinkSeen("L1", "APPROVED")
    client.error = PlatformTimeout("http_response_timeout")
    assert job(work, effects.OpenLink())() == Failed("link", "timeout", retryable=True)


def test_what_the_platform_says_of_a_person_has_the_names_of_a_card(work, client):
    holder = Holder(name="李示例", cert_no="000000199203050018", birth_date="1992-03-05")
    session = client.sessions.setdefault("code", Session("code"))
    session.session.subject = Subject(display_name="李*", holder=holder)
    opened = job(work, effects.OpenSession("code"))()
    assert opened.holder == {
        "name": "李示例",
        "number": "000000199203050018",
        "sex": None,
        "ethnicity": None,
        "birth_date": date(1992, 3, 5),
        "address": None,
    }


def test_the_guides_version_comes_from_the_agent(work):
    assert job(work, effects.SyncGuides())() == GuidesChanged(7)


def test_what_is_not_the_platform_s_is_a_defect(work):
    with pytest.raises(TypeError):
        job(work, effects.OpenCamera())
