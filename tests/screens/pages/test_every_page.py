"""Every page in both languages, three text sizes and both palettes: complete, legible, within reach."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from kiosk.text import Texts
from screens.audit import audit

LOOKS = [
    ("zh-CN", "standard", False),
    ("zh-CN", "extra", True),
    ("en", "large", False),
    ("en", "extra", True),
]
SCENES = [
    "idle", "home", "home-enterprise", "home-offline", "search", "search-found", "search-none", "guide",
    "guide-restaurant", "guide-only", "guide-offline", "notice", "identity", "identity-failed",
    "identity-reading", "identity-checking", "identity-doors", "identity-no-reader", "identity-proof",
    "typed-name", "typed-number", "typed-wrong", "phone", "phone-over",
    "home-no-reader", "home-no-camera", "search-no-reader", "guide-no-reader", "guide-no-camera",
    "guide-camera-maybe", "device-board", "device-board-empty",
    "situation", "situation-chosen", "plan", "plan-none", "plan-busy",
    "consent", "consent-busy", "review", "review-failed", "field-name", "field-choice", "field-phone",
    "field-id", "field-date", "field-address", "field-wrong", "leave", "help", "idle-warning",
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
    "name", ["home", "guide", "identity", "plan", "search", "field-name", "field-id", "typed-number"]
)
def test_low_reach_brings_every_control_down(scenes: Any, stood: Any, name: str) -> None:
    stood.show(scenes.screen(name))
    stood.theme.low_reach = True
    assert audit(stood.stage) == []


def test_sample_content_is_marked_on_every_page_that_shows_it(scenes: Any, stood: Any) -> None:
    for name in SCENES:
        screen = scenes.screen(name)
        if screen.frame.overlay is None:
            stood.show(screen)
            assert ("示例数据" in stood.page.widget.sub.text) == screen.frame.sample, name


def test_nothing_is_drawn_anew_while_only_the_clock_runs(scenes: Any, stood: Any) -> None:
    screen = scenes.screen("plan")
    stood.show(screen)
    before = list(stood.page.column.parts)
    later = replace(screen.frame, now=screen.frame.now + timedelta(seconds=1))
    stood.show(replace(screen, frame=later))
    assert stood.page.column.parts == before


LONG = [
    "home", "home-no-reader", "search", "guide", "guide-no-camera", "device-board", "notice",
    "identity-failed", "typed-wrong", "phone", "situation-chosen", "plan", "consent",
    "review-failed", "field-name", "field-choice", "leave", "help", "idle-warning",
]  # fmt: skip


@pytest.mark.parametrize("language", ["zh-CN", "en"])
@pytest.mark.parametrize("name", LONG)
def test_words_may_grow_by_two_fifths(
    looks: dict[Any, Any], stood: Any, monkeypatch: pytest.MonkeyPatch, name: str, language: str
) -> None:
    """Another language or another wording is up to 40 % longer."""

    def longer(text: str) -> str:
        return text + text[: round(len(text) * 0.4)] if text.strip() and "|" not in text else text

    say, local = Texts.__call__, Texts.local
    monkeypatch.setattr(Texts, "__call__", lambda self, key, **values: longer(say(self, key, **values)))
    monkeypatch.setattr(Texts, "local", lambda self, text: longer(local(self, text)))
    look = next(look for look in looks if look[0] == language)
    screen = looks[look].screen(name)
    aids = replace(screen.frame.aids, text_size="standard")
    stood.show(replace(screen, frame=replace(screen.frame, aids=aids)))
    assert audit(stood.stage) == []
