"""A hand over the edge of a paper: fingers and palm as rounded bodies, lit, with nails and a sleeve."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

_FINE = 2.2
"""Px a mm at which a hand is drawn; it lies nearer than the focus, so softness is right."""
_WIDE, _HIGH = 190.0, 420.0
TONES = ((176, 200, 238), (150, 182, 226), (122, 158, 208), (94, 130, 184), (66, 98, 150), (44, 66, 108))
"""Skin, BGR, from pale to dark."""


@dataclass(frozen=True, slots=True)
class Hand:
    """A hand whose longest fingertip touches `tip` (px) and points to `degrees` (0 right, 90 down).

    `fingers`: which reach over the paper, "index", "two", "four" or "thumb". `left`: a left hand.
    """

    tip: tuple[float, float]
    degrees: float
    tone: int
    fingers: str = "two"
    left: bool = False
    sleeve: tuple[int, int, int] = (70, 60, 50)


Capsule = tuple[float, float, float, float, float, float]
"""x1, y1, x2, y2 and the radii at both ends, mm."""


def _bodies(fingers: str) -> tuple[list[Capsule], list[tuple[float, float, float, float]]]:
    """Return capsules and nails (x, y, half width, angle); the longest tip stands at (95, 8), fingers up."""
    middle = 95.0
    reach = {
        "index": (0, 44, 58, 62),
        "two": (5, 0, 44, 54),
        "four": (10, 0, 4, 22),
        "thumb": (60, 62, 64, 66),
    }
    tips = reach[fingers]
    parts: list[Capsule] = []
    nails: list[tuple[float, float, float, float]] = []
    if fingers == "index":
        places = (0.0, 17.0, 33.0, 48.0)
    elif fingers == "two":
        places = (-17.5, 0.0, 17.0, 32.0)
    else:
        places = (-26.0, -8.0, 9.5, 25.0)
    for place, down, radius in zip(places, tips, (8.4, 8.8, 8.3, 7.2), strict=True):
        x, y = middle + place, 8.0 + radius + down
        lean = place * 0.10
        knuckle = (middle + place * 0.92 + 3, 92.0 + abs(place) * 0.2)
        joint = (x + (knuckle[0] - x) * 0.42 + lean * 0.2, y + (knuckle[1] - y) * 0.42)
        parts.append((x, y, joint[0], joint[1], radius * 0.88, radius * 1.02))
        parts.append((joint[0], joint[1], knuckle[0], knuckle[1], radius * 1.0, radius * 1.15))
        if down < 40:
            nails.append((x, y - radius * 0.18, radius * 0.58, float(np.arctan2(joint[0] - x, joint[1] - y))))
    parts.append((middle - 20, 106.0, middle - 6, 160.0, 22.0, 27.0))
    parts.append((middle + 26, 108.0, middle + 12, 160.0, 20.0, 26.0))
    parts.append((middle + 2, 120.0, middle + 3, 165.0, 30.0, 29.0))
    parts.append((middle + 3, 165.0, middle + 8, 440.0, 27.0, 38.0))
    thumb_out = fingers == "thumb"
    tip = (middle - 6.0, 18.0) if thumb_out else (middle - 56.0, 88.0)
    base = (middle - 30.0, 132.0)
    bend = (tip[0] * 0.55 + base[0] * 0.45 - (6.0 if thumb_out else 2.0), tip[1] * 0.55 + base[1] * 0.45)
    parts.append((*tip, *bend, 9.6, 10.8))
    parts.append((*bend, *base, 10.8, 15.0))
    if thumb_out:
        nails.append((tip[0], tip[1] - 1.5, 6.6, float(np.arctan2(bend[0] - tip[0], bend[1] - tip[1]))))
    return parts, nails


def _layer(hand: Hand, chance: np.random.Generator) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Return colour (h, w, 3) 0..255 and cover (h, w) 0..1 of the hand as it lies in `_bodies`' place."""
    width, height = int(_WIDE * _FINE), int(_HIGH * _FINE)
    down, across = np.mgrid[0:height, 0:width].astype(np.float32) / _FINE
    parts, nails = _bodies(hand.fingers)
    body = np.zeros((height, width), np.float32)
    edge = np.full((height, width), 1e3, np.float32)
    for x1, y1, x2, y2, r1, r2 in parts:
        dx, dy = x2 - x1, y2 - y1
        t = np.clip(((across - x1) * dx + (down - y1) * dy) / (dx * dx + dy * dy), 0, 1)
        far = np.hypot(across - x1 - t * dx, down - y1 - t * dy)
        radius = r1 + (r2 - r1) * t
        body = np.maximum(body, np.sqrt(np.clip(radius * radius - far * far, 0, None)))
        edge = np.minimum(edge, far - radius)
    body = np.asarray(cv2.GaussianBlur(body, (0, 0), 1.3 * _FINE), np.float32)
    slope_x = cv2.Sobel(body, cv2.CV_32F, 1, 0, scale=_FINE / 8)
    slope_y = cv2.Sobel(body, cv2.CV_32F, 0, 1, scale=_FINE / 8)
    steep = 1 / np.sqrt(1 + slope_x**2 + slope_y**2)
    lit = np.clip(steep * (0.86 - 0.34 * slope_x - 0.30 * slope_y), 0, 1.5)
    shade = 0.34 + 0.70 * lit
    skin = np.array(TONES[hand.tone], np.float32)
    patches = cv2.resize(
        chance.normal(0, 1, (40, 26)).astype(np.float32), (width, height), interpolation=cv2.INTER_CUBIC
    )
    pores = cv2.resize(chance.normal(0, 1, (height // 3, width // 3)).astype(np.float32), (width, height))
    red = np.clip(1 - steep, 0, 1)[:, :, None] * np.array([-22, -16, 10], np.float32)
    colour = skin * shade[:, :, None] + red + (patches * 3.0 + pores * 1.8)[:, :, None]
    for x1, y1, x2, y2, r1, _ in parts[:8]:
        # Creases where fingers bend.
        for part, dark in ((0.96, 0.12), (1.04, 0.08)):
            cx, cy = x1 + (x2 - x1) * part, y1 + (y2 - y1) * part
            near = np.exp(-(((down - cy - 0.02 * (across - cx) ** 2) / 0.7) ** 2)) * (
                np.abs(across - cx) < r1 * 0.8
            )
            colour *= 1 - dark * near[:, :, None]
    for x, y, half, angle in nails:
        u = ((across - x) * np.cos(angle) - (down - y) * np.sin(angle)) / half
        v = ((across - x) * np.sin(angle) + (down - y) * np.cos(angle)) / (half * 1.28)
        far = np.abs(u) ** 2.6 + np.abs(v) ** 2.6
        cover = (1 / (1 + np.exp(np.clip((far - 1) * 10, -30, 30))))[:, :, None]
        nail = skin * 0.96 + np.array([14, 6, 22], np.float32)
        glow = 46 * np.exp(-(((u + 0.25) / 0.3) ** 2) - ((v + 0.1) / 0.6) ** 2)
        colour = colour * (1 - cover) + (nail * (0.7 + 0.3 * shade[:, :, None]) + glow[:, :, None]) * cover
    inside = (down - 205 - 4 * np.sin(across / 17)) * 2
    cuff = 1 / (1 + np.exp(-np.clip(inside, -30, 30)))
    cloth = np.array(hand.sleeve, np.float32) * (0.55 + 0.5 * lit[:, :, None]) + (pores * 4)[:, :, None]
    colour = colour * (1 - cuff[:, :, None]) + cloth * cuff[:, :, None]
    wider = edge - 7 * cuff
    return np.clip(colour, 0, 255).astype(np.float32), np.clip(0.5 - wider * _FINE / 2, 0, 1).astype(
        np.float32
    )


def lay(
    picture: NDArray[np.uint8], hand: Hand, px_per_mm: float, chance: np.random.Generator
) -> NDArray[np.float32]:
    """Lay a hand and its shadow onto a picture, in place; return its outline's box as (4, 2) px."""
    colour, cover = _layer(hand, chance)
    size = px_per_mm / _FINE
    angle = np.deg2rad(hand.degrees + 90)
    mirror = -1.0 if hand.left else 1.0
    cos, sin = np.cos(angle) * size, np.sin(angle) * size
    tip = np.array([95.0 * _FINE, 8.0 * _FINE])
    matrix = np.array([[cos * mirror, -sin, 0.0], [sin * mirror, cos, 0.0]])
    matrix[:, 2] = np.array(hand.tip) - matrix[:, :2] @ tip
    height, width = picture.shape[:2]
    frame = np.array([[0, 0], [cover.shape[1], 0], [cover.shape[1], cover.shape[0]], [0, cover.shape[0]]])
    box = frame @ matrix[:, :2].T + matrix[:, 2]
    margin = int(12 * px_per_mm)
    left, top = np.clip(np.floor(box.min(axis=0)).astype(int) - margin, 0, [width - 1, height - 1])
    right, bottom = np.clip(np.ceil(box.max(axis=0)).astype(int) + margin, 1, [width, height])
    if right - left < 2 or bottom - top < 2:
        return box.astype(np.float32)
    # Half the picture's fineness is enough for something soft and shaded.
    half = matrix / 2
    half[:, 2] = (matrix[:, 2] - np.array([left, top])) / 2
    small = ((right - left + 1) // 2, (bottom - top + 1) // 2)
    covered = cv2.warpAffine(cover, half, small, flags=cv2.INTER_LINEAR)
    painted = cv2.warpAffine(colour, half, small, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    shift = 3.5 * px_per_mm / 2
    moved = cv2.warpAffine(covered, np.array([[1, 0, shift], [0, 1, shift * 0.8]]), small)
    shadow = 1 - 0.42 * np.asarray(cv2.GaussianBlur(moved, (0, 0), max(1.0, 2.6 * px_per_mm / 2)), np.float32)
    whole = (int(right - left), int(bottom - top))
    below = picture[top:bottom, left:right]
    dim = cv2.resize((shadow * 255).astype(np.uint8), whole)
    shaded = cv2.multiply(below, cv2.merge([dim, dim, dim]), scale=1 / 255)
    alpha = cv2.resize(covered, whole)
    over = cv2.resize(painted.astype(np.uint8), whole)
    picture[top:bottom, left:right] = cv2.blendLinear(over, shaded, alpha, 1 - alpha)
    return box.astype(np.float32)
