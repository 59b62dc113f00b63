"""What the pages of the staff and of the first start hold while they are open."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from devices.discovery.values import Found, Named
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
class Hunt:
    """The devices as they were found, and what somebody chose of them."""

    begun: bool = False
    finding: bool = False
    named: tuple[Named, ...] = ()
    found: tuple[Found, ...] = ()
    asking: str = ""
    """The serial line that is being asked."""
    silent: frozenset[str] = frozenset()
    """Lines that said nothing that is known."""
    busy: frozenset[str] = frozenset()
    """Lines that could not be asked."""
    choices: Mapping[str, str] = field(default_factory=dict)
    """Port of what was found → the kind as which it is to be used."""
    left: frozenset[str] = frozenset()
    """Kinds to be taken out of the profile."""
    to_test: tuple[str, ...] = ()
    """Kinds that are to be looked at still, the present one first."""
    to_test_of: int = 0


@dataclass(frozen=True, slots=True)
class SetUp:
    """The first start, as far as it has come."""

    code: str = field(default="", repr=False)
    problem: str = ""
    """Key of `set_up.problem.*`."""
    hunt: Hunt = Hunt()
    card_px: float | None = None
    """A bank card on the glass, as somebody fitted it; None: the profile is believed."""
