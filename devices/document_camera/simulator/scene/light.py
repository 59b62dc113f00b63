"""Light: how bright and how warm, its fall across the table, the lens's dark corners, shadows, highlights."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

Map = NDArray[np.float32]
Spots = tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Shadow:
    """A shadow; `outline` and `soft` in parts of the frame (may reach outside it), `dark` 0..1."""

    outline: Spots
    dark: float
    soft: float


@dataclass(frozen=True, slots=True)
class Highlight:
    """A lamp mirrored: radii in parts of the frame's width, `degrees` of its long axis, `strength` 0..255."""

    x: float
    y: float
    long: float
    short: float
    degrees: float
    strength: float


@dataclass(frozen=True, slots=True)
class Light:
    """`level` 1 is well lit, `warmth` -0.25 (blue) to 0.35 (lamp); it grows by `fall` towards `degrees`."""

    level: float = 1.0
    warmth: float = 0.0
    fall: float = 0.2
    degrees: float = 225.0
    vignette: float = 0.15
    shadows: tuple[Shadow, ...] = ()
    highlights: tuple[Highlight, ...] = ()

    def gains(self, width: int, height: int) -> NDArray[np.float32]:
        """Return what a (height, width) picture is multiplied by, (h, w, 3) blue, green, red."""
        down, across = np.mgrid[0:height, 0:width].astype(np.float32)
        longer = max(width, height)
        x = (across - width / 2) / longer
        y = (down - height / 2) / longer
        angle = np.deg2rad(self.degrees)
        slope = 1 + self.fall * (x * np.cos(angle) + y * np.sin(angle))
        squared = (x * x + y * y) * (4 * longer**2 / (width**2 + height**2))
        gain = self.level * slope * (1 - self.vignette * squared * squared - 0.35 * self.vignette * squared)
        for shadow in self.shadows:
            gain *= 1 - shadow.dark * _soft(shadow, width, height)
        tint = np.array(
            [1 - 0.55 * self.warmth, 1 - 0.06 * abs(self.warmth), 1 + 0.3 * self.warmth], np.float32
        )
        return np.asarray(gain[:, :, None] * tint, np.float32)

    def glare(self, width: int, height: int) -> Map | None:
        """Return what mirrors of a perfect gloss add, (h, w) 0..255; None without highlights."""
        if not self.highlights:
            return None
        total = np.zeros((height, width), np.float32)
        down, across = np.mgrid[0:height, 0:width].astype(np.float32)
        for spot in self.highlights:
            angle = np.deg2rad(spot.degrees)
            x, y = across / width - spot.x, (down - spot.y * height) / width
            u = (x * np.cos(angle) + y * np.sin(angle)) / spot.long
            v = (-x * np.sin(angle) + y * np.cos(angle)) / spot.short
            # Burnt out in the middle, a soft skirt around it.
            far = np.minimum(np.sqrt(u * u + v * v), 9)
            total += spot.strength * (1 / (1 + np.exp((far - 1) * 9)) + 0.25 * np.exp(-(far * far) / 3))
        return np.minimum(total, 255).astype(np.float32)


def _soft(shadow: Shadow, width: int, height: int) -> Map:
    mask = np.zeros((height, width), np.float32)
    points = np.array(shadow.outline) * np.array([width, height])
    cv2.fillPoly(mask, [np.rint(points * 16).astype(np.int32)], 1.0, cv2.LINE_AA, 4)
    sigma = max(0.5, shadow.soft * width)
    return np.asarray(cv2.GaussianBlur(mask, (0, 0), sigma), np.float32)


def blob(chance: np.random.Generator, x: float, y: float, reach: float, across: float) -> Spots:
    """An outline like a head or shoulders: round, uneven, `across` times as high as wide."""
    turns = np.linspace(0, 2 * np.pi, 18, endpoint=False)
    lumps = (
        1 + 0.16 * np.sin(2 * turns + chance.uniform(0, 6)) + 0.08 * np.sin(5 * turns + chance.uniform(0, 6))
    )
    return tuple(
        (x + reach * r * np.cos(t), y + across * reach * r * np.sin(t))
        for t, r in zip(turns, lumps, strict=True)
    )


def bar(chance: np.random.Generator) -> Spots:
    """An outline that crosses the whole frame: the camera's arm, a window's frame, a raised forearm."""
    middle = chance.uniform(0.1, 0.9, 2)
    angle = chance.uniform(0, np.pi)
    along = np.array([np.cos(angle), np.sin(angle)]) * 2
    wide = np.array([-np.sin(angle), np.cos(angle)]) * chance.uniform(0.03, 0.14)
    corners = (
        middle - along - wide,
        middle + along - wide * 1.3,
        middle + along + wide * 1.3,
        middle - along + wide,
    )
    return tuple((float(x), float(y)) for x, y in corners)
