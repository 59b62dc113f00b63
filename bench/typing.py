"""Key to candidate on the glass, end of a stroke to its candidates: a finger by XTest, pixels of the display.

The terminal is the one that ships, on the page of a name. Beside it, in the same run: the same finger on a
key which writes its letter alone; that is the way of a touch through window and drawing without pinyin. And
the same finger on a bare window of Kivy's, of the same size, in which one label changes.
"""

import json
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import pairwise

from bench.display import LOGS, environment, stand, xvfb
from bench.plan import machine
from sandbox.robot.x11 import LEFT, Display
from sandbox.stand import FIRST

LIMIT_MS = 50.0
WORDS = (
    "zhangwei", "wangxiaoming", "lishili", "ouyang", "zhaojun", "chenyu", "liuyang", "sunli",
    "zhousiyuan", "wuhao", "zhengshuang", "fengxue", "tianjin", "binhaixinqu", "beijing", "guangzhou",
    "yingyezhizhao", "shipinjingyingxukezheng", "chushengyixuezhengming", "hukoubu", "jiehunzheng",
    "shenfenzheng", "nongye", "yinhang", "xuexiao", "yiyuan", "gongsi", "heping", "nankai", "hexi",
)  # fmt: skip
WANG = (((1, 0), (9, 0)), ((1.5, 4.6), (8.5, 4.6)), ((5, 0), (5, 9.6)), ((0, 9.6), (10, 9.6)))
MU = (((0, 3), (10, 3)), ((5, 0), (5, 10)), ((5, 3), (0, 8)), ((5, 3), (10, 8)))
ZHONG = (((1, 2), (1, 6)), ((1, 2), (9, 2), (9, 6)), ((1, 6), (9, 6)), ((5, 0), (5, 10)))
CHARACTERS = (WANG, MU, ZHONG) * 5
ROUNDS = 3
LETTERS = "QWERTASDFGZXCV" * 5
FULL = 14
"""So many letters go into a field before it is cleared: what is full takes none."""
BARE = """
import os
os.environ.update(KIVY_NO_ARGS="1", KIVY_NO_CONFIG="1", KIVY_WINDOW="sdl2", KIVY_LOG_MODE="PYTHON")
from kivy.config import Config
for key, value in (("width", 1080), ("height", 1920), ("multisamples", 0), ("position", "custom"),
                   ("left", 0), ("top", 0), ("borderless", 1)):
    Config.set("graphics", key, str(value))
Config.set("input", "mouse", "mouse,disable_multitouch")
from itertools import count
from kivy.base import runTouchApp
from kivy.clock import Clock
from kivy.core.window import Window
from kivy.uix.label import Label
numbers = count()
label = Label(text="-", font_size=64)
label.bind(on_touch_up=lambda *_: setattr(label, "text", str(next(numbers))))
Clock.schedule_once(lambda _: print("{}", flush=True), 1)
runTouchApp(label)
"""
SETTLE_S, PATIENCE_S, LOOK_S = 0.1, 1.0, 0.002
SEEN_PX = 240
"""Of the row of candidates: the first one or two. Looking at all of it would keep the display busy."""
Box = tuple[int, int, int, int]
LABEL: Box = (440, 920, 200, 80)
"""The middle of the bare window."""


def main() -> dict[str, object]:
    """Return p50 and p99 in ms of keys, of plain letters, and of strokes."""
    with xvfb() as display, stand() as (_, where):
        command = [sys.executable, "-m", "bench.typing_inside", str(where.profile), where.bench["url"]]
        with opened(display, [sys.executable, "-c", BARE], environment(display)) as glass:
            bare = list(glass.bare(len(LETTERS)))
        with opened(display, command, environment(display, where)) as glass:
            return figures(glass, bare)


@contextmanager
def opened(display: str, command: Sequence[str], variables: dict[str, str]) -> Iterator["Glass"]:
    """Give the glass of a window while its process runs."""
    LOGS.mkdir(parents=True, exist_ok=True)
    with (LOGS / "typing.log").open("a") as log:
        screens = subprocess.Popen(
            [*FIRST, *command],
            env=variables,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
        )
        with screens:
            glass = Glass(Display(display), screens)
            try:
                yield glass
            finally:
                glass.close()


def figures(glass: "Glass", bare: Sequence[float]) -> dict[str, object]:
    """Type and write; raises RuntimeError where nothing that is touched changes anything."""
    typed: list[float] = []
    plain: list[float] = []
    for _ in range(ROUNDS):
        typed += [ms for word in WORDS for ms in glass.type(word)]
        plain += glass.plain(LETTERS)
    written = [ms for character in CHARACTERS for ms in glass.write(character)]
    if len(typed) < 600 or not written or not plain or not bare:
        raise RuntimeError("the glass did not change; see build/bench/logs/typing.log")
    return {
        "key_to_candidate": _told(typed),
        "stroke_to_candidate": _told(written),
        "key_to_letter": _told(plain),
        "touch_to_label_of_bare_window": _told(bare),
        "ratio_p50_to_letter": round(statistics.median(typed) / statistics.median(plain), 2),
        "ratio_p50_to_bare_window": round(statistics.median(typed) / statistics.median(bare), 2),
        "ratio_p99_to_bare_window": round(_p99(typed) / _p99(bare), 2),
        "limit_p99_ms": LIMIT_MS,
        "within_limit": _p99(typed) <= LIMIT_MS,
        "machine": machine(),
    }


