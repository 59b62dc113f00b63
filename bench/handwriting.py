"""Hanzi written with joined strokes: how often the right one is offered first, and among the first ten.

Strokes are the medians of npm's hanzi-writer-data (from Make Me a Hanzi, Arphic Public License), every point
shaken, two strokes of each character joined. 600 characters of GB 2312 level 1, 200 of level 2. Beside ours,
in the same run, the same recogniser given a square picture, which is how one would begin.
"""

import json
import random
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from PIL import Image

from bench.npm import package
from bench.plan import machine
from screens.input_methods.handwriting.recogniser import Recogniser
from screens.input_methods.handwriting.strokes import HEIGHT, WIDTH, picture

GOAL_FIRST, GOAL_TEN = 0.95, 0.99
SHAKE = 12.0
"""Standard deviation of a point, where a character is 900 high: two and a half hairs of a brush."""


def main() -> dict[str, object]:
    """Measure; without npm say so."""
    node_modules = package("hanzi-writer-data@2.0.1")
    if node_modules is None:
        return {"left_out": "npm does not answer: no strokes to write", "within_limit": True}
    folder = node_modules / "hanzi-writer-data"
    names = sorted(path.stem for path in folder.glob("*.json") if len(path.stem) == 1)
    chance = random.Random(600)
    common = chance.sample([name for name in names if level(name) == 1], 600)
    rarer = chance.sample([name for name in names if level(name) == 2], 200)
    recogniser = Recogniser()
    figures: dict[str, object] = {"machine": machine()}
    for label, chosen in (("level_1", common), ("level_2", rarer)):
        written = [(name, joined(folder / f"{name}.json", chance)) for name in chosen]
        figures[label] = share(recogniser, written)
    again = [(name, joined(folder / f"{name}.json", chance)) for name in common]
    figures["square_picture_level_1"] = share(Recogniser(draw=square), again)
    ours = figures["level_1"]
    assert isinstance(ours, dict)
    figures["within_limit"] = ours["first"] >= GOAL_FIRST and ours["first_ten"] >= GOAL_TEN
    return figures


def level(character: str) -> int:
    """Return 1 or 2 by GB 2312, 0 for what it does not hold."""
    try:
        code = character.encode("gb2312")
    except UnicodeEncodeError:
        return 0
    return 0 if len(code) != 2 else 1 if code[0] <= 0xD7 else 2


def joined(path: Path, chance: random.Random) -> list[list[tuple[float, float]]]:
    """Return the strokes of a character, shaken, two neighbours written without lifting the finger."""
    medians = json.loads(path.read_text(encoding="utf-8"))["medians"]
    strokes = [
        [(x + chance.gauss(0, SHAKE), 900 - y + chance.gauss(0, SHAKE)) for x, y in line] for line in medians
    ]
    if len(strokes) > 1:
        at = chance.randrange(len(strokes) - 1)
        strokes[at : at + 2] = [strokes[at] + strokes[at + 1]]
    return strokes


def share(
    recogniser: Recogniser, written: Sequence[tuple[str, list[list[tuple[float, float]]]]]
) -> dict[str, object]:
    """Return shares of characters found first and among ten, and CPU ms each."""
    first = ten = 0
    times = []
    for name, strokes in written:
        start = time.process_time()
        found = recogniser.candidates(strokes)
        times.append((time.process_time() - start) * 1000)
        first += found[0] == name
        ten += name in found[:10]
    return {
        "n": len(written),
        "first": round(first / len(written), 4),
        "first_ten": round(ten / len(written), 4),
        "cpu_ms_p50": round(float(np.percentile(times, 50)), 1),
        "cpu_ms_p99": round(float(np.percentile(times, 99)), 1),
    }


def square(strokes: Sequence[Sequence[tuple[float, float]]]) -> np.ndarray:
    """Return the character without air beside it."""
    whole = Image.fromarray(picture(strokes))
    left = (WIDTH - HEIGHT) // 2
    return np.asarray(whole.crop((left, 0, left + HEIGHT, HEIGHT)))
