"""What the two halves say to each other: the screens ask by one file, root answers in another, as it goes.

Both lie in memory (/run): what was asked for before a power cut is not done after it. The request is worth as
much as the screens: root looks at key, stick and folder itself.
"""

import json
import re
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal, get_args

from kiosk.asked_of_root import read as read_request

_WORD = re.compile(r"[A-Za-z]{1,32}")

Do = Literal["look", "copy"]
UNDER_WAY = ("begun", "reading", "copying", "written")
"""States of a copy in their order; `written` is whole on the stick, which may not be pulled yet."""
DONE = "safeToPull"
FOUND = "found"
"""A look that found a stick that can be written."""


@dataclass(frozen=True, slots=True)
class Places:
    """Where the halves meet; tests have folders of their own."""

    asked: Path = Path("/run/yiciban-logs/asked")
    """The screens' to write."""
    told: Path = Path("/run/yiciban-logs")
    """Root's to write, everybody's to read."""

    @property
    def wanted(self) -> Path:
        """The request; kiosk-logs.path watches it."""
        return self.asked / "wanted"

    @property
    def answer(self) -> Path:
        """How it goes, and how it ended."""
        return self.told / "told.json"


@dataclass(frozen=True, slots=True)
class Wanted:
    """look: whether there is a stick that can be written, and how much room it has. copy: write to it."""

    do: Do
    id: str
    """Made at random by whoever asks; the answer repeats it."""

    def to_bytes(self) -> bytes:
        """Return the file's content."""
        return json.dumps(asdict(self)).encode()

    @classmethod
    def of(cls, data: bytes) -> "Wanted":
        """Read the file; raises NoRequest for anything but a request."""
        told = read_request(data, get_args(Do))
        return cls(told["do"], told["id"])


@dataclass(frozen=True, slots=True)
class Told:
    """How a request goes. state: one of UNDER_WAY, DONE, FOUND, or why not: noKey, badKey, noStick,
    strangeStick, noFiles (none of the file systems), full, pulled, disk (the stick's), ownDisk.
    """

    id: str
    state: str
    done: int = 0
    total: int = 0
    """Bytes."""
    free: int = 0
    """Bytes of room on the stick."""
    file: str = ""
    """Name of the copy, once it is whole."""

    @property
    def ended(self) -> bool:
        """Whether nothing more is said of it."""
        return self.state not in UNDER_WAY


def read(places: Places) -> Told | None:
    """Return what root said last; None where it said nothing."""
    try:
        told = json.loads(places.answer.read_bytes())
        done, total, free = (int(told[name]) for name in ("done", "total", "free"))
        asked, state, file = (str(told[name]) for name in ("id", "state", "file"))
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return Told(asked, state, done, total, free, file) if _WORD.fullmatch(state) else None
