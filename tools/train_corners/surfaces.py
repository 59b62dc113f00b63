"""What papers lie on: photographic textures and pictures from free packages, and procedural surfaces."""

import cv2
import numpy as np
from numpy.typing import NDArray

from tools.train_corners.pages import Picture, Random

Colour = NDArray[np.float32]


def surface(random: Random, size: tuple[int, int], photographs: list[Picture]) -> Picture:
    """A background of (width, height) `size`, BGR; about two in three out of `photographs`."""
    if photographs and random.random() < 0.62:
        made = cut(random, size, photographs[random.integers(len(photographs))])
        if random.random() < 0.2:
            made = _two(random, made, cut(random, size, photographs[random.integers(len(photographs))]))
        return made
    made = _procedural(random, size)
    if random.random() < 0.25:
        made = _two(random, made, _procedural(random, size))
    return made


def cut(random: Random, size: tuple[int, int], source: Picture) -> Picture:
    """A turned, scaled, tilted piece of a picture, mirrored at its edges where it is too small."""
    w, h = size
    sh, sw = source.shape[:2]
    zoom = np.exp(random.uniform(np.log(0.35), np.log(1.6)))
    angle = random.uniform(0, 2 * np.pi)
    c, s = np.cos(angle) * zoom, np.sin(angle) * zoom
    matrix = np.array([[c, -s, 0], [s, c, 0], [0, 0, 1]])
    matrix[2, 0], matrix[2, 1] = random.normal(0, 0.0008, 2)
    away = np.array([[1, 0, -w / 2], [0, 1, -h / 2], [0, 0, 1]])
    back = np.array([[1, 0, random.uniform(0, sw)], [0, 1, random.uniform(0, sh)], [0, 0, 1]])
    piece = cv2.warpPerspective(
        source, back @ matrix @ away, size, flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
        borderMode=cv2.BORDER_REFLECT,
    )  # fmt: skip
    if random.random() < 0.5:
        gain, shift = random.uniform(0.5, 1.3), random.uniform(-30, 40)
        piece = cv2.convertScaleAbs(piece, alpha=gain, beta=shift)
    return np.asarray(piece, np.uint8)


def colour(random: Random) -> Colour:
    """A desk's, a floor's or a mat's colour, BGR: greys, browns, dark mats, white, at times vivid."""
    pick = random.random()
    if pick < 0.3:
        return (np.full(3, random.uniform(10, 90)) + random.normal(0, 5, 3)).astype(np.float32)
    if pick < 0.5:
        return (np.full(3, random.uniform(170, 250)) + random.normal(0, 6, 3)).astype(np.float32)
    if pick < 0.75:
        level = random.uniform(50, 230)
        return np.array(
            [level * random.uniform(0.4, 0.7), level * random.uniform(0.6, 0.85), level], np.float32
        )
    return random.uniform(10, 240, 3).astype(np.float32)


def _noise(random: Random, size: tuple[int, int], cells: tuple[int, int]) -> NDArray[np.float32]:
    coarse = random.normal(0, 1, (max(2, cells[1]), max(2, cells[0]))).astype(np.float32)
    return np.asarray(cv2.resize(coarse, size, interpolation=cv2.INTER_CUBIC), np.float32)


def _procedural(random: Random, size: tuple[int, int]) -> Picture:
    w, h = size
    kind = random.integers(6)
    base = colour(random)
    if kind == 0:  # Plain, a little uneven.
        field = _noise(random, size, (4, 3)) * random.uniform(0, 10) + random.normal(
            0, random.uniform(0, 9), (h, w)
        )
        return _tinted(base, field)
    big = (round(w * 1.5), round(w * 1.5))
    if kind == 1:  # Wood: noise that is stretched one way, boards at times.
        field = _noise(random, big, (3, int(random.integers(20, 160)))) * random.uniform(4, 22)
        if random.random() < 0.5:
            pitch = random.integers(25, 140)
            field[:: int(pitch)] -= random.uniform(20, 90)
            boards = random.normal(0, random.uniform(2, 20), big[1] // pitch + 1)
            field += np.repeat(boards, pitch)[: big[1], None]
    elif kind == 2:  # Tiles and chequers.
        pitch = int(random.integers(16, 120))
        y, x = np.mgrid[0 : big[1], 0 : big[0]] // pitch
        field = ((x + y) % 2) * random.uniform(0, 120) + random.normal(0, 3, (big[1], big[0]))
        if random.random() < 0.6:
            field[::pitch] += random.uniform(-80, 80)
            field[:, ::pitch] += random.uniform(-80, 80)
    elif kind == 3:  # Cloth.
        y, x = np.mgrid[0 : big[1], 0 : big[0]].astype(np.float32)
        a, b = random.uniform(0.05, 1.5, 2)
        field = (np.sin(a * x) + np.sin(b * y) * random.choice([0, 1])) * random.uniform(4, 40)
        field += _noise(random, big, (6, 6)) * random.uniform(0, 20)
    elif kind == 4:  # Stone and specks.
        field = _noise(random, big, (40, 40)) * random.uniform(3, 30) + _noise(
            random, big, (160, 160)
        ) * random.uniform(0, 30)
    else:  # Keys of a keyboard, or a grid of windows.
        field = np.zeros((big[1], big[0]), np.float32)
        pitch, gap = int(random.integers(14, 60)), int(random.integers(2, 8))
        level = random.uniform(-110, 110)
        for y in range(0, big[1], pitch):
            shift = int(random.integers(0, pitch))
            for x in range(-shift, big[0], pitch):
                field[y + gap : y + pitch, max(0, x + gap) : max(0, x + pitch)] = level + random.normal(0, 6)
    return cut(random, size, _tinted(base, field))


def _tinted(base: Colour, field: NDArray[np.floating]) -> Picture:
    return np.clip(base + field[:, :, None], 0, 255).astype(np.uint8)


def _two(random: Random, one: Picture, other: Picture) -> Picture:
    """A table's edge: another surface beyond a straight line."""
    h, w = one.shape[:2]
    angle = random.uniform(0, 2 * np.pi)
    normal = np.array([np.cos(angle), np.sin(angle)])
    shift = random.uniform(-0.45, 0.45) * w
    middle = np.array([w / 2, h / 2]) + normal * shift
    along = np.array([-normal[1], normal[0]]) * 2 * w
    polygon = np.array(
        [middle - along, middle + along, middle + along + normal * 3 * w, middle - along + normal * 3 * w]
    )
    mask = cv2.fillPoly(np.zeros((h, w), np.uint8), [np.rint(polygon).astype(np.int32)], 255, cv2.LINE_AA)
    if random.random() < 0.3:
        cv2.polylines(
            one,
            [np.rint(polygon[:2]).astype(np.int32)],
            False,
            [int(v) for v in colour(random)],
            int(random.integers(1, 14)),
            cv2.LINE_AA,
        )
    return np.where(mask[:, :, None] > 127, other, one)
