import socket
import stat
import threading
import time
from pathlib import Path
from urllib.parse import quote

import pytest
import requests_unixsocket
import yaml
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from http_message_signatures import HTTPMessageVerifier, InvalidSignature, MappingKeyResolver, algorithms
from hypothesis import given
from hypothesis import strategies as st
from requests import Request

from kiosk.agent.keys import FileKeyStore, KeyFileRefused
from kiosk.agent.routes import OPERATIONS, route_of

CONTRACT = Path(__file__).parents[3] / "docs" / "api" / "openapi.yaml"
AGENTS_OWN = (
    "/terminals/",
    "/catalogue/",
    "/software/",
    "/telemetry-batches",
    "/audit-batches",
    "/sealed-submissions",
)


@pytest.fixture
def ask(agent):
    """Send one request over the socket."""
    with requests_unixsocket.Session() as session:
        base = "http+unix://" + quote(str(agent.socket_path), safe="")
        yield lambda method, path, **rest: session.request(
            method, base + path, timeout=30, allow_redirects=False, **rest
        )


def test_the_list_of_operations_is_the_contracts_without_the_terminals_own():
    contract = yaml.safe_load(CONTRACT.read_text(encoding="utf-8"))["paths"]
    theirs = {
        path: {method.upper() for method in item if method != "parameters"}
        for path, item in contract.items()
        if not path.startswith(AGENTS_OWN)
    }
    assert {path: set(methods) for path, methods in OPERATIONS.items()} == theirs


def test_a_request_goes_on_signed_and_its_answer_comes_back(ask, server, answers, agent):
    server.on("/plans", answers.json(200, {"planId": "p"}, X_Other="kept", Set_Cookie="a=b"))
    reply = ask(
        "POST",
        "/kiosk/v1/plans?x=1",
        json={"bundleCode": "b"},
        headers={
            "Authorization": "Bearer t",
            "Signature": "sig1=:AAAA:",
            "X-Forwarded-For": "1.2.3.4",
            "Connection": "close",
        },
    )
    assert (reply.status_code, reply.json(), reply.headers["x-other"]) == (200, {"planId": "p"}, "kept")
    assert "set-cookie" not in reply.headers
    (seen,) = server.requests("/plans")
    assert seen.headers["authorization"] == "Bearer t"
    assert "x-forwarded-for" not in seen.headers
    assert seen.headers["traceparent"].startswith("00-")
    key = load_pem_private_key((agent.profile.paths.state_dir / "terminal.key").read_bytes(), None)
    resolver = MappingKeyResolver(public_keys={"terminal-1": key.public_key()}, private_keys={})
    verifier = HTTPMessageVerifier(signature_algorithm=algorithms.ED25519, key_resolver=resolver)
    message = Request(seen.method, server.url + seen.path, headers=seen.headers)
    (verified,) = verifier.verify(message, expect_tag="yiciban-terminal", expect_label="sig1", body=seen.body)
    assert set(verified.covered_components) == {
        '"@method"',
        '"@path"',
        '"@query"',
        '"content-digest"',
        '"@signature-params"',
    }
    assert set(verified.parameters) == {"created", "keyid", "alg", "nonce", "tag"}
    with pytest.raises(InvalidSignature):
        verifier.verify(message, expect_tag="yiciban-terminal", body=seen.body.replace(b"b", b"c"))


def test_two_requests_never_share_a_nonce(ask, server, answers):
    server.on("/capabilities", answers.json(200, {}))
    for _ in range(3):
        ask("GET", "/kiosk/v1/capabilities")
    inputs = {seen.headers["signature-input"].split("nonce=")[1] for seen in server.requests("/capabilities")}
    assert len(inputs) == 3


def test_a_given_traceparent_is_kept(ask, server, answers):
    server.on("/capabilities", answers.json(200, {}))
    trace = f"00-{'a' * 32}-{'b' * 16}-01"
    ask("GET", "/kiosk/v1/capabilities", headers={"traceparent": trace})
    assert server.requests("/capabilities")[0].headers["traceparent"] == trace


