"""What papers lie on: photographs of surfaces (textures/, CC0) and surfaces that are computed.

A surface is a square picture that tiles by mirroring, and how many mm of table it covers.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import as_file, files

import cv2
import numpy as np
from numpy.typing import NDArray

Picture = NDArray[np.uint8]
_SIDE = 1024
PHOTOGRAPHED = {
    "bricks": 260.0,
    "grass": 240.0,
    "gravel": 200.0,
    "grey-paper": 190.0,
    "purple-card": 170.0,
    "sand-paper": 180.0,
    "peach-paper": 190.0,
    "fibre-paper": 130.0,
    "dark-laid": 120.0,
}
"""Photographed surfaces and the mm that one picture of them covers."""


@dataclass(frozen=True, slots=True)
class Surface:
    """`picture` BGR uint8; `mm` of table that its width covers; `gloss` 0..1: how much it mirrors a lamp."""

    name: str
    picture: Picture = field(repr=False)
    mm: float
    gloss: float = 0.0


@lru_cache(maxsize=12)
def surface(name: str, seed: int = 0) -> Surface:
    """Return a surface by name; `seed` varies the computed ones. Raises KeyError for an unknown name."""
    if name in PHOTOGRAPHED:
        source = files("devices.document_camera.simulator") / "textures" / f"{name}.jpg"
        with as_file(source) as path:
            picture = cv2.imread(str(path))
        if picture is None:
            raise KeyError(name)
        return Surface(name, _varied(np.asarray(picture, np.uint8), seed), PHOTOGRAPHED[name])
    make, mm, gloss = COMPUTED[name]
    return Surface(name, make(np.random.default_rng([seed, 7])), mm, gloss)


def _varied(picture: Picture, seed: int) -> Picture:
    """The same surface under another dye: lighter, darker, warmer."""
    chance = np.random.default_rng([seed, 11])
    gain = chance.uniform(0.75, 1.15) * (1 + chance.normal(0, 0.05, 3))
    return np.clip(picture * gain, 0, 250).astype(np.uint8)


def _noise(chance: np.random.Generator, cells: tuple[int, int], smooth: bool = True) -> NDArray[np.float32]:
    """Smooth noise of mean 0 and about unit spread, `cells` across and down."""
    small = chance.normal(0, 1, (cells[1], cells[0])).astype(np.float32)
    kind = cv2.INTER_CUBIC if smooth else cv2.INTER_LINEAR
    return np.asarray(cv2.resize(small, (_SIDE, _SIDE), interpolation=kind), np.float32)


def _clouds(chance: np.random.Generator, first: int = 3, octaves: int = 6) -> NDArray[np.float32]:
    total = np.zeros((_SIDE, _SIDE), np.float32)
    for octave in range(octaves):
        total += _noise(chance, (first << octave, first << octave)) / (1.7**octave)
    return total / 2.0


def _coloured(value: NDArray[np.float32], stops: list[tuple[int, int, int]]) -> Picture:
    """Map 0..1 onto colours (BGR) that stand at even distances."""
    place = np.clip(value, 0, 1) * (len(stops) - 1)
    table = np.array(stops, np.float32)
    steps = np.linspace(0, len(stops) - 1, 256)
    lookup = np.stack([np.interp(steps, range(len(stops)), table[:, c]) for c in range(3)], axis=1)
    index = np.clip(place / (len(stops) - 1) * 255, 0, 255).astype(np.uint8)
    return np.asarray(lookup.astype(np.uint8)[index], np.uint8)


def _wood(chance: np.random.Generator, stops: list[tuple[int, int, int]], planks: int) -> Picture:
    down, across = np.mgrid[0:_SIDE, 0:_SIDE].astype(np.float32) / _SIDE
    rows = np.minimum((down * planks).astype(int), planks - 1)
    shift = chance.uniform(0, 40, planks)[rows].astype(np.float32)
    warp = _noise(chance, (3, 8)) * 0.05 + _noise(chance, (6, 40)) * 0.008
    rings = np.sin((down * 16 + shift + warp * 60 + 1.5 * np.sin(across * 2 + shift)) * 2.2)
    grain = _noise(chance, (24, _SIDE), smooth=False) * 0.10 + _noise(chance, (60, 400), smooth=False) * 0.05
    tone = chance.uniform(-0.16, 0.16, planks)[rows].astype(np.float32)
    picture = _coloured(0.5 + 0.16 * rings + grain + tone + 0.05 * _clouds(chance), stops)
    if planks > 1:
        for seam in range(1, planks):
            y = int(seam * _SIDE / planks)
            picture[y - 1 : y + 2] = (picture[y - 1 : y + 2] * 0.45).astype(np.uint8)
    return picture


def _oak(chance: np.random.Generator) -> Picture:
    return _wood(chance, [(70, 110, 160), (100, 150, 196), (140, 186, 222)], 1)


def _floor(chance: np.random.Generator) -> Picture:
    return _wood(chance, [(52, 84, 130), (84, 124, 172), (120, 164, 204)], 5)


def _walnut(chance: np.random.Generator) -> Picture:
    return _wood(chance, [(26, 38, 58), (40, 58, 86), (66, 90, 124)], 1)


def _redwood(chance: np.random.Generator) -> Picture:
    return _wood(chance, [(24, 30, 84), (36, 50, 120), (58, 80, 156)], 3)


def _ash(chance: np.random.Generator) -> Picture:
    return _wood(chance, [(150, 176, 196), (176, 200, 216), (204, 222, 232)], 4)


def _rubber(chance: np.random.Generator) -> Picture:
    speckle = chance.normal(0, 1, (_SIDE, _SIDE)).astype(np.float32)
    value = 40 + 3.2 * speckle + 2.0 * _noise(chance, (256, 256)) + 2.0 * _clouds(chance)
    return np.clip(np.stack([value + 2, value, value - 1], axis=2), 0, 255).astype(np.uint8)


def _felt(level: tuple[float, float, float]) -> Callable[[np.random.Generator], Picture]:
    def make(chance: np.random.Generator) -> Picture:
        fibres = sum(_noise(chance, cells, smooth=False) for cells in ((40, 900), (900, 40), (500, 500)))
        value = np.asarray(fibres, np.float32) * 5.5 + 4.0 * _clouds(chance, 4)
        return np.clip(np.stack([value + c for c in level], axis=2), 0, 255).astype(np.uint8)

    return make


def _white_table(chance: np.random.Generator) -> Picture:
    value = 226 + 2.0 * _clouds(chance) + chance.normal(0, 0.8, (_SIDE, _SIDE))
    return np.clip(np.stack([value - 2, value, value], axis=2), 0, 255).astype(np.uint8)


def _marble(chance: np.random.Generator) -> Picture:
    veins = np.abs(_clouds(chance, 2, 6) + 0.4 * _clouds(chance, 4, 5))
    thin = np.exp(-((veins / 0.07) ** 2)) * (0.5 + 0.5 * _noise(chance, (5, 5)))
    value = 0.86 - 0.36 * np.clip(thin, 0, 1) + 0.05 * _clouds(chance)
    return _coloured(np.asarray(value, np.float32), [(96, 100, 104), (190, 194, 196), (238, 240, 240)])


def _terrazzo(chance: np.random.Generator) -> Picture:
    picture = np.full((_SIDE, _SIDE, 3), (176, 182, 186), np.uint8)
    stones = [(92, 100, 108), (226, 230, 232), (120, 140, 168), (70, 74, 80), (150, 160, 150)]
    for _ in range(1500):
        x, y = chance.integers(0, _SIDE, 2)
        radius = int(chance.integers(4, 18))
        turns = np.sort(chance.uniform(0, 2 * np.pi, 6))
        reach = radius * chance.uniform(0.6, 1.1, 6)
        shape = np.stack([x + reach * np.cos(turns), y + reach * np.sin(turns)], axis=1).astype(np.int32)
        cv2.fillPoly(picture, [shape], stones[chance.integers(5)], cv2.LINE_AA)
    return picture


def _plaid(chance: np.random.Generator) -> Picture:
    colours = chance.integers(40, 220, (4, 3)).astype(np.float32)
    picture = np.broadcast_to(colours[0], (_SIDE, _SIDE, 3)).copy()
    step = int(chance.integers(96, 180))
    for number, colour in enumerate(colours[1:]):
        wide = int(chance.integers(14, 50))
        for start in range(number * step // 3, _SIDE, step):
            picture[start : start + wide] = picture[start : start + wide] * 0.5 + colour * 0.5
            picture[:, start : start + wide] = picture[:, start : start + wide] * 0.5 + colour * 0.5
    weave = ((np.add.outer(np.arange(_SIDE), np.arange(_SIDE)) // 2) % 3 - 1) * 7
    return np.clip(picture + weave[:, :, None] + _clouds(chance)[:, :, None] * 4, 0, 255).astype(np.uint8)


def _flowers(chance: np.random.Generator) -> Picture:
    ground = chance.integers(120, 230, 3).tolist()
    picture = np.full((_SIDE, _SIDE, 3), ground, np.uint8)
    for _ in range(46):
        x, y = chance.integers(0, _SIDE, 2)
        radius = int(chance.integers(16, 46))
        petals = chance.integers(60, 255, 3).tolist()
        for turn in np.arange(5) * 2 * np.pi / 5 + chance.uniform(0, 6):
            middle = (int(x + radius * np.cos(turn)), int(y + radius * np.sin(turn)))
            axes = (int(radius * 0.8), int(radius * 0.5))
            cv2.ellipse(picture, middle, axes, float(np.degrees(turn)), 0, 360, petals, -1, cv2.LINE_AA)
        cv2.circle(picture, (int(x), int(y)), radius // 3, (60, 180, 220), -1, cv2.LINE_AA)
    threads = chance.normal(0, 4, (_SIDE, _SIDE, 1)) + _clouds(chance)[:, :, None] * 4
    return np.clip(picture + threads, 0, 255).astype(np.uint8)


def _tiles(chance: np.random.Generator) -> Picture:
    tone = np.array(chance.uniform(130, 215, 3) * 0.3 + 150, np.float32)
    picture = np.empty((_SIDE, _SIDE, 3), np.float32)
    step = _SIDE // 3
    for row in range(4):
        for column in range(4):
            shade = tone + chance.normal(0, 6)
            picture[row * step : (row + 1) * step, column * step : (column + 1) * step] = shade
    picture += _clouds(chance)[:, :, None] * 7
    for seam in range(0, _SIDE, step):
        picture[max(0, seam - 4) : seam + 4] *= 0.62
        picture[:, max(0, seam - 4) : seam + 4] *= 0.62
    return np.clip(picture, 0, 255).astype(np.uint8)


def _leather(chance: np.random.Generator) -> Picture:
    pores = np.abs(_noise(chance, (150, 150))) + 0.5 * np.abs(_noise(chance, (300, 300)))
    value = 0.42 + 0.10 * np.clip(pores, 0, 2) + 0.06 * _clouds(chance)
    return _coloured(np.asarray(value, np.float32), [(14, 20, 34), (34, 48, 84), (90, 110, 160)])


def _concrete(chance: np.random.Generator) -> Picture:
    value = 146 + 15 * _clouds(chance, 2, 8) + chance.normal(0, 4, (_SIDE, _SIDE))
    return np.clip(np.stack([value, value + 1, value + 2], axis=2), 0, 255).astype(np.uint8)


COMPUTED = {
    "rubber-mat": (_rubber, 170.0, 0.1),
    "grey-felt": (_felt((92.0, 94.0, 95.0)), 190.0, 0.0),
    "green-felt": (_felt((60.0, 84.0, 40.0)), 190.0, 0.0),
    "blue-felt": (_felt((104.0, 64.0, 38.0)), 190.0, 0.0),
    "black-cloth": (_felt((30.0, 28.0, 28.0)), 160.0, 0.0),
    "oak": (_oak, 420.0, 0.35),
    "floor": (_floor, 520.0, 0.3),
    "walnut": (_walnut, 420.0, 0.45),
    "redwood": (_redwood, 460.0, 0.45),
    "ash": (_ash, 480.0, 0.3),
    "white-table": (_white_table, 400.0, 0.5),
    "marble": (_marble, 560.0, 0.55),
    "terrazzo": (_terrazzo, 420.0, 0.4),
    "plaid": (_plaid, 300.0, 0.0),
    "flowers": (_flowers, 420.0, 0.0),
    "tiles": (_tiles, 450.0, 0.5),
    "leather": (_leather, 260.0, 0.3),
    "concrete": (_concrete, 460.0, 0.0),
}
"""Computed surfaces: how, the mm that one picture of them covers, and gloss."""
NAMES = (*PHOTOGRAPHED, *COMPUTED)
