"""The pages from the materials to the goodbye in several looks: complete, legible, within reach."""

from collections.abc import Callable
from typing import Any

import pytest

from kiosk.text import Texts
from screens.audit import audit

LOOKS = [("zh-CN", "standard", False), ("zh-CN", "extra", False), ("en", "extra", True)]
SCENES = [
    "materials", "materials-restaurant", "commitment", "commitment-agreed", "scan", "scan-taken",
    "scan-no-camera", "check", "check-refused", "declare", "declare-signed",
    "submitting", "submitting-sending", "submitting-confirming", "sealed", "sealed-printed",
    "sealed-no-paper", "sealed-unknown", "done", "done-printed", "done-no-paper", "rating", "goodbye",
    "progress", "progress-printed", "progress-none",
    "goodbye-card", "error-refused", "error-upstream", "error-duplicate", "error-session", "error-timeout",
    "report", "report-sending", "report-failed", "report-sent", "out-of-service",
]  # fmt: skip
LONG = [
    "materials", "commitment", "scan", "scan-taken", "check-refused", "declare", "submitting",
    "submitting-sending", "sealed-no-paper", "done-no-paper", "rating", "goodbye",
    "error-refused", "report", "report-sent", "out-of-service", "progress",
]  # fmt: skip


@pytest.fixture(scope="module")
def screens(make_scenes: Callable[..., Any]) -> Callable[[str, tuple[str, str, bool]], Any]:
    made = {look: make_scenes(*look) for look in LOOKS}
    return lambda name, look: made[look].screen(name)


@pytest.mark.parametrize("look", LOOKS, ids=lambda look: "-".join(map(str, look)))
@pytest.mark.parametrize("name", SCENES)
def test_page_passes_the_audit(screens: Any, stood: Any, name: str, look: Any) -> None:
    stood.show(screens(name, look))
    assert audit(stood.stage) == []
    assert all(node.id for node in stood.stage.focus.nodes() if node.interactive)


@pytest.mark.parametrize("name", ["materials", "scan", "scan-taken", "declare", "done", "rating", "report"])
def test_low_reach_brings_every_control_down(screens: Any, stood: Any, name: str) -> None:
    stood.show(screens(name, LOOKS[0]))
    stood.theme.low_reach = True
    stood.stage.layout_now()
    assert audit(stood.stage) == []


@pytest.mark.parametrize("opened", [("materials", "material:parent-id-cards"), ("scan", "without")])
def test_dialogs_of_the_pages_pass_the_audit(screens: Any, stood: Any, opened: tuple[str, str]) -> None:
    stood.show(screens(opened[0], LOOKS[2]))
    stood.act(opened[1])
    assert stood.stage.overlays
    assert audit(stood.stage) == []


@pytest.mark.parametrize("language", ["zh-CN", "en"])
@pytest.mark.parametrize("name", LONG)
def test_words_may_grow_by_two_fifths(
    make_scenes: Callable[..., Any], stood: Any, monkeypatch: pytest.MonkeyPatch, name: str, language: str
) -> None:
    """Another language or another wording is up to 40 % longer."""

    def longer(text: str) -> str:
        return text + text[: round(len(text) * 0.4)] if text.strip() and "|" not in text else text

    screen = make_scenes(language).screen(name)
    say, local = Texts.__call__, Texts.local
    monkeypatch.setattr(Texts, "__call__", lambda self, key, **values: longer(say(self, key, **values)))
    monkeypatch.setattr(Texts, "local", lambda self, text: longer(local(self, text)))
    stood.show(screen)
    assert audit(stood.stage) == []


def test_sample_content_is_marked_on_every_page_that_shows_it(screens: Any, stood: Any) -> None:
    for name in SCENES:
        screen = screens(name, LOOKS[0])
        stood.show(screen)
        assert ("示例数据" in stood.text()) == screen.frame.sample, name


def test_the_five_levels_are_of_one_size_and_larger_than_30_mm(screens: Any, stood: Any) -> None:
    stood.show(screens("rating", LOOKS[0]))
    levels = [stood.stage.focus.find(id=f"rate-{level}") for level in range(1, 6)]
    assert len({node.bounds[2:] for node in levels}) == 1
    assert levels[0].bounds[3] >= stood.theme.px(30)
    assert [node.name for node in levels] == ["非常满意", "满意", "基本满意", "不满意", "非常不满意"]
