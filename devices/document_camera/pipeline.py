"""One photograph, from the camera's JPEG to straight pages with advice, and then to what stands on them.

Two stages, so that the screen shows the page at once: `Pipeline.look` makes the pages, the `Looked` that it
returns reads their codes and lines. The straight pictures stay in memory between the two.
"""

import logging
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache
from time import perf_counter
from typing import Protocol

import cv2

from devices.document_camera.calibration.values import Calibration
from devices.document_camera.codes.finder import Original, find_codes
from devices.document_camera.decoding import decode
from devices.document_camera.detection.agreement import Detected, SecondDetector, detect
from devices.document_camera.detection.mat_difference import MatDifference, OnTheMat
from devices.document_camera.detection.moved import snapped
from devices.document_camera.detection.network import CornerNetwork
from devices.document_camera.detection.quads import Picture, Quad
from devices.document_camera.flattening.orientation import Orientation
from devices.document_camera.flattening.paper import Size
from devices.document_camera.gates.frame import runs_out_of_frame
from devices.document_camera.page_making import MadePage, WayUp, make_page
from devices.document_camera.reading.reader import TextReader
from devices.document_camera.scanned import ReadCode, ReadLine, ScannedPage, ScannedPhoto
from devices.document_camera.stopwatch import Clock, Stopwatch
from devices.document_camera.values import Advice, Corner

_log = logging.getLogger(__name__)

_LEAST_SIDE = 32


class Reader(Protocol):
    """Reads the lines of print on a page (reading.reader)."""

    def read(self, page: Picture) -> tuple[ReadLine, ...]:
        """Return the lines of a straight, upright BGR page."""

    def give_back(self) -> None:
        """Give back the memory of its networks; the next page loads them again."""


class Pipeline:
    """Composed of what is handed in; used by one thread at a time.

    `second`: detectors beside the classical one. `calibration` of a terminal: its empty mat is one more of
    them, and its plane gives true sizes, for photographs of its camera's size. Without `way_up` pages stay as
    they lie; without `reader` nothing is read but codes.
    """

    def __init__(
        self,
        *,
        second: Sequence[SecondDetector] = (),
        calibration: Calibration | None = None,
        way_up: WayUp | None = None,
        reader: Reader | None = None,
        clock: Clock = perf_counter,
    ) -> None:
        self._second = tuple(second)
        self._calibration = calibration
        mat = calibration.mat if calibration is not None else None
        self._mat = MatDifference(mat) if mat is not None else None
        self._way_up = way_up
        self._reader = reader
        self._clock = clock

    def look(
        self,
        jpeg: bytes,
        *,
        expected_mm: Size | None = None,
        expected: int | None = 1,
        corners: Sequence[Corner] | None = None,
    ) -> "Looked":
        """Make the pages of a JPEG; one that cannot be decoded has none. Arguments as `look_at`."""
        watch = Stopwatch(self._clock)
        with watch.stage("decode"):
            picture = decode(jpeg)
        if picture is None:
            return Looked(None, (), ScannedPhoto(0, 0, (), Advice.NO_PAGE), None, self._clock)
        return self._look(picture, watch, expected_mm, expected, corners)

    def look_at(
        self,
        picture: Picture,
        *,
        expected_mm: Size | None = None,
        expected: int | None = 1,
        corners: Sequence[Corner] | None = None,
    ) -> "Looked":
        """Make the pages of a BGR photograph, (h, w, 3) uint8.

        `expected_mm` size of the paper that is asked for, either way round. `expected` papers are asked for
        in one photograph; None: as many as lie there. `corners` px, where a person put them: of one page,
        which is not doubted then; refused ones (not convex, too small) give no page.
        """
        return self._look(picture, Stopwatch(self._clock), expected_mm, expected, corners)

    def scan(
        self,
        jpeg: bytes,
        *,
        expected_mm: Size | None = None,
        expected: int | None = 1,
        corners: Sequence[Corner] | None = None,
    ) -> ScannedPhoto:
        """Do both stages: the pages of a JPEG with their codes and lines."""
        looked = self.look(jpeg, expected_mm=expected_mm, expected=expected, corners=corners)
        return looked.everything()

    def give_back(self) -> None:
        """Give back the memory that only reading needs."""
        if self._reader is not None:
            self._reader.give_back()

    def _look(
        self,
        picture: Picture,
        watch: Stopwatch,
        expected_mm: Size | None,
        expected: int | None,
        corners: Sequence[Corner] | None,
    ) -> "Looked":
        height, width = picture.shape[:2]
        known = self._calibration if self._calibration and self._calibration.fits(width, height) else None
        with watch.stage("detect"):
            on_mat = self._mat.look(picture) if self._mat is not None and known is not None else None
            papers = self._papers(picture, on_mat, expected, corners)
        made = tuple(
            make_page(
                picture,
                paper,
                way_up=self._way_up,
                on_mat=on_mat,
                scale=known.plane.matrix if known is not None and known.plane is not None else None,
                expected_mm=expected_mm,
                clock=self._clock,
            )
            for paper in papers
        )
        advice = None if made else _why_none(picture, on_mat)
        photo = ScannedPhoto(width, height, tuple(one.page for one in made), advice, (), watch.milliseconds)
        return Looked(picture, made, photo, self._reader, self._clock)

    def _papers(
        self,
        picture: Picture,
        on_mat: OnTheMat | None,
        expected: int | None,
        corners: Sequence[Corner] | None,
    ) -> tuple[Detected, ...]:
        if corners is not None:
            quad = snapped(picture, corners)
            return () if quad is None else (Detected(quad, True, 1.0),)
        if min(picture.shape[:2]) < _LEAST_SIDE:
            return ()
        if on_mat is None:
            return detect(picture, self._second, expected=expected)
        seen = on_mat.papers

        def by_mat(_: Picture) -> Sequence[Quad]:
            return seen

        papers = detect(picture, (by_mat,), expected=expected)
        if papers and all(paper.agreed for paper in papers) and len(papers) >= (expected or len(seen)):
            # Two detectors agree on all of them: the third one's time is saved.
            return papers
        return detect(picture, (by_mat, *self._second), expected=expected)


