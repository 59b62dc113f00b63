"""What the staff's pages ask of the agent: the outbox by numbers, sending and looking now, the network."""

import socket
import threading
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from urllib.parse import quote

import pytest
import requests_unixsocket

from kiosk.agent.network_check import STEPS, Clock, NetworkCheck, clock_source, is_local
from kiosk.agent.outbox_staff import ARRIVED, chosen
from kiosk.catalogue.numbers import claim_code
from kiosk.submission.outbox_states import State
from kiosk.terminal.remedies import MENDERS
from kiosk.text import LANGUAGES, messages
from sandbox.platform.tls import Authority

NOW = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
CODES = {
    "networkNoAddress", "networkNoName", "networkNoRoute", "networkRefused", "networkNoAuthority",
    "networkCertificateDate", "networkCertificateName", "networkCertificateUnknown", "networkNoTls",
    "networkNoAnswer", "networkAnswersWrong",
}  # fmt: skip
CAPABILITIES = "/capabilities"


@pytest.fixture
def here(agent, terminal):
    return terminal(agent)


@pytest.fixture
def check(server, make_profile):
    """Return a network check of the scripted platform, or of another place."""

    def make(base_url=None, **options):
        profile = make_profile(base_url or server.url)
        return NetworkCheck(
            profile.platform.base_url, profile.platform.ca_file, lambda: datetime.now(UTC), Clock, **options
        )

    return make


@pytest.fixture
def ask_agent(agent):
    base = "http+unix://" + quote(str(agent.socket_path), safe="")
    with requests_unixsocket.Session() as session:
        yield lambda method, path: session.request(method, base + path, timeout=30)


@pytest.fixture
def serving(server):
    """Return what serves with other files; of the same kind as the scripted platform."""
    made = []

    def serve(certificate, key):
        made.append(type(server)(certificate, key))
        return made[-1].url

    yield serve
    for one in made:
        one.close()


@pytest.fixture
def listener():
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        held.listen(1)
        yield held


def test_the_outbox_is_shown_by_numbers_and_by_nothing_of_a_person(here):
    header = here.seal_rubbish(300)
    (entry,) = here.ask("GET", "/entries").json()["entries"]
    assert entry["number"] == claim_code(header.package_id)
    assert entry["state"] in ("SEALED", "SENDING")
    assert entry["bytes"] == header.size
    assert set(entry) == {
        "number", "state", "sealedAt", "changedAt", "bytes", "sent", "attempts", "nextAttemptAt", "problem",
    }  # fmt: skip


def test_what_was_put_off_is_tried_when_the_staff_want_it_sent(agent, here, server, answers):
    header = here.seal_rubbish()
    later = datetime.now(UTC) + timedelta(minutes=50)
    here.outbox.begin(header.package_id, datetime.now(UTC))
    here.outbox.note_attempt(header.package_id, datetime.now(UTC), later, "upstream-unavailable")
    before = len(server.seen)
    assert here.ask("POST", "/send").status_code == 202
    agent.wait_for(lambda: any("/uploads" in one.path for one in server.seen[before:]))


def test_only_the_last_of_what_has_arrived_is_told():
    made = [
        SimpleNamespace(state=State.ACKNOWLEDGED, changed_at=NOW + timedelta(hours=hour), name=hour)
        for hour in range(ARRIVED + 3)
    ]
    refused = SimpleNamespace(state=State.REJECTED, changed_at=NOW, name="refused")
    waiting = SimpleNamespace(state=State.SEALED, changed_at=NOW, name="waiting")
    told = [one.name for one in chosen([*made, waiting, refused])]
    assert told == ["refused", "waiting", *range(ARRIVED + 2, 2, -1)]


def test_guides_are_looked_for_now_and_how_it_ended_is_told(agent, server, ask_agent):
    before = ask_agent("POST", "/agent/v1/guide-look")
    assert before.status_code == 202
    passes = before.json()["passes"]
    agent.wait_for(lambda: agent.agent.status.now.sync.passes > passes)
    told = ask_agent("GET", "/agent/v1/status").json()["sync"]
    # The scripted platform has no guides: whatever it answers, the pass comes to an end that has a name.
    assert told["outcome"] in ("failed", "refused")
    assert told["reason"]


