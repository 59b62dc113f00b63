"""Frames a second while 500 rows scroll: ours, or a bare RecycleView of Kivy, by argv[1]."""

import json
import sys
import time
from pathlib import Path
from typing import Any

from screens import glx
from screens.theme.profile import ScreenProfile
from screens.waiting import Waiting
from screens.window import configure

ROWS = 500
ROW_PX, STEP_PX = 81, 20
WARM_S, SECONDS = 2.0, 8.0
MOST_FPS = 130
"""What Kivy's clock comes to where 60 are asked for: it ends each wait 9 ms early."""


def main(which: str) -> None:
    """Open the window, scroll, print the figure."""
    configure(ScreenProfile(), max_fps=0 if which == "ours" else 60)
    from kivy.base import runTouchApp, stopTouchApp
    from kivy.clock import Clock
    from kivy.core.window import Window

    from screens import redraw

    began = time.perf_counter()
    root, move = ours() if which == "ours" else bare()
    built_ms = (time.perf_counter() - began) * 1000
    state = {"at": 0, "way": 1, "frames": 0, "from": 0.0}

    def step(_: float) -> None:
        state["at"] += int(STEP_PX * state["way"])
        if not 0 <= state["at"] <= ROW_PX * (ROWS - 30):
            state["way"] = -state["way"]
        move(state["at"])

    def flipped(*_: Any) -> None:
        state["frames"] += 1

    def warm(_: float) -> None:
        state["frames"], state["from"] = 0, time.perf_counter()

    def done(_: float) -> None:
        fps = state["frames"] / (time.perf_counter() - state["from"])
        print(json.dumps({"fps": fps, "built_ms": built_ms}), flush=True)
        stopTouchApp()

    if which == "ours":
        # As the terminal does (screens/app.py).
        glass = glx.current()
        Window.clearcolor = root.theme.colour("paper")
        waiting = Waiting(glass)
        waiting.draw_at_most(MOST_FPS)
        waiting.steer(Clock)
        if glass is not None:
            redraw.begin(Window, root, Clock, glass)
    Window.fbind("on_flip", flipped)
    Clock.schedule_interval(step, 0)
    Clock.schedule_once(warm, WARM_S)
    Clock.schedule_once(done, WARM_S + SECONDS)
    runTouchApp(root)


def ours() -> tuple[Any, Any]:
    """Return a page with the rows in a card, and what scrolls it to a px."""
    from screens.components import Action, Card, Row, Shell, Stage
    from screens.theme.theme import Theme

    theme = Theme(ScreenProfile(), Path(sys.prefix) / "share" / "yiciban" / "fonts")
    stage = Stage(theme)
    rows = [Row(theme, text=f"第{n}行 示例数据") for n in range(ROWS)]
    page = Shell(
        theme,
        page_id="rows",
        title="五百行",
        body=[Card(theme, rows, rows=True)],
        primary=Action("继续", lambda: None),
    )
    stage.show(page)
    assert page.scroller is not None
    return stage, page.scroller.view.scroll_to


def bare() -> tuple[Any, Any]:
    """Return a RecycleView of labels, and what scrolls it to a px."""
    from kivy.lang import Builder

    font = Path(sys.prefix) / "share" / "yiciban" / "fonts" / "regular.otf"
    view = Builder.load_string(f"""
RecycleView:
    viewclass: "Label"
    RecycleBoxLayout:
        default_size: None, {ROW_PX}
        default_size_hint: 1, None
        size_hint_y: None
        height: self.minimum_height
        orientation: "vertical"
""")
    view.data = [{"text": f"第{n}行 示例数据", "font_size": 32, "font_name": str(font)} for n in range(ROWS)]

    def move(px: int) -> None:
        view.scroll_y = 1 - px / (ROW_PX * ROWS - view.height)

    return view, move


if __name__ == "__main__":
    main(sys.argv[1])
