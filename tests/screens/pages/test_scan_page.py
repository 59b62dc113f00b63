"""The pages of the camera in every state: complete, legible, within reach."""

from collections.abc import Callable
from typing import Any

import pytest

from kiosk.text import Texts
from screens.audit import audit

LOOKS = [("zh-CN", "standard", False), ("zh-CN", "extra", False), ("en", "extra", True)]
SCENES = [
    "scan-lit", "scan-rejected", "scan-rejected-often", "scan-taking", "scan-corners", "scan-corners-crossed",
    "scan-several", "scan-reading", "scan-recognised", "scan-ask", "scan-wrong-paper", "scan-wrong-side",
    "scan-expired", "scan-another-person", "scan-twice", "found", "found-differs",
]  # fmt: skip
LONG = ["scan-rejected-often", "scan-corners", "scan-recognised", "scan-expired", "found", "found-differs"]


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


@pytest.mark.parametrize("name", ["scan-corners", "scan-wrong-paper", "scan-several", "found"])
def test_low_reach_brings_every_control_down(screens: Any, stood: Any, name: str) -> None:
    stood.show(screens(name, LOOKS[0]))
    stood.theme.low_reach = True
    stood.stage.layout_now()
    assert audit(stood.stage) == []


@pytest.mark.parametrize("language", ["zh-CN", "en"])
@pytest.mark.parametrize("name", LONG)
def test_words_may_grow_by_two_fifths(
    make_scenes: Any, stood: Any, monkeypatch: pytest.MonkeyPatch, name: str, language: str
) -> None:
    screen = make_scenes(language).screen(name)

    def longer(text: str) -> str:
        return text + text[: round(len(text) * 0.4)] if text.strip() and "|" not in text else text

    say, local = Texts.__call__, Texts.local
    monkeypatch.setattr(Texts, "__call__", lambda self, key, **values: longer(say(self, key, **values)))
    monkeypatch.setattr(Texts, "local", lambda self, text: longer(local(self, text)))
    stood.show(screen)
    assert audit(stood.stage) == []
