"""Guide sync and enrolment before a server that misbehaves."""

import base64
import hashlib
import json
import sqlite3
from datetime import UTC, datetime, timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kiosk.agent.periodic import Periodic
from offline_cache.store import installed_version

SIGNATURE = "/catalogue/snapshot/signature"
SNAPSHOT = "/catalogue/snapshot"
EXPIRES = (datetime.now(UTC) + timedelta(days=30)).isoformat()


class Publisher:
    """Signs snapshots as a platform does."""

    def __init__(self, server, answers, folder):
        self.key = Ed25519PrivateKey.generate()
        self._server, self._answers, self._folder = server, answers, folder

    @property
    def identity(self):
        raw = self.key.public_key().public_bytes_raw()
        return {
            "terminalId": "terminal-9",
            "certificateChain": "PEM",
            "expiresAt": EXPIRES,
            "snapshotKey": {"keyId": "k", "alg": "ed25519", "value": base64.b64encode(raw).decode()},
        }

    def offer(self, version, damage=b""):
        path = self._folder / f"{version}.sqlite"
        connection = sqlite3.connect(path)
        with connection:
            connection.execute("CREATE TABLE meta(key, value)")
            connection.execute("CREATE TABLE bundles(id, json)")
            connection.execute("CREATE TABLE life_stages(id, position, json)")
            connection.execute("CREATE TABLE sealing_keys(position, key_id, recipient, not_after)")
            meta = {
                "format": "2",
                "version": str(version),
                "createdAt": EXPIRES,
                "expiresAt": EXPIRES,
                "areaCode": "120000",
                "areaName": "示例市",
            }
            connection.executemany("INSERT INTO meta VALUES (?, ?)", meta.items())
        connection.close()
        data = path.read_bytes()
        digest = "sha-256:" + hashlib.sha256(data).hexdigest()
        text = f"yiciban-snapshot\n{version}\n{digest}\n{len(data)}\n{EXPIRES}\n"
        document = {
            "version": version,
            "digest": digest,
            "size": len(data),
            "expiresAt": EXPIRES,
            "keyId": "k",
            "alg": "ed25519",
            "value": base64.b64encode(self.key.sign(text.encode())).decode(),
        }
        self._server.on(SIGNATURE, self._answers.json(200, document))
        self._server.on(SNAPSHOT, self._answers.json(200, data + damage, "application/octet-stream"))


@pytest.fixture
def publisher(server, answers, tmp_path):
    made = Publisher(server, answers, tmp_path)
    server.on("/terminals/enrolments", answers.json(201, made.identity))
    made.offer(1)
    return made


@pytest.fixture
def running(server, make_profile, run_agent, publisher):
    agent = run_agent(make_profile(server.url), enrolment_code="CODE-0001")
    agent.wait_for(lambda: agent.agent.status.now.guide_version == 1)
    return agent


def ended(running):
    return [line for line in running.log if line["event"] == "agent.sync.ended"]


def look(running):
    before = len(ended(running))
    running.agent._sync.wake()
    return running.wait_for(lambda: ended(running)[before:])[0]


def test_a_new_version_is_installed_and_an_old_one_not_fetched_again(running, publisher, server):
    assert look(running)["disposition"] == "unchanged"
    assert len(server.requests(SNAPSHOT)) == 1
    publisher.offer(2)
    assert look(running)["disposition"] == "installed"
    assert installed_version(running.profile.paths.guide_store) == 2


def test_a_damaged_snapshot_and_a_rollback_leave_the_installed_one(running, publisher):
    publisher.offer(2, damage=b"x")
    refused = look(running)
    assert (refused["disposition"], refused["error_type"]) == ("refused", "SizeMismatch")
    publisher.offer(3)
    look(running)
    (publisher._folder / "2.sqlite").unlink()
    publisher.offer(2)
    assert look(running)["error_type"] == "RollbackRefused"
    assert installed_version(running.profile.paths.guide_store) == 3


