"""Who may talk to the platform: signatures, nonces, clocks, enrolment, revocation."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.x509.oid import NameOID

from sandbox.platform.clock import rfc3339
from sandbox.platform.enrolling import new_code, revoke


def csr(key, algorithm=None):
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "t")])
    request = x509.CertificateSigningRequestBuilder().subject_name(name).sign(key, algorithm)
    return request.public_bytes(serialization.Encoding.PEM).decode()


def enrolment(code, request):
    return {
        "code": code,
        "csr": request,
        "hardware": {"serial": "SN-2"},
        "software": {"version": "1"},
    }


def test_a_signed_request_is_let_in(terminal):
    assert terminal.get("/terminals/self/config").json()["terminalId"] == terminal.terminal_id


def test_capabilities_are_asked_before_there_is_a_key(one_platform):
    terminal = one_platform.terminal()
    assert terminal.get("/capabilities", sign=False).json()["apiVersions"] == ["v1"]


def test_an_unsigned_request_is_refused(one_platform, problem):
    answer = one_platform.terminal().get("/terminals/self/config", sign=False)
    assert (problem(answer), answer.status_code) == ("terminal-signature-invalid", 401)


def test_an_unknown_terminal_is_not_authorised(one_platform, problem):
    terminal = one_platform.terminal()
    terminal.terminal_id = "zd-000000000000"
    answer = terminal.get("/terminals/self/config")
    assert (problem(answer), answer.status_code) == ("terminal-not-authorised", 403)
    assert answer.json()["title"] == "本机暂停服务"


def test_a_revoked_terminal_is_not_authorised_from_then_on(platform, terminal, problem):
    assert revoke(platform.services, terminal.terminal_id)
    assert problem(terminal.get("/terminals/self/config")) == "terminal-not-authorised"
    assert not revoke(platform.services, "zd-none")


def test_another_terminals_key_does_not_sign_for_this_one(one_platform, problem):
    terminal, other = one_platform.terminal(), one_platform.terminal()
    terminal.key = other.key
    assert problem(terminal.get("/terminals/self/config")) == "terminal-signature-invalid"


@pytest.mark.parametrize("seconds", [-301, 301])
def test_a_clock_that_is_off_is_told_the_platforms_time(one_platform, problem, seconds):
    terminal = one_platform.terminal()
    created = one_platform.clock() + timedelta(seconds=seconds)
    answer = terminal.get("/terminals/self/config", created=created)
    assert (problem(answer), answer.status_code) == ("terminal-clock-skew", 401)
    assert answer.json()["serverTime"] == rfc3339(one_platform.clock())


@pytest.mark.parametrize("seconds", [-299, 299])
def test_a_clock_that_is_nearly_right_will_do(one_platform, seconds):
    terminal = one_platform.terminal()
    created = one_platform.clock() + timedelta(seconds=seconds)
    assert terminal.get("/terminals/self/config", created=created).status_code == 200


def test_a_recorded_request_cannot_be_sent_again(platform, terminal, problem):
    request = terminal.prepare("GET", "/terminals/self/config")
    assert terminal.http.send(request).status_code == 200
    assert problem(terminal.http.send(request)) == "terminal-signature-invalid"


def test_two_terminals_may_use_the_same_nonce(platform):
    nonce = uuid4().hex
    for _ in range(2):
        assert platform.terminal().get("/terminals/self/config", nonce=nonce).status_code == 200


def spoil_body(request):
    request.body = request.body.replace("护照".encode(), "户口".encode())


def spoil_path(request):
    request.url = request.url.replace("/plans", "/issue-report-lookups")


def spoil_query(request):
    request.url += "?waitSeconds=25"


def spoil_method(request):
    request.method = "PUT"


def drop_digest(request):
    del request.headers["Content-Digest"]


def other_tag(request):
    request.headers["Signature-Input"] = request.headers["Signature-Input"].replace(
        "yiciban-terminal", "other"
    )


@pytest.mark.parametrize("spoil", [spoil_body, spoil_path, spoil_query, spoil_method, drop_digest, other_tag])
def test_what_was_signed_cannot_be_changed(one_platform, problem, spoil):
    terminal = one_platform.terminal()
    request = terminal.prepare("POST", "/plans", json_body={"bundleCode": "护照"})
    spoil(request)
    assert problem(terminal.http.send(request)) == "terminal-signature-invalid"


def test_a_body_that_is_not_covered_is_refused(one_platform, problem):
    terminal = one_platform.terminal()
    request = terminal.prepare("GET", "/plans")
    request.method = "GET"
    bare = terminal.prepare("POST", "/plans", json_body={"a": 1}, sign=False)
    body, bare.body = bare.body, None
    terminal.sign(bare)
    bare.body = body
    assert problem(terminal.http.send(bare)) == "terminal-signature-invalid"


def test_a_body_beyond_the_limit_is_refused_before_it_is_looked_at(one_platform, problem):
    terminal = one_platform.terminal()
    data = b"0" * (one_platform.services.settings.max_body_bytes + 1)
    answer = terminal.send("POST", "/plans", data=data)
    assert (problem(answer), answer.status_code) == ("payload-too-large", 413)


def test_the_trace_id_of_the_terminal_comes_back_in_the_problem(one_platform, problem):
    trace = "4bf92f3577b34da6a3ce929d0e0e4736"
    answer = one_platform.terminal().get(
        "/nothing", headers={"traceparent": f"00-{trace}-00f067aa0ba902b7-01"}
    )
    assert problem(answer) == "not-found"
    assert answer.json()["traceId"] == trace


def test_enrolment_gives_what_a_terminal_must_trust(one_platform):
    key = Ed25519PrivateKey.generate()
    code = new_code(one_platform.services)
    answer = one_platform.terminal().post(
        "/terminals/enrolments", enrolment(code.lower(), csr(key)), sign=False
    )
    assert answer.status_code == 201
    body = answer.json()
    chain = x509.load_pem_x509_certificates(body["certificateChain"].encode())
    (root,) = (x509.load_pem_x509_certificate(each.encode()) for each in body["trustRoots"])
    chain[0].verify_directly_issued_by(root)
    assert chain[0].public_key() == key.public_key()
    assert chain[0].subject.rfc4514_string() == f"CN={body['terminalId']}"
    assert body["catalogueRoot"] == one_platform.services.publisher.repository.root.decode()


def test_a_code_is_good_once(platform, problem):
    code = new_code(platform.services)
    request = csr(Ed25519PrivateKey.generate())
    terminal = platform.terminal()
    assert terminal.post("/terminals/enrolments", enrolment(code, request), sign=False).status_code == 201
    again = terminal.post("/terminals/enrolments", enrolment(code, request), sign=False)
    assert (problem(again), again.status_code) == ("terminal-not-authorised", 403)


def test_a_code_expires(one_platform, problem):
    code = new_code(one_platform.services)
    terminal = one_platform.terminal()
    one_platform.clock.forward(days=7, seconds=1)
    answer = terminal.post(
        "/terminals/enrolments", enrolment(code, csr(Ed25519PrivateKey.generate())), sign=False
    )
    assert problem(answer) == "terminal-not-authorised"


def test_a_request_with_the_wrong_kind_of_key_does_not_spend_the_code(one_platform, problem):
    code = new_code(one_platform.services)
    terminal = one_platform.terminal()
    for bad in ("nonsense", csr(ec.generate_private_key(ec.SECP256R1()), hashes.SHA256())):
        answer = terminal.post("/terminals/enrolments", enrolment(code, bad), sign=False)
        assert problem(answer) == "validation"
        assert answer.json()["errors"][0]["pointer"] == "/csr"
    good = enrolment(code, csr(Ed25519PrivateKey.generate()))
    assert terminal.post("/terminals/enrolments", good, sign=False).status_code == 201


def test_a_new_key_signs_at_once_and_the_old_one_until_a_signature_would_be_too_old(platform, problem):
    terminal = platform.terminal()
    old, new = terminal.key, Ed25519PrivateKey.generate()
    assert terminal.post("/terminals/self/certificates", {"csr": csr(new)}).status_code == 201

    def asked_with(key):
        terminal.key = key
        return terminal.get("/terminals/self/config")

    platform.clock.forward(hours=1)
    # The new one has signed nothing yet: whoever lost the answer goes on with the old one.
    assert asked_with(old).status_code == 200
    assert asked_with(new).status_code == 200
    assert asked_with(old).status_code == 200
    platform.clock.now += platform.services.settings.clock_skew
    assert problem(asked_with(old)) == "terminal-signature-invalid"
    assert asked_with(new).status_code == 200


def test_a_key_that_never_signed_gives_way_to_the_next_and_a_renewal_with_the_same_key_changes_none(
    one_platform, problem
):
    terminal = one_platform.terminal()
    first, lost, last = terminal.key, Ed25519PrivateKey.generate(), Ed25519PrivateKey.generate()
    for key in (lost, last, first):
        assert terminal.post("/terminals/self/certificates", {"csr": csr(key)}).status_code == 201
    terminal.key = lost
    assert problem(terminal.get("/terminals/self/config")) == "terminal-signature-invalid"
    terminal.key = last
    assert terminal.get("/terminals/self/config").status_code == 200


def test_a_heartbeat_is_answered_with_the_time_and_an_idle_terminal_holds_no_session(one_platform, problem):
    citizen = one_platform.citizen()
    beat = {
        "at": datetime.now(UTC).isoformat(),
        "softwareVersion": "1",
        "catalogueVersion": 1,
        "state": "IN_SESSION",
    }
    reply = citizen.post("/terminals/self/heartbeats", beat)
    assert reply.json()["serverTime"] == rfc3339(one_platform.clock())
    assert citizen.get("/citizen-sessions/self").status_code == 200
    citizen.post("/terminals/self/heartbeats", {**beat, "state": "IDLE"})
    assert problem(citizen.get("/citizen-sessions/self")) == "session-expired"


def test_the_site_profile_is_not_sent_twice(one_platform):
    terminal = one_platform.terminal()
    etag = terminal.get("/terminals/self/config").headers["ETag"]
    assert terminal.get("/terminals/self/config", headers={"If-None-Match": etag}).status_code == 304
