"""What the screens can ask about the outbox, and how the agent looks after it."""

import base64
import json
import os
import subprocess
import sys
import threading
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kiosk.platform.models import SealedReceipt
from kiosk.submission.outbox_states import AnotherAgent, State
from kiosk.submission.receipt import verify_receipt
from kiosk.terminal.settings import OutboxSection

HEARTBEATS = "/terminals/self/heartbeats"


@pytest.fixture
def here(agent, terminal):
    return terminal(agent)


@pytest.fixture
def start(server, make_profile, give_identity, run_agent, terminal):
    """Start an agent with these outbox settings, after `prepare(folder)`."""

    def make(prepare=lambda folder: None, now=None, **settings):
        profile = make_profile(server.url).model_copy(update={"outbox": OutboxSection(**settings)})
        give_identity(profile)
        prepare(profile.paths.outbox)
        return terminal(run_agent(profile, **({"now": now} if now else {})))

    return make


def obstacles(here):
    return [one["obstacle"] for one in here.ask("GET", "").json()["problems"]]


def test_an_empty_outbox_is_in_order(here):
    told = here.ask("GET", "").json()
    assert told == {
        "waiting": 0,
        "rejected": 0,
        "oldestAt": None,
        "oldestSeconds": 0,
        "overdue": False,
        "problems": [],
    }


def test_what_waits_is_counted_and_goes_into_the_heartbeat(here, server, answers):
    now = datetime.now(UTC).isoformat()
    server.on(HEARTBEATS, answers.json(200, {"serverTime": now, "commands": []}))
    here.seal_rubbish(), here.seal_rubbish()
    told = here.ask("GET", "").json()
    assert (told["waiting"], told["rejected"]) == (2, 0)
    here.running.agent._heartbeat.wake()
    here.running.wait_for(
        lambda: 2 in [json.loads(one.body)["outboxDepth"] for one in server.requests(HEARTBEATS)]
    )


def test_a_package_that_waits_is_said_to_wait_and_a_poll_has_its_end(here):
    header = here.seal_rubbish()
    told = here.told(header.package_id, 1)
    assert told["state"] in ("SEALED", "SENDING")
    assert (told["sent"], told["total"]) == (0, header.size)
    assert "answer" not in told


@pytest.mark.parametrize("method_and_path", ["GET /{}", "POST /{}/answered"])
def test_a_package_that_is_not_there_is_not_found(here, method_and_path):
    method, path = method_and_path.split()
    reply = here.ask(method, path.format(uuid4()))
    assert reply.status_code == 404
    assert reply.json()["type"] == "urn:yiciban:problem:not-found"


@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b'{"packageId": 7}', b'{"packageId": "x"}', b"x" * 5000])
def test_a_wake_without_a_package_id_is_malformed(here, body):
    assert here.ask("POST", "/wake", data=body).status_code == 400


@pytest.mark.parametrize("path", ["/x", "/x/answered", "s", "/wake/x"])
def test_other_paths_lead_nowhere(here, path):
    assert here.ask("GET", path).status_code == 404


def test_what_still_waits_cannot_be_closed(here):
    header = here.seal_rubbish()
    assert here.ask("POST", f"/{header.package_id}/answered").status_code == 409
    assert here.outbox.get(header.package_id)


def test_a_dead_letter_without_the_platforms_word_cannot_be_closed(here):
    header = here.seal_rubbish()
    here.outbox.reject(header.package_id, datetime.now(UTC), "sealed-file-damaged")
    assert here.ask("POST", f"/{header.package_id}/answered").status_code == 409
    assert here.outbox.get(header.package_id).state is State.REJECTED


def test_stopping_lets_a_poll_go_at_once(here):
    header = here.seal_rubbish()
    here.wake(header.package_id)
    told = []
    poll = threading.Thread(
        target=lambda: told.append(here.ask("GET", f"/{header.package_id}?waitSeconds=25"))
    )
    poll.start()
    desk = here.running.agent._outbox._desk
    # Who asks only after the stop finds nobody.
    here.running.wait_for(lambda: told or desk._changed._waiters)
    here.running.agent.stop()
    poll.join(30)
    assert not poll.is_alive()
    assert len(told) == 1


def test_too_little_room_is_said_before_a_citizen_starts(start):
    here = start(min_free_mb=1_000_000)
    assert obstacles(here) == ["DISK_FULL"]
    here.running.wait_for(lambda: [one for one in here.running.log if one.get("reason") == "DISK_FULL"])
    facts = here.running.agent.status.now
    assert facts.to_json()["outbox"]["problems"][0]["obstacle"] == "DISK_FULL"
    assert facts.devices_and_outbox[-1] == {"kind": "outbox", "state": "FAULT", "detail": "DISK_FULL"}


