"""What is the same around every page, and the `Say` in which a text of our own travels."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from kiosk.visit.pages import Destination


@dataclass(frozen=True, slots=True)
class Say:
    """A text of our own: key in locale/, with its values."""

    key: str
    values: Mapping[str, object]


def say(key: str, **values: object) -> Say:
    """Short for Say(key, values)."""
    return Say(key, values)


@dataclass(frozen=True, slots=True)
class Aids:
    """The strip of aids. All of them go back to the start with the visit."""

    text_size: str = "standard"
    """standard, large, extra."""
    high_contrast: bool = False
    low_reach: bool = False
    language: str = "zh-CN"
    speech_on: bool = False
    keypad_on: bool = False
    """Somebody goes through the pages by keypad."""


@dataclass(frozen=True, slots=True)
class Overlay:
    """A question in front of the page: leave, help, idle. `seconds` counts down where time is short."""

    kind: str
    seconds: int | None = None
    topic: str = ""
    """For help: the page's name."""


@dataclass(frozen=True, slots=True)
class Busy:
    """Something is under way; `key` says what, in locale `busy.*`. Done of total where it is known."""

    key: str
    done: int = 0
    total: int = 0


@dataclass(frozen=True, slots=True)
class Frame:
    """What is the same around every page."""

    at: Destination
    step: int | None
    steps: int
    site_name: str
    machine_label: str
    now: datetime
    aids: Aids
    languages: tuple[str, ...]
    busy: Busy | None
    overlay: Overlay | None
    can_back: bool
    can_leave: bool
    notices: tuple[Say, ...]
    """Bands at the top of the page: printer out of paper, guides may be old, …"""
    sample: bool
    """示例数据 must be marked on this page."""
    training: bool = False
    """Nothing here is real: marked on every page."""
