"""Fingers of a real touch panel, ten at a time: one of them is heard, the others are not there.

X tells of each finger by itself, as on a terminal; XTest, which the other attacks use, knows a pointer only.
"""

from collections.abc import Callable, Iterator, Sequence
from itertools import product
from pathlib import Path

import pytest
from attacked import (
    SIZE,
    Terminal,
    home,
    on_the_guide,
    press_all_keys,
    started,
    typing_a_search,
    typing_who_one_is,
)

from sandbox.processes import Programs
from sandbox.robot.touch_panel import FINGERS, TouchPanel, server
from sandbox.robot.window import Sight, Window
from sandbox.stand import Stand

pytestmark = [
    pytest.mark.long,
    pytest.mark.timeout(900),
    pytest.mark.skipif(server() is None, reason="no Xorg here"),
]
WIDE, HIGH = SIZE
BLANK = (WIDE // 2, 20)
STEPS = 8
EDGES = ((0, HIGH // 2), (WIDE - 1, HIGH // 2), (WIDE // 2, 0), (WIDE // 2, HIGH - 1))
CORNERS = tuple(product((0, WIDE - 1), (0, HIGH - 1)))
Place = tuple[int, int]


class Hands:
    """All fingers on one panel."""

    def __init__(self, terminal: Terminal, panel: TouchPanel) -> None:
        self.terminal, self.panel = terminal, panel

    @property
    def window(self) -> Window:
        return self.terminal.window

    def lay(self, places: Sequence[Place]) -> None:
        for finger, place in enumerate(places):
            self.panel.down(finger, *place)

    def slide(self, starts: Sequence[Place], ends: Sequence[Place]) -> None:
        for step in range(1, STEPS + 1):
            for finger, ((ax, ay), (bx, by)) in enumerate(zip(starts, ends, strict=True)):
                self.panel.move(finger, ax + (bx - ax) * step / STEPS, ay + (by - ay) * step / STEPS)

    def lift(self, places: Sequence[Place], order: Callable[[list[int]], list[int]] = list) -> None:
        for finger in order(list(range(len(places)))):
            self.panel.up(finger, *places[finger])
        self.panel.sync()

    def tap(self, finger: int, place: Place) -> None:
        self.panel.down(finger, *place)
        self.panel.up(finger, *place)
        self.panel.sync()

    def targets(self, count: int) -> list[Place]:
        """Return so many places with something to touch, from the top."""
        found = [n.centre for n in self.window.look().nodes if n["interactive"] and n["visible"]]
        return [found[n % len(found)] for n in range(count)]


@pytest.fixture(scope="module")
def hands(_stand: tuple[Stand, Programs], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hands]:
    panels: list[TouchPanel] = []

    def show(programs: Programs, folder: Path) -> str:
        panels.append(TouchPanel(programs, folder, SIZE))
        return panels[0].display

    with started(_stand[0], tmp_path_factory.mktemp("touch"), show) as terminal:
        yield Hands(terminal, panels[0])
        panels[0].close()


PAGES = (on_the_guide, typing_a_search, typing_who_one_is)


@pytest.fixture(params=PAGES, ids=lambda go: go.__name__)
def there(request: pytest.FixtureRequest, hands: Hands) -> Hands:
    request.param(hands.window)
    hands.window.settle()
    return hands


def pressed(sight: Sight) -> list[str]:
    return [node["id"] for node in sight.nodes if "pressed" in node["state"]]


@pytest.mark.parametrize("order", [list, lambda fingers: fingers[::-1]], ids=["first first", "first last"])
@pytest.mark.parametrize("count", [2, 5, FINGERS])
def test_of_many_fingers_those_after_the_first_touch_nothing(
    there: Hands, count: int, order: Callable[[list[int]], list[int]]
) -> None:
    before = there.terminal.standing()
    places = [BLANK, *there.targets(count - 1)]
    there.lay(places)
    there.lift(places, order)
    assert there.terminal.standing() == before
    assert pressed(there.window.look()) == []


@pytest.mark.parametrize("count", [1, 2, 3, 5])
def test_a_swipe_from_any_edge_or_corner_opens_nothing(there: Hands, count: int) -> None:
    before = there.terminal.standing()
    for x, y in (*EDGES, *CORNERS):
        starts = [(min(max(x + 30 * n, 0), WIDE - 1), y) for n in range(count)]
        ends = [(WIDE // 2 + 30 * n, BLANK[1]) for n in range(count)]
        there.lay(starts)
        there.slide(starts, ends)
        there.lift(ends)
    assert there.terminal.standing() == before


def test_pinched_and_turned_it_stays_as_large_and_as_upright(there: Hands) -> None:
    before = there.terminal.everything()
    near, far = [BLANK, (WIDE // 2 + 60, 20)], [(40, 20), (WIDE - 40, HIGH - 40)]
    for starts, ends in ((near, far), (far, near), (far, far[::-1])):
        there.lay([BLANK])
        there.panel.down(1, *starts[0])
        there.panel.down(2, *starts[1])
        there.slide([BLANK, *starts], [BLANK, *ends])
        there.lift([BLANK, *ends])
    assert there.terminal.everything() == before


def test_keys_do_nothing_while_ten_fingers_rest(there: Hands) -> None:
    before = there.terminal.standing()
    places = [BLANK, *there.targets(FINGERS - 1)]
    there.lay(places)
    press_all_keys(there.terminal.glass)
    there.lift(places)
    assert there.terminal.standing() == before


@pytest.mark.parametrize("finger", range(FINGERS))
def test_each_finger_alone_touches(hands: Hands, finger: int) -> None:
    """So the panel of these tests is one, and nothing that was done before has made the glass deaf."""
    home(hands.window)
    hands.window.settle()
    node = hands.window.look().find("search")
    assert node is not None
    hands.tap(finger, node.centre)
    hands.window.wait_for(lambda sight: sight.name == "search", "search")
