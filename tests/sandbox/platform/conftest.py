"""A platform that really listens, on SQLite and on PostgreSQL, with a small catalogue of its own.

What it is made of stands beside; importlib mode puts no folder on the path.
"""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import requests
from sqlalchemy import text

from kiosk.catalogue.models import Catalogue
from sandbox.platform.database import Base
from sandbox.platform.publishing import Publisher
from sandbox.platform.services import Services
from sandbox.platform.shared_data import SamplePeople

sys.path.append(str(Path(__file__).parent))
from platform_sample import DOCUMENTS, NUMBER, START, sample_people
from platform_stand import Platform, Running, serve
from postgres_server import postgres_server
from published_catalogue import make_publisher
from sealed_handing import Handing
from signed_terminal import ManualClock, SignedTerminal


def problem_type(answer: requests.Response) -> str:
    assert answer.headers["Content-Type"] == "application/problem+json", answer.text
    body = answer.json()
    assert body["status"] == answer.status_code
    assert body["title"] and body["detail"] and body["traceId"]
    name: str = body["type"].removeprefix("urn:yiciban:problem:")
    return name


@pytest.fixture
def problem() -> Callable[[requests.Response], str]:
    return problem_type


@pytest.fixture(scope="session")
def people() -> SamplePeople:
    return sample_people()


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    with postgres_server() as url:
        yield url


@pytest.fixture(scope="session")
def sqlite_platform(tmp_path_factory: pytest.TempPathFactory, people: SamplePeople) -> Iterator[Platform]:
    yield from serve(tmp_path_factory.mktemp("platform"), None, people)


@pytest.fixture(scope="session")
def postgres_platform(
    tmp_path_factory: pytest.TempPathFactory, people: SamplePeople, postgres_url: str
) -> Iterator[Platform]:
    yield from serve(tmp_path_factory.mktemp("platform-pg"), postgres_url, people)


def wipe(platform: Platform) -> None:
    platform.clock.now = START
    platform.http.delete(f"{platform.url}/sandbox/faults", timeout=30)
    with platform.services.database.transaction() as session:
        for table in reversed(Base.metadata.sorted_tables):
            session.execute(text(f"DELETE FROM {table.name}"))


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def platform(request: pytest.FixtureRequest) -> Platform:
    """On both databases."""
    found: Platform = request.getfixturevalue(f"{request.param}_platform")
    wipe(found)
    return found


@pytest.fixture
def one_platform(sqlite_platform: Platform) -> Platform:
    """On SQLite alone, for what does not touch the database's ways."""
    wipe(sqlite_platform)
    return sqlite_platform


@pytest.fixture
def terminal(platform: Platform) -> SignedTerminal:
    return platform.terminal()


@pytest.fixture
def citizen(platform: Platform) -> SignedTerminal:
    return platform.citizen()


@pytest.fixture
def handing(platform: Platform) -> Handing:
    folder = platform.services.settings.upload_dir
    for file in folder.iterdir() if folder.exists() else ():
        file.unlink()
    return Handing(platform, platform.terminal())


@dataclass
class Parts:
    """What a test needs to start a platform of its own."""

    documents: dict[str, Any]
    clock: ManualClock
    number: str

    @contextmanager
    def listening(self, app: Any, services: Services) -> Iterator[Platform]:
        with Running(app) as running, requests.Session() as http:
            yield Platform(running.url, services, self.clock, http)


@pytest.fixture
def platform_parts() -> Parts:
    return Parts(DOCUMENTS, ManualClock(), NUMBER)


@pytest.fixture
def publisher(tmp_path: Path) -> Publisher:
    """One without anything published, its state in `tmp_path`."""
    return make_publisher(tmp_path)


@pytest.fixture
def catalogue(one_platform: Platform) -> Catalogue:
    return one_platform.services.publication.catalogue