def test_what_waits_for_too_long_raises_an_alarm_once(start):
    later = datetime.now(UTC) + timedelta(hours=73)
    here = start(now=lambda: later)
    here.seal_rubbish()
    for _ in range(3):
        told = here.ask("GET", "").json()
    assert told["overdue"]
    assert told["oldestSeconds"] >= 72 * 3600
    alarms = [one for one in here.running.log if one["event"] == "agent.outbox.overdue"]
    assert [one["count"] for one in alarms] == [1]


def test_a_broken_database_is_rebuilt_at_the_start_and_nothing_is_lost(start, here):
    header = here.seal_rubbish()
    here.running.agent.stop()
    here.close()

    def spoil(folder):
        for path in folder.glob("*.sqlite*"):
            path.write_bytes(b"not a database" * 1000)

    assert list(here.folder.glob("*.sqlite*"))
    again = start(spoil)
    again.running.wait_for(lambda: again.ask("GET", "").json()["waiting"] == 1)
    assert obstacles(again) == []
    assert again.outbox.get(header.package_id).header == header
    assert [one for one in again.running.log if one["event"] == "agent.outbox.rebuilt"]


def test_a_sealed_file_without_a_row_is_entered_at_the_start(start, here):
    header = here.seal_rubbish()
    here.running.agent.stop()
    here.close()

    def lose(folder):
        for path in folder.glob("*.sqlite*"):
            path.unlink()

    again = start(lose)
    again.running.wait_for(lambda: again.ask("GET", "").json()["waiting"] == 1)
    assert again.outbox.get(header.package_id).header == header


def test_a_clock_that_went_back_is_said_and_settled_when_the_platform_says_it_is_right(here, server, answers):
    server.on(HEARTBEATS, answers.json(503))
    header = here.seal_rubbish()
    ahead = datetime.now(UTC) + timedelta(days=2)
    here.outbox.reject(header.package_id, ahead, "sealed-file-damaged")
    assert obstacles(here) == ["CLOCK_WENT_BACK"]
    now = datetime.now(UTC).isoformat()
    server.on(HEARTBEATS, answers.json(200, {"serverTime": now, "commands": []}))
    here.running.agent._heartbeat.wake()
    here.running.wait_for(lambda: obstacles(here) == [])
    assert [one for one in here.running.log if one["event"] == "agent.outbox.clock-settled"]


def test_two_agents_on_one_outbox_are_refused(here, run_agent, tmp_path):
    profile = here.running.profile
    other = profile.paths.model_copy(update={"agent_socket": tmp_path / "b.sock"})
    with pytest.raises(AnotherAgent):
        run_agent(profile.model_copy(update={"paths": other}))


def test_the_command_says_that_there_is_another_agent(here, tmp_path):
    text = (tmp_path / "site.toml").read_text(encoding="utf-8").replace('"a.sock"', '"b.sock"')
    (tmp_path / "other.toml").write_text(text, encoding="utf-8")
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            "from kiosk.cli import main; main()",
            "agent",
            "--profile",
            tmp_path / "other.toml",
        ],
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )
    assert done.returncode == 2
    assert done.stderr.strip() == f"outbox: another-agent: process {os.getpid()}"


def test_the_lock_is_let_go_at_the_end(here, run_agent):
    here.running.agent.stop()
    again = run_agent(here.running.profile)
    again.wait_for(lambda: again.agent._outbox._keeper.may_send())


def test_what_was_refused_with_a_receipt_is_forgotten_after_its_time(start, here):
    header = here.seal_rubbish()
    key = Ed25519PrivateKey.generate()
    told = SealedReceipt(
        package_id=header.package_id,
        digest=header.digest,
        received_at=datetime.now(UTC),
        outcome="REJECTED",
        problem="validation",
        key_id="p-1",
    )
    signature = base64.b64encode(key.sign(told.signed_bytes())).decode()
    signed = told.model_copy(update={"signature": signature})
    verified = verify_receipt(signed, header, {"p-1": key.public_key()})
    here.outbox.reject(header.package_id, datetime.now(UTC), "validation", verified)
    here.running.agent.stop()
    later = datetime.now(UTC) + timedelta(days=31)
    again = start(now=lambda: later)
    again.running.wait_for(
        lambda: [one for one in again.running.log if one["event"] == "agent.outbox.purged"]
    )
    assert again.outbox.list() == ()
    assert not list(again.folder.glob(f"*{header.package_id}*"))
