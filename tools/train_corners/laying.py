"""A page laid on a picture: its place under the camera, shadow, curl, bent corners."""

import cv2
import numpy as np
from numpy.typing import NDArray

from tools.train_corners.pages import Picture, Random
from tools.train_corners.surfaces import colour

Quad = NDArray[np.float32]


def place(random: Random, shape: tuple[int, ...], w: int, h: int, part: float) -> Quad:
    """Corners of a sheet as a camera sees it: turned, tilted, then scaled to `part` of the photograph."""
    ratio = shape[0] / shape[1] * random.uniform(0.92, 1.08)
    turn = (
        random.normal(0, 0.09) + random.integers(4) * np.pi / 2
        if random.random() < 0.5
        else random.uniform(0, 6.283)
    )
    tilt = abs(random.normal(0, 0.1)) if random.random() < 0.6 else random.uniform(0, 0.85)
    sheet = np.array([[-1, -ratio], [1, -ratio], [1, ratio], [-1, ratio]], np.float64) / np.sqrt(1 + ratio**2)
    sheet = sheet @ np.array([[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]])
    axis = random.normal(0, 0.6) if random.random() < 0.7 else random.uniform(0, 6.283)
    across = np.array([-np.sin(axis), np.cos(axis)])
    along = np.array([np.cos(axis), np.sin(axis)])
    u, v = sheet @ along, sheet @ across
    depth = random.uniform(1.6, 5) + v * np.sin(tilt)
    quad = (u / depth)[:, None] * along + (v * np.cos(tilt) / depth)[:, None] * across
    quad *= np.sqrt(part * w * h / cv2.contourArea(quad.astype(np.float32)))
    size = quad.max(axis=0) - quad.min(axis=0)
    over = 1.05 if random.random() < 0.12 else 0.995
    quad *= min(1.0, *(over * np.array([w, h]) / size))
    size = quad.max(axis=0) - quad.min(axis=0)
    free = np.array([w, h]) - size
    out = 0.035 * w if random.random() < 0.12 else 0.0
    low, high = np.minimum(-out, free / 2 - 0.5 * out), np.maximum(free + out, free / 2 + 0.5 * out)
    middle = free / 2 + random.normal(0, 0.22, 2) * np.abs(free)
    corner = np.clip(middle, low, high) if random.random() < 0.7 else random.uniform(low, high)
    return (quad - quad.min(axis=0) + corner).astype(np.float32)


def lay(random: Random, picture: Picture, quad: Quad, page: tuple[Picture, ...]) -> None:
    """Put the page down: its shadow, its curl, a bent corner, then its print."""
    h, w = picture.shape[:2]
    long = max(np.hypot(*(quad[1] - quad[0])), np.hypot(*(quad[2] - quad[1])))
    texture = next((t for t in reversed(page) if max(t.shape[:2]) >= long), page[0])
    th, tw = texture.shape[:2]
    corners = np.array([[-0.5, -0.5], [tw - 0.5, -0.5], [tw - 0.5, th - 0.5], [-0.5, th - 0.5]], np.float32)
    alpha = np.full((th, tw), 255, np.uint8)
    if random.random() < 0.07:
        texture = texture.copy()
        _dog_ear(random, texture, alpha)
    matrix = cv2.getPerspectiveTransform(quad, corners)
    flags = cv2.INTER_LINEAR
    if random.random() < 0.3:
        grid, shade = _curl(random, matrix, (w, h), (tw, th))
        inked = cv2.remap(texture, grid[0], grid[1], flags, borderMode=cv2.BORDER_REPLICATE)
        cover = cv2.remap(alpha, grid[0], grid[1], flags, borderMode=cv2.BORDER_CONSTANT)
        inked = cv2.multiply(inked, cv2.merge([shade] * 3), dtype=cv2.CV_8U)
    else:
        inverse = flags | cv2.WARP_INVERSE_MAP
        inked = cv2.warpPerspective(texture, matrix, (w, h), flags=inverse, borderMode=cv2.BORDER_REPLICATE)
        cover = cv2.warpPerspective(alpha, matrix, (w, h), flags=inverse, borderMode=cv2.BORDER_CONSTANT)
    if random.random() < 0.5:
        gains = random.uniform(0.6, 1.0) * random.uniform(0.92, 1.08, 3)
        inked = cv2.multiply(inked, (*np.minimum(gains, 1.05), 1.0))
    if random.random() < 0.1:  # A booklet: the leaves below look out at one side.
        shift = random.uniform(-5, 5, 2)
        leaves = np.rint((quad + shift) * 16).astype(np.int32)
        cv2.fillConvexPoly(picture, leaves, [int(v) for v in colour(random)], cv2.LINE_AA, 4)
    if random.random() < 0.65:
        reach = random.uniform(0.5, 5)
        move = np.float32([[1, 0, random.normal(0, reach)], [0, 1, random.normal(0, reach)]])
        dark = cv2.GaussianBlur(cv2.warpAffine(cover, move, (w, h)), (0, 0), random.uniform(0.5, 4))
        weight = cv2.convertScaleAbs(dark, alpha=-random.uniform(0.15, 0.75), beta=0)
        _scale(picture, 255 - weight)
    over(picture, np.asarray(inked, np.uint8), np.asarray(cover, np.uint8))


