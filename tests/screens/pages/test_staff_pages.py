"""The pages of the staff and of the first start: legible, within reach, and each says what it must."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from kiosk.terminal.settings import CARD_MM
from kiosk.visit import messages as m
from kiosk.visit.messages import CodeShown
from kiosk.visit.messages.set_up import HuntAct, SetUpAnswered, SetUpCode, SizeCard
from kiosk.visit.messages.staff import OpenStaffPage, StaffAct, StaffAnswered, StaffTyped
from screens.audit import audit
from screens.components import TextField
from screens.components.typed_text import MASK

LOOKS = [
    ("zh-CN", "standard", False),
    ("zh-CN", "extra", True),
    ("en", "large", False),
    ("en", "extra", True),
]
SCENES = [
    "staff-card", "staff-card-failed", "staff-number", "staff-pin", "staff-pin-busy", "staff-refused",
    "staff-delayed", "staff-locked", "staff-none-listed", "staff-failed", "staff-menu",
    "staff-menu-trouble", "staff-withdraw", "staff-withdraw-failed", "staff-withdrawn-paper",
    "staff-withdrawn", "set-up-code",
    "set-up-code-scan", "set-up-form", "set-up-wrong", "set-up-used", "set-up-certificate",
    "set-up-progress", "set-up-unreachable", "set-up-guides", "set-up-devices", "set-up-devices-none",
    "set-up-devices-finding", "set-up-devices-testing", "set-up-devices-found", "set-up-devices-asking",
    "set-up-devices-silent", "set-up-devices-chosen", "set-up-devices-refused",
    "set-up-screen", "set-up-screen-far",
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


@pytest.mark.parametrize(
    "name", ["staff-card", "staff-pin", "staff-menu", "set-up-code", "set-up-screen", "set-up-devices-found"]
)
def test_low_reach_brings_every_control_down(scenes: Any, stood: Any, name: str) -> None:
    stood.show(scenes.screen(name))
    stood.theme.low_reach = True
    assert audit(stood.stage) == []


def test_every_scene_of_these_pages_is_looked_at(scenes: Any, state_of: Callable[[str], Any]) -> None:
    import sys

    assert set(SCENES) == set(sys.modules["page_scenes_staff"].SCENES)


def test_a_pin_is_drawn_as_dots_and_stays_with_the_person(scenes: Any, stood: Any) -> None:
    stood.show(scenes.screen("staff-pin"))
    field = next(part for part in stood.page.column.focus_parts() if isinstance(part, TextField))
    field.set_value("4815")
    assert field._lines(int(field.width)) == [(0, MASK * 4)]
    node = stood.stage.focus.find(id="field")
    assert node.private
    assert "4815" not in stood.text()


def test_keys_type_the_pin_and_the_button_sends_it(scenes: Any, stood: Any) -> None:
    stood.show(scenes.screen("staff-pin"))
    stood.page._field.set_value("")
    for digit in "4815":
        stood.act(f"key-{digit}")
    stood.act("primary")
    typed = [one.text for one in stood.sent if isinstance(one, StaffTyped)]
    assert typed[-1] == "4815"
    assert isinstance(stood.sent[-1], m.Continue)


def test_a_pin_that_was_refused_is_cleared_and_one_is_told_why(live: Callable[..., Any]) -> None:
    door = live("staff-pin")
    for digit in "16":
        door.act(f"key-{digit}")
    door.act("primary")
    door.send(StaffAnswered("refused"))
    assert door.presenter.page._field.value() == ""
    assert door.find("problem").name
    door.act("key-4")
    assert door.missing("problem")


def test_a_qr_that_was_shown_stands_in_the_field(live: Callable[..., Any]) -> None:
    page = live("set-up-code-scan")
    page.send(CodeShown("yiciban-enrol:CCCCDDDDEEEE"))
    assert page.presenter.page._field.value() == "CCCCDDDDEEEE"
    page.send(SetUpAnswered("code", "agent"))
    assert page.find("problem").name


@pytest.mark.parametrize(
    ("id", "message"),
    [
        ("devices", OpenStaffPage("devices")),
        ("outbox", OpenStaffPage("outbox")),
        ("network", OpenStaffPage("network")),
        ("versions", OpenStaffPage("versions")),
        ("readiness", OpenStaffPage("readiness")),
        ("withdraw", OpenStaffPage("withdraw")),
        ("restart", StaffAct("restart")),
    ],
)
def test_each_row_of_the_menu_does_its_own(scenes: Any, stood: Any, id: str, message: Any) -> None:
    stood.show(scenes.screen("staff-menu"))
    stood.act(id)
    assert stood.sent == [message]


def test_the_reason_that_is_chosen_is_the_line_that_everybody_reads(scenes: Any, stood: Any) -> None:
    stood.show(scenes.screen("staff-withdraw"))
    assert "本机缺纸，正在补充。" in stood.text()
    stood.act("paper")
    assert stood.sent == [StaffAct("withdraw", reason="paper")]
    stood.show(scenes.screen("staff-withdrawn-paper"))
    assert "本机缺纸，正在补充。" in stood.text()


def test_the_menu_says_how_many_devices_are_out_and_what_became_of_the_test(scenes: Any, stood: Any) -> None:
    stood.show(scenes.screen("staff-menu-trouble"))
    assert "1 台有故障" in stood.text() and "paperOut" in stood.text()
    assert not stood.stage.focus.find(id="test-print").enabled


def test_a_device_that_is_out_has_its_button(scenes: Any, stood: Any) -> None:
    stood.show(scenes.screen("device-board"))
    stood.act("reset:printer")
    assert stood.sent == [StaffAct("reset", "printer")]
    assert all(node.id != "reset:id_card" for node in stood.stage.focus.nodes())


def test_the_code_is_typed_and_sent(scenes: Any, stood: Any) -> None:
    stood.show(scenes.screen("set-up-code"))
    for key in "AB2":
        stood.act(f"key-{key}")
    stood.act("primary")
    assert [one.text for one in stood.sent if isinstance(one, SetUpCode)] == ["A", "AB", "AB2"]
    assert isinstance(stood.sent[-1], m.Continue)


def test_while_the_agent_is_silent_no_code_is_sent(scenes: Any, stood: Any) -> None:
    screen = scenes.screen("set-up-code")
    stood.show(replace(screen, body=replace(screen.body, silent=True)))
    assert not stood.stage.focus.find(id="primary").enabled
    assert stood.stage.focus.find(id="silent").name


def test_the_card_is_as_large_as_it_is_fitted(scenes: Any, stood: Any) -> None:
    stood.show(scenes.screen("set-up-screen"))
    stood.act("step:-10")
    stood.act("step:1")
    assert stood.sent == [SizeCard(340), SizeCard(351)]


def test_without_a_fitting_the_card_is_as_the_profile_says(scenes: Any, stood: Any) -> None:
    screen = scenes.screen("set-up-screen")
    stood.show(replace(screen, body=replace(screen.body, card_px=None)))
    assert f"{stood.theme.profile.px_per_mm * CARD_MM:.0f}" in stood.text()


def test_the_card_can_be_made_no_wider_than_the_page(scenes: Any, stood: Any) -> None:
    screen = scenes.screen("set-up-screen")
    stood.show(replace(screen, body=replace(screen.body, card_px=5000.0)))
    stood.act("step:10")
    assert stood.sent[-1].px <= stood.theme.profile.width_px


def test_each_device_that_was_found_says_what_can_be_done_with_it(scenes: Any, stood: Any) -> None:
    stood.show(scenes.screen("set-up-devices-found"))
    line = "/dev/serial/by-path/pci-0000:00:14.0-usb-0:3:1.0-port0"
    for touched, said in (
        ("use-all", HuntAct("use-all")),
        ("find", HuntAct("find")),
        ("test", HuntAct("test")),
        ("drop:printer", HuntAct("drop", kind="printer")),
        (f"ask:{line}", HuntAct("ask", "/dev/ttyUSB0")),
        (f"use:printer:{line}", HuntAct("use", line, "printer")),
        ("use:code_reader:usb:0c2e:0b61", HuntAct("use", "usb:0c2e:0b61", "code_reader")),
    ):
        stood.act(touched)
        assert stood.sent.pop() == said
    stood.show(scenes.screen("set-up-devices-testing"))
    stood.act("stop")
    assert stood.sent.pop() == HuntAct("stop")
