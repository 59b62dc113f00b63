"""Guide sync and enrolment before a server that misbehaves."""

import hashlib
import io
import itertools
import json
from datetime import UTC, datetime, timedelta

import pytest
from tuf.api.metadata import Metadata, Root

from kiosk.agent.periodic import Periodic
from kiosk.agent.status import AgentStatus
from kiosk.agent.sync import INTERVAL_S, LONGEST_S, RETRY_S, GuideSync
from kiosk.catalogue.models import Catalogue, Region
from kiosk.terminal.logs import make_logger
from offline_cache.store import installed_version
from sandbox.platform import packing
from sandbox.platform.repository import Repository, Target
from sandbox.platform.role_keys import RoleKeys
from sandbox.platform.snapshot import build

TIMESTAMP = "/catalogue/metadata/timestamp.json"
LIFE = timedelta(days=30)
WHOLE = "guides.sqlite.zst"


class Publisher:
    """Publishes as a platform does, through a server that answers what it is told."""

    def __init__(self, server, answers, folder):
        self._server, self._answers = server, answers
        self._folder = folder / "www"
        self.take_keys(folder / "keys")

    def take_keys(self, folder):
        self._repository = Repository(self._folder, RoleKeys(folder))
        self._repository.make(datetime.now(UTC))

    @property
    def identity(self):
        return {
            "terminalId": "terminal-9",
            "certificateChain": "PEM",
            "expiresAt": (datetime.now(UTC) + LIFE).isoformat(),
            "catalogueRoot": self._repository.root.decode(),
        }

    def offer(self, version, damage=b"", **custom):
        now = datetime.now(UTC)
        area = Region(code="120000", name="示例市")
        catalogue = Catalogue(version=version, area=area, life_stages=(), bundles=())
        raw = build(catalogue, (), {}, now, now + LIFE)
        told = {"version": version, "size": len(raw), "sha256": hashlib.sha256(raw).hexdigest()} | custom
        self._repository.publish({WHOLE: Target(packing.pack(raw), told)}, now, LIFE)
        for file in sorted(self._folder.glob("*/*")):
            body = file.read_bytes() + (damage if file.name.endswith(WHOLE) else b"")
            self._server.on(f"/catalogue/{file.parent.name}/{file.name}", self._answers.json(200, body))


def fetched(server):
    return [one for one in server.seen if one.path.endswith(WHOLE)]


@pytest.fixture
def publisher(server, answers, tmp_path):
    made = Publisher(server, answers, tmp_path)
    server.on("/terminals/enrolments", answers.json(201, made.identity))
    made.offer(1)
    return made


@pytest.fixture
def running(server, make_profile, run_agent, publisher):
    agent = run_agent(make_profile(server.url), enrolment_code="CODE-0001")
    # The version is told before the pass has ended, and what follows counts passes.
    agent.wait_for(lambda: agent.agent.status.now.guide_version == 1 and agent.agent.status.now.sync.passes)
    return agent


def ended(running):
    return [line for line in running.log if line["event"] == "agent.sync.ended"]


def look(running):
    before = len(ended(running))
    running.agent._sync.wake()
    return running.wait_for(lambda: ended(running)[before:])[0]


def test_a_new_version_is_installed_and_an_old_one_not_fetched_again(running, publisher, server):
    assert look(running)["disposition"] == "unchanged"
    assert len(fetched(server)) == 1
    publisher.offer(2)
    ended_with = look(running)
    assert (ended_with["disposition"], ended_with["version"]) == ("installed", 2)
    assert ended_with["bytes"] > 0
    assert installed_version(running.profile.paths.guide_store) == 2


def test_what_is_refused_is_reported_until_a_pass_goes_well(running, publisher, server):
    publisher.offer(2, damage=b"x")
    refused = look(running)
    assert (refused["disposition"], refused["error_type"]) == ("refused", "EndlessData")
    assert running.agent.status.now.guide_problem == "EndlessData"
    assert running.agent.status.now.to_json()["guideProblem"] == "EndlessData"
    running.agent._heartbeat.wake()
    path = "/terminals/self/heartbeats"
    running.wait_for(lambda: "EndlessData" in str([json.loads(one.body) for one in server.requests(path)]))
    assert installed_version(running.profile.paths.guide_store) == 1
    publisher.offer(3)
    assert look(running)["disposition"] == "installed"
    assert running.agent.status.now.guide_problem is None


def test_a_disk_that_refuses_is_said_and_the_agent_goes_on(running, publisher):
    publisher.offer(2)
    store = running.profile.paths.guide_store
    (store / "incoming").rmdir()
    (store / "incoming").write_text("in the way")
    failed = look(running)
    assert (failed["disposition"], failed["reason"]) == ("failed", "disk")
    (store / "incoming").unlink()
    assert look(running)["disposition"] == "installed"


