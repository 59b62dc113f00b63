"""Training mode is seen on every page, and the pages stay legible with it."""

import sys
from collections.abc import Callable
from typing import Any

import pytest

from screens.audit import audit

LOOKS = [("zh-CN", "standard", False), ("en", "extra", True)]
SCENES = ["training-idle", "training-home", "training-plan", "training-identity", "training-menu"]
MARKS = {"zh-CN": "培训模式，不会提交", "en": "Training only"}


@pytest.fixture(scope="module")
def looks(make_scenes: Callable[..., Any]) -> dict[tuple[str, str, bool], Any]:
    return {look: make_scenes(*look) for look in LOOKS}


@pytest.mark.parametrize("look", LOOKS, ids=lambda look: "-".join(map(str, look)))
@pytest.mark.parametrize("name", SCENES)
def test_page_is_marked_and_passes_the_audit(looks: dict[Any, Any], stood: Any, name: str, look: Any) -> None:
    stood.show(looks[look].screen(name))
    assert audit(stood.stage) == []
    assert MARKS[look[0]] in stood.text()


def test_out_of_training_nothing_is_marked(scenes: Any, stood: Any) -> None:
    stood.show(scenes.screen("home"))
    assert MARKS["zh-CN"] not in stood.text()


def test_every_scene_of_training_is_looked_at(scenes: Any) -> None:
    assert set(SCENES) == set(sys.modules["page_scenes_training"].SCENES)


def test_a_page_is_built_anew_when_training_ends(live: Callable[..., Any]) -> None:
    menu = live("training-menu")
    marked = menu.presenter.page
    menu.act("train-end")
    assert menu.presenter.page is not marked
    assert menu.find("train").name
