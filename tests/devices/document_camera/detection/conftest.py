"""Small scenes drawn for the detectors: papers of one colour with print on a mat with grain."""

from collections.abc import Callable
from dataclasses import dataclass, field

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

WIDTH, HEIGHT = 1224, 918


@dataclass(frozen=True)
class Drawn:
    """What to draw: colours BGR; corners px clockwise from the paper's top left."""

    papers: list[list[tuple[float, float]]] = field(default_factory=list)
    paper: tuple[int, int, int] = (236, 240, 240)
    mat: tuple[int, int, int] = (52, 50, 48)
    print_: bool = True
    light: float = 1.0
    grain: float = 5.0
    hand: tuple[int, int] | None = None
    shadow: bool = False
    seed: int = 1


def draw(wanted: Drawn) -> NDArray[np.uint8]:
    """Draw it, (918, 1224, 3) BGR."""
    chance = np.random.default_rng(wanted.seed)
    # The grain is the mat's own and stays from picture to picture; the noise is the sensor's.
    grain = np.random.default_rng(99).normal(0, wanted.grain, (HEIGHT // 3, WIDTH // 3)).astype(np.float32)
    frame = np.full((HEIGHT, WIDTH, 3), wanted.mat, np.float32)
    frame += cv2.resize(grain, (WIDTH, HEIGHT))[:, :, None]
    if wanted.shadow:
        dark = np.zeros((HEIGHT, WIDTH), np.float32)
        cv2.ellipse(dark, (WIDTH // 4, HEIGHT // 2), (220, 330), 20, 0, 360, 0.45, -1)
        frame *= (1 - cv2.GaussianBlur(dark, (0, 0), 18))[:, :, None]
    for corners in wanted.papers:
        frame = _lay(frame, np.array(corners, np.float32), wanted)
    if wanted.hand is not None:
        x, y = wanted.hand
        cv2.line(frame, (x, y), (x, HEIGHT + 200), (120, 150, 205), 150, cv2.LINE_AA)
        for finger in (-55, -18, 20, 56):
            cv2.line(frame, (x + finger, y), (x + finger, y - 110), (128, 158, 214), 30, cv2.LINE_AA)
    frame = cv2.GaussianBlur(frame, (0, 0), 0.8) * wanted.light
    frame += chance.normal(0, 2, frame.shape)
    return np.clip(frame, 0, 255).astype(np.uint8)


def _lay(frame: NDArray, corners: NDArray, wanted: Drawn) -> NDArray:
    sheet = np.full((600, 424, 3), wanted.paper, np.uint8)
    if wanted.print_:
        ink = tuple(int(level * 0.25) for level in wanted.paper)
        for row in range(60, 520, 26):
            cv2.line(sheet, (50, row), (370 - row % 90, row), ink, 7)
    source = np.array([[-0.5, -0.5], [423.5, -0.5], [423.5, 599.5], [-0.5, 599.5]], np.float32)
    matrix = cv2.getPerspectiveTransform(source, corners)
    cover = np.zeros((HEIGHT, WIDTH), np.float32)
    eighths = np.rint((corners + 0) * 256).astype(np.int32)
    cv2.fillConvexPoly(cover, eighths, 1.0, cv2.LINE_AA, 8)
    laid = cv2.warpPerspective(
        sheet, matrix, (WIDTH, HEIGHT), flags=cv2.INTER_AREA, borderMode=cv2.BORDER_REPLICATE
    )
    return np.asarray(frame * (1 - cover[:, :, None]) + laid * cover[:, :, None], np.float32)


@pytest.fixture(scope="module")
def drawn() -> Callable[..., NDArray[np.uint8]]:
    """Picture of a scene: `drawn(papers=[…], paper=(b, g, r), …)`; each is drawn once in a file of tests."""

    known: dict[str, NDArray[np.uint8]] = {}

    def make(**wanted: object) -> NDArray[np.uint8]:
        scene = Drawn(**wanted)  # type: ignore[arg-type]
        if repr(scene) not in known:
            known[repr(scene)] = draw(scene)
        return known[repr(scene)]

    return make
