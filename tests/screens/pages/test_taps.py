"""What a tap on each page says to the visit."""

from typing import Any

import pytest

from kiosk.catalogue.models import Audience
from kiosk.visit import messages as m
from kiosk.visit.pages import Destination, Page

TAPS = [
    ("idle", "anywhere", m.Touched()),
    ("idle", "primary", m.Touched()),
    ("home", "search", m.OpenSearch()),
    ("home", "all", m.OpenSearch()),
    ("home", "primary", m.OpenSearch()),
    ("home", "help", m.ShowHelp()),
    ("home", "stuck", m.OpenReport()),
    ("home", "bundle:tj-p-01", m.OpenBundle("tj-p-01")),
    ("home", "tab-enterprise", m.ChooseAudience(Audience.ENTERPRISE)),
    ("search-found", "bundle:tj-p-01", m.OpenBundle("tj-p-01")),
    ("search", "back", m.Back()),
    ("search", "leave", m.Leave()),
    ("guide", "primary", m.Continue()),
    ("guide", "take", m.PrintGuide()),
    ("guide", "back", m.Back()),
    ("notice", "primary", m.Continue()),
    ("notice", "leave", m.Leave()),
    ("identity-failed", "stuck", m.OpenReport()),
    ("situation", "option:hospital", m.Answer("birth-place", "hospital")),
    ("situation-chosen", "primary", m.Continue()),
    ("plan", "item:child-social-card", m.Toggle("child-social-card")),
    ("plan", "primary", m.Continue()),
    ("consent", "grant", m.DecideConsent(True)),
    ("consent", "refuse", m.DecideConsent(False)),
    ("review", "change:child.sex", m.GoTo(Destination(Page.FIELD, "child.sex"))),
    ("review", "primary", m.Continue()),
    ("field-choice", "choice-sample-2", m.SetField("vaccination.clinic", "sample-2")),
    ("field-date", "day-9", m.SetField("child.birth_date", "2026-11-09")),
    ("field-choice", "primary", m.Continue()),
    ("leave", "stay", m.CloseOverlay()),
    ("leave", "end", m.LeaveConfirmed()),
    ("help", "close", m.CloseOverlay()),
    ("help", "report", m.OpenReport()),
    ("idle-warning", "stay", m.CloseOverlay()),
    ("idle-warning", "end", m.LeaveConfirmed()),
]


@pytest.mark.parametrize(("scene", "id", "message"), TAPS, ids=[f"{scene}-{id}" for scene, id, _ in TAPS])
def test_tap_sends(scenes: Any, stood: Any, scene: str, id: str, message: m.Message) -> None:
    stood.show(scenes.screen(scene))
    stood.act(id)
    assert stood.sent == [message]


@pytest.mark.parametrize("scene", ["guide-only", "situation", "plan-none", "identity", "identity-reading"])
def test_primary_is_disabled_where_the_page_cannot_go_on(scenes: Any, stood: Any, scene: str) -> None:
    stood.show(scenes.screen(scene))
    assert not stood.stage.focus.find(id="primary").enabled


@pytest.mark.parametrize(
    ("scene", "words"), [("plan-busy", "正在核对事项"), ("consent-busy", "正在取您的信息")]
)
def test_busy_page_says_what_goes_on_and_takes_no_second_tap(
    scenes: Any, stood: Any, scene: str, words: str
) -> None:
    stood.show(scenes.screen(scene))
    primary = "primary" if scene == "plan-busy" else "grant"
    node = stood.stage.focus.find(id=primary)
    assert "busy" in node.state and not node.enabled
    assert stood.stage.focus.find(id="sub").name.startswith(words)


def test_locked_item_says_why_and_sends_nothing(scenes: Any, stood: Any) -> None:
    stood.show(scenes.screen("plan"))
    node = stood.stage.focus.find(id="item:birth-household")
    assert {"locked", "checked"} <= set(node.state)
    assert "一并受理" in node.speech
    assert node.action is not None
    node.action()
    assert stood.sent == []


def test_touch_on_the_glass_acts_like_the_keypad(scenes: Any, stood: Any, finger: Any) -> None:
    stood.show(scenes.screen("home"))
    finger.tap(stood.stage.focus.find(id="bundle:tj-p-01"))
    assert stood.sent == [m.OpenBundle("tj-p-01")]
