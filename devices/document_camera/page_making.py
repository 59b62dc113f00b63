"""One paper of a photograph: cut out, made flat, turned upright, evenly lit, judged, and packed."""

from dataclasses import dataclass
from typing import Protocol

import cv2
import numpy as np

from devices.document_camera.detection.agreement import Detected
from devices.document_camera.detection.mat_difference import OnTheMat
from devices.document_camera.detection.quads import Picture
from devices.document_camera.flattening.budget import (
    COLOUR_BUDGET,
    GREY_BUDGET,
    encode_within,
    is_black_and_white,
)
from devices.document_camera.flattening.light import EvenPage, even_light
from devices.document_camera.flattening.orientation import Upright
from devices.document_camera.flattening.paper import Size
from devices.document_camera.flattening.straighten import Matrix, StraightPage, straighten, turned
from devices.document_camera.gates.fingerprint import fingerprint
from devices.document_camera.gates.frame import cut_sides, runs_out_of_frame
from devices.document_camera.gates.hand import hand_over
from devices.document_camera.gates.judge import judge
from devices.document_camera.gates.outlines import Outline, moved
from devices.document_camera.scanned import Mark, ScannedPage
from devices.document_camera.stopwatch import Clock, Stopwatch
from devices.document_camera.values import Advice


class WayUp(Protocol):
    """Tells which way up a page is (flattening.orientation)."""

    def upright(self, page: Picture) -> Upright:
        """Tell how a straight BGR page must be turned."""


@dataclass(frozen=True, slots=True)
class MadePage:
    """A page, with the pictures that reading needs: BGR, at the page's dpi, straight and upright."""

    page: ScannedPage
    straight: StraightPage
    even: Picture


def make_page(
    photograph: Picture,
    paper: Detected,
    *,
    way_up: WayUp | None,
    on_mat: OnTheMat | None,
    scale: float | Matrix | None,
    expected_mm: Size | None,
    clock: Clock,
) -> MadePage:
    """Make the page with these corners out of a BGR photograph.

    `on_mat`: what the empty mat says of this photograph; `scale` as `straighten` takes it.
    """
    watch = Stopwatch(clock)
    with watch.stage("straighten"):
        page = straighten(photograph, paper.corners, scale, expected_mm)
    with watch.stage("orientation"):
        turn = way_up.upright(page.picture) if way_up is not None else Upright(0, False, 0.0)
        page = turned(page, turn.rotation)
    with watch.stage("light"):
        even = even_light(page.picture)
    with watch.stage("gates"):
        judged = judge(page.picture, even.picture, look_for_skin=on_mat is None)
        marks = tuple(Mark(mark.advice, moved(mark.outline, page.to_photograph)) for mark in judged.marks)
        outer = _beyond_the_page(photograph, paper, on_mat)
        advice = outer[0].advice if outer else judged.advice
    with watch.stage("fingerprint"):
        known_by = fingerprint(even.picture)
    with watch.stage("encode"):
        black_and_white = is_black_and_white(even)
        jpeg = _packed(even, black_and_white)
    if advice is None and not paper.agreed:
        advice = Advice.UNSURE
    height, width = page.picture.shape[:2]
    a, b, c, d = ((float(x), float(y)) for x, y in paper.corners)
    made = ScannedPage(
        corners=(a, b, c, d),
        agreed=paper.agreed,
        rotation=turn.rotation,
        quality=judged.quality,
        advice=advice,
        marks=outer or marks,
        width=width,
        height=height,
        dpi=page.dpi,
        jpeg=jpeg,
        black_and_white=black_and_white,
        fingerprint=known_by,
        milliseconds=watch.milliseconds,
    )
    return MadePage(made, page, even.picture)


def _beyond_the_page(photograph: Picture, paper: Detected, on_mat: OnTheMat | None) -> tuple[Mark, ...]:
    """Return what is wrong with where the paper lies: at the frame's border, or under a hand."""
    height, width = photograph.shape[:2]
    sides: tuple[Outline, ...] = cut_sides(paper.corners, width, height)
    if not sides and not paper.agreed and runs_out_of_frame(photograph, paper.corners):
        sides = (tuple((float(x), float(y)) for x, y in paper.corners),)
    if sides:
        return tuple(Mark(Advice.CUT_EDGE, side) for side in sides)
    if on_mat is not None:
        hand = hand_over(on_mat.hands, paper.corners, 1 / on_mat.scale)
        if hand.where:
            return (Mark(Advice.HAND, hand.where),)
    return ()


def _packed(even: EvenPage, black_and_white: bool) -> bytes:
    if not black_and_white:
        return encode_within(even.picture, COLOUR_BUDGET)
    return encode_within(np.asarray(cv2.cvtColor(even.picture, cv2.COLOR_BGR2GRAY), np.uint8), GREY_BUDGET)
