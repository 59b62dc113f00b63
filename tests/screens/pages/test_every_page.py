"""What holds on every page in every state, besides what the audit looks at."""

from dataclasses import replace
from datetime import timedelta
from typing import Any


def test_there_are_pages_with_sample_content_and_pages_without(scenes: Any) -> None:
    """That it is marked where it is shown test_heard.py looks at, which draws every scene."""
    assert {name: scenes.screen(name).frame.sample for name in ("idle", "guide")} == {
        "idle": False,
        "guide": True,
    }


def test_nothing_is_drawn_anew_while_only_the_clock_runs(scenes: Any, stood: Any) -> None:
    screen = scenes.screen("plan")
    stood.show(screen)
    before = list(stood.page.column.parts)
    later = replace(screen.frame, now=screen.frame.now + timedelta(seconds=1))
    stood.show(replace(screen, frame=later))
    assert stood.page.column.parts == before


def test_the_five_levels_are_of_one_size_and_larger_than_30_mm(scenes: Any, stood: Any) -> None:
    stood.show(scenes.screen("rating"))
    levels = [stood.stage.focus.find(id=f"rate-{level}") for level in range(1, 6)]
    assert len({node.bounds[2:] for node in levels}) == 1
    assert levels[0].bounds[3] >= stood.theme.px(30)
    assert [node.name for node in levels] == ["非常满意", "满意", "基本满意", "不满意", "非常不满意"]
