"""What the pages of the staff and of the first start hold while they are open."""

from dataclasses import dataclass, field

from kiosk.log_copy.desk import LogsSeen
from kiosk.visit.facts import Facts
from kiosk.visit.trial import Trial


@dataclass(frozen=True, slots=True)
class SettingEdit:
    """What is typed of a setting. problem: key of `staff.setting.problem.*`."""

    text: str = ""
    problem: str = ""


@dataclass(frozen=True, slots=True)
class LogCopy:
    """What the page knows. seen: None until somebody looked."""

    seen: LogsSeen | None = None
    looking: bool = False
    """It was asked for and has not come yet."""
    copying: bool = False
    since: float = 0.0
    """When a copy that is under way came further, in seconds of the state's clock."""
    outcome: str = ""
    """How the copy ended: kiosk/log_copy/notes.py DONE, or why not."""


@dataclass(frozen=True, slots=True)
class Staff:
    """Who looks after the terminal now. `label` is empty until card and PIN were good."""

    label: str = ""
    number: str = field(default="", repr=False)
    """Of the card that was laid down or typed, until the PIN was checked."""
    pin: str = field(default="", repr=False)
    how: str = "card"
    problem: str = ""
    """Why they were not let in: key of `staff.door.*`."""
    wait_s: int = 0
    acted: str = ""
    """The last act; `fault` says why it failed."""
    fault: str | None = None
    trial: Trial = field(default_factory=Trial)
    facts: Facts = field(default_factory=Facts)
    setting: SettingEdit = SettingEdit()
    logs: LogCopy = LogCopy()


@dataclass(frozen=True, slots=True)
class SetUp:
    """The first start, as far as it has come."""

    code: str = field(default="", repr=False)
    problem: str = ""
    """Key of `set_up.problem.*`."""
    card_px: float | None = None
    """A bank card on the glass, as somebody fitted it; None: the profile is believed."""