class Glass:
    """A finger on the display, and an eye that sees when a part of it changes."""

    def __init__(self, display: Display, screens: "subprocess.Popen[str]") -> None:
        self._display, self._screens = display, screens
        self._keys: dict[str, list[float]] = {}

    def close(self) -> None:
        """Let the screens end."""
        self._display.close()
        assert self._screens.stdin is not None
        self._screens.stdin.close()
        assert self._screens.stdout is not None
        if self._keys:
            self._screens.stdout.read()
        self._screens.terminate()

    def type(self, word: str) -> Iterator[float]:
        """Yield ms from letting go each letter to other candidates; then take the word back."""
        self._pad("pad-pinyin", "key-q")
        for letter in word:
            yield from self._timed(lambda letter=letter: self._tap(f"key-{letter}"), self._row())
        self._tap("key-clear")
        time.sleep(SETTLE_S)

    def plain(self, letters: str) -> Iterator[float]:
        """Yield ms from letting go a letter until the field changes."""
        self._pad("pad-passport", "key-Q")
        field = _box(self._keys["field"])
        for at, letter in enumerate(letters):
            if not at % FULL:
                self._tap("key-clear")
                time.sleep(SETTLE_S)
            yield from self._timed(lambda letter=letter: self._tap(f"key-{letter}"), field)

    def bare(self, times: int) -> Iterator[float]:
        """Yield ms from letting go until the one label of a bare window is another."""
        self._look()
        for _ in range(times):
            yield from self._timed(lambda: self._draw([(300, 300)]), LABEL)

    def write(self, strokes: Sequence[Sequence[tuple[float, float]]]) -> Iterator[float]:
        """Yield ms from the end of each stroke to other candidates; then wipe the character."""
        self._pad("pad-writing", "writing-field")
        x, y, wide, high = self._keys["writing-field"]
        scale, left = min(wide, high) / 13, x + wide / 3
        for stroke in strokes:
            places = [(round(left + px * scale), round(y + (1.5 + py) * scale)) for px, py in stroke]
            yield from self._timed(lambda places=places: self._draw(places), self._row())
        self._tap("key-unwrite")
        time.sleep(SETTLE_S)

    def _pad(self, id: str, shows: str) -> None:
        if shows not in self._keys:
            self._look()
        if shows not in self._keys:
            self._tap(id)
            time.sleep(4 * SETTLE_S)
            self._look()

    def _look(self) -> None:
        assert self._screens.stdin is not None
        assert self._screens.stdout is not None
        self._screens.stdin.write("\n")
        self._screens.stdin.flush()
        self._keys = json.loads(self._screens.stdout.readline())

    def _row(self) -> Box:
        """Return where the candidates stand: above the first row of keys, as high as these."""
        y = (self._keys.get("key-q") or self._keys["writing-field"])[1]
        high = self._keys["key-clear"][3]
        return 24, round(y - high - 8), SEEN_PX, round(high)

    def _tap(self, id: str) -> None:
        x, y, wide, high = self._keys[id]
        self._draw([(round(x + wide / 2), round(y + high / 2))])

    def _draw(self, places: Sequence[tuple[int, int]]) -> None:
        self._display.move(*places[0])
        self._display.button(LEFT, True)
        for (x0, y0), (x1, y1) in pairwise(places):
            for step in range(1, 9):
                self._display.move(round(x0 + (x1 - x0) * step / 8), round(y0 + (y1 - y0) * step / 8))
                self._display.sync()
                time.sleep(0.004)
        self._display.sync()
        time.sleep(0.03)
        self._display.button(LEFT, False)
        self._display.sync()

    def _timed(self, act: Callable[[], None], box: Box) -> Iterator[float]:
        """Yield ms from the end of an act until the pixels of a place are others; nothing where they stay."""
        before = self._display.pixels(*box)
        act()
        start = time.perf_counter()
        while time.perf_counter() - start < PATIENCE_S:
            if self._display.pixels(*box) != before:
                yield (time.perf_counter() - start) * 1000
                break
            time.sleep(LOOK_S)
        time.sleep(SETTLE_S)


def _box(bounds: Sequence[float]) -> Box:
    x, y, wide, high = (round(one) for one in bounds)
    return x, y, wide, high


def _told(times: Sequence[float]) -> dict[str, float]:
    tenths = statistics.quantiles(times, n=10, method="inclusive")
    return {
        "p50_ms": round(statistics.median(times), 1),
        "p90_ms": round(tenths[8], 1),
        "p99_ms": round(_p99(times), 1),
        "n": len(times),
    }


def _p99(times: Sequence[float]) -> float:
    return statistics.quantiles(times, n=100, method="inclusive")[98]
