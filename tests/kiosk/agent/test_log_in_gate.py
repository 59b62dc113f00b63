"""A log-in and a heartbeat: the one never waits for the other's network, and no late IDLE ends a session."""

import contextlib
import io
import json
import socket
import ssl
import threading
import time
from urllib.parse import quote

import pytest
import requests_unixsocket

from kiosk.agent.log_in_gate import LogInGate
from kiosk.agent.status import AgentStatus
from kiosk.agent.upstream import Upstream, UpstreamDown
from kiosk.terminal.logs import make_logger

BEATS, LOG_INS = "/terminals/self/heartbeats", "/citizen-sessions"
WELL = {"serverTime": "2026-11-22T00:00:00Z", "commands": []}
WITHIN_S = 40


class Held:
    """An answer that does not come before `release`."""

    def __init__(self, then):
        self.came, self.release, self._then = threading.Event(), threading.Event(), then

    def __call__(self, handler, seen):
        self.came.set()
        self.release.wait(3 * WITHIN_S)
        self._then(handler, seen)


@pytest.fixture
def start(server, make_profile, give_identity, run_agent):
    """Start an enrolled agent whose first heartbeats are answered so."""

    def begin(*beats):
        server.on(BEATS, *beats)
        profile = make_profile(server.url)
        give_identity(profile)
        return run_agent(profile)

    return begin


@pytest.fixture
def wait_for():
    def poll(holds):
        end = time.monotonic() + WITHIN_S
        while not holds():
            assert time.monotonic() < end
            threading.Event().wait(0.005)

    return poll


def log_in(running):
    with requests_unixsocket.Session() as session:
        base = "http+unix://" + quote(str(running.socket_path), safe="")
        return session.post(base + "/kiosk/v1" + LOG_INS, json={}, timeout=WITHIN_S).status_code


def states(server):
    return [json.loads(one.body)["state"] for one in server.requests(BEATS)]


def failures(running):
    return [line["reason"] for line in running.log if line["event"] == "agent.heartbeat.failed"]


def test_a_log_in_goes_on_while_the_platform_does_not_answer_the_heartbeat(start, server, answers):
    held = Held(answers.drop)
    server.on(LOG_INS, answers.json(201, {"accessToken": "t"}))
    try:
        running = start(held, answers.json(200, WELL))
        assert held.came.wait(WITHIN_S)
        assert states(server) == ["IDLE"]
        assert log_in(running) == 201
        assert not held.release.is_set(), "the heartbeat has no answer yet"
        running.wait_for(lambda: failures(running) == ["gave-way"])
        assert running.agent.status.now.platform == "reachable", "it was the terminal that hung up"
        running.agent._heartbeat.wake()
        running.wait_for(lambda: states(server)[1:2] == ["IN_SESSION"])
        running.wait_for(lambda: running.agent.status.now.clock_offset_ms is not None)
    finally:
        held.release.set()


def test_a_heartbeat_beside_a_log_in_never_says_idle(start, server, answers):
    held = Held(answers.json(201, {"accessToken": "t"}))
    server.on(LOG_INS, held)
    running = start(answers.json(200, WELL))
    running.wait_for(lambda: running.agent.status.now.clock_offset_ms is not None)
    coming = threading.Thread(target=log_in, args=(running,))
    coming.start()
    try:
        assert held.came.wait(WITHIN_S)
        running.agent._heartbeat.wake()
        running.wait_for(lambda: states(server)[-1] == "IN_SESSION")
        assert failures(running) == []
    finally:
        held.release.set()
        coming.join(WITHIN_S)


def test_a_log_in_waits_for_a_heartbeat_that_comes_back_and_cuts_nothing_off(wait_for):
    gate, told = LogInGate(patience_s=3 * WITHIN_S), []

    def come():
        with gate.log_in():
            told.append("log-in")

    coming = threading.Thread(target=come)
    with gate.heartbeat(lambda: told.append("cut")) as may_be_idle:
        coming.start()
        wait_for(lambda: gate.somebody_logs_in)
        told.append("answer")
    coming.join(WITHIN_S)
    assert (may_be_idle, told) == (True, ["answer", "log-in"])
    with gate.log_in(), gate.heartbeat(lambda: told.append("cut")) as may_be_idle:
        assert not may_be_idle


def test_what_is_cut_while_the_line_is_still_being_made_is_never_sent(authority):
    """A platform that takes long over the handshake, and then is there again."""
    ca, certificate, key = authority
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    context.num_tickets = 0
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.settimeout(WITHIN_S)
        status = AgentStatus()
        url = f"https://127.0.0.1:{listening.getsockname()[1]}"
        upstream = Upstream(url, ca, status, make_logger("agent", io.StringIO()))
        line, lost = upstream.line_of_its_own(), []

        def send():
            try:
                upstream.send("POST", "/x", body=b"{}", sign=False, line=line, connect_s=3 * WITHIN_S)
            except UpstreamDown as down:
                lost.append(down.error)

        sending = threading.Thread(target=send)
        sending.start()
        accepted, _ = listening.accept()
        line.cut()
        accepted.settimeout(WITHIN_S)
        came = []
        # Who hangs up may be seen to in any step of this.
        with (
            accepted,
            contextlib.suppress(ConnectionError),
            context.wrap_socket(accepted, server_side=True) as made,
        ):
            came.append(made.recv(100))
        sending.join(WITHIN_S)
        assert came in ([b""], [])
        upstream.close()
    assert (lost, status.now.platform) == (["connection_terminated"], "unknown")
