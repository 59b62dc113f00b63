"""The staff's page of settings: what may be changed here, one at a time, in force from the next start."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from kiosk.terminal.settings_on_site import MOST_CHARACTERS, find
from kiosk.terminal.settings_shown import AllSettings
from kiosk.visit import facts_effects, pages
from kiosk.visit.effects import Effect, Note
from kiosk.visit.facts import Facts
from kiosk.visit.messages.staff_facts import OpenSetting, OpenSettings, SettingPut, TypeSetting
from kiosk.visit.moves import go
from kiosk.visit.pages import Destination, Page
from kiosk.visit.staff_state import SettingEdit
from kiosk.visit.state import State
from kiosk.visit.views import Busy
from kiosk.visit.world import World

Step = tuple[State, Sequence[Effect]]
INSIDE = (Page.STAFF_SETTINGS, Page.STAFF_SETTING_GROUP, Page.STAFF_SETTING)
PAGE = "settings"
SAVED = "setting"
"""What was acted, as the page says it."""


@dataclass(frozen=True, slots=True)
class Value:
    """A setting's value: as it was at the start, or as it was changed since."""

    text: str
    changed: bool


def value(state: State, world: World, key: str) -> Value:
    """Return what a setting is, with what was changed since the start."""
    changed = state.health.settings_changed.get(key)
    return Value(world.site.on_site.get(key, "") if changed is None else changed, changed is not None)


def open_page(state: State) -> Step:
    """Open the page, and ask for all that is in force."""
    staff = replace(state.visit.staff, facts=Facts(asking=True), acted="", fault=None)
    return go(state.with_visit(staff=staff), pages.STAFF_SETTINGS), (facts_effects.AskFacts(PAGE),)


def on_group(state: State, message: OpenSettings) -> Step:
    """Show a group, where it is known."""
    told = state.visit.staff.facts.told
    known = isinstance(told, AllSettings) and any(one.name == message.group for one in told.groups)
    if state.visit.at != pages.STAFF_SETTINGS or not known:
        return state, ()
    return go(state, Destination(Page.STAFF_SETTING_GROUP, message.group)), ()


def back(state: State) -> Step | None:
    """Go back to the list from one of them or from a group; None where neither is open."""
    if state.visit.at.page not in (Page.STAFF_SETTING, Page.STAFF_SETTING_GROUP):
        return None
    return (state, ()) if state.visit.busy is not None else (go(state, pages.STAFF_SETTINGS), ())


def on_open(state: State, message: OpenSetting, world: World) -> Step:
    """Open one of them."""
    listed = state.visit.at.page in (Page.STAFF_SETTINGS, Page.STAFF_SETTING_GROUP)
    if not listed or find(message.key) is None or state.visit.busy is not None:
        return state, ()
    edit = SettingEdit(value(state, world, message.key).text)
    state = state.with_visit(staff=replace(state.visit.staff, setting=edit, acted="", fault=None))
    return go(state, Destination(Page.STAFF_SETTING, message.key)), ()


def on_typed(state: State, message: TypeSetting) -> Step:
    """Keep what is typed."""
    visit = state.visit
    if visit.at.page is not Page.STAFF_SETTING or visit.busy is not None:
        return state, ()
    edit = SettingEdit(message.text[:MOST_CHARACTERS])
    return state.with_visit(staff=replace(visit.staff, setting=edit)), ()


def save(state: State) -> Step:
    """Have it written, or say what is wrong; what was in force stays then."""
    visit = state.visit
    setting = find(visit.at.key)
    if setting is None or visit.busy is not None:
        return state, ()
    wrong = setting.wrong(visit.staff.setting.text)
    if wrong is not None:
        edit = replace(visit.staff.setting, problem=wrong)
        return state.with_visit(staff=replace(visit.staff, setting=edit)), ()
    wanted = facts_effects.PutSetting(setting.key, visit.staff.setting.text.strip())
    return state.with_visit(busy=Busy("staff_asking")), (wanted,)


def on_put(state: State, message: SettingPut) -> Step:
    """It is written, or not; what was written is in force from the next start."""
    visit = state.visit
    if message.fault is None:
        changed = {**state.health.settings_changed, message.key: message.value}
        state = replace(state, health=replace(state.health, settings_changed=changed))
    if visit.at != Destination(Page.STAFF_SETTING, message.key):
        return state, ()
    state = state.with_visit(busy=None)
    # Which setting it was, the agent's own line says.
    disposition = "done" if message.fault is None else "failed"
    facts = {"staff": visit.staff.label, "state": SAVED, "disposition": disposition}
    note = Note("ui.staff.acted", facts)
    if message.fault is not None:
        edit = replace(visit.staff.setting, problem=message.fault)
        return state.with_visit(staff=replace(visit.staff, setting=edit)), (note,)
    state = state.with_visit(staff=replace(visit.staff, acted=SAVED, fault=None, setting=SettingEdit()))
    return go(state, pages.STAFF_SETTINGS), (note,)


HANDLERS: dict[type, Callable[..., Step]] = {
    OpenSettings: lambda s, m, w: on_group(s, m),
    OpenSetting: on_open,
    TypeSetting: lambda s, m, w: on_typed(s, m),
    SettingPut: lambda s, m, w: on_put(s, m),
}