def _scale(picture: Picture, by: NDArray[np.integer]) -> None:
    """Darken in place; `by` (h, w) uint8, 255 changes nothing."""
    cv2.multiply(picture, cv2.merge([np.asarray(by, np.uint8)] * 3), dst=picture, scale=1 / 255)


def over(picture: Picture, top: Picture, cover: Picture) -> None:
    """Put `top` over the picture, in place, where `cover` (h, w) is 255."""
    weight = cv2.merge([cover] * 3)
    kept = cv2.multiply(picture, 255 - weight, scale=1 / 255)
    cv2.add(cv2.multiply(top, weight, scale=1 / 255), kept, dst=picture)


def _dog_ear(random: Random, texture: Picture, alpha: Picture) -> None:
    h, w = alpha.shape
    size = min(w, h) * random.uniform(0.05, 0.16)
    x, y = float(random.choice([0, w])), float(random.choice([0, h]))
    a = np.array([x + (size if x == 0 else -size) * random.uniform(0.6, 1.4), y])
    b = np.array([x, y + (size if y == 0 else -size) * random.uniform(0.6, 1.4)])
    corner = np.array([x, y])
    cv2.fillConvexPoly(alpha, np.rint([a, b, corner]).astype(np.int32), 0)
    if random.random() < 0.6:
        along = (b - a) / np.hypot(*(b - a))
        flap = a + 2 * along * np.dot(corner - a, along) - (corner - a)
        level = int(random.integers(150, 250))
        cv2.fillConvexPoly(texture, np.rint([a, b, flap]).astype(np.int32), (level, level, level))


def _curl(
    random: Random, matrix: NDArray[np.float64], size: tuple[int, int], page: tuple[int, int]
) -> tuple[list[NDArray[np.float32]], NDArray[np.float32]]:
    """Where each px looks on a page whose sides bow between the corners, and the light on it."""
    x, y = np.meshgrid(np.arange(size[0], dtype=np.float32), np.arange(size[1], dtype=np.float32))
    m = matrix.astype(np.float32)
    depth = m[2, 0] * x + m[2, 1] * y + m[2, 2]
    depth = np.where(np.abs(depth) < 1e-6, 1e-6, depth)
    u = ((m[0, 0] * x + m[0, 1] * y + m[0, 2]) / depth + 0.5) / page[0]
    v = ((m[1, 0] * x + m[1, 1] * y + m[1, 2]) / depth + 0.5) / page[1]
    behind = (np.abs(u) > 3) | (np.abs(v) > 3)
    u, v = np.clip(u, -3, 3), np.clip(v, -3, 3)
    bow_u, bow_v = random.normal(0, 0.022, 2)
    lean = random.uniform(-0.6, 0.6, 2)
    wave_v = 4 * v * (1 - v) * (1 + lean[0] * (2 * v - 1))
    wave_u = 4 * u * (1 - u) * (1 + lean[1] * (2 * u - 1))
    new_u = u + bow_u * wave_v * (1 - random.uniform(0, 1.5) * u)
    new_v = v + bow_v * wave_u * (1 - random.uniform(0, 1.5) * v)
    shade = 1 + random.normal(0, 0.12) * (np.clip(u, 0, 1) - 0.5) + random.normal(0, 0.2) * (wave_u - 0.6)
    new_u[behind], new_v[behind] = -9, -9
    grid = [(new_u * page[0] - 0.5).astype(np.float32), (new_v * page[1] - 0.5).astype(np.float32)]
    return grid, np.clip(shade, 0.4, 1.2).astype(np.float32)
