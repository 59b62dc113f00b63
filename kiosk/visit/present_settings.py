"""What the staff's pages of settings show."""

from kiosk.terminal.settings_on_site import OnSite, find, on_site
from kiosk.visit.present_facts import settings_file
from kiosk.visit.staff_settings import SAVED, value
from kiosk.visit.state import State
from kiosk.visit.views import Body, Say, say
from kiosk.visit.views.staff import StaffSettingsView, StaffSettingView
from kiosk.visit.world import World


def settings(state: State, world: World) -> Body:
    """Return every setting that may be changed here, as it will be from the next start."""
    return StaffSettingsView(
        rows=tuple((one.key, value(state, world, one.key).text) for one in on_site()),
        units={one.key: _unit(one) for one in on_site()},
        file=settings_file(world),
        saved=state.visit.staff.acted == SAVED,
        changed=bool(state.health.settings_changed),
    )


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
