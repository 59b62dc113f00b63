"""The staff's pages of settings: legible in every look; a value is typed and sent."""

import sys
from collections.abc import Callable
from typing import Any

import pytest

from kiosk.terminal.settings_on_site import on_site
from kiosk.text import LANGUAGES, Texts
from kiosk.visit.messages import Continue
from kiosk.visit.messages.staff import StaffAct
from kiosk.visit.messages.staff_facts import OpenSetting, OpenSettings, SettingPut, TypeSetting
from screens.audit import audit

LOOKS = [("zh-CN", "standard", False), ("en", "extra", True)]
SCENES = [
    "staff-settings", "staff-settings-saved", "staff-setting", "staff-setting-wrong",
    "staff-setting-phone", "staff-setting-silent", "staff-settings-all", "staff-setting-group",
    "staff-setting-group-root", "staff-setting-group-devices", "staff-setting-group-outages",
]  # fmt: skip


@pytest.fixture(scope="module")
def looks(make_scenes: Callable[..., Any]) -> dict[tuple[str, str, bool], Any]:
    return {look: make_scenes(*look) for look in LOOKS}


@pytest.mark.parametrize("look", LOOKS, ids=lambda look: "-".join(map(str, look)))
@pytest.mark.parametrize("name", SCENES)
def test_page_passes_the_audit(looks: dict[Any, Any], stood: Any, name: str, look: Any) -> None:
    stood.show(looks[look].screen(name))
    assert audit(stood.stage) == []
    assert all(node.id for node in stood.stage.focus.nodes() if node.interactive)


@pytest.mark.parametrize("name", ["staff-settings", "staff-setting-wrong"])
def test_low_reach_brings_every_control_down(scenes: Any, stood: Any, name: str) -> None:
    stood.show(scenes.screen(name))
    stood.theme.low_reach = True
    assert audit(stood.stage) == []


def test_every_scene_of_these_pages_is_looked_at(scenes: Any) -> None:
    assert set(SCENES) == set(sys.modules["page_scenes_staff_settings"].SCENES)


def test_every_setting_has_its_row_and_its_words(scenes: Any, stood: Any) -> None:
    stood.show(scenes.screen("staff-settings"))
    for one in on_site():
        assert stood.stage.focus.find(id=f"setting:{one.key}").name
        for language in LANGUAGES:
            assert Texts(language).has(f"setting.{one.key}") and Texts(language).has(f"setting.{one.key}.sub")
    stood.act("setting:timeouts.done")
    assert stood.sent == [OpenSetting("timeouts.done")]


def test_all_groups_open_and_only_what_is_for_here_does_in_them(scenes: Any, stood: Any) -> None:
    stood.show(scenes.screen("staff-settings-all"))
    stood.act("group:terminal")
    assert stood.sent.pop() == OpenSettings("terminal")
    stood.show(scenes.screen("staff-setting-group"))
    words = stood.text()
    assert "示例市政务服务中心一层" in words and "平台给的" in words and "现场改的" in words
    opens = {node.id for node in stood.stage.focus.nodes() if node.interactive and "setting:" in node.id}
    assert opens == {"setting:terminal.hotline", "setting:terminal.hall_phone"}
    stood.act("setting:terminal.hotline")
    assert stood.sent.pop() == OpenSetting("terminal.hotline")


def test_root_s_settings_say_where_they_stand(scenes: Any, stood: Any) -> None:
    stood.show(scenes.screen("staff-setting-group-root"))
    assert "/etc/yiciban/site.toml" in stood.text() and "只有 root 能改：platform.base_url" in stood.text()


def test_what_was_changed_counts_from_a_new_start_which_is_offered(scenes: Any, stood: Any) -> None:
    stood.show(scenes.screen("staff-settings-saved"))
    assert "60 秒" in stood.text()
    stood.act("restart")
    assert stood.sent == [StaffAct("restart")]


def test_a_value_is_typed_and_saved(live: Callable[..., Any]) -> None:
    page = live("staff-settings")
    page.act("setting:timeouts.done")
    field = page.presenter.page._field
    field.set_value("")
    for key in "45":
        page.act(f"key-{key}")
    assert field.value() == "45"
    page.act("primary")
    page.send(SettingPut("timeouts.done", "45"))
    assert page.find("said").name


def test_what_is_wrong_is_said_and_gone_with_the_next_key(live: Callable[..., Any]) -> None:
    page = live("staff-setting-wrong")
    assert page.find("problem").name
    page.act("key-9")
    assert page.missing("problem")


def test_the_button_saves(scenes: Any, stood: Any) -> None:
    stood.show(scenes.screen("staff-setting"))
    stood.act("key-0")
    stood.act("primary")
    assert stood.sent == [TypeSetting("300"), Continue()]
