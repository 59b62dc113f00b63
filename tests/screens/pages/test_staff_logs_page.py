"""The staff's page of the log copy: legible in every look, the bar follows, and one button begins."""

import sys
from collections.abc import Callable
from typing import Any

import pytest

from kiosk.visit.messages import Continue
from kiosk.visit.messages.staff_logs import CopyLogs
from screens.audit import audit

LOOKS = [("zh-CN", "standard", False), ("en", "extra", True)]
SCENES = [
    "staff-logs-looking", "staff-logs-none", "staff-logs-no-key", "staff-logs-strange", "staff-logs-found",
    "staff-logs-ready", "staff-logs-reading", "staff-logs-copying", "staff-logs-done", "staff-logs-full",
    "staff-logs-pulled",
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


def test_every_scene_of_this_page_is_looked_at(scenes: Any) -> None:
    assert set(SCENES) == set(sys.modules["page_scenes_staff_logs"].SCENES)


def test_the_button_begins_and_the_other_leads_back(scenes: Any, stood: Any) -> None:
    stood.show(scenes.screen("staff-logs-ready"))
    assert "空余 12,400 MB" in stood.text() and "3f09 c2d1 77ae 0b54" in stood.text()
    stood.act("copy")
    stood.act("primary")
    assert stood.sent == [CopyLogs(), Continue()]


def ids(stood: Any) -> set[str]:
    return {node.id for node in stood.stage.focus.nodes() if node.interactive}


def test_the_page_follows_a_copy_from_the_button_to_the_word_that_it_may_be_pulled(
    scenes: Any, stood: Any
) -> None:
    names = ["looking", "none", "found", "ready", "reading", "copying", "done"]
    for name in names:
        stood.show(scenes.screen(f"staff-logs-{name}"))
        assert audit(stood.stage) == []
        assert ("back" in ids(stood)) == (name not in ("reading", "copying")), (
            "nothing leads away from a copy"
        )
        assert ("63%" in stood.text()) == (name == "copying")
        assert ("开始拷贝" in stood.text()) == (name not in ("reading", "copying"))
    assert "现在可以拔出 U 盘" in stood.text() and "yiciban-logs-20261122T080000.tar.age" in stood.text()


@pytest.mark.parametrize(
    ("name", "remedy"),
    [
        ("no-key", "support.log_key"),
        ("strange", "换登记过的"),
        ("full", "换一个大的"),
        ("pulled", "插好，再拷一次"),
    ],
)
def test_what_went_wrong_is_said_with_its_remedy(scenes: Any, stood: Any, name: str, remedy: str) -> None:
    stood.show(scenes.screen(f"staff-logs-{name}"))
    assert remedy in stood.text()
