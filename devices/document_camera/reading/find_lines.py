"""Where lines of print are: the detection network's map, and rectangles around what it marks.

The network is DB (Differentiable Binarization, Liao et al. 2020): a map of how likely each pixel is of the
inner part of a line. Rectangles around the connected parts are widened again by the offset that its training
shrank them by, area * ratio / perimeter.
"""

import math
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from devices.document_camera.reading.seals import without_seals
from devices.document_camera.reading.sessions import Network, Tensor

Picture = NDArray[np.uint8]
Quad = NDArray[np.float32]
"""(4, 2) px, clockwise from top left."""

_MEAN = np.array([0.485, 0.456, 0.406], np.float32) * 255
_SCALE = 1 / (np.array([0.229, 0.224, 0.225], np.float32) * 255)
_STEP = 32
"""The network halves its input five times."""
AREA = 760_000
"""Px that the network sees of a page: A4 at 90 dpi, an ID card whole."""
PX_PER_MM = 200 / 25.4
"""Of a straight page."""


@dataclass(frozen=True, slots=True)
class Limits:
    """From when a pixel and a line count, and how far lines are widened."""

    pixel: float = 0.25
    line: float = 0.45
    widen: float = 1.6
    ends: float = 0.5
    """Added to the length of a line of several characters, in heights of its marked part."""
    shortest_px: float = 3.0
    """Of a rectangle's shorter side, on the map."""
    most: int = 400


def find_lines(page: Picture, network: Network, limits: Limits | None = None, area: int = AREA) -> list[Quad]:
    """Return the lines of print of a page ((h, w, 3) BGR), in px of the page, from the top."""
    height, width = page.shape[:2]
    scale = min(1.0, math.sqrt(area / (height * width)))
    size = tuple(max(_STEP, round(side * scale / _STEP) * _STEP) for side in (width, height))
    seen = cv2.resize(page, size, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR)
    seen = without_seals(np.asarray(seen, np.uint8), PX_PER_MM * scale)
    tensor = np.ascontiguousarray(((seen - _MEAN) * _SCALE).transpose(2, 0, 1)[None], dtype=np.float32)
    chances = network(tensor)[0, 0]
    stretch = np.array([width / size[0], height / size[1]], np.float32)
    found = [quad * stretch for quad in rectangles(chances, limits or Limits())]
    return sorted(found, key=lambda quad: (float(quad[:, 1].min()), float(quad[:, 0].min())))


def rectangles(chances: Tensor, limits: Limits) -> list[Quad]:
    """Return the lines of a map ((h, w), 0..1) in px of the map."""
    marked = (chances > limits.pixel).astype(np.uint8)
    contours, _ = cv2.findContours(marked, cv2.RETR_LIST, cv2.CHAIN_APPROX_SIMPLE)
    found = []
    for contour in sorted(contours, key=len, reverse=True)[: limits.most]:
        centre, (along, across), angle = cv2.minAreaRect(contour)
        if min(along, across) < limits.shortest_px or _chance(chances, contour) < limits.line:
            continue
        wider = 2 * limits.widen * along * across / (2 * (along + across))
        # A bracket or a full stop at the end of a line is marked weakly: a little more room there.
        end = limits.ends * min(along, across) if max(along, across) > 2 * min(along, across) else 0.0
        longer = (end, 0.0) if along >= across else (0.0, end)
        box = cv2.boxPoints((centre, (along + wider + longer[0], across + wider + longer[1]), angle))
        found.append(clockwise(np.asarray(box, np.float32)))
    return found


def _chance(chances: Tensor, contour: NDArray[Any]) -> float:
    left, top, width, height = cv2.boundingRect(contour)
    inside = np.zeros((height, width), np.uint8)
    cv2.fillPoly(inside, [contour - (left, top)], 1)
    return float(cv2.mean(chances[top : top + height, left : left + width], inside)[0])


def clockwise(box: Quad) -> Quad:
    """Return a rectangle's corners clockwise from the top left."""
    order = np.argsort(np.arctan2(*(box - box.mean(axis=0)).T[::-1]))
    turned = box[order]
    return np.roll(turned, -int(np.argmin(turned.sum(axis=1))), axis=0)
