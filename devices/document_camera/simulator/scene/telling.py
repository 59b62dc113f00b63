"""Says what is true of a shot, without taking it."""

import cv2
import numpy as np
from numpy.typing import NDArray

from devices.document_camera.flattening.straighten import ROTATIONS
from devices.document_camera.simulator.papers.paper import Box
from devices.document_camera.simulator.scene.hands import Hand
from devices.document_camera.simulator.scene.taking import Placed, Shot, scale_at
from devices.document_camera.simulator.scene.view import View
from devices.document_camera.simulator.truth import Corners, TrueCode, TrueField, TruePaper, Truth


def truth(shot: Shot) -> Truth:
    """Return what is true of the photograph, without taking it."""
    view = shot.view
    over = [_hand_cover(hand, view) for hand in shot.hands]
    papers = []
    meant = [(place, placed) for place, placed in enumerate(shot.placed) if not placed.clutter]
    for place, placed in meant:
        above = shot.placed[place + 1 :]
        covers = over + [np.asarray(other.lying.corners(view), np.float32) for other in above]
        papers.append(_true_paper(placed, shot, covers))
    papers.sort(
        key=lambda p: (float(np.mean([c[0] for c in p.corners])), float(np.mean([c[1] for c in p.corners])))
    )
    wrong = {flaw for paper in papers for flaw in paper.wrong if flaw in ("cut", "hand", "glare")}
    wrong |= {"blurred"} if shot.blur > 2.0 else set()
    wrong |= {"moved"} if shot.motion > 5 else set()
    wrong |= {"dark"} if shot.light.level < 0.42 else set()
    wrong |= {"several"} if len(papers) > 1 else set()
    wrong |= {"nopage"} if not papers else set()
    middle = ((view.width - 1) / 2, (view.height - 1) / 2)
    return Truth(
        papers=tuple(papers),
        blur=shot.blur,
        motion=shot.motion,
        light=shot.light.level,
        background=shot.surface.name,
        px_per_mm=scale_at(view, middle),
        clutter=len(shot.placed) - len(meant),
        hand=_corners(over[0]) if over else None,
        wrong=tuple(sorted(wrong)),
        note=dict(shot.note),
    )


def _corners(points: NDArray[np.floating]) -> Corners:
    a, b, c, d = ((round(float(x), 2), round(float(y), 2)) for x, y in points)
    return (a, b, c, d)


def _hand_cover(hand: Hand, view: View) -> NDArray[np.float32]:
    """The part of a hand that hides things, roughly: a strip from its tip back to the wrist."""
    angle = np.deg2rad(hand.degrees)
    ahead = np.array([np.cos(angle), np.sin(angle)])
    aside = np.array([-ahead[1], ahead[0]])
    scale = scale_at(view, hand.tip)
    tip = np.array(hand.tip)
    wide, long = {"index": (16, 240), "two": (34, 240)}.get(hand.fingers, (46, 240))
    return np.array(
        [tip + aside * wide * scale, tip - aside * wide * scale, tip - (aside * wide + ahead * long) * scale,
         tip + (aside * wide - ahead * long) * scale], np.float32
    )  # fmt: skip


def _true_paper(placed: Placed, shot: Shot, covers: list[NDArray[np.float32]]) -> TruePaper:
    view, lying, paper = shot.view, placed.lying, placed.paper
    corners = lying.corners(view)
    wrong = set()
    outside = (corners < 0).any() or (corners > np.array([view.width - 1, view.height - 1])).any()
    wrong |= {"cut"} if outside else set()
    wrong |= {"bent"} if placed.ear > 0 else set()
    wrong |= {"curled"} if lying.curl is not None and lying.curl.height > 3 else set()
    glares = _burnt(placed, shot)
    for number, cover in enumerate(covers):
        if _meet(corners, cover):
            wrong.add("hand" if number < len(shot.hands) else "covered")
    wrong |= {"glare"} if any(_meet(corners, spot) for spot in glares) else set()
    everything = covers + glares

    def seen(box: Box) -> tuple[Corners, bool]:
        x, y, w, h = box
        places = np.array([[x, y], [x + w, y], [x + w, y + h], [x, y + h]])
        points = lying.in_picture(places, view).astype(np.float32)
        lost = (points < 0).any() or (points > np.array([view.width - 1, view.height - 1])).any()
        return _corners(points), bool(lost or any(_meet(points, cover) for cover in everything))

    upward = corners[0] + corners[1] - corners[2] - corners[3]
    lean = np.degrees(np.arctan2(upward[0], -upward[1]))
    middle = corners.mean(axis=0)
    return TruePaper(
        kind=paper.kind,
        type=paper.type,
        material=paper.material,
        side=paper.side,
        title=paper.title,
        seed=placed.seed,
        size_mm=(paper.width, paper.height),
        corners=_corners(corners),
        rotation=ROTATIONS[round(float(-lean) / 90) % 4],
        px_per_mm=round(scale_at(view, (float(middle[0]), float(middle[1]))), 4),
        curl=lying.curl.height if lying.curl is not None else 0.0,
        wrong=tuple(sorted(wrong)),
        fields=tuple(
            TrueField(
                f.kind, f.label, f.text, _rounded(f.box), *_split(seen(f.box), f.handwritten, f.stamped)
            )
            for f in paper.fields
        ),
        codes=tuple(
            TrueCode(c.format, c.data.hex(), c.text, _rounded(c.box), *seen(c.box)) for c in paper.codes
        ),
    )


def _split(seen: tuple[Corners, bool], hand: bool, stamped: bool) -> tuple[Corners, bool, bool, bool]:
    return seen[0], hand, stamped, seen[1]


def _rounded(box: Box) -> Box:
    x, y, width, height = (round(value, 2) for value in box)
    return (x, y, width, height)


def _burnt(placed: Placed, shot: Shot) -> list[NDArray[np.float32]]:
    """Boxes around the highlights that burn out on a paper of this gloss."""
    width = shot.view.width
    boxes = []
    for spot in shot.light.highlights:
        if spot.strength * placed.paper.gloss < 60:
            continue
        angle = np.deg2rad(spot.degrees)
        axes = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]]) * width
        u, v = axes[0] * spot.long, axes[1] * spot.short
        middle = np.array([spot.x * width, spot.y * shot.view.height])
        boxes.append(np.array([middle - u - v, middle + u - v, middle + u + v, middle - u + v], np.float32))
    return boxes


def _meet(one: NDArray[np.float32], other: NDArray[np.float32]) -> bool:
    shared, _ = cv2.intersectConvexConvex(cv2.convexHull(one), cv2.convexHull(other))
    return bool(shared > 1)
