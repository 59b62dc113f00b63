"""Things on and around a page that are no whole papers."""

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from tools.train_corners.laying import Quad, lay, over, place
from tools.train_corners.pages import Picture, Random
from tools.train_corners.surfaces import colour

Pages = Sequence[tuple[Picture, ...]]


def clutter(random: Random, picture: Picture, pages: Pages) -> None:
    """Things that are no whole paper: sheets cut off by the frame, boxes, discs, pens, cables."""
    h, w = picture.shape[:2]
    paint = [int(v) for v in colour(random)]
    kind = random.integers(6)
    edge = np.array([random.uniform(0, w), random.uniform(0, h)])
    axis = int(random.integers(2))
    edge[axis] = random.choice([0, (w, h)[axis]]) + random.normal(0, 6)
    if kind <= 1:  # A sheet of which part lies outside.
        page = pages[random.integers(len(pages))]
        quad = place(random, page[0].shape, w, h, random.uniform(0.05, 0.5))
        quad += (edge - quad.mean(axis=0)).astype(np.float32)
        lay(random, picture, quad, page)
    elif kind == 2:
        turn = random.uniform(0, 180)
        box = cv2.boxPoints(((float(edge[0]), float(edge[1])), tuple(random.uniform(15, 110, 2)), turn))
        cv2.fillConvexPoly(picture, np.rint(box).astype(np.int32), paint, cv2.LINE_AA)
    elif kind == 3:
        cv2.circle(picture, tuple(int(v) for v in edge), int(random.integers(8, 45)), paint, -1, cv2.LINE_AA)
        if random.random() < 0.7:
            ring = [int(v) for v in colour(random)]
            cv2.circle(
                picture, tuple(int(v) for v in edge), int(random.integers(5, 30)), ring, 3, cv2.LINE_AA
            )
    elif kind == 4:
        pen(random, picture, edge)
    else:
        points = np.cumsum(random.normal(0, 30, (7, 2)), axis=0) + edge
        cv2.polylines(
            picture, [np.rint(points).astype(np.int32)], False, paint, int(random.integers(1, 5)), cv2.LINE_AA
        )


def stack(random: Random, picture: Picture, quad: Quad, pages: Pages) -> None:
    """Other sheets under the page, which covers them in part: they are no whole papers."""
    h, w = picture.shape[:2]
    for _ in range(int(random.integers(1, 3))):
        page = pages[random.integers(len(pages))]
        below = place(random, page[0].shape, w, h, cv2.contourArea(quad) / (w * h) * random.uniform(0.4, 1.2))
        along = (quad[1] - quad[0]) * random.uniform(-0.6, 0.6) + (quad[3] - quad[0]) * random.uniform(
            -0.6, 0.6
        )
        below += quad.mean(axis=0) + along - below.mean(axis=0)
        shared, _ = cv2.intersectConvexConvex(below, quad)
        if shared > 0.15 * cv2.contourArea(below):
            lay(random, picture, below, page)


def pen(random: Random, picture: Picture, near: NDArray[np.floating]) -> None:
    """Lay a pen down near a place."""
    turn, length = random.uniform(0, 6.283), random.uniform(30, 110)
    start = near + random.normal(0, 25, 2)
    end = start + length * np.array([np.cos(turn), np.sin(turn)])
    ends = [tuple(int(v) for v in p) for p in (start, end)]
    cv2.line(picture, *ends, [int(v) for v in colour(random)], int(random.integers(2, 8)), cv2.LINE_AA)


def fingers(random: Random, picture: Picture, quad: Quad) -> None:
    """One to four fingers from outside over an edge or a corner of the page."""
    h, w = picture.shape[:2]
    i, part = int(random.integers(4)), random.uniform(0, 1)
    place = quad[i] + (quad[(i + 1) % 4] - quad[i]) * part
    outward = place - quad.mean(axis=0)
    outward /= max(1e-3, float(np.hypot(*outward)))
    beside = np.array([-outward[1], outward[0]])
    tone = random.uniform(0.25, 1.0)
    skin = np.array([random.uniform(100, 170), random.uniform(130, 190), random.uniform(180, 245)]) * tone
    layer, cover = picture.copy(), np.zeros((h, w), np.uint8)
    thick = random.uniform(7, 20)
    palm = place + outward * random.uniform(2.5, 5) * thick
    for k in range(int(random.integers(1, 5))):
        tip = place + beside * (k - 1) * thick * 1.1 - outward * random.uniform(0.2, 2.2) * thick
        root = palm + beside * (k - 1) * thick * 0.9
        ends = [tuple(int(v) for v in p) for p in (tip, root)]
        shade = [int(v) for v in np.clip(skin * random.uniform(0.85, 1.1), 0, 255)]
        cv2.line(cover, *ends, 255, int(thick), cv2.LINE_AA)
        cv2.line(layer, *ends, shade, int(thick), cv2.LINE_AA)
        rim = [int(v) for v in skin * 0.8]
        cv2.line(layer, *ends, rim, max(1, int(thick * 0.2)), cv2.LINE_AA)
    centre = tuple(int(v) for v in palm + outward * thick)
    cv2.circle(cover, centre, int(thick * 1.9), 255, -1, cv2.LINE_AA)
    cv2.circle(layer, centre, int(thick * 1.9), [int(v) for v in skin], -1, cv2.LINE_AA)
    soft = cv2.GaussianBlur(layer, (0, 0), thick * 0.12)
    over(picture, np.asarray(soft, np.uint8), cover)
