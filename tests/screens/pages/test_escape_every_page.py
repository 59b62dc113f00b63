"""No page can be left by keys, other buttons, the wheel, or a swipe from an edge.

No key is an exception: the keypad and the keys on the glass are read by the program itself, and what a
keyboard types goes into no field. A visit on a real display is attacked in tests/journeys.
"""

import importlib.util
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache
from itertools import product
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from sdl_hands import (
    BACK,
    FINGER_DOWN,
    FINGER_MOTION,
    FINGER_UP,
    FORWARD,
    LEFT,
    MIDDLE,
    RIGHT,
    button,
    chords,
    fingers,
    held,
    motion,
    send,
    wheel,
)

from kiosk.visit.messages import Back
from screens.pages.page import Tools

HERE = Path(__file__).parent
OTHERS = (MIDDLE, RIGHT, BACK, FORWARD)
WHEEL = ((0, 1), (0, -1), (1, 0), (-1, 0))
STEPS = 8
SWIPED = ("anywhere", "glass")
"""Where a swipe is what is asked for: all of a page is one target, or the glass itself is on trial."""
FINGERS = (1, 5, 10)


def all_scenes() -> ModuleType:
    if "all_scenes" not in sys.modules:
        spec = importlib.util.spec_from_file_location("all_scenes", HERE.parent / "all_scenes.py")
        assert spec is not None and spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        sys.modules["all_scenes"] = module
        spec.loader.exec_module(module)
    return sys.modules["all_scenes"]


@cache
def of_each_page() -> frozenset[str]:
    """Return one state of each page; `make torture` takes them all."""
    return frozenset({named(name): name for name in reversed(all_scenes().names())}.values())


def named(state: str) -> str:
    """Return the page by the name of a state; those of the staff and of the set-up have two words."""
    first, _, rest = state.partition("-")
    return f"{first}-{rest.partition('-')[0]}" if first in ("staff", "set") else first


def states() -> list[Any]:
    names, each = all_scenes().names(), of_each_page()
    return [pytest.param(name, marks=() if name in each else pytest.mark.long) for name in names]


@pytest.fixture
def page(request: pytest.FixtureRequest, live: Callable[..., Any], hands: None) -> Any:
    scene, acts = all_scenes().OPENED.get(request.param, (request.param, ()))
    all_scenes().load()
    camera = sys.modules["scene_papers"].StillCamera()
    there = live(scene, replace(Tools(), handwriting=all_scenes().QuietReader(), camera=camera))
    for id in acts:
        if not there.missing(id):  # what pinyin offers is not there without pinyin
            there.act(id)
    return there


def seen(page: Any) -> tuple[Any, ...]:
    """Return all that could have changed: the visit, the page, what stands on it, the loop itself."""
    from kivy.base import EventLoop

    stage = page.stage
    return page.state, stage.page_id, stage.dialog_id, EventLoop.quit, EventLoop.status, stage.focus.dump()


def known(page: Any) -> tuple[Any, ...]:
    """Return the same without where it stands: a swipe may scroll."""
    nodes = [(node.id, node.name, node.value, node.state, node.enabled) for node in page.stage.focus.nodes()]
    return *seen(page)[:-1], [one for one in nodes if not one[0].startswith("scroll-")]


def slow(start: tuple[float, float], end: tuple[float, float]) -> Iterator[tuple[float, float]]:
    for step in range(STEPS + 1):
        yield tuple(a + (b - a) * step / STEPS for a, b in zip(start, end, strict=True))  # type: ignore[misc]


@pytest.mark.parametrize("page", states(), indirect=True)
def test_no_key_button_wheel_or_swipe_leads_off_a_page(page: Any, profile: Any) -> None:
    before = seen(page)
    send(*chords(held()))
    assert seen(page) == before, "a key"
    wide, high = profile.width_px, profile.height_px
    for x, y, w, h in {node.bounds for node in page.stage.focus.nodes() if node.visible}:
        place = (x + w / 2, y + h / 2)
        send(motion(*place), *(button(n, down, *place) for n in OTHERS for down in (True, False)))
        send(*(wheel(*turn) for turn in WHEEL))
    for kind, count in product((FINGER_DOWN, FINGER_MOTION, FINGER_UP), FINGERS):
        send(*fingers(kind, count))
    assert seen(page) == before, "another button, the wheel, or a finger that X tells of twice"
    if not all(page.missing(id) for id in SWIPED):
        return
    before = known(page)
    edges = [(0, high / 2), (wide - 1, high / 2), (wide / 2, 0), (wide / 2, high - 1)]
    corners = list(product((0, wide - 1), (0, high - 1)))
    for start in [*edges, *corners]:
        way = list(slow(start, (wide - 1 - start[0], high - 1 - start[1])))
        send(button(LEFT, True, *start), *(motion(*place) for place in way), button(LEFT, False, *way[-1]))
    assert known(page) == before, "a swipe from an edge"


def test_a_finger_that_rests_while_another_page_comes_acts_on_neither(
    live: Callable[..., Any], hands: None, hand_clock: Any
) -> None:
    page = live("guide")
    x, y, w, h = page.find("primary").bounds
    place = (x + w / 2, y + h / 2)
    send(motion(*place), button(LEFT, True, *place))
    assert "pressed" in page.find("primary").state
    page.send(Back())
    home = page.state
    assert page.stage.page_id == "home" and "pressed" not in page.find("primary").state
    send(motion(x + 9, y + 9), button(LEFT, False, x + 9, y + 9))
    assert page.state is home
    hand_clock.pass_s(1)
    send(button(LEFT, True, *place), button(LEFT, False, *place))
    assert page.stage.page_id == "search"
