"""The agent's own requests: what an answer or none means, and which connection the next one takes."""

import io
import itertools
from datetime import UTC, datetime

import pytest

from kiosk.agent.keys import FileKeyStore
from kiosk.agent.platform_calls import SLOW_S, caller, local
from kiosk.agent.signing import RequestSigner
from kiosk.agent.status import AgentStatus
from kiosk.agent.upstream import Upstream
from kiosk.platform.errors import Busy, NotJson, PlatformTimeout, PlatformUnreachable
from kiosk.terminal.logs import make_logger

PATH = "/kiosk/v1/uploads"


@pytest.fixture
def upstream(server, authority, tmp_path):
    made = Upstream(server.url, authority[0], AgentStatus(), make_logger("agent", io.StringIO()))
    made.use(RequestSigner(FileKeyStore(tmp_path / "key"), "terminal-1", lambda: datetime.now(UTC)))
    yield made
    made.close()


def test_an_answer_is_a_reply_with_a_local_place(upstream, server, answers):
    server.on("/uploads", answers.json(201, {}, Location="https://elsewhere.example/kiosk/v1/uploads/up-1"))
    reply = caller(upstream)("POST", PATH, {}, b"x")
    assert (reply.status, reply.headers["location"]) == (201, "/kiosk/v1/uploads/up-1")
    assert "signature" in server.requests("/uploads")[0].headers


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("https://h/kiosk/v1/uploads/up-1", "/kiosk/v1/uploads/up-1"),
        ("/kiosk/v1/uploads/up-1?x=1", "/kiosk/v1/uploads/up-1?x=1"),
        ("uploads/up-1", "/kiosk/v1/uploads/up-1"),
    ],
)
def test_a_place_is_a_path(given, expected):
    assert local(given) == expected


def test_what_is_no_answer_is_an_error_of_its_kind(upstream, server, answers):
    send = caller(upstream, read_s=0.2)
    server.on("/uploads", answers.problem("upstream-unavailable", 503, retry_after=7))
    with pytest.raises(Busy) as busy:
        send("POST", PATH, {}, None)
    assert busy.value.retry_after == 7
    for answer in (answers.json(302, b"<html>", "text/html"), answers.json(500, b"<html>", "text/html")):
        server.on("/uploads", answer)
        with pytest.raises(NotJson):
            send("POST", PATH, {}, None)
    server.on("/uploads", answers.drop)
    with pytest.raises(PlatformUnreachable) as gone:
        send("POST", PATH, {}, None)
    assert gone.value.reason == "connection_terminated"


def test_an_answer_that_does_not_come_is_a_time_out(upstream, server):
    import threading

    release = threading.Event()
    server.on("/uploads", lambda _handler, _seen: release.wait(30))
    try:
        with pytest.raises(PlatformTimeout):
            caller(upstream, read_s=0.1)("POST", PATH, {}, None)
    finally:
        release.set()


@pytest.mark.parametrize(("seconds", "connections"), [(SLOW_S / 4, 1), (SLOW_S * 4, 3)])
def test_on_a_slow_line_no_connection_is_kept_for_the_next_request(
    upstream, server, answers, seconds, connections
):
    server.on("/uploads", answers.json(201, {}, Location="/kiosk/v1/uploads/up-1"))
    clock = itertools.count(0, seconds)
    send = caller(upstream, monotonic=lambda: next(clock))
    for _ in range(3):
        send("POST", PATH, {}, b"x")
    assert len(server.connections) == connections
