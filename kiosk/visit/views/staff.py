"""The pages of the staff and of the first start."""

from collections.abc import Mapping
from dataclasses import dataclass

from kiosk.visit.views.board import DeviceRow, StandingView
from kiosk.visit.views.frame import Say


@dataclass(frozen=True, slots=True)
class StaffDoorView:
    """Who it is. part: card, number, pin. `value` is the number; of the PIN only its length is shown."""

    part: str
    value: str
    digits: int
    problem: Say | None


@dataclass(frozen=True, slots=True)
class StaffMenuView:
    """What can be done. `said` tells what became of the last act, `well` how."""

    label: str
    devices_out: int
    can_print: bool
    withdrawn: bool
    training: bool
    said: Say | None
    well: bool
    paper: str = ""
    """`low` or `out` where a roll or tray is; key of `staff.paper.*`."""


@dataclass(frozen=True, slots=True)
class StaffWithdrawView:
    """Why it is taken out of service. reasons: (key of `staff.withdraw.*`, of `out_of_service.*`)."""

    reasons: tuple[tuple[str, str], ...]
    said: Say | None


@dataclass(frozen=True, slots=True)
class FactRow:
    """One thing on a page of figures. icon: a sign's name."""

    id: str
    title: Say
    icon: str
    standing: StandingView


@dataclass(frozen=True, slots=True)
class StaffFactsView:
    """Outbox, network, versions or readiness (key of `staff.row.*`).

    acts: (key of `staff.act.*`, may be pressed). `said` stands above the rows; tone: info, ok, error.
    """

    page: str
    rows: tuple[FactRow, ...]
    acts: tuple[tuple[str, bool], ...]
    said: Say | None
    tone: str


@dataclass(frozen=True, slots=True)
class StaffSettingsView:
    """What the staff may change here: (key of `setting.*`, value); units by key (`staff.setting.unit.*`).

    file: whether the file of the settings is in force. saved: one was written just now. changed: a new start
    puts in force what was changed. groups: (key of `setting_group.*`, how many there are) of all settings.
    """

    rows: tuple[tuple[str, str], ...]
    units: Mapping[str, str]
    file: StandingView
    saved: bool
    changed: bool
    groups: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class SettingRow:
    """One setting in force. label: key of `setting.*`; unit: of `staff.setting.unit.*`.

    origin: key of `staff.setting.origin.*`; changer: of `staff.setting.changer.*`. more: (label, value).
    """

    key: str
    label: str
    value: str
    unit: str
    origin: str
    changer: str
    more: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class StaffSettingGroupView:
    """One group of the settings (key of `setting_group.*`). roots_file: where root's stand, if some are."""

    group: str
    rows: tuple[SettingRow, ...]
    roots_file: str


@dataclass(frozen=True, slots=True)
class StaffSettingView:
    """One of them. kind: of keys (number, phone). `takes` says what may be typed."""

    key: str
    kind: str
    text: str
    takes: Say
    problem: Say | None


@dataclass(frozen=True, slots=True)
class SetUpCodeView:
    """The enrolment code. scan: a QR can be shown; silent: the agent does not answer."""

    code: str
    problem: Say | None
    scan: bool
    silent: bool


@dataclass(frozen=True, slots=True)
class SetUpProgressView:
    """steps: (name of `set_up.step.*`, done, doing, failed or waiting); received of total bytes of guides."""

    steps: tuple[tuple[str, str], ...]
    received: int
    total: int
    problem: Say | None
    can_go_on: bool


@dataclass(frozen=True, slots=True)
class NamedDevice:
    """A device that the profile names. standing: here, missing, or unknown while nobody has looked.

    `facts` say where, and what else is known of it; `dropped`: it is to be taken out of the profile.
    """

    kind: str
    standing: str
    facts: tuple[Say, ...]
    can_drop: bool
    dropped: bool
    row: DeviceRow | None
    """How it does, None before it was heard of."""


@dataclass(frozen=True, slots=True)
class FoundDevice:
    """A device that no profile names. uses: (kind as which it may be used, whether it is to be).

    ask: can, asking, or empty where there is nothing to ask. certain: its ids leave no doubt.
    """

    port: str
    make: str
    uses: tuple[tuple[str, bool], ...]
    certain: bool
    ask: str
    line: str
    facts: tuple[Say, ...]


@dataclass(frozen=True, slots=True)
class SetUpDevicesView:
    """What the profile names, as the terminal's own checks find it, and what was found besides."""

    named: tuple[NamedDevice, ...]
    new: tuple[FoundDevice, ...]
    starting: int
    """How many the profile names that have said nothing yet."""
    finding: bool
    testing: tuple[int, int] | None
    """(which one is looked at now, of how many)."""
    changes: int
    """So many things are to be written."""
    advised: bool
    """Something was found that is offered to be taken with one touch."""
    problem: Say | None


@dataclass(frozen=True, slots=True)
class SetUpScreenView:
    """card_px: as it was fitted, None where the profile is believed."""

    card_px: float | None
    problem: Say | None
