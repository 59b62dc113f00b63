"""Photographs of papers with exact corners, made fast enough to train on as they are made (5 ms each)."""

from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from tools.train_corners.clutter import clutter, fingers, pen, stack
from tools.train_corners.laying import Quad, lay, place
from tools.train_corners.light import finish, light
from tools.train_corners.pages import Picture, Random
from tools.train_corners.surfaces import cut, surface

WIDTH, HEIGHT = 256, 192
INNER_WIDTH, INNER_HEIGHT = 240, 180
"""The photograph stands in the middle of the input; corners a little outside of it still fall inside."""
PAD = 114


@dataclass(frozen=True)
class Assets:
    """Backgrounds, and pages each at three sizes (whole, half, quarter)."""

    backgrounds: list[Picture]
    pages: list[tuple[Picture, Picture, Picture]]


def load(path: Path) -> Assets:
    """Read what `collect` wrote."""
    packed = np.load(path, allow_pickle=True)
    backgrounds = [np.asarray(cv2.imdecode(b, cv2.IMREAD_COLOR), np.uint8) for b in packed["backgrounds"]]
    pages = [_sizes(np.asarray(cv2.imdecode(b, cv2.IMREAD_COLOR), np.uint8)) for b in packed["pages"]]
    return Assets(backgrounds, pages)


def _sizes(page: Picture) -> tuple[Picture, Picture, Picture]:
    half = cv2.resize(page, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    return page, half, cv2.resize(half, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)


def photograph(random: Random, assets: Assets) -> tuple[Picture, list[Quad]]:
    """A network input (192, 256, 3) BGR and the quads of all whole papers on it, px, clockwise."""
    ratio = float(random.choice([4 / 3, 4 / 3, 4 / 3, 3 / 2, 16 / 9, 1.0, 1.2]))
    w = round(min(INNER_WIDTH, INNER_HEIGHT * ratio))
    h = round(min(INNER_HEIGHT, INNER_WIDTH / ratio))
    picture = surface(random, (w, h), assets.backgrounds)
    for _ in range(int(random.choice([0, 0, 1, 2, 3, 5]))):
        clutter(random, picture, assets.pages)
    quads: list[Quad] = []
    for quad, page in _papers(random, assets, w, h):
        if all(_clear_of(quad, other) for other in quads):
            if not quads and random.random() < 0.15:
                stack(random, picture, quad, assets.pages)
            lay(random, picture, quad, page)
            quads.append(quad)
    if quads and random.random() < 0.16:
        fingers(random, picture, quads[0])
    if quads and random.random() < 0.08:
        pen(random, picture, quads[0].mean(axis=0))
    picture = finish(random, light(random, picture))
    top, left = (HEIGHT - h) // 2, (WIDTH - w) // 2
    whole = np.full((HEIGHT, WIDTH, 3), PAD, np.uint8)
    whole[top : top + h, left : left + w] = picture
    return whole, [(q + np.array([left, top], np.float32)).astype(np.float32) for q in quads]


def _papers(random: Random, assets: Assets, w: int, h: int) -> list[tuple[Quad, tuple[Picture, ...]]]:
    pick = random.random()
    if pick < 0.04:
        return []
    if pick < 0.88:
        page = _page(random, assets)
        return [(place(random, page[0].shape, w, h, _area(random)), page)]
    count = int(random.choice([2, 2, 2, 3, 4]))
    made = []
    alike = _page(random, assets) if random.random() < 0.6 else None
    for _ in range(count):
        page = alike or _page(random, assets)
        made.append((place(random, page[0].shape, w, h, random.uniform(0.05, 0.6 / count)), page))
    if count == 2 and random.random() < 0.4:  # A spread: two sheets that share an edge.
        (quad, page), _ = made
        far = quad + (quad[1] - quad[0]) * random.uniform(1.0, 1.08)
        inside = (far > 0).all() and (far < [w, h]).all()
        return [(quad, page), (far.astype(np.float32), page)] if inside else [(quad, page)]
    return made


def _area(random: Random) -> float:
    """Part of the photograph under the page."""
    return float(random.uniform(0.12, 0.95) if random.random() < 0.8 else random.uniform(0.035, 0.2))


def _page(random: Random, assets: Assets) -> tuple[Picture, Picture, Picture]:
    if random.random() < 0.07:  # A photograph, or a magazine's cover.
        size = (480, 340) if random.random() < 0.5 else (340, 480)
        return _sizes(cut(random, size, assets.backgrounds[random.integers(len(assets.backgrounds))]))
    page = assets.pages[random.integers(len(assets.pages))]
    if random.random() < 0.15:  # Any piece of it: print that goes over the edge, other formats.
        h, w = page[0].shape[:2]
        top, left = int(h * random.uniform(0, 0.4)), int(w * random.uniform(0, 0.4))
        bottom, right = int(h * random.uniform(0.65, 1)), int(w * random.uniform(0.65, 1))
        return _sizes(np.ascontiguousarray(page[0][top:bottom, left:right]))
    return page


def _clear_of(one: Quad, other: Quad) -> bool:
    shared, _ = cv2.intersectConvexConvex(one, other)
    return bool(shared < 0.02 * min(cv2.contourArea(one), cv2.contourArea(other)))