@pytest.mark.parametrize(
    "path",
    [
        "/kiosk/v1/terminals/self/heartbeats",
        "/kiosk/v1/terminals/enrolments",
        "/kiosk/v1/catalogue/metadata/timestamp.json",
        "/kiosk/v1/audit-batches",
        "/kiosk/v1/drafts/../terminals/self/config",
        "/kiosk/v1/drafts/%2e%2e",
        "/kiosk/v1/drafts/a%2Fb",
        "/kiosk/v1/Drafts",
        "/kiosk/v1//drafts",
        "/kiosk/v2/drafts",
        "/sandbox/faults",
        "/",
    ],
)
def test_nothing_but_the_list_is_reached_from_the_socket(agent, server, path):
    # By hand: a client library would tidy the path up first.
    with socket.socket(socket.AF_UNIX) as line:
        line.settimeout(40)
        line.connect(str(agent.socket_path))
        line.sendall(
            f"POST {path} HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".encode()
        )
        first = line.makefile("rb").readline()
    assert first.split()[1] == b"404"
    assert not [seen for seen in server.seen if seen.method == "POST" and "heartbeats" not in seen.path]


def test_a_method_that_the_operation_lacks_is_refused(ask, server):
    reply = ask("DELETE", "/kiosk/v1/plans")
    assert (reply.status_code, reply.headers["allow"]) == (405, "POST")
    assert server.requests("/plans") == []


@given(st.text(alphabet="abc/.%2e~:{}", max_size=30))
def test_no_path_with_a_dot_segment_or_an_escape_is_in_the_list(tail):
    route = route_of("/kiosk/v1/drafts/" + tail)
    if route is not None:
        assert "%" not in tail
        assert not {".", "..", ""} & set(tail.split("/"))


def test_a_body_above_the_limit_is_refused_before_it_is_sent_on(ask, server):
    reply = ask("POST", "/kiosk/v1/plans", data=b"x" * (16 * 1024 * 1024 + 1))
    assert reply.status_code == 413
    assert reply.json()["type"] == "urn:yiciban:problem:payload-too-large"
    assert server.requests("/plans") == []


def test_a_body_without_an_announced_length_is_bounded_too(ask, server):
    reply = ask("POST", "/kiosk/v1/plans", data=(b"x" * 1024 * 1024 for _ in range(17)))
    assert reply.status_code == 413
    assert server.requests("/plans") == []


def test_a_location_names_no_host(ask, server, answers):
    server.on("/uploads", answers.json(201, None, Location=server.url + "/kiosk/v1/uploads/u-1"))
    reply = ask("POST", "/kiosk/v1/uploads")
    assert reply.headers["location"] == "/kiosk/v1/uploads/u-1"


def test_a_dropped_connection_is_a_problem_that_says_so(ask, server, answers):
    server.on("/capabilities", answers.drop)
    reply = ask("GET", "/kiosk/v1/capabilities")
    assert reply.status_code == 503
    assert reply.headers["content-type"] == "application/problem+json"
    assert reply.json()["type"] == "urn:yiciban:problem:upstream-unavailable"
    assert reply.json()["retryable"] is True
    assert reply.headers["proxy-status"] == "yiciban-agent; error=connection_terminated"


def test_a_platform_that_is_gone_is_said_to_be_unreachable(ask, server):
    server.close()
    reply = ask("GET", "/kiosk/v1/capabilities")
    assert (reply.status_code, reply.headers["proxy-status"]) == (
        503,
        "yiciban-agent; error=connection_refused",
    )
    assert ask("GET", "/agent/v1/status").json()["platform"] == "unreachable"


def test_a_platform_with_another_authority_is_not_believed(
    server, make_profile, give_identity, run_agent, tmp_path
):
    from datetime import UTC, datetime

    from sandbox.platform.tls import Authority

    other = tmp_path / "other"
    other.mkdir()
    Authority.open(other, datetime.now(UTC))
    profile = make_profile(server.url, other / "ca.pem")
    give_identity(profile)
    running = run_agent(profile)
    with requests_unixsocket.Session() as session:
        reply = session.get(
            "http+unix://" + quote(str(running.socket_path), safe="") + "/kiosk/v1/capabilities", timeout=10
        )
    assert reply.headers["proxy-status"] == "yiciban-agent; error=tls_certificate_error"
    assert server.seen == []


def test_a_terminal_that_is_not_enrolled_asks_nothing(server, make_profile, run_agent):
    running = run_agent(make_profile(server.url))
    with requests_unixsocket.Session() as session:
        base = "http+unix://" + quote(str(running.socket_path), safe="")
        reply = session.post(base + "/kiosk/v1/plans", json={}, timeout=30)
        status = session.get(base + "/agent/v1/status", timeout=30).json()
    assert reply.status_code == 403
    assert reply.json()["type"] == "urn:yiciban:problem:terminal-not-authorised"
    assert (status["enrolled"], status["enrolment"]) == (False, "not-enrolled")
    assert server.seen == []


