"""From a touch to the first changed pixel on the glass, on twelve pages of a whole visit at a real X display.

The finger goes down by XTest, and the place of the target is read from the display until it looks different;
then it slides off, so that nothing acts. A citizen makes the visit in between.
"""

import statistics
import time
from pathlib import Path
from typing import Any

from bench.display import stand, xvfb
from bench.plan import machine
from kiosk.catalogue.content import compose
from sandbox import content
from sandbox.processes import Programs
from sandbox.robot.citizen import Citizen
from sandbox.robot.window import Node, Window
from sandbox.robot.x11 import LEFT, Display
from sandbox.stand import Stand, start_screens

LIMIT_MS = 100.0
"""Feedback that comes later is not felt as an answer (accessibility brief, 2)."""
PAGES = 12
TARGETS = 4
TOUCHES = 6
"""Of each target."""
BUNDLE, PERSON = "tj-p-01", "li"
SILENT = ("textbox", "img", "progressbar")
STRIP_PX, EDGE_PX = 4, 8
"""Inside the left edge there are no words: what changes there is the answer to the touch."""
LOST_S = 0.5
LOOK_S = 0.0005


class Enough(Exception):  # noqa: N818 - what is the case
    """Twelve pages have been measured."""


class Measured(Citizen):
    """Touches on each new page before going on."""

    def __init__(self, glass: Display, *rest: Any) -> None:
        super().__init__(*rest)
        self._glass = glass
        self.took: dict[str, list[float]] = {}
        self.lost: list[str] = []

    def _note(self, page: str) -> None:
        name = page.partition(":")[0]
        if name in self.took:
            return
        sight = self._window.look()
        nodes = [node for node in sight.nodes if node["interactive"] and node["enabled"] and node["visible"]]
        nodes = [node for node in nodes if node["role"] not in SILENT]
        step = max(1, len(nodes) // TARGETS)
        self.took[name] = []
        for node in nodes[::step][:TARGETS]:
            for _ in range(TOUCHES):
                self._touch_and_slide_off(name, node)
        if len(self.took) == PAGES:
            raise Enough

    def _touch_and_slide_off(self, page: str, node: Node) -> None:
        x, y, _, high = (round(side) for side in node.bounds)
        place = (x + EDGE_PX, y + high * 3 // 10, STRIP_PX, high * 4 // 10)
        glass = self._glass
        glass.move(*node.centre)
        glass.sync()
        before = glass.pixels(*place)
        began = time.perf_counter()
        glass.button(LEFT, True)
        glass.sync()
        while (changed := glass.pixels(*place) != before) is False:
            if time.perf_counter() - began > LOST_S:
                break
            time.sleep(LOOK_S)
        if changed:
            self.took[page].append((time.perf_counter() - began) * 1000)
        else:
            self.lost.append(f"{page}: {node['id']}")
        glass.move(1, node.centre[1])  # sideways: upwards the page would scroll
        glass.button(LEFT, False)
        glass.sync()
        end = time.monotonic() + LOST_S
        while glass.pixels(*place) != before and time.monotonic() < end:
            time.sleep(LOOK_S)


def main() -> dict[str, object]:
    """Return p50 and p99 in ms over all touches, and p50 of each page."""
    with xvfb() as display, stand() as (programs, where):
        citizen = _visit(programs, where, display)
    everything = [one for page in citizen.took.values() for one in page]
    p99 = _p99(everything)
    return {
        "p50_ms": round(statistics.median(everything), 1),
        "p99_ms": round(p99, 1),
        "limit_p99_ms": LIMIT_MS,
        "touches": len(everything),
        "pages": len(citizen.took),
        "p50_ms_of_page": {page: round(statistics.median(t), 1) for page, t in citizen.took.items() if t},
        "p99_ms_of_page": {page: round(_p99(t), 1) for page, t in citizen.took.items() if len(t) > 1},
        "without_an_answer": citizen.lost,
        "within_limit": p99 <= LIMIT_MS and not citizen.lost and len(citizen.took) == PAGES,
        "machine": machine(),
    }


def _visit(programs: Programs, where: Stand, display: str) -> Measured:
    start_screens(programs, where, display)
    window, glass = Window(where.robot_socket, display), Display(display)
    bundle = next(one for one in compose(content.documents()).bundles if one.id == BUNDLE)
    card = next(one["card"] for one in content.people() if one["key"] == PERSON)
    bench = where.bench["url"]
    citizen = Measured(glass, window, bench, bundle, PERSON, card, content.papers(), Path())
    window.wait_for(lambda sight: sight.page == "idle" and sight.find("help"), "the idle page")
    try:
        citizen.visit()
    except Enough:
        pass
    finally:
        glass.close()
        window.close()
        programs.end("screens")
    return citizen


def _p99(times: list[float]) -> float:
    return statistics.quantiles(times, n=100, method="inclusive")[98]
