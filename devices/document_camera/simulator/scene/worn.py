"""What happened to a paper before it was laid down: folds, a corner turned over, rounded corners."""

import cv2
import numpy as np
from numpy.typing import NDArray

from devices.document_camera.simulator.papers.paper import Paper

Picture = NDArray[np.uint8]


def worn(paper: Paper, creases: tuple[float, ...], ear: float, ear_at: int) -> Picture:
    """The paper's picture with the folds and the folded corner that it has."""
    page = paper.picture
    if not creases and ear <= 0:
        return page
    page = page.copy()
    height, width = page.shape[:2]
    for part in creases:
        rows = np.arange(height) - part * height
        wide = 2.2 * paper.px_per_mm
        line = (
            1
            + 0.05 * np.tanh(rows / wide) * np.exp(-np.abs(rows) / (9 * wide))
            - 0.16 * np.exp(-((rows / (wide * 0.18)) ** 2))
        )
        near = np.flatnonzero(np.abs(line - 1) > 0.002)
        band = slice(int(near[0]), int(near[-1]) + 1)
        page[band] = np.clip(page[band] * line[band, None, None], 0, 255).astype(np.uint8)
    if ear > 0:
        side = int(ear * paper.px_per_mm)
        turned = np.rot90(page, ear_at)
        y, x = np.mgrid[0:side, 0:side]
        back = (x + y) >= side
        shade = 0.82 + 0.14 * (x + y - side) / side
        ground = np.median(page[:: max(1, height // 40), :: max(1, width // 40)].reshape(-1, 3), axis=0)
        corner = turned[:side, :side]
        corner[back] = np.clip(ground * shade[back][:, None], 0, 255).astype(np.uint8)
    return page


def shape(paper: Paper, ear: float, ear_at: int) -> Picture:
    """Where the paper is (255) within its rectangle: rounded corners, a folded one."""
    height, width = paper.picture.shape[:2]
    mask = np.full((height, width), 255, np.uint8)
    radius = paper.radius * paper.px_per_mm
    if radius > 1:
        mask[:] = 0
        shift = 16
        r = int(radius)
        for x0, y0, x1, y1 in ((r, 0, width - 1 - r, height - 1), (0, r, width - 1, height - 1 - r)):
            cv2.rectangle(mask, (x0, y0), (x1, y1), 255, -1)
        for x, y in (
            (radius, radius),
            (width - 1 - radius, radius),
            (radius, height - 1 - radius),
            (width - 1 - radius, height - 1 - radius),
        ):
            cv2.circle(
                mask, (round(x * shift), round(y * shift)), round(radius * shift), 255, -1, cv2.LINE_AA, 4
            )
    if ear > 0:
        side = int(ear * paper.px_per_mm)
        turned = np.rot90(mask, ear_at)
        y, x = np.mgrid[0:side, 0:side]
        turned[:side, :side][(x + y) < side] = 0
    return mask
