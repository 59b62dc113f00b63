"""What one line of print says: the recognition network, and its classes made into characters (CTC)."""

import math
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from devices.document_camera.reading.sessions import Network, Tensor

Picture = NDArray[np.uint8]
Quad = NDArray[np.float32]

HEIGHT = 48
_STEP = 8
_NARROWEST = 48
_WIDEST = 3200
"""What the network was made for, px."""
_SHORTEST = 160
"""It never saw less; a single character by itself is misread without the room beside it."""
_SURE = 0.97
_RED = 40
"""By so much red outshines green and blue in the ink of a seal."""
_RED_PART = 0.02


def load_characters(path: Path) -> tuple[str, ...]:
    """Return the characters of the network's classes: class 0 is none, the last one is the space."""
    lines = path.read_text(encoding="utf-8").split("\n")
    if lines and not lines[-1]:
        lines.pop()
    return ("", *(line.strip("\r") for line in lines), " ")


def straight_width(quad: Quad) -> int:
    """Return how many px wide a line is once it is HEIGHT px high."""
    along, across = _size(quad)
    return int(min(_WIDEST, max(_NARROWEST, math.ceil(HEIGHT * along / max(1.0, across)))))


def _size(quad: Quad) -> tuple[float, float]:
    along = max(np.linalg.norm(quad[1] - quad[0]), np.linalg.norm(quad[2] - quad[3]))
    across = max(np.linalg.norm(quad[3] - quad[0]), np.linalg.norm(quad[2] - quad[1]))
    return float(along), float(across)


def read_line(page: Picture, quad: Quad, network: Network, characters: tuple[str, ...]) -> tuple[str, float]:
    """Return the text of a line and the network's score, 0..1; an empty text where it sees none.

    A line under a seal is read once more without the red, and the better reading counts.
    """
    line = cut_out(page, quad)
    text, score = decoded(network(as_tensor(line))[0], characters)
    if score < _SURE and has_red(line):
        again, better = decoded(network(as_tensor(without_red(line)))[0], characters)
        if better > score:
            return again, better
    return text, score


def cut_out(page: Picture, quad: Quad) -> Picture:
    """Return a line by itself: (HEIGHT, width, 3) BGR."""
    width = straight_width(quad)
    padded = max(_SHORTEST, math.ceil(width / _STEP) * _STEP)
    wanted = np.array([[0, 0], [width, 0], [width, HEIGHT], [0, HEIGHT]], np.float32)
    way = cv2.getPerspectiveTransform(quad, wanted)
    line = cv2.warpPerspective(
        page, way, (padded, HEIGHT), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
    )
    line[:, width:] = 127  # the network's zero, as it was trained
    return np.asarray(line, np.uint8)


def as_tensor(line: Picture) -> Tensor:
    """Return a line as the network wants it: (1, 3, HEIGHT, width), -1..1."""
    return np.ascontiguousarray(((line - np.float32(127.5)) / np.float32(127.5)).transpose(2, 0, 1)[None])


def has_red(line: Picture) -> bool:
    """Whether a seal may lie over a line: a part of it is red."""
    wide = line.astype(np.int16)
    red = (wide[..., 2] - wide[..., :2].max(axis=2)) > _RED
    return float(red.mean()) > _RED_PART


def without_red(line: Picture) -> Picture:
    """Return a line as a red lamp shows it: a red seal is as bright as paper, black print stays black."""
    return np.repeat(line[..., 2:], 3, axis=2)


def decoded(chances: Tensor, characters: tuple[str, ...]) -> tuple[str, float]:
    """Return the text of (steps, classes) chances by CTC, best path: repeats are one, class 0 parts them."""
    best = chances.argmax(axis=1)
    begins = np.ones(len(best), bool)
    begins[1:] = best[1:] != best[:-1]
    taken = np.flatnonzero(begins & (best != 0))
    if not len(taken):
        return "", 0.0
    text = "".join(characters[one] for one in best[taken])
    return text, float(chances[taken, best[taken]].mean())
