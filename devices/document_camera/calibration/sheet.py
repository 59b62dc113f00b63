"""The sheet that a field engineer prints: A4 with marks at known places, and how it is found in a photograph.

The marks are ArUco markers (OpenCV's predefined dictionary 4x4_50, numbered along the rows). The page is
vector PDF: a printer's own dots are its only error. A ruler says whether it was printed at its true size.
"""

import sys
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from devices.document_camera.detection.quads import Picture

WIDTH_MM, HEIGHT_MM = 210.0, 297.0
COLUMNS, ROWS = 5, 7
MARK_MM = 20.0
PITCH_MM = 37.0
RULER_MM = 100.0
_LEFT = (WIDTH_MM - (COLUMNS - 1) * PITCH_MM - MARK_MM) / 2
_TOP = 18.0
_CELLS = 6
"""Of a marker: four of data and its black border."""
_POINTS_PER_MM = 72 / 25.4
_LEAST_MARKS = 6


@dataclass(frozen=True, slots=True)
class Found:
    """Corners of marks: `px` (n, 2) in the photograph, `mm` (n, 2) on the sheet from its top left."""

    px: NDArray[np.float32]
    mm: NDArray[np.float32]


def _dictionary() -> cv2.aruco.Dictionary:
    return cv2.aruco.getPredefinedDictionary(cv2.aruco.DICT_4X4_50)


def place_of(mark: int) -> tuple[float, float]:
    """Return the top left corner of a mark in mm from the sheet's top left."""
    return _LEFT + mark % COLUMNS * PITCH_MM, _TOP + mark // COLUMNS * PITCH_MM


def find(picture: Picture) -> Found | None:
    """Find the sheet's marks in a whole BGR photograph; None where fewer than six are seen."""
    grey = cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY)
    shrink = max(1, round(max(grey.shape) / 1640))
    small = cv2.resize(grey, None, fx=1 / shrink, fy=1 / shrink, interpolation=cv2.INTER_AREA)
    corners, numbers, _ = cv2.aruco.ArucoDetector(_dictionary()).detectMarkers(small)
    if numbers is None:
        return None
    px, mm = [], []
    for quad, number in zip(corners, np.asarray(numbers).ravel(), strict=True):
        if number >= COLUMNS * ROWS:
            continue
        x, y = place_of(int(number))
        px.append((quad.reshape(4, 2) + 0.5) * shrink - 0.5)
        mm.append(np.array([(x, y), (x + MARK_MM, y), (x + MARK_MM, y + MARK_MM), (x, y + MARK_MM)]))
    if len(px) < _LEAST_MARKS:
        return None
    places = np.concatenate(px).astype(np.float32)
    until = (cv2.TERM_CRITERIA_EPS + cv2.TERM_CRITERIA_MAX_ITER, 40, 0.01)
    reach = max(3, 3 * shrink)
    # The fine search needs room on every side.
    height, width = grey.shape
    inside = ((places > reach + 2) & (places < np.array([width, height]) - reach - 2)).all(axis=1)
    places[inside] = cv2.cornerSubPix(
        grey, np.ascontiguousarray(places[inside]), (reach, reach), (-1, -1), until
    ).reshape(-1, 2)
    return Found(places, np.concatenate(mm).astype(np.float32))


def pdf() -> bytes:
    """Return the sheet as a PDF of one A4 page."""
    # Loaded here: the worker never prints.
    import io

    import pikepdf

    document = pikepdf.new()
    document.add_blank_page(page_size=(WIDTH_MM * _POINTS_PER_MM, HEIGHT_MM * _POINTS_PER_MM))
    page = document.pages[0]
    font = pikepdf.Dictionary(
        Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
    )
    page.obj.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=document.make_indirect(font)))
    page.obj.Contents = document.make_stream("\n".join(_drawing()).encode("ascii"))
    out = io.BytesIO()
    document.save(out, deterministic_id=True)
    return out.getvalue()


def _drawing() -> list[str]:
    drawn = ["0 g"]
    for mark in range(COLUMNS * ROWS):
        x, y = place_of(mark)
        cell = MARK_MM / _CELLS
        cells = cv2.aruco.generateImageMarker(_dictionary(), mark, _CELLS)
        for row in range(_CELLS):
            # One bar for a run of black cells: between two rectangles some printers leave a hair of white.
            column = 0
            while column < _CELLS:
                run = 0
                while column + run < _CELLS and cells[row, column + run] == 0:
                    run += 1
                if run:
                    drawn.append(_bar(x + column * cell, y + row * cell, run * cell, cell))
                column += max(1, run)
    left, under = (WIDTH_MM - RULER_MM) / 2, HEIGHT_MM - 12.0
    drawn.append(_bar(left, under, RULER_MM, 0.3))
    drawn += [_bar(x, under - 3, 0.2, 6) for x in (left, left + RULER_MM - 0.2)]
    words = (
        f"This line is {RULER_MM:.0f} mm long. If it is not: print again at 100 %, not fitted to the page."
    )
    place = f"{left * _POINTS_PER_MM:.3f} {(HEIGHT_MM - under - 6) * _POINTS_PER_MM:.3f}"
    drawn.append(f"BT /F1 8 Tf {place} Td ({words}) Tj ET")
    return drawn


def _bar(left: float, top: float, width: float, height: float) -> str:
    sides = (left, HEIGHT_MM - top - height, width, height)
    return " ".join(f"{side * _POINTS_PER_MM:.4f}" for side in sides) + " re f"


if __name__ == "__main__":
    sys.stdout.buffer.write(pdf())
