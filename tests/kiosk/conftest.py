"""What the tests of agent, client and submission share: a TLS server that answers as told, and an agent.

scripted_server.py and small_bundle.py stand beside; importlib mode puts no folder on the path.
"""

import functools
import io
import json
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import requests
from tuf.api.metadata import Metadata, Root

from devices.id_card.simulator.compose import compose
from kiosk.agent.app import Agent
from kiosk.agent.enrolment import IDENTITY_FILE, KEY_FILE
from kiosk.agent.keys import FileKeyStore, write_private
from kiosk.catalogue.content import compose as compose_catalogue
from kiosk.catalogue.plan import plan
from kiosk.platform.card_proof import card_proof
from kiosk.platform.models import EnrolmentResult
from kiosk.terminal.logs import make_logger
from kiosk.terminal.settings import SiteProfile, load
from sandbox import content
from sandbox.bare_profile import bare_profile
from sandbox.platform.app import make_services
from sandbox.platform.enrolling import new_code, revoke
from sandbox.platform.holding import held, submission_numbers
from sandbox.platform.people import sample_people
from sandbox.platform.services import Services
from sandbox.platform.settings import Settings
from sandbox.platform.tls import Authority

sys.path.append(str(Path(__file__).parent))
from scripted_server import ScriptedServer, drop, problem_reply, reply

DEADLINE_S = 40.0


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, Path]:
    """(CA, server certificate, server key) as PEM files."""
    folder = tmp_path_factory.mktemp("ca")
    now = datetime.now(UTC)
    made = Authority.open(folder, now)
    certificate, key = made.make_server_files(folder, now)
    return folder / "ca.pem", certificate, key


@pytest.fixture
def server(authority: tuple[Path, Path, Path]) -> Iterator[ScriptedServer]:
    made = ScriptedServer(authority[1], authority[2])
    yield made
    made.close()


@pytest.fixture
def answers() -> Any:
    """The makers of answers, for tests that write a script."""

    class Answers:
        json = staticmethod(reply)
        problem = staticmethod(problem_reply)
        drop = staticmethod(drop)

    return Answers


@pytest.fixture
def make_profile(tmp_path: Path, authority: tuple[Path, Path, Path]) -> Callable[..., SiteProfile]:
    def make(url: str, ca: Path | None = None) -> SiteProfile:
        path = tmp_path / "site.toml"
        path.write_text(bare_profile(url, ca or authority[0]), encoding="utf-8")
        return load(path)

    return make


class RunningAgent:
    """An agent in this process, what it logged, and a raw way to its socket."""

    def __init__(self, profile: SiteProfile, **options: Any) -> None:
        self.profile = profile
        self.output = io.StringIO()
        self.agent = Agent(profile, make_logger("agent", self.output), **options)
        self.socket_path = profile.paths.agent_socket

    @property
    def log(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.output.getvalue().splitlines()]

    def wait_for(self, condition: Callable[[], Any], seconds: float = DEADLINE_S) -> Any:
        """Poll until `condition` is true; fails after `seconds`."""
        poll = threading.Event()
        until = datetime.now(UTC) + timedelta(seconds=seconds)
        while datetime.now(UTC) < until:
            found = condition()
            if found:
                return found
            poll.wait(0.02)
        raise AssertionError("the condition did not come true: " + self.output.getvalue())


@pytest.fixture
def run_agent() -> Iterator[Callable[..., RunningAgent]]:
    running: list[RunningAgent] = []

    def start(profile: SiteProfile, **options: Any) -> RunningAgent:
        made = RunningAgent(profile, **options)
        made.agent.start()
        running.append(made)
        return made

    yield start
    for one in running:
        one.agent.stop()


@pytest.fixture
def give_identity() -> Callable[[SiteProfile], EnrolmentResult]:
    """Make a terminal look enrolled, without a platform."""

    def give(profile: SiteProfile) -> EnrolmentResult:
        identity = EnrolmentResult(
            terminal_id="terminal-1",
            certificate_chain="PEM",
            expires_at=datetime(2027, 1, 1, tzinfo=UTC),
            catalogue_root=Metadata(Root()).to_bytes().decode(),
        )
        FileKeyStore(profile.paths.state_dir / KEY_FILE)
        write_private(
            profile.paths.state_dir / IDENTITY_FILE, identity.model_dump_json(by_alias=True).encode()
        )
        return identity

    return give


