"""The terminal's key gives way to another: the old one works until the new one is proven."""

import io
import json
import signal
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from key_changing_process import PROVEN

from kiosk.agent.certificate import LOOK_S, CertificateKeeper, KeyNotChanged
from kiosk.agent.enrolment import IDENTITY_FILE, KEY_FILE, enrol, load_identity
from kiosk.agent.key_change import NEXT, KeyChange
from kiosk.agent.key_rotation import PROOF, KeyRotation
from kiosk.agent.keys import FileKeyStore, ReplaceableKey, write_private
from kiosk.agent.signing import RequestSigner
from kiosk.agent.status import AgentStatus
from kiosk.agent.upstream import Upstream
from kiosk.platform.models import EnrolmentResult
from kiosk.terminal.logs import make_logger
from sandbox.platform.tables import KeyChange as KeyChangeRow
from sandbox.platform.tls import Authority

SERVER = Path(__file__).with_name("key_changing_process.py")


class Changer:
    """Terminals before the real platform, and processes that change their keys."""

    def __init__(self, platform, folder):
        self.platform, self.folder = platform, folder
        self._process = subprocess.Popen(
            [sys.executable, str(SERVER)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        self._number = 0

    def upstream(self):
        log = make_logger("agent", io.StringIO())
        return Upstream(self.platform.url, self.platform.ca, AgentStatus(), log)

    def terminal(self):
        self._number += 1
        state = self.folder / str(self._number)
        upstream = self.upstream()
        enrol(upstream, FileKeyStore(state / KEY_FILE), self.platform.new_code(), "T-1", "1", state)
        upstream.close()
        return state

    def run(self, state, kill_at=0, begin=True):
        told = {
            "state": str(state),
            "url": self.platform.url,
            "ca": str(self.platform.ca),
            "kill_at": kill_at,
            "begin": begin,
        }
        self._process.stdin.write(json.dumps(told) + "\n")
        self._process.stdin.flush()
        return json.loads(self._process.stdout.readline())["status"]

    def close(self):
        self._process.stdin.close()
        self._process.wait(100)
        self._process.stdout.close()


@pytest.fixture(scope="module")
def changer(platform_process, tmp_path_factory):
    made = Changer(platform_process, tmp_path_factory.mktemp("keys"))
    yield made
    made.close()


def is_whole(state):
    """Whether key and certificate are one pair and nothing is left over."""
    identity = load_identity(state)
    certificate = x509.load_pem_x509_certificate(identity.certificate_chain.encode())
    fits = certificate.public_key().public_bytes_raw() == FileKeyStore(state / KEY_FILE).public_key
    return fits and not list(state.glob(f"*{NEXT}")) and not list(state.glob(".*"))


@pytest.mark.sampled
def test_killed_at_any_point_a_terminal_goes_on_with_a_whole_pair_that_the_platform_takes(changer, whole):
    state = changer.terminal()
    # Calls and returns alternate: before each call is after each return, and all there is.
    points = range(1, 2000, 2 if whole else 6)
    for point in points:
        ended = changer.run(state, kill_at=point)
        if ended == PROVEN:
            break
        assert ended == -signal.SIGKILL, point
        assert changer.run(state, begin=False) == PROVEN, point
        for left in state.glob(".*"):
            # What was being written when the power went; nobody reads it.
            left.unlink()
        assert is_whole(state), point
    assert point > 15
    assert is_whole(state)


def test_a_new_key_is_in_force_and_the_old_one_is_taken_no_more_than_a_signature_lasts(
    changer, platform_process
):
    state = changer.terminal()
    before, identity = FileKeyStore(state / KEY_FILE), load_identity(state)
    assert changer.run(state) == PROVEN
    after = FileKeyStore(state / KEY_FILE)
    assert after.public_key != before.public_key
    assert load_identity(state).certificate_chain != identity.certificate_chain
    upstream = changer.upstream()

    def answer(key):
        signer = RequestSigner(key, identity.terminal_id, lambda: datetime.now(UTC))
        return upstream.send("GET", PROOF, signer=signer).status

    # What the old one signed may still be on its way.
    assert (answer(before), answer(after)) == (200, 200)
    with platform_process.services.database.transaction() as session:
        change = session.get(KeyChangeRow, identity.terminal_id)
        assert (change.new_key, change.old_key) == (None, before.public_key)
        change.old_until = datetime.now(UTC)
    assert (answer(before), answer(after)) == (401, 200)
    upstream.close()


@pytest.fixture
def scripted(server, make_profile, tmp_path):
    """An enrolled terminal before a platform that says what it is told; `keeper` starts it anew."""
    profile = make_profile(server.url)
    state = profile.paths.state_dir
    (tmp_path / "authority").mkdir()
    authority = Authority.open(tmp_path / "authority", datetime.now(UTC))

    def certificate(csr):
        made = authority.issue_terminal(csr, "terminal-1", datetime.now(UTC), timedelta(days=30))
        return made.public_bytes(Encoding.PEM).decode()

    first = FileKeyStore(state / KEY_FILE)
    identity = EnrolmentResult(
        terminal_id="terminal-1",
        certificate_chain=certificate(first.certificate_request("terminal-1")),
        expires_at=datetime(2030, 1, 1, tzinfo=UTC),
        catalogue_root="root",
    )
    write_private(state / IDENTITY_FILE, identity.model_dump_json(by_alias=True).encode())

    def give(handler, seen):
        fresh = identity.model_copy(update={"certificate_chain": certificate(json.loads(seen.body)["csr"])})
        body = fresh.model_dump_json(by_alias=True).encode()
        handler.send_response(201)
        handler.send_header("Content-Type", "application/json")
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    output = io.StringIO()
    log = make_logger("agent", output)
    upstreams = []

    def keeper():
        """What stands on disk, taken up by a process that starts."""
        files = KeyChange(state)
        files.settle()
        key = ReplaceableKey(FileKeyStore(state / KEY_FILE))
        upstream = Upstream(server.url, profile.platform.ca_file, AgentStatus(), log)
        upstreams.append(upstream)
        upstream.use(RequestSigner(key, "terminal-1", lambda: datetime.now(UTC)))
        rotation = KeyRotation(upstream, key, files, lambda: datetime.now(UTC))
        renewed = []
        made = CertificateKeeper(
            upstream, key, state, lambda: datetime.now(UTC), renewed.append, log, rotation
        )
        made.use(load_identity(state))
        return made, key, renewed

    yield SimpleNamespace(state=state, keeper=keeper, server=server, give=give, output=output, first=first)
    for one in upstreams:
        one.close()


CERTIFICATES, CONFIG = "/terminals/self/certificates", "/terminals/self/config"


def signs_with(key, store):
    return key.sign(b"probe") == store.sign(b"probe")


def test_a_platform_that_gives_no_certificate_leaves_the_old_key_in_force(scripted, answers):
    scripted.server.on(CERTIFICATES, answers.problem("validation", 422))
    keeper, key, renewed = scripted.keeper()
    with pytest.raises(KeyNotChanged) as refused:
        keeper.change_key()
    assert refused.value.reason == "refused"
    assert signs_with(key, scripted.first)
    assert is_whole(scripted.state)
    assert not renewed
    assert keeper.run() == LOOK_S


def test_a_new_key_that_the_platform_does_not_take_is_forgotten(scripted, answers):
    scripted.server.on(CERTIFICATES, scripted.give)
    scripted.server.on(CONFIG, answers.problem("terminal-not-authorised", 403))
    keeper, key, _ = scripted.keeper()
    with pytest.raises(KeyNotChanged):
        keeper.change_key()
    assert signs_with(key, scripted.first)
    assert is_whole(scripted.state)
    assert FileKeyStore(scripted.state / KEY_FILE).public_key == scripted.first.public_key


@pytest.mark.parametrize("breaks", [CERTIFICATES, CONFIG])
def test_where_an_answer_is_missing_the_old_key_works_and_the_same_new_one_is_proven_later(
    scripted, answers, breaks
):
    scripted.server.on(CERTIFICATES, scripted.give)
    scripted.server.on(CONFIG, answers.json(200, {}))
    good = scripted.server.script["/kiosk/v1" + breaks]
    scripted.server.on(breaks, answers.drop)
    keeper, key, renewed = scripted.keeper()
    with pytest.raises(KeyNotChanged) as not_changed:
        keeper.change_key()
    assert not_changed.value.reason == "platform-unreachable"
    assert signs_with(key, scripted.first)
    begun = KeyChange(scripted.state).begin().public_key
    scripted.server.script["/kiosk/v1" + breaks] = good
    assert keeper.run() == LOOK_S
    assert FileKeyStore(scripted.state / KEY_FILE).public_key == begun
    assert signs_with(key, FileKeyStore(scripted.state / KEY_FILE))
    assert len(renewed) == 1
    assert is_whole(scripted.state)


def test_after_a_start_between_certificate_and_proof_the_new_key_signs_everything(scripted, answers):
    """The platform may have seen the proof and dropped the old one."""
    scripted.server.on(CERTIFICATES, scripted.give)
    scripted.server.on(CONFIG, answers.drop)
    keeper, _, _ = scripted.keeper()
    with pytest.raises(KeyNotChanged):
        keeper.change_key()
    keeper, key, _ = scripted.keeper()
    assert signs_with(key, KeyChange(scripted.state).begin())
    scripted.server.on(CONFIG, answers.problem("terminal-signature-invalid", 401))
    keeper.run()
    assert signs_with(key, scripted.first)
    assert is_whole(scripted.state)


def test_of_two_renames_the_second_is_done_at_the_next_start(scripted, answers):
    scripted.server.on(CERTIFICATES, scripted.give)
    scripted.server.on(CONFIG, answers.drop)
    keeper, _, _ = scripted.keeper()
    with pytest.raises(KeyNotChanged):
        keeper.change_key()
    (scripted.state / (KEY_FILE + NEXT)).rename(scripted.state / KEY_FILE)
    KeyChange(scripted.state).settle()
    assert is_whole(scripted.state)
    # An identity without its key is of a pair that was dropped.
    (scripted.state / (IDENTITY_FILE + NEXT)).write_bytes(b"{}")
    KeyChange(scripted.state).settle()
    assert is_whole(scripted.state)


def test_a_key_that_lives_elsewhere_is_not_changed(scripted):
    _keeper, key, _ = scripted.keeper()
    upstream = Upstream(
        scripted.server.url, Path("/nowhere"), AgentStatus(), make_logger("agent", io.StringIO())
    )
    bare = CertificateKeeper(
        upstream,
        key,
        scripted.state,
        lambda: datetime.now(UTC),
        lambda _: None,
        make_logger("agent", io.StringIO()),
    )
    bare.use(load_identity(scripted.state))
    with pytest.raises(KeyNotChanged) as not_changed:
        bare.change_key()
    assert not_changed.value.reason == "not-possible"
    upstream.close()