def test_a_refusal_of_the_terminal_shows_in_the_status_until_it_is_taken_back(ask, server, answers):
    server.on("/plans", answers.problem("terminal-not-authorised", 403), answers.json(200, {"planId": "p"}))
    ask("POST", "/kiosk/v1/plans", json={})
    assert ask("GET", "/agent/v1/status").json()["revoked"] is True
    ask("POST", "/kiosk/v1/plans", json={})
    assert ask("GET", "/agent/v1/status").json()["revoked"] is False


def test_the_log_has_templates_and_no_values(ask, server, answers, agent):
    server.on("/drafts/secret-draft-id", answers.json(200, {"answers": {"name": "李示例"}}))
    ask("GET", "/kiosk/v1/drafts/secret-draft-id?q=personal", headers={"Authorization": "Bearer token-1"})
    text = agent.output.getvalue()
    assert "/drafts/{draftId}" in text
    for value in ("secret-draft-id", "personal", "token-1", "李示例"):
        assert value not in text


def test_only_the_owner_and_the_group_may_use_the_socket(agent):
    assert stat.S_IMODE(agent.socket_path.stat().st_mode) == 0o660


def test_the_key_is_the_owners_alone_and_refused_otherwise(agent):
    key = agent.profile.paths.state_dir / "terminal.key"
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    key.chmod(0o640)
    with pytest.raises(KeyFileRefused):
        FileKeyStore(key)


def test_stopping_does_not_wait_for_a_long_poll(agent, server, ask):
    waiting, release = threading.Event(), threading.Event()

    def hold(_handler, _seen):
        waiting.set()
        release.wait(30)

    server.on("/prefill-requests/r", hold)
    told = []
    poll = threading.Thread(
        target=lambda: told.append(ask("GET", "/kiosk/v1/prefill-requests/r?waitSeconds=25"))
    )
    poll.start()
    assert waiting.wait(30)
    begun = time.monotonic()
    agent.agent.stop()
    stopped_in = time.monotonic() - begun
    poll.join(30)
    release.set()
    assert stopped_in < 20
    assert [reply.status_code for reply in told] == [503]
    assert not agent.socket_path.exists()


def test_what_the_screens_say_goes_into_the_heartbeat(agent, ask, server, answers):
    import json

    server.on(
        "/terminals/self/heartbeats",
        answers.json(200, {"serverTime": "2026-11-21T00:00:00Z", "commands": []}),
    )
    device = {"kind": "printer", "state": "LOW"}
    told = {"state": "MAINTENANCE", "devices": [device | {"detail": "dropped"}]}
    assert ask("PUT", "/agent/v1/ui-state", json=told).status_code == 204
    assert ask("PUT", "/agent/v1/ui-state", json={"state": "PARTY"}).status_code == 400
    agent.agent._heartbeat.wake()
    beat = agent.wait_for(
        lambda: [
            found
            for found in (json.loads(one.body) for one in server.requests("/terminals/self/heartbeats"))
            if found["state"] == "MAINTENANCE"
        ]
    )
    assert beat[-1]["devices"] == [device]
    assert agent.wait_for(lambda: [line for line in agent.log if line["event"] == "agent.clock.skewed"])
    status = ask("GET", "/agent/v1/status").json()
    assert abs(status["clockOffsetMs"]) > 60_000


def test_a_heartbeat_never_says_idle_while_a_citizen_is_there(agent, ask, server, answers):
    server.on("/citizen-sessions", answers.json(201, {"accessToken": "t"}))
    server.on("/citizen-sessions/self", answers.json(204))
    ask("POST", "/kiosk/v1/citizen-sessions", json={})
    assert agent.agent.status.now.heartbeat_state == "IN_SESSION"
    ask("DELETE", "/kiosk/v1/citizen-sessions/self")
    assert agent.agent.status.now.heartbeat_state == "IDLE"
    ask("POST", "/kiosk/v1/citizen-sessions", json={})
    ask("PUT", "/agent/v1/ui-state", json={"state": "IDLE"})
    assert agent.agent.status.now.heartbeat_state == "IDLE"


def test_a_wrong_clock_is_known_though_the_platform_refuses_everything(
    server, answers, make_profile, give_identity, run_agent
):
    from datetime import UTC, datetime, timedelta

    profile = make_profile(server.url)
    give_identity(profile)
    for path in ("/terminals/self/heartbeats", "/catalogue/metadata/timestamp.json"):
        server.on(path, answers.problem("terminal-clock-skew", 401))
    running = run_agent(profile, now=lambda: datetime.now(UTC) + timedelta(minutes=10))
    offset = running.wait_for(lambda: running.agent.status.now.clock_offset_ms)
    assert -605_000 < offset < -595_000
