"""Photographs with known truth: pages are found, made straight, judged, and read in a second stage."""

from collections.abc import Callable, Sequence
from itertools import count

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from devices.document_camera.calibration.values import Calibration, Plane
from devices.document_camera.decoding import decode
from devices.document_camera.detection.classical import find_page
from devices.document_camera.detection.mat_difference import EmptyMat
from devices.document_camera.detection.quads import Picture, Quad, clockwise, overlap
from devices.document_camera.flattening.orientation import Upright
from devices.document_camera.pipeline import Pipeline, network_detector, production_pipeline
from devices.document_camera.scanned import ReadLine, ScannedPage
from devices.document_camera.simulator.compose import Scene, corners_of
from devices.document_camera.values import Advice

GOOD = [
    {"rotate": 4.0, "stamp": True},
    {"rotate": -11.0, "scale": 0.7, "tilt": 0.05, "seed": 2, "shift": (0.08, -0.01)},
    {"rotate": 1.0, "scale": 0.6, "tilt": -0.04, "seed": 4, "blur": 0.8, "shift": (-0.15, 0.1)},
]
BAD = [
    ({"blur": 3.0}, Advice.BLURRED),
    ({"glare": 140.0}, Advice.GLARE),
    ({"light": 0.3}, Advice.TOO_DARK),
    ({"title": "", "lines": ()}, Advice.EMPTY_PAGE),
]
OUT_OF_FRAME = [{"shift": (0.0, 0.32)}, {"shift": (0.4, 0.0), "rotate": 5.0}]


def knowing(*quads: Quad) -> Pipeline:
    """A pipeline with a second detector that knows where the papers lie."""
    return Pipeline(second=(lambda _: quads,))


def truth(wanted: dict) -> Quad:
    return clockwise(corners_of(Scene(**wanted)))


class Reader:
    """Reads one line off every page, and says whether its memory was given back."""

    def __init__(self) -> None:
        self.pages: list[tuple[int, ...]] = []
        self.given_back = False

    def read(self, page: Picture) -> tuple[ReadLine, ...]:
        self.pages.append(page.shape)
        return (ReadLine("示例", 0.9, ((0.0, 0.0), (9.0, 0.0), (9.0, 9.0), (0.0, 9.0))),)

    def give_back(self) -> None:
        self.given_back = True


class Turned:
    """Says of every page that it lies on its head."""

    def upright(self, page: Picture) -> Upright:
        return Upright(180, True, 1.0)


def only(pages: Sequence[ScannedPage]) -> ScannedPage:
    assert len(pages) == 1
    return pages[0]


def test_good_pages_are_found_where_they_lie_and_taken(jpeg: Callable[..., bytes]) -> None:
    overlaps = []
    for wanted in GOOD:
        page = only(knowing(truth(wanted)).look(jpeg(**wanted)).photo.pages)
        assert (page.advice, page.agreed) == (None, True), wanted
        overlaps.append(overlap(np.array(page.corners, np.float32), truth(wanted)))
    assert min(overlaps) > 0.97
    assert sum(overlaps) / len(overlaps) > 0.99


def test_a_page_comes_out_straight_a4_at_200_dpi_and_white(jpeg: Callable[..., bytes]) -> None:
    wanted = {"rotate": 7.0}
    looked = knowing(truth(wanted)).look(jpeg(**wanted))
    assert (looked.photo.width, looked.photo.height) == (3264, 2448)
    made = only(looked.photo.pages)
    assert (made.width, made.height, made.dpi) == (1654, 2339, 200.0)
    page = decode(made.jpeg)
    assert page is not None
    assert page.shape[:2] == (2339, 1654)
    grey = cv2.cvtColor(page, cv2.COLOR_BGR2GRAY)
    assert 232 < grey[1500:2250, 100:1550].mean() <= 255
    # The lines of text lie level: rows with ink alternate with rows without any.
    rows = (grey[400:1200, 150:1000] < 128).sum(axis=1)
    assert (rows == 0).mean() > 0.2
    assert len(made.jpeg) < 300_000
    assert made.black_and_white
    assert made.fingerprint


@pytest.mark.parametrize(("wanted", "advice"), BAD)
def test_a_bad_page_says_what_is_wrong_and_where_on_the_photograph(
    jpeg: Callable[..., bytes], wanted: dict, advice: Advice
) -> None:
    page = only(knowing(truth(wanted)).look(jpeg(**wanted)).photo.pages)
    assert page.advice is advice
    assert page.marks
    lies = truth(wanted)
    for mark in page.marks:
        assert mark.advice is advice
        middle = np.mean(mark.outline, axis=0)
        assert cv2.pointPolygonTest(lies, (float(middle[0]), float(middle[1])), True) > -20


