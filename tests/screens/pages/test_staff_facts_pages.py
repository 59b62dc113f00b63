"""The staff's pages of figures: legible in every look, and what can be done on them is sent."""

import sys
from collections.abc import Callable
from typing import Any

import pytest

from kiosk.visit.messages import Continue
from kiosk.visit.messages.staff import StaffAct
from screens.audit import audit

LOOKS = [("zh-CN", "standard", False), ("en", "extra", True)]
SCENES = [
    "staff-outbox", "staff-outbox-silent", "staff-outbox-sending", "staff-outbox-syncing",
    "staff-outbox-synced", "staff-outbox-not-synced", "staff-network", "staff-network-untrusted",
    "staff-network-drifting", "staff-network-checking", "staff-versions", "staff-versions-refused",
    "staff-readiness", "staff-readiness-unfit",
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


@pytest.mark.parametrize("name", ["staff-outbox", "staff-network-untrusted"])
def test_low_reach_brings_every_control_down(scenes: Any, stood: Any, name: str) -> None:
    stood.show(scenes.screen(name))
    stood.theme.low_reach = True
    assert audit(stood.stage) == []


def test_every_scene_of_these_pages_is_looked_at(scenes: Any) -> None:
    assert set(SCENES) == set(sys.modules["page_scenes_staff_facts"].SCENES)


@pytest.mark.parametrize(
    ("name", "act"),
    [
        ("staff-outbox", "send-now"),
        ("staff-outbox", "look-guides"),
        ("staff-network", "check-again"),
        ("staff-versions", "look-release"),
        ("staff-readiness", "print-readiness"),
    ],
)
def test_each_button_sends_its_own(scenes: Any, stood: Any, name: str, act: str) -> None:
    stood.show(scenes.screen(name))
    stood.act(f"act:{act}")
    stood.act("primary")
    assert stood.sent == [StaffAct(act), Continue()]


def test_what_waits_is_named_by_its_number(scenes: Any, stood: Any) -> None:
    stood.show(scenes.screen("staff-outbox"))
    assert "编号 0A2B4C6D8" in stood.text() and "66%" in stood.text()


def test_the_step_that_fails_is_said_with_its_remedy(scenes: Any, stood: Any) -> None:
    stood.show(scenes.screen("staff-network-untrusted"))
    assert "平台的证书不在有效期内" in stood.text() and "先看本机时钟准不准" in stood.text()
