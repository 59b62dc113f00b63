"""Scenes of the staff's pages of settings."""

import sys
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from kiosk.terminal.settings import load
from kiosk.terminal.settings_on_site import on_site
from kiosk.terminal.settings_origins import Origins
from kiosk.terminal.settings_shown import all_settings
from kiosk.visit import messages as m
from kiosk.visit.messages.staff import OpenStaffPage
from kiosk.visit.messages.staff_facts import FactsTold, OpenSetting, OpenSettings, SettingPut, TypeSetting
from kiosk.visit.state import State

VALUES = {one.key: "120" if one.kind == "number" else "022-00000000" for one in on_site()}


def settings(s: Any, *messages: Any) -> State:
    """Return the list, of a terminal whose hall has no telephone yet, after some messages more."""
    values = {**VALUES, "terminal.hall_phone": ""}
    s.world = replace(s.world, site=replace(s.world.site, on_site=values))
    state: State = sys.modules["page_scenes_staff"].let_in(s, OpenStaffPage("settings"), *messages)
    return state


EXAMPLE = Path(__file__).parents[2] / "docs" / "site-profile.example.toml"
WRITTEN = {
    "root": {"platform.base_url": "https://platform.example", "devices.printer.port": "/dev/yiciban/printer"},
    "platform": {"terminal.site_name": "示例市政务服务中心一层", "terminal.machine_label": "A1-03"},
    "site": {"terminal.hall_phone": "022-00000000"},
}


def told(s: Any, *messages: Any) -> State:
    """Return the list with all groups, of the documented example, after some messages more."""
    every = all_settings(load(EXAMPLE), Origins(WRITTEN, "/etc/yiciban/site.toml"))
    return settings(s, FactsTold("settings", every), *messages)


def typed(s: Any, key: str, text: str, *messages: Any) -> State:
    return settings(s, OpenSetting(key), TypeSetting(text), *messages)


SCENES: Mapping[str, Callable[[Any], State]] = {
    "staff-settings": settings,
    "staff-settings-all": told,
    "staff-setting-group": lambda s: told(s, OpenSettings("terminal")),
    "staff-setting-group-root": lambda s: told(s, OpenSettings("platform")),
    "staff-setting-group-devices": lambda s: told(s, OpenSettings("devices")),
    "staff-setting-group-outages": lambda s: told(s, OpenSettings("outages")),
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
