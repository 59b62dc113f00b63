"""One terminal on real wires for all journeys: platform, bench and agent as processes of their own."""

import json
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests

from kiosk.catalogue.content import compose
from kiosk.catalogue.plan import plan
from sandbox import content
from sandbox.platform.app import make_services
from sandbox.platform.holding import held, submission_numbers
from sandbox.platform.people import sample_people
from sandbox.platform.services import Services
from sandbox.platform.settings import Settings
from sandbox.processes import Programs, program
from sandbox.stand import Stand, build, start_agent

sys.path.append(str(Path(__file__).parent))
# The visit that the fault matrix walks through without a terminal.
sys.path.append(str(Path(__file__).parents[1] / "kiosk" / "visit"))

from conductor import Conductor

WHOLE_VISIT_S = 300
"""A whole terminal is started and a whole visit made; the machine may have other work."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Give journeys longer than other tests."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents and item.get_closest_marker("timeout") is None:
            item.add_marker(pytest.mark.timeout(WHOLE_VISIT_S))


class Bench:
    """The citizen's hands, over the bench's HTTP interface."""

    def __init__(self, url: str) -> None:
        self._url = url

    def ask(self, method: str, path: str, **body: Any) -> requests.Response:
        answer = requests.request(method, self._url + path, json=body or None, timeout=30)
        answer.raise_for_status()
        return answer

    def lay_card(self, person: str = "li", **card: Any) -> None:
        self.ask("POST", "/id-card", **({"card": card} if card else {"person": person}))

    def show_code(self, text: str) -> None:
        """Hold a code to the reader; a reader that is just being switched on does not see it yet."""
        end = time.monotonic() + 30
        while requests.post(f"{self._url}/code", json={"text": text}, timeout=30).status_code != 200:
            assert time.monotonic() < end, "the reader stays switched off"
            time.sleep(0.05)

    def lift_card(self) -> None:
        self.ask("DELETE", "/id-card")

    def put_paper(self, key: str, **how: Any) -> None:
        self.ask("POST", "/camera/page", paper=key, **how)

    def take_paper_away(self) -> None:
        self.ask("DELETE", "/camera/page")

    def printer(self, **state: Any) -> None:
        self.ask("POST", "/printer/state", **state)

    def heal(self) -> None:
        """All well, nothing lying about."""
        self.ask("DELETE", "/id-card/fault")
        self.lift_card()
        self.take_paper_away()
        for device in ("id-card", "camera", "printer"):
            self.ask("POST", f"/{device}/plug")
        self.printer(heal=True, paper="full", line_ms=0)
        self.ask("POST", "/printer/tear")


class Agent:
    """The process that has the network and empties the outbox."""

    def __init__(self, stand: Stand, programs: Programs) -> None:
        self._stand, self._programs = stand, programs

    def kill(self) -> None:
        self._programs.end("agent")

    def start(self) -> None:
        start_agent(self._programs, self._stand.profile)


class Platform:
    """The platform's faults, its process, and a second hand on what it holds."""

    def __init__(self, stand: Stand, programs: Programs) -> None:
        self._programs = programs
        self._state = stand.folder / "platform"
        self.url: str = stand.platform["url"]
        self._ca: str = stand.platform["ca"]
        catalogue = compose(content.documents())
        settings = Settings(state_dir=self._state)
        self.services: Services = make_services(settings, catalogue, plan, sample_people(content.people()))

    def fault(self, kind: str, path: str = "*", times: int = 1, **more: Any) -> None:
        answer = requests.post(
            f"{self.url}/sandbox/faults",
            json={"kind": kind, "path": path, "times": times, **more},
            verify=self._ca,
            timeout=30,
        )
        assert answer.status_code == 201, answer.text

    def clear(self) -> None:
        requests.delete(f"{self.url}/sandbox/faults", verify=self._ca, timeout=30).raise_for_status()

    def phone(self, path: str, **form: str) -> requests.Response:
        """Do something on a citizen's phone; `path` may be a whole address."""
        address = path if path.startswith("https://") else f"{self.url}/phone{path}"
        headers = {"Accept": "application/json"}
        answer = requests.post(address, data=form, headers=headers, verify=self._ca, timeout=30)
        answer.raise_for_status()
        return answer

    def kill(self) -> None:
        self._programs.end("platform")

    def start(self) -> None:
        command = [program("kiosk-platform"), "serve", "--state", str(self._state), "--faults"]
        command += ["--port", self.url.rpartition(":")[2]]
        self._programs.announced("platform", command)

    def submissions(self) -> list[str]:
        with self.services.database.transaction() as session:
            return submission_numbers(session)

    def held(self, number: str) -> dict[str, Any]:
        with self.services.database.transaction() as session:
            found = held(self.services, session, number)
        assert found is not None
        return json.loads(json.dumps(found, default=str))


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    """Where simulators have their lines: sockets want a short name."""
    with tempfile.TemporaryDirectory(prefix="yf") as name:
        yield Path(name)


@pytest.fixture(scope="session")
def _stand(request: pytest.FixtureRequest) -> Iterator[tuple[Stand, Programs]]:
    cache = request.config.rootpath / "build" / "simulators"
    cache.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory(prefix="yjt-") as folder,
        Programs(Path(folder) / "logs") as programs,
    ):
        yield build(programs, Path(folder) / "s", cache), programs


@pytest.fixture(scope="session")
def stand(_stand: tuple[Stand, Programs]) -> Stand:
    return _stand[0]


@pytest.fixture(scope="session")
def bench(stand: Stand) -> Bench:
    return Bench(stand.bench["url"])


@pytest.fixture(scope="session")
def _platform(_stand: tuple[Stand, Programs]) -> Iterator[Platform]:
    made = Platform(*_stand)
    yield made
    made.services.database.close()


@pytest.fixture
def platform(_platform: Platform) -> Iterator[Platform]:
    yield _platform
    _platform.clear()


@pytest.fixture
def agent(_stand: tuple[Stand, Programs]) -> Agent:
    return Agent(*_stand)


@pytest.fixture(scope="session")
def _conductors(stand: Stand) -> Iterator[list[Conductor]]:
    # Only the camera's worker, which the terminal starts by itself, sees the simulated camera.
    with (stand.folder / "run" / "ui.log").open("w") as log, pytest.MonkeyPatch.context() as patch:
        for name, value in stand.bench["devices"]["document_camera"]["env"].items():
            patch.setenv(name, value)
        made = [Conductor(stand.profile, log)]
        patch.undo()
        yield made
        made[0].stop()


@pytest.fixture
def terminal(
    _conductors: list[Conductor],
    stand: Stand,
    bench: Bench,
    platform: Platform,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Conductor]:
    """The terminal on its idle page, everything well; and so it is left."""
    # A citizen waits six seconds for what stands on a page; several workers at once may take longer.
    monkeypatch.setattr("kiosk.visit.page_review.PATIENCE_S", 60.0)
    (conductor,) = _conductors
    if not conductor.started:
        conductor.start()
    yield conductor
    platform.clear()
    bench.heal()
    conductor.end()


_numbers = iter(range(1, 10_000))


@pytest.fixture
def number() -> int:
    """Tells one test's application from another's: the same thing twice is a duplicate to the platform."""
    return next(_numbers)