@pytest.mark.parametrize("wanted", OUT_OF_FRAME)
def test_a_paper_that_is_not_wholly_in_the_frame_is_cut(jpeg: Callable[..., bytes], wanted: dict) -> None:
    photo = Pipeline().look(jpeg(**wanted)).photo
    assert {photo.advice, *(page.advice for page in photo.pages)} - {None} == {Advice.CUT_EDGE}


def test_what_one_detector_alone_sees_is_for_a_person_to_look_at(jpeg: Callable[..., bytes]) -> None:
    page = only(Pipeline().look(jpeg()).photo.pages)
    assert (page.agreed, page.advice) == (False, Advice.UNSURE)
    elsewhere = np.array([[100, 100], [900, 100], [900, 700], [100, 700]], np.float32)
    assert only(knowing(elsewhere).look(jpeg()).photo.pages).agreed is False


def test_corners_that_a_person_put_are_not_doubted(jpeg: Callable[..., bytes]) -> None:
    wanted = GOOD[0]
    near = [(float(x) + 12, float(y) - 9) for x, y in truth(wanted)]
    page = only(Pipeline().look(jpeg(**wanted), corners=near).photo.pages)
    assert (page.agreed, page.advice) == (True, None)
    assert overlap(np.array(page.corners, np.float32), truth(wanted)) > 0.98


def test_corners_that_enclose_nothing_give_no_page(jpeg: Callable[..., bytes]) -> None:
    crossed = [(100.0, 100.0), (900.0, 900.0), (900.0, 900.0), (100.0, 100.0)]
    photo = Pipeline().look(jpeg(), corners=crossed).photo
    assert photo.pages == ()
    assert photo.advice is not None


def test_an_empty_mat_is_no_page(jpeg: Callable[..., bytes]) -> None:
    photo = Pipeline().look(jpeg(paper=False)).photo
    assert (photo.pages, photo.advice) == ((), Advice.NO_PAGE)


def test_the_empty_mat_of_a_calibrated_terminal_is_the_second_detector(jpeg: Callable[..., bytes]) -> None:
    empty = decode(jpeg(paper=False), reduced=True)
    assert empty is not None
    px = 1 / 8.2
    plane = Plane(np.diag([px, px, 1.0]), "sheet", 0.1, 0.0)
    known = Calibration("2026-11-21T00:00:00Z", (3264, 2448), EmptyMat(empty, 2.0), plane)
    page = only(Pipeline(calibration=known).look(jpeg(rotate=5.0)).photo.pages)
    assert (page.agreed, page.advice) == (True, None)
    photo = Pipeline(calibration=known).look(jpeg(paper=False)).photo
    assert (photo.pages, photo.advice) == ((), Advice.NO_PAGE)
    # Another camera's photographs are not compared with this mat.
    small = cv2.imencode(".jpg", empty)[1].tobytes()
    assert Pipeline(calibration=known).look(small).photo.pages == ()


def test_a_page_on_its_head_is_turned_and_its_marks_stay_where_they_are(jpeg: Callable[..., bytes]) -> None:
    wanted = {"glare": 140.0}
    pipeline = Pipeline(second=(lambda _: (truth(wanted),),), way_up=Turned())
    turned = only(pipeline.look(jpeg(**wanted)).photo.pages)
    plain = only(knowing(truth(wanted)).look(jpeg(**wanted)).photo.pages)
    assert (turned.rotation, plain.rotation) == (180, 0)
    assert turned.corners == plain.corners
    middles = [np.mean(page.marks[0].outline, axis=0) for page in (turned, plain)]
    assert np.abs(middles[0] - middles[1]).max() < 25


def with_code(picture: Picture, corners: Quad) -> Picture:
    """Lay a code onto the page, three quarters of the way down."""
    maker = cv2.QRCodeEncoder.create()
    code = cv2.resize(maker.encode("SHILI-0001"), None, fx=9, fy=9, interpolation=cv2.INTER_NEAREST)
    x, y = (corners[0] * 0.25 + corners[2] * 0.75).astype(int)
    height, width = code.shape
    picture[y - 9 : y + height + 9, x - 9 : x + width + 9] = 235
    picture[y : y + height, x : x + width] = code[:, :, None]
    return picture


