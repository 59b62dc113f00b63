"""A running agent, the real platform over TLS, root's half, and the links: from `publish` to `good`."""

import hashlib
import shutil
import threading
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

import pytest
import requests_unixsocket
from typer.testing import CliRunner

from kiosk.commands.release import app
from kiosk.releases import fetching
from kiosk.releases.keeper import Keeper
from kiosk.releases.places import Places
from kiosk.terminal.version import software_version
from offline_cache.errors import GuideStoreError
from sandbox.platform.release_packing import Packed, Terms, of_folder, pack
from sandbox.platform.releasing import ReleasePublisher


class Machine:
    """An enrolled terminal that updates itself; the unit of root's half is `attend`."""

    def __init__(
        self, terminal: Any, running: Any, platform: Any, write_release: Any, tmp_path: Any, looking: Any
    ) -> None:
        """looking: the lock that a look of the agent holds while it fetches."""
        self.terminal, self.running, self.platform, self.looking = terminal, running, platform, looking
        self._write, self._tmp = write_release, tmp_path
        self.places: Places = terminal.places

    def publish(self, version: str, before: Any = lambda _: None, **more: str) -> Packed:
        """As `kiosk-platform publish-release` does, beside the running platform.

        `before` is done with the packed release when no terminal can know of it yet.
        """
        folder = self._write(self._tmp / f"release-{version}", version, **more)
        release = pack(version, of_folder(folder), Terms(min_free=0))
        before(release)
        ReleasePublisher(self.platform.state).publish(release, datetime.now(UTC))
        return release

    def ask(self, method: str, path: str, **rest: Any) -> Any:
        with requests_unixsocket.Session() as session:
            base = "http+unix://" + quote(str(self.running.socket_path), safe="")
            return session.request(method, base + path, timeout=30, **rest)

    def screens_say(self, state: str) -> None:
        assert self.ask("PUT", "/agent/v1/ui-state", json={"state": state}).status_code == 204

    def look(self) -> None:
        assert self.ask("POST", "/agent/v1/release-look").status_code == 202

    @property
    def told(self) -> dict[str, Any]:
        return self.ask("GET", "/agent/v1/status").json()

    def attend(self) -> Any:
        return Keeper(self.places, self.terminal.help, lambda: datetime.now(UTC)).attend()

    def said(self) -> list[tuple[str, Any, Any]]:
        return [(line["disposition"], line.get("version"), line.get("reason")) for line in self.lines()]

    def lines(self) -> list[dict[str, Any]]:
        return [line for line in self.running.log if line["event"] == "agent.release.ended"]

    def wait_for(self, condition: Any) -> Any:
        return self.running.wait_for(condition, 20.0)


@pytest.fixture
def machine(
    make_terminal, platform, make_profile, run_agent, write_small_release, tmp_path, monkeypatch, in_pairs
):
    monkeypatch.setattr("kiosk.agent.releases.POLL_S", 0.02)
    looking, fetch = threading.Lock(), fetching.fetch

    def guarded(*args: Any, **more: Any) -> fetching.Fetched:
        with looking:
            return fetch(*args, **more)

    monkeypatch.setattr(fetching, "fetch", guarded)
    terminal = make_terminal()
    terminal.places.root_file.write_bytes(ReleasePublisher(platform.state).root)
    profile = make_profile(platform.url, platform.ca)
    profile = profile.model_copy(
        update={
            "paths": profile.paths.model_copy(update={"state_dir": terminal.places.fetched.parent}),
            "updates": profile.updates.model_copy(update={"rate_kib": 0}),
        }
    )
    made = Machine(terminal, None, platform, write_small_release, tmp_path, looking)
    made.publish("1.0")
    made.running = run_agent(profile, enrolment_code=platform.new_code(), places=terminal.places)
    made.wait_for(lambda: made.running.agent.status.now.enrolment == "enrolled")
    first = made.running
    yield made
    in_pairs([*first.log, *([] if made.running is first else made.running.log)])


def test_a_published_release_comes_in_force_when_the_screens_serve_nobody(machine):
    machine.screens_say("IN_SESSION")
    machine.publish("1.1")
    machine.look()
    machine.wait_for(lambda: machine.attend())
    machine.wait_for(lambda: machine.told["release"]["waiting"] == "1.1")
    assert not list(machine.places.fetched.glob("incoming/*"))
    # Somebody stands here: nothing is asked of the screens.
    assert machine.told["orderedOut"] is None
    assert machine.attend() is None
    machine.screens_say("IDLE")
    machine.wait_for(lambda: machine.told["orderedOut"] == "update")
    assert machine.attend() is None
    # Somebody was quicker; then nobody is there any more.
    machine.screens_say("IN_SESSION")
    machine.wait_for(lambda: machine.told["orderedOut"] is None)
    assert machine.attend() is None
    machine.screens_say("OUT_OF_SERVICE")
    answer = machine.wait_for(machine.attend)
    assert (answer.do, answer.code) == ("activate", "done")
    assert (machine.terminal.current, machine.terminal.good) == ("1.1", "1.0")
    machine.wait_for(lambda: ("activated", "1.1", None) in machine.said())
    machine.terminal.help(["mark-good"])
    machine.wait_for(lambda: ("good", "1.1", None) in machine.said())
    assert machine.said()[:2] == [("fetched", "1.1", None), ("staged", "1.1", None)]


