"""What the staff's pages of settings show."""

from kiosk.terminal.settings_on_site import OnSite, find, on_site
from kiosk.terminal.settings_shown import AllSettings, Group, Shown
from kiosk.visit.present_facts import settings_file
from kiosk.visit.staff_settings import SAVED, value
from kiosk.visit.state import State
from kiosk.visit.views import Body, Say, say
from kiosk.visit.views.staff import (
    SettingRow,
    StaffSettingGroupView,
    StaffSettingsView,
    StaffSettingView,
)
from kiosk.visit.world import World


def settings(state: State, world: World) -> Body:
    """Return every setting that may be changed here, as it will be from the next start."""
    return StaffSettingsView(
        rows=tuple((one.key, value(state, world, one.key).text) for one in on_site()),
        units={one.key: _unit(one) for one in on_site()},
        file=settings_file(world),
        saved=state.visit.staff.acted == SAVED,
        changed=bool(state.health.settings_changed),
        groups=tuple((one.name, len(one.settings)) for one in _told(state)),
    )


def group(state: State, world: World) -> Body:
    """Return every setting of the group that is open; raises LookupError for none."""
    told, name = state.visit.staff.facts.told, state.visit.at.key
    if not isinstance(told, AllSettings):
        raise LookupError(name)
    rows = tuple(_row(one, state, world) for one in told.group(name).settings)
    roots = any(one.changer == "root" for one in rows)
    return StaffSettingGroupView(name, rows, told.roots_file if roots else "")


def _told(state: State) -> tuple[Group, ...]:
    told = state.visit.staff.facts.told
    return told.groups if isinstance(told, AllSettings) else ()


def _row(shown: Shown, state: State, world: World) -> SettingRow:
    one = find(shown.key)
    if one is None:
        return SettingRow(
            shown.key, shown.label, shown.value, "plain", shown.origin, shown.changer, shown.more
        )
    now = value(state, world, one.key)
    origin = "site" if now.changed else shown.origin
    return SettingRow(shown.key, shown.label, now.text, _unit(one), origin, shown.changer, shown.more)


def setting(state: State, world: World) -> Body:
    """Return the one that is being changed; raises LookupError for none."""
    one = find(state.visit.at.key)
    if one is None:
        raise LookupError(state.visit.at.key)
    edit = state.visit.staff.setting
    problem = None
    if edit.problem:
        problem = say(f"staff.setting.problem.{edit.problem}", least=one.least, most=one.most)
    return StaffSettingView(one.key, one.kind, edit.text, _takes(one), problem)


def _takes(one: OnSite) -> Say:
    return say(f"staff.setting.takes.{one.kind}", least=one.least, most=one.most)


def _unit(one: OnSite) -> str:
    if one.kind == "phone":
        return "plain"
    return "mm" if one.key.endswith("_mm") else "seconds"