class Looked:
    """A photograph with its pages, between the two stages. Holds pictures: let it go when they are read."""

    def __init__(
        self,
        picture: Picture | None,
        made: tuple[MadePage, ...],
        photo: ScannedPhoto,
        reader: Reader | None,
        clock: Clock,
    ) -> None:
        self._picture = picture
        self._made = made
        self._photo = photo
        self._reader = reader
        self._clock = clock

    @property
    def photo(self) -> ScannedPhoto:
        """The pages so far: without codes and lines."""
        return self._photo

    def codes(self, page: int, thorough: bool = False) -> tuple[ReadCode, ...]:
        """Return the codes of a page, in px of the straight page."""
        made = self._made[page]
        original = None
        if self._picture is not None:
            original = Original(self._picture, made.straight.to_photograph)
        return find_codes(made.even, original=original, thorough=thorough)

    def codes_of_photograph(self) -> tuple[ReadCode, ...]:
        """Return the codes anywhere in the photograph, in px of it."""
        return () if self._picture is None else find_codes(self._picture)

    def lines(self, page: int) -> tuple[ReadLine, ...] | None:
        """Return the lines of a page, in px of the straight page; None without a reader."""
        return None if self._reader is None else self._reader.read(self._made[page].even)

    def read(self, page: int) -> tuple[tuple[ReadCode, ...], tuple[ReadLine, ...] | None]:
        """Return the codes and the lines of one page. Slow."""
        return self.codes(page), self.lines(page)

    def everything(self) -> ScannedPhoto:
        """Return the photograph with its pages' codes and lines, and how long that took."""
        pages = tuple(self._read(number) for number in range(len(self._made)))
        return replace(self._photo, pages=pages)

    def _read(self, number: int) -> ScannedPage:
        watch = Stopwatch(self._clock)
        with watch.stage("codes"):
            codes = self.codes(number)
        with watch.stage("read"):
            lines = self.lines(number)
        page = self._made[number].page
        spent = {**page.milliseconds, **watch.milliseconds}
        return replace(page, codes=codes, lines=lines, milliseconds=spent)


def _why_none(picture: Picture, on_mat: OnTheMat | None) -> Advice:
    if on_mat is not None:
        if on_mat.hands.any():
            return Advice.HAND
        if on_mat.empty:
            return Advice.NO_PAGE
    return Advice.CUT_EDGE if runs_out_of_frame(picture) else Advice.NO_PAGE


def network_detector(find_network: Callable[[], CornerNetwork]) -> SecondDetector:
    """Return the corner network as a second detector; it is loaded by the first photograph.

    One that cannot be loaded sees nothing: pages are still made, and the person is asked for their corners.
    """

    @cache
    def network() -> CornerNetwork | None:
        try:
            return find_network()
        except (OSError, cv2.error) as error:
            _log.error("the corner network is not there: %s", type(error).__name__)
            return None

    def find(picture: Picture) -> Sequence[Quad]:
        loaded = network()
        return () if loaded is None else [page.corners for page in loaded.find_all(picture)]

    return find


def production_pipeline(
    calibration: Calibration | None = None,
    *,
    read_lines: bool = True,
) -> Pipeline:
    """Return the pipeline as the terminal and `kiosk scan` run it; networks are loaded on first need.

    `calibration` of a terminal counts for photographs of its size. This process uses one thread for pictures
    from then on: there are other things to do on a terminal.
    """
    cv2.setNumThreads(1)
    return Pipeline(
        second=(network_detector(CornerNetwork),),
        calibration=calibration,
        way_up=Orientation(),
        reader=TextReader() if read_lines else None,
    )