def test_a_release_of_a_newer_package_waits_until_the_screens_serve_nobody(machine, tmp_path):
    machine.screens_say("IN_SESSION")
    places = machine.places
    machine._write(places.home / "releases" / "1.1", "1.1")
    words = ["offer", "1.1", "--profile", str(tmp_path / "site.toml")]
    told = CliRunner().invoke(app, [*words, "--home", str(places.home), "--state", str(places.state)])
    assert told.exit_code == 0, told.output
    machine.wait_for(lambda: machine.told["release"]["waiting"] == "1.1")
    assert machine.told["orderedOut"] is None
    machine.screens_say("IDLE")
    machine.wait_for(lambda: machine.told["orderedOut"] == "update")
    machine.screens_say("OUT_OF_SERVICE")
    assert machine.wait_for(machine.attend).code == "done"
    assert (machine.terminal.current, machine.terminal.good) == ("1.1", "1.0")


def test_a_release_that_was_taken_back_is_reported_and_not_fetched_again(machine):
    machine.screens_say("OUT_OF_SERVICE")
    machine.publish("1.1")
    machine.look()
    for _ in range(2):
        machine.wait_for(machine.attend)
    assert machine.terminal.current == "1.1"
    machine.terminal.help(["roll-back"])
    machine.wait_for(lambda: ("rolled-back", "1.1", None) in machine.said())


def test_after_a_roll_back_the_next_agent_refuses_the_release_until_a_newer_one_comes(machine, run_agent):
    machine.screens_say("OUT_OF_SERVICE")
    machine.publish("1.1")
    machine.look()
    for _ in range(2):
        machine.wait_for(machine.attend)
    machine.running.agent.stop()
    machine.terminal.help(["roll-back"])
    machine.running = run_agent(machine.running.profile, places=machine.places)
    machine.wait_for(lambda: ("refused", None, "rolled-back") in machine.said())
    assert ("rolled-back", "1.1", None) in machine.said()
    assert machine.told["release"] == {
        "running": software_version(),
        "current": "1.0",
        "previous": None,
        "waiting": None,
        "wantsIn": False,
        "problem": "rolled-back",
        "received": 0,
        "total": 0,
    }
    machine.publish("1.2")
    machine.look()
    machine.screens_say("OUT_OF_SERVICE")
    for _ in range(2):
        machine.wait_for(machine.attend)
    assert machine.terminal.current == "1.2"


def test_a_fetch_that_was_cut_goes_on_where_it_was(machine):
    noise = "".join(chr(33 + (i * i * 7919 + i // 89) % 89) for i in range(200_000))
    parts = machine.places.fetched / "incoming" / "parts"

    def cut(packed: Packed) -> None:
        parts.mkdir(parents=True, exist_ok=True)
        digest = hashlib.sha256(packed.archive).hexdigest()
        (parts / f"{digest}.part").write_bytes(packed.archive[:-100])

    # A look that began before would take the part away with what else lay there.
    with machine.looking:
        release = machine.publish("1.1", cut, **{"lib/large.txt": noise})
    machine.look()
    machine.wait_for(machine.attend)
    machine.wait_for(lambda: machine.told["release"]["waiting"] == "1.1")
    (fetched,) = [line for line in machine.lines() if line["disposition"] == "fetched"]
    assert fetched["bytes"] == 100 + len(release.manifest.to_bytes())


def test_what_another_platform_signed_is_refused_and_said(machine, tmp_path):
    stranger = ReleasePublisher(tmp_path / "stranger")
    stranger.start(datetime.now(UTC))
    machine.places.root_file.write_bytes(stranger.root)
    # What this terminal trusted until now is gone with it.
    shutil.rmtree(machine.places.fetched / "trust", ignore_errors=True)
    machine.publish("1.1")
    machine.look()
    refused = machine.wait_for(lambda: [one for one in machine.said() if one[0] == "refused"])
    assert refused[0][2] in {error.__name__ for error in _all(GuideStoreError)}
    assert machine.terminal.current == "1.0"


def _all(kind: type) -> set[type]:
    return {kind} | {deeper for one in kind.__subclasses__() for deeper in _all(one)}


def test_a_terminal_without_a_root_of_trust_does_not_ask(machine):
    machine.places.root_file.unlink()
    machine.publish("1.1")
    machine.look()
    # The desk has looked once more when the next look is asked for and nothing of the first one is left.
    machine.wait_for(lambda: not machine.running.agent._releases._thread._wake.is_set())
    assert machine.told["release"]["waiting"] is None
    assert not list(machine.places.fetched.glob("incoming/*"))