def test_a_platform_that_answers_is_reached_by_every_step(check, server, answers):
    server.on(CAPABILITIES, answers.json(200, {}))
    found = check().look()
    assert (found.code, found.done) == ("", STEPS)
    assert found.own_address == "127.0.0.1"
    assert found.tls.startswith("TLSv1.")
    assert found.certificate_until is not None and found.certificate_until > datetime.now(UTC)
    assert found.clock_offset_ms is not None and abs(found.clock_offset_ms) < 60_000
    assert found.to_json()["done"] == list(STEPS)


def test_a_platform_in_trouble_is_told_apart_from_a_line_in_trouble(check, server, answers):
    server.on(CAPABILITIES, answers.json(503, {}))
    found = check().look()
    assert (found.code, found.done) == ("networkAnswersWrong", STEPS[:-1])


def test_an_authority_that_is_not_believed_stops_at_the_trust(server, tmp_path):
    Authority.open(tmp_path, datetime.now(UTC))
    found = NetworkCheck(server.url, tmp_path / "ca.pem", lambda: NOW, Clock).look()
    assert (found.code, found.done) == ("networkCertificateUnknown", STEPS[:3])


def test_a_file_of_authorities_that_is_not_there(server, tmp_path):
    found = NetworkCheck(server.url, tmp_path / "none.pem", lambda: NOW, Clock).look()
    assert (found.code, found.done) == ("networkNoAuthority", STEPS[:3])


def test_a_certificate_that_has_run_out(serving, tmp_path):
    long_ago = datetime.now(UTC) - timedelta(days=5000)
    authority = Authority.open(tmp_path, datetime.now(UTC))
    url = serving(*authority.make_server_files(tmp_path, long_ago))
    found = NetworkCheck(url, tmp_path / "ca.pem", lambda: NOW, Clock).look()
    assert (found.code, found.done) == ("networkCertificateDate", STEPS[:3])


def test_a_name_that_nobody_knows(check, monkeypatch):
    def nobody(*_, **__):
        raise socket.gaierror(socket.EAI_NONAME, "not known")

    # Not asked of this machine's own resolver, which may take its time.
    monkeypatch.setattr("kiosk.agent.network_check.socket.getaddrinfo", nobody)
    found = check("https://terminal.invalid:8443", addresses=lambda: ["192.0.2.7"]).look()
    assert (found.code, found.done) == ("networkNoName", ("address",))


def test_a_terminal_without_any_address_needs_its_cable_looked_at(check):
    found = check("https://platform.example", addresses=list).look()
    assert (found.code, found.done) == ("networkNoAddress", ())


def test_a_port_where_nobody_listens(check, listener):
    port = listener.getsockname()[1]
    listener.close()
    found = check(f"https://127.0.0.1:{port}").look()
    assert (found.code, found.done) == ("networkRefused", ("address", "name"))


def test_somebody_who_does_not_speak_tls(check, listener):
    def answer():
        line, _ = listener.accept()
        with line:
            # All of it: a line that is closed with something unread is reset, and the answer may be lost.
            line.recv(1 << 16)
            line.sendall(b"HTTP/1.1 400 no\r\n\r\n")

    thread = threading.Thread(target=answer)
    thread.start()
    found = check(f"https://127.0.0.1:{listener.getsockname()[1]}").look()
    thread.join()
    assert (found.code, found.done) == ("networkNoTls", STEPS[:3])


def test_every_code_of_the_check_has_a_remedy_in_words():
    assert set(MENDERS) >= CODES
    for language in LANGUAGES:
        known = messages(language)
        assert all(f"fault.{code}.{part}" in known for code in CODES for part in ("what", "how"))


def test_this_machine_itself_needs_no_network():
    assert is_local("127.0.0.1") and is_local("localhost") and is_local("::1")
    assert not is_local("platform.example") and not is_local("192.0.2.1")


def test_what_keeps_the_clock_is_read_from_its_files(tmp_path):
    assert clock_source(tmp_path) == Clock()
    (tmp_path / "chrony").mkdir()
    assert clock_source(tmp_path) == Clock("chrony")
    told = tmp_path / "systemd/timesync"
    told.mkdir(parents=True)
    assert clock_source(tmp_path) == Clock("timesyncd")
    (told / "synchronized").touch()
    in_step = clock_source(tmp_path).in_step_at
    assert in_step is not None and abs(in_step - datetime.now(UTC)) < timedelta(minutes=5)