@pytest.fixture
def agent(
    server: ScriptedServer,
    make_profile: Callable[..., SiteProfile],
    give_identity: Callable[[SiteProfile], EnrolmentResult],
    run_agent: Callable[..., RunningAgent],
) -> RunningAgent:
    """An enrolled agent before the scripted server."""
    profile = make_profile(server.url)
    give_identity(profile)
    return run_agent(profile)


PLATFORM = [sys.executable, "-c", "from sandbox.platform.cli import main; main()"]


class RealPlatform:
    """`kiosk-platform serve` as a process of its own, over TLS, with its faults on switch."""

    def __init__(self, state: Path, port: int = 0) -> None:
        self.state = state
        self._process = subprocess.Popen(
            [*PLATFORM, "serve", "--state", str(state), "--port", str(port), "--faults"],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        assert line, "the platform did not start"
        told = json.loads(line)
        self.url: str = told["url"]
        self.port = int(self.url.rpartition(":")[2])
        self.ca = Path(told["ca"])
        self.code: str = told["enrolmentCode"]

    @functools.cached_property
    def services(self) -> Services:
        """A second hand on the platform's database, as its own commands have."""
        catalogue = compose_catalogue(content.documents())
        settings = Settings(state_dir=self.state)
        return make_services(settings, catalogue, plan, sample_people(content.people()))

    def new_code(self) -> str:
        return new_code(self.services)

    def revoke(self, terminal: str) -> None:
        assert revoke(self.services, terminal)

    def held(self, submission_no: str) -> dict[str, Any]:
        with self.services.database.transaction() as session:
            found = held(self.services, session, submission_no)
        assert found is not None
        return found

    def submissions(self) -> list[str]:
        with self.services.database.transaction() as session:
            return submission_numbers(session)

    def fault(self, **fault: Any) -> None:
        answer = requests.post(self.url + "/sandbox/faults", json=fault, verify=str(self.ca), timeout=30)
        assert answer.status_code == 201, answer.text

    def clear(self) -> None:
        requests.delete(self.url + "/sandbox/faults", verify=str(self.ca), timeout=30)

    def stop(self, kill: bool = False) -> None:
        (self._process.kill if kill else self._process.terminate)()
        self._process.wait(100)
        if self._process.stdout:
            self._process.stdout.close()
        if "services" in self.__dict__:
            self.services.database.close()


@pytest.fixture(scope="session")
def platform_process(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RealPlatform]:
    made = RealPlatform(tmp_path_factory.mktemp("platform"))
    yield made
    made.stop()


@pytest.fixture
def platform(platform_process: RealPlatform) -> Iterator[RealPlatform]:
    """The real platform without any fault left over."""
    yield platform_process
    platform_process.clear()


@pytest.fixture(scope="session")
def start_platform() -> Iterator[Callable[..., RealPlatform]]:
    """Starts platforms that a test may kill."""
    started: list[RealPlatform] = []

    def start(state: Path, port: int = 0) -> RealPlatform:
        started.append(RealPlatform(state, port))
        return started[-1]

    yield start
    for one in started:
        one.stop(kill=True)


@pytest.fixture(scope="session")
def enrolled(
    platform_process: RealPlatform, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[RunningAgent]:
    """An agent that enrolled with the real platform and has its guides."""
    path = tmp_path_factory.mktemp("terminal") / "site.toml"
    path.write_text(bare_profile(platform_process.url, platform_process.ca), encoding="utf-8")
    running = RunningAgent(load(path), enrolment_code=platform_process.code)
    running.agent.start()
    running.wait_for(lambda: running.agent.status.now.guide_version > 0)
    yield running
    running.agent.stop()


@pytest.fixture
def proof() -> Callable[[str], str]:
    """The cardProof of a sample person, read just now."""

    def make(key: str = "li") -> str:
        person = next(one for one in content.people() if one["key"] == key)
        return card_proof("00.00-20000101-0000000000-0000000000", compose(person["card"]), datetime.now(UTC))

    return make
