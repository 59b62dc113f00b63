"""What the two halves say to each other: the agent asks by one file, root answers and remembers in another.

`wanted` lies in the agent's folder and is worth as much as the agent: a request for what root verifies.
`state.json` and `rolled-back.json` lie in root's folder, which everybody may read.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Literal, get_args

from kiosk.asked_of_root import NoRequest, read
from kiosk.releases.version import is_version
from kiosk.whole_file import write_whole

WANTED = "wanted"
STATE = "state.json"
ROLLED_BACK = "rolled-back.json"
REMEMBERED = 32
"""So many versions that did not work are remembered."""

Do = Literal["stage", "activate"]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the agent asks for: that a fetched release be unpacked, or an unpacked one put in force."""

    do: Do
    version: str
    id: str
    """Made at random by whoever asks; the answer repeats it."""

    def to_bytes(self) -> bytes:
        """Return the file's content."""
        return json.dumps(asdict(self)).encode()

    @classmethod
    def of(cls, data: bytes) -> "Wanted":
        """Read the file; raises `NoRequest` for anything but a request."""
        told = read(data, get_args(Do))
        version = told.get("version")
        if not isinstance(version, str) or not is_version(version):
            raise NoRequest
        return cls(told["do"], version, told["id"])


PACKAGE = ""
"""Instead of a manifest's digest: dpkg has checked and laid out the release, from the Debian package."""


@dataclass(frozen=True, slots=True)
class Staged:
    """A release that root has verified and unpacked. `manifest`: SHA-256 of its manifest, or PACKAGE."""

    version: str
    manifest: str


@dataclass(frozen=True, slots=True)
class Answer:
    """How the last request ended: `code` is "done", or a reason (kiosk/releases/errors.py, offline_cache)."""

    do: Do
    version: str
    id: str
    code: str
    at: str


@dataclass(frozen=True, slots=True)
class State:
    """What root remembers."""

    staged: Staged | None = None
    rolled_back: tuple[str, ...] = ()
    """Versions that were tried and did not work, the last one last."""
    answer: Answer | None = None

    def with_rolled_back(self, version: str | None) -> "State":
        """Return the state that remembers one more that did not work."""
        if version is None or version in self.rolled_back:
            return self
        return replace(self, rolled_back=(*self.rolled_back, version)[-REMEMBERED:])


def load(folder: Path) -> State:
    """Return root's state, an empty one where none can be read; with what was rolled back last."""
    return _state(_json(folder / STATE)).with_rolled_back(rolled_back(folder))


def save(folder: Path, state: State) -> None:
    """Keep root's state, whole or not at all. Raises OSError."""
    write_whole(folder / STATE, json.dumps(asdict(state)).encode(), 0o644)


def rolled_back(folder: Path) -> str | None:
    """Return the version that /usr/lib/yiciban/release took back last, None before the first."""
    version = _json(folder / ROLLED_BACK).get("from")
    return version if isinstance(version, str) and version else None


def _json(path: Path) -> Mapping[str, Any]:
    try:
        told = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return {}
    return told if isinstance(told, dict) else {}


def _state(told: Mapping[str, Any]) -> State:
    try:
        staged, answer = told.get("staged"), told.get("answer")
        return State(
            Staged(str(staged["version"]), str(staged["manifest"])) if staged else None,
            tuple(str(one) for one in told.get("rolled_back", ())),
            Answer(answer["do"], *(str(answer[one]) for one in ("version", "id", "code", "at")))
            if answer
            else None,
        )
    except (KeyError, TypeError, AttributeError):
        return State()