def test_a_rollback_leaves_the_installed_one(running, publisher):
    publisher.offer(3)
    look(running)
    publisher.offer(2)
    assert look(running)["error_type"] == "RollbackRefused"
    assert installed_version(running.profile.paths.guide_store) == 3


def test_another_publisher_is_not_believed(running, publisher, tmp_path, server, answers):
    publisher._folder = tmp_path / "other"
    publisher.take_keys(tmp_path / "other-keys")
    publisher.offer(2)
    publisher.offer(3)
    assert look(running)["error_type"] == "UnknownKey"


@pytest.mark.parametrize("body", [b"<html>", b"[]", b'{"version": 2}'])
def test_metadata_that_are_none_are_no_end_of_the_agent(running, server, answers, body):
    server.on(TIMESTAMP, answers.json(200, body))
    assert look(running)["error_type"] == "MetadataMalformed"
    assert installed_version(running.profile.paths.guide_store) == 1


@pytest.mark.parametrize("status", [403, 404, 500, 503])
def test_a_platform_that_has_no_metadata_is_asked_again(running, server, answers, status):
    server.on(TIMESTAMP, answers.problem("upstream-unavailable", status))
    assert (look(running)["disposition"], ended(running)[-1]["reason"]) == ("failed", f"status-{status}")


def test_a_line_that_is_cut_keeps_what_came(running, publisher, server):
    publisher.offer(2)
    path = next(path for path in reversed(server.script) if path.endswith(WHOLE))
    (whole,) = server.script[path]

    def cut(handler, _seen):
        handler.send_response(200)
        handler.send_header("Content-Length", "100000")
        handler.end_headers()
        handler.wfile.write(b"x")
        handler.close_connection = True

    server.script[path] = [cut, whole]
    assert look(running)["disposition"] == "failed"
    (part,) = (running.profile.paths.guide_store / "incoming").iterdir()
    assert part.read_bytes() == b"x"
    # This byte is a wrong one and this server does not do ranges: the whole is taken again.
    assert look(running)["disposition"] == "installed"
    assert server.seen[-1].headers["range"] == "bytes=1-"


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
    assert not [path for path in state.rglob("*") if path.is_file() and b"CODE-0001" in path.read_bytes()]


def test_a_refused_code_is_not_tried_again(server, answers, make_profile, run_agent):
    server.on("/terminals/enrolments", answers.problem("validation", 422))
    agent = run_agent(make_profile(server.url), enrolment_code="CODE-0002")
    agent.wait_for(lambda: agent.agent.status.now.enrolment == "refused")
    assert len(server.requests("/terminals/enrolments")) == 1
    assert not agent.agent.upstream.can_sign


def test_an_enrolment_without_an_answer_is_tried_again(
    server, answers, make_profile, run_agent, publisher, monkeypatch
):
    monkeypatch.setattr("kiosk.agent.enrolment_desk.RETRY_S", (0.01,))
    server.on(
        "/terminals/enrolments",
        answers.drop,
        answers.problem("upstream-unavailable", 503),
        answers.json(201, publisher.identity),
    )
    agent = run_agent(make_profile(server.url), enrolment_code="CODE-0003")
    agent.wait_for(lambda: agent.agent.status.now.enrolment == "enrolled")
    assert len(server.requests("/terminals/enrolments")) == 3


@pytest.mark.parametrize("root", ["", "{}", Metadata(Root()).to_bytes().decode().replace("root", "rood")])
def test_an_identity_without_a_usable_root_is_refused(
    server, answers, make_profile, run_agent, publisher, root
):
    identity = publisher.identity | {"catalogueRoot": root}
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
    assert done.wait(30)
    periodic.stop()
    crashed = [line for line in running.log if line["event"] == "process.crashed"]
    assert [line["error_type"] for line in crashed] == ["ZeroDivisionError"] * 2


def test_a_pass_that_takes_too_long_is_given_up_and_tried_again(running, publisher, tmp_path):
    """The clock jumps by the longest time that a pass may take whenever it is looked at."""
    agent = running.agent
    store, root, log = tmp_path / "slow", publisher.identity["catalogueRoot"].encode(), io.StringIO()
    for step, wait, version in ((LONGEST_S + 1, RETRY_S, 0), (0, INTERVAL_S, 1)):
        clock = itertools.count(0.0, step)
        slow = GuideSync(
            agent.upstream,
            store,
            lambda: root,
            AgentStatus(),
            lambda: datetime.now(UTC),
            make_logger("agent", log),
            monotonic=lambda clock=clock: next(clock),
        )
        assert slow.run() == wait
        assert installed_version(store) == version
    lines = [json.loads(line) for line in log.getvalue().splitlines()]
    assert [(line["event"].rpartition(".")[2], line.get("disposition")) for line in lines] == [
        ("started", None),
        ("ended", "failed"),
        ("started", None),
        ("ended", "installed"),
    ]
