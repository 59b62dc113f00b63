"""Scenes of the staff's pages of settings."""

import sys
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from kiosk.terminal.settings_on_site import on_site
from kiosk.visit import messages as m
from kiosk.visit.messages.staff import OpenStaffPage
from kiosk.visit.messages.staff_facts import OpenSetting, SettingPut, TypeSetting
from kiosk.visit.state import State

VALUES = {one.key: "120" if one.kind == "number" else "022-00000000" for one in on_site()}


def settings(s: Any, *messages: Any) -> State:
    """Return the list, of a terminal whose hall has no telephone yet, after some messages more."""
    values = {**VALUES, "terminal.hall_phone": ""}
    s.world = replace(s.world, site=replace(s.world.site, on_site=values))
    state: State = sys.modules["page_scenes_staff"].let_in(s, OpenStaffPage("settings"), *messages)
    return state


def typed(s: Any, key: str, text: str, *messages: Any) -> State:
    return settings(s, OpenSetting(key), TypeSetting(text), *messages)


SCENES: Mapping[str, Callable[[Any], State]] = {
    "staff-settings": settings,
    "staff-settings-saved": lambda s: typed(
        s, "timeouts.done", "60", m.Continue(), SettingPut("timeouts.done", "60")
    ),
    "staff-setting": lambda s: typed(s, "timeouts.warning", "30"),
    "staff-setting-wrong": lambda s: typed(s, "timeouts.warning", "5", m.Continue()),
    "staff-setting-phone": lambda s: typed(s, "terminal.hall_phone", "022-0", m.Continue()),
    "staff-setting-silent": lambda s: typed(
        s, "timeouts.done", "60", m.Continue(), SettingPut("timeouts.done", "60", "agentSilent")
    ),
}