def test_another_key_is_not_believed(running, publisher):
    publisher.key = Ed25519PrivateKey.generate()
    publisher.offer(2)
    assert look(running)["error_type"] == "SignatureRefused"


@pytest.mark.parametrize("body", [b"<html>", b"[]", b'{"version": 2}'])
def test_a_signature_that_is_none_is_no_end_of_the_agent(running, server, answers, body):
    server.on(SIGNATURE, answers.json(200, body))
    assert look(running)["disposition"] in ("failed", "refused")
    assert installed_version(running.profile.paths.guide_store) == 1


def test_a_heartbeat_that_names_a_newer_version_has_it_fetched(running, publisher, server, answers):
    publisher.offer(2)
    now = datetime.now(UTC).isoformat()
    server.on(
        "/terminals/self/heartbeats",
        answers.json(200, {"serverTime": now, "commands": [], "catalogueVersion": 2}),
    )
    running.agent._heartbeat.wake()
    running.wait_for(lambda: running.agent.status.now.guide_version == 2)


def test_the_guides_are_there_at_once_after_a_restart_without_a_platform(running, server, run_agent):
    running.agent.stop()
    server.close()
    again = run_agent(running.profile)
    assert again.agent.status.now.guide_version == 1
    assert again.agent.status.now.enrolment == "enrolled"


def test_the_code_goes_into_the_enrolment_and_nowhere_else(running, server):
    (seen,) = server.requests("/terminals/enrolments")
    told = json.loads(seen.body)
    assert told["code"] == "CODE-0001"
    assert told["csr"].startswith("-----BEGIN CERTIFICATE REQUEST-----")
    assert "signature" not in seen.headers
    assert "CODE-0001" not in running.output.getvalue()
    state = running.profile.paths.state_dir
    assert not [path for path in state.rglob("*") if b"CODE-0001" in path.read_bytes()]


def test_a_refused_code_is_not_tried_again(server, answers, make_profile, run_agent):
    server.on("/terminals/enrolments", answers.problem("validation", 422))
    agent = run_agent(make_profile(server.url), enrolment_code="CODE-0002")
    agent.wait_for(lambda: agent.agent.status.now.enrolment == "refused")
    assert len(server.requests("/terminals/enrolments")) == 1
    assert not agent.agent.upstream.can_sign


def test_an_enrolment_without_an_answer_is_tried_again(
    server, answers, make_profile, run_agent, publisher, monkeypatch
):
    monkeypatch.setattr("kiosk.agent.app.ENROLMENT_RETRY_S", (0.01,))
    server.on(
        "/terminals/enrolments",
        answers.drop,
        answers.problem("upstream-unavailable", 503),
        answers.json(201, publisher.identity),
    )
    agent = run_agent(make_profile(server.url), enrolment_code="CODE-0003")
    agent.wait_for(lambda: agent.agent.status.now.enrolment == "enrolled")
    assert len(server.requests("/terminals/enrolments")) == 3


def test_an_identity_without_a_usable_snapshot_key_is_refused(
    server, answers, make_profile, run_agent, publisher
):
    identity = publisher.identity | {"snapshotKey": {"keyId": "k", "alg": "ed25519", "value": "AAAA"}}
    server.on("/terminals/enrolments", answers.json(201, identity))
    agent = run_agent(make_profile(server.url), enrolment_code="CODE-0004")
    agent.wait_for(lambda: agent.agent.status.now.enrolment == "refused")


def test_a_task_that_raises_is_run_again(running):
    import threading

    done = threading.Event()
    runs = []

    def task():
        runs.append(1)
        if len(runs) < 3:
            raise ZeroDivisionError
        done.set()
        return 60.0

    periodic = Periodic("test", task, running.agent._log, on_error_s=0.001)
    periodic.start()
    assert done.wait(10)
    periodic.stop()
    crashed = [line for line in running.log if line["event"] == "process.crashed"]
    assert [line["error_type"] for line in crashed] == ["ZeroDivisionError"] * 2
