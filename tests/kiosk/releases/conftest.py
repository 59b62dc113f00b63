"""A publisher with real keys, real files below a folder, and a terminal: both halves, and the links."""

import importlib.util
import itertools
import secrets
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from kiosk.releases.errors import HelperFailed
from kiosk.releases.fetching import Fetched, fetch
from kiosk.releases.folder import Folder
from kiosk.releases.keeper import Keeper
from kiosk.releases.notes import WANTED, Answer, Wanted
from kiosk.releases.places import Places
from kiosk.whole_file import write_whole
from offline_cache.errors import SourceStatus
from offline_cache.source import Opened
from sandbox.platform.release_packing import Packed, Terms, of_folder, pack
from sandbox.platform.releasing import ReleasePublisher

HELPER = Path(__file__).parents[3] / "packaging" / "terminal" / "release.py"


def load_helper() -> Any:
    """/usr/lib/yiciban/release itself, as the package installs it."""
    spec = importlib.util.spec_from_file_location("yiciban_release", HELPER)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def write_release(folder: Path, version: str, **more: str) -> Path:
    """The folder of a small release whose commands say their version."""
    texts = {
        "bin/kiosk": f"#!/bin/sh\necho {version}\n",
        "bin/kiosk-ui": "#!/bin/sh\n",
        "lib/app.py": version,
    } | more
    for name, text in texts.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        path.chmod(0o755 if name.startswith("bin/") else 0o644)
    (folder / "bin" / "python").symlink_to("/usr/bin/python3.11")
    return folder


class Site:
    """The publisher's side."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.publisher = ReleasePublisher(folder)
        self.publisher.start(datetime.now(UTC))
        self.root = self.publisher.root
        self._serial = itertools.count()

    def packed(self, version: str, downgrade: bool = False, min_previous: str = "0", **more: str) -> Packed:
        made = write_release(self.folder / f"made-{next(self._serial)}", version, **more)
        return pack(version, of_folder(made), Terms(min_previous, downgrade, 0))

    def offer(self, version: str, **options: Any) -> Packed:
        release = self.packed(version, **options)
        self.publisher.publish(release, datetime.now(UTC))
        return release


class FolderFetcher:
    """The publisher's files without a network; the agent's tests have the real one."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.chunk = 4096
        self.asked: list[tuple[str, int]] = []

    @contextmanager
    def open(self, path: str, offset: int = 0) -> Iterator[Opened]:
        self.asked.append((path, offset))
        file = self.folder / path
        if not file.is_file():
            raise SourceStatus(404)
        with file.open("rb") as opened:
            opened.seek(offset)
            yield Opened(offset, iter(lambda: opened.read(self.chunk), b""))


class Terminal:
    """One terminal's disk, and both halves on it."""

    def __init__(self, folder: Path, site: Site) -> None:
        self.site = site
        self.places = Places(
            home=folder / "opt",
            state=folder / "state",
            root_file=folder / "release-root.json",
            fetched=folder / "agent" / "releases",
            helper=HELPER,
        )
        for each in (self.places.home / "releases", self.places.state, self.places.fetched):
            each.mkdir(parents=True)
        self.places.root_file.write_bytes(site.root)
        self.fetcher = FolderFetcher(site.folder / "software")
        self.folder = Folder(self.places.home)
        self._helper = load_helper()
        self.restarted: list[list[str]] = []

    def install(self, version: str) -> None:
        """What the Debian package does: a release without a manifest, in force."""
        write_release(self.places.home / "releases" / version, version)
        self.help(["put-in-force", version])

    def help(self, words: Any) -> None:
        links = self._helper.Releases(self.places.home)
        told = self.places.state / "rolled-back.json"
        if self._helper.main(list(words), links, self.restarted.append, lambda _: None, told):
            raise HelperFailed(" ".join(words))

    @property
    def keeper(self) -> Keeper:
        return Keeper(self.places, self.help, lambda: datetime.now(UTC))

    def fetch(self, **options: Any) -> Fetched:
        standing = self.keeper.standing()
        return fetch(self.places.fetched, self.site.root, self.fetcher, standing, **options)

    def ask(self, do: Any, version: str) -> Answer:
        write_whole(
            self.places.fetched / WANTED, Wanted(do, version, secrets.token_hex(16)).to_bytes(), 0o600
        )
        answer = self.keeper.attend()
        assert answer is not None
        return answer

    def update(self, version: str, **options: Any) -> str:
        """The whole way: publish, fetch, unpack, put in force; returns the last answer's code."""
        self.site.offer(version, **options)
        self.fetch()
        staged = self.ask("stage", version)
        return staged.code if staged.code != "done" else self.ask("activate", version).code

    @property
    def current(self) -> str | None:
        return self.folder.named("current")

    @property
    def good(self) -> str | None:
        return self.folder.named("good")


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return Site(tmp_path / "site")


@pytest.fixture
def make_terminal(tmp_path: Path, site: Site) -> Callable[..., Terminal]:
    numbers = itertools.count()

    def make(version: str | None = "1.0") -> Terminal:
        made = Terminal(tmp_path / f"terminal-{next(numbers)}", site)
        if version is not None:
            made.install(version)
            made.help(["mark-good"])
        return made

    return make


@pytest.fixture
def terminal(make_terminal: Callable[..., Terminal]) -> Terminal:
    """Runs release 1.0 of the Debian package, marked good."""
    return make_terminal()


@pytest.fixture
def write_small_release() -> Callable[..., Path]:
    return write_release


@pytest.fixture
def make_anywhere() -> Callable[[Path], Terminal]:
    """A publisher and a terminal as `terminal` is, in a folder of whoever asks."""

    def make(folder: Path) -> Terminal:
        made = Terminal(folder / "terminal", Site(folder / "site"))
        made.install("1.0")
        made.help(["mark-good"])
        return made

    return make


@pytest.fixture
def in_memory(tmp_path: Path) -> Iterator[Path]:
    """A folder in memory where there is one: hundreds of flushes cost nothing there."""
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else tmp_path) as folder:
        yield Path(folder)


@pytest.fixture(scope="session")
def in_pairs() -> Callable[[Iterable[dict[str, Any]]], set[tuple[str, Any]]]:
    """Hold log lines against the rule that what begins ends; returns the steps that are still under way."""

    def check(lines: Iterable[dict[str, Any]]) -> set[tuple[str, Any]]:
        begun: dict[str, Any] = {}
        for line in lines:
            if line["event"] == "agent.release.started":
                assert line["state"] not in begun, f"began twice: {line}"
                begun[line["state"]] = line.get("version")
            elif line["event"] == "agent.release.ended":
                assert line["state"] in begun, f"ended and had not begun: {line}"
                # What a fetch brings is known when it is here.
                assert begun.pop(line["state"]) in (None, line.get("version")), line
        return set(begun.items())

    return check
