"""What the lens and the sensor make of the picture: softness, movement, noise, JPEG."""

from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray

Picture = NDArray[np.uint8]


@lru_cache(maxsize=1)
def _grain() -> Picture:
    """(1024, 1024, 3) noise about 128 with a spread of 32, neighbours a little alike, colours half alike."""
    chance = np.random.default_rng(20)
    shared = chance.normal(0, 1, (1024, 1024, 1))
    noise = (0.8 * shared + 0.6 * chance.normal(0, 1, (1024, 1024, 3))).astype(np.float32)
    noise = np.asarray(cv2.GaussianBlur(noise, (0, 0), 0.55), np.float32)
    return np.clip(noise / noise.std() * 32 + 128, 0, 255).astype(np.uint8)


def blurred(picture: Picture, sigma: float) -> Picture:
    """Defocus by a Gauss of `sigma` px."""
    if sigma < 0.25:
        return picture
    return np.asarray(cv2.GaussianBlur(picture, (0, 0), sigma), np.uint8)


def moved(picture: Picture, length: float, degrees: float) -> Picture:
    """Move by `length` px while the shutter is open."""
    if length < 1:
        return picture
    side = int(np.ceil(length)) | 1
    kernel = np.zeros((side, side), np.float32)
    reach = (length - 1) / 2
    middle = (side - 1) / 2
    step = np.array([np.cos(np.deg2rad(degrees)), np.sin(np.deg2rad(degrees))]) * reach
    ends = [tuple(np.rint((middle + sign * step) * 16).astype(int).tolist()) for sign in (-1, 1)]
    cv2.line(kernel, ends[0], ends[1], 1.0, 1, cv2.LINE_AA, 4)
    return np.asarray(cv2.filter2D(picture, -1, kernel / kernel.sum()), np.uint8)


def noisy(picture: Picture, sigma: float, chance: np.random.Generator) -> Picture:
    """Add noise of `sigma` grey levels."""
    if sigma <= 0:
        return picture
    grain = _grain()
    height, width = picture.shape[:2]
    y, x = chance.integers(0, 1024, 2)
    shifted = np.roll(grain, (int(y), int(x)), axis=(0, 1))
    tiled = cv2.repeat(shifted, -(-height // 1024), -(-width // 1024))[:height, :width]
    share = sigma / 32
    return np.asarray(cv2.addWeighted(picture, 1.0, tiled, share, -128 * share), np.uint8)


def encode(picture: Picture, quality: int = 90) -> bytes:
    """Encode as the camera's JPEG."""
    _, data = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, quality])
    return bytes(data.tobytes())