def test_the_second_stage_reads_codes_and_lines_of_the_page(jpeg: Callable[..., bytes]) -> None:
    photograph = decode(jpeg())
    assert photograph is not None
    picture, reader = with_code(photograph, truth({})), Reader()
    looked = Pipeline(second=(lambda _: (truth({}),),), reader=reader).look_at(picture)
    first = only(looked.photo.pages)
    assert (first.codes, first.lines, reader.pages) == ((), None, [])
    codes, lines = looked.read(0)
    assert [(one.format, one.text) for one in codes] == [("QRCode", "SHILI-0001")]
    assert lines is not None
    assert [line.text for line in lines] == ["示例"]
    assert reader.pages == [(first.height, first.width, 3)]
    x, y = np.mean(codes[0].corners, axis=0)
    assert 0.7 * first.width < x < 0.9 * first.width
    assert 0.7 * first.height < y < 0.9 * first.height
    (whole,) = looked.codes_of_photograph()
    assert cv2.pointPolygonTest(truth({}), tuple(map(float, np.mean(whole.corners, axis=0))), False) > 0


def test_a_scan_is_both_stages_and_says_how_long_each_took(jpeg: Callable[..., bytes]) -> None:
    ticks = count()
    pipeline = Pipeline(second=(lambda _: (truth({}),),), reader=Reader(), clock=lambda: next(ticks) / 1000)
    photo = pipeline.scan(jpeg())
    page = only(photo.pages)
    assert page.lines is not None
    assert dict(photo.milliseconds) == {"decode": 1.0, "detect": 1.0}
    assert set(page.milliseconds) >= {
        "straighten",
        "orientation",
        "light",
        "gates",
        "encode",
        "codes",
        "read",
    }
    assert set(page.milliseconds.values()) == {1.0}


def test_without_a_reader_nothing_but_codes_is_read(jpeg: Callable[..., bytes]) -> None:
    assert only(Pipeline().scan(jpeg()).pages).lines is None


def test_the_readers_memory_is_given_back_when_asked_for() -> None:
    reader = Reader()
    Pipeline(reader=reader).give_back()
    Pipeline().give_back()
    assert reader.given_back


def test_a_network_that_is_not_there_sees_nothing_and_is_looked_for_once() -> None:
    tried = []

    def missing() -> None:
        tried.append(1)
        raise FileNotFoundError

    find = network_detector(missing)
    picture = np.zeros((60, 80, 3), np.uint8)
    assert find(picture) == ()
    assert find(picture) == ()
    assert len(tried) == 1


def test_the_pipeline_of_the_terminal_finds_straightens_and_reads(jpeg: Callable[..., bytes]) -> None:
    pipeline = production_pipeline()
    page = only(pipeline.scan(jpeg(rotate=180.0)).pages)
    assert (page.agreed, page.advice) == (True, None)
    assert page.rotation == 180
    assert page.lines is not None
    assert any("出生医学证明" in line.text for line in page.lines)
    pipeline.give_back()


def test_damaged_pictures_are_no_page() -> None:
    good = cv2.imencode(".jpg", np.full((240, 320, 3), 90, np.uint8))[1].tobytes()
    for data in (b"", b"no picture", good[:60], good[:-40], good):
        photo = Pipeline().scan(data)
        assert (photo.pages, photo.advice) == ((), Advice.NO_PAGE)


@given(st.binary(max_size=300))
@settings(max_examples=30)
def test_bytes_of_any_kind_raise_nothing(data: bytes) -> None:
    assert Pipeline().scan(data).pages == ()


@pytest.mark.parametrize("size", [(1, 1), (1, 90), (90, 2), (31, 31), (40, 60), (90, 64)])
@pytest.mark.parametrize("by_person", [False, True])
def test_pictures_of_any_shape_raise_nothing(size: tuple[int, int], by_person: bool) -> None:
    width, height = size
    picture = np.random.default_rng(width).integers(90, 130, (height, width, 3), np.uint8)
    right, bottom = width - 1.0, height - 1.0
    corners = [(0.0, 0.0), (right, 0.0), (right, bottom), (0.0, bottom)] if by_person else None
    looked = Pipeline(second=(lambda _: (),)).look_at(picture, corners=corners)
    assert looked.everything().width == width


def test_the_quick_look_for_the_preview_agrees_with_the_thorough_one(jpeg: Callable[..., bytes]) -> None:
    small = decode(jpeg(**GOOD[0]), reduced=True)
    assert small is not None
    quick = find_page(small, thorough=False)
    assert quick is not None
    assert overlap(quick.corners, truth(GOOD[0]) / 4) > 0.96
