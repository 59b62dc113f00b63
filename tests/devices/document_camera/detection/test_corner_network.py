"""The corner network with its real weights: photographs it never saw, several papers, and rubbish."""

import hashlib
from itertools import combinations
from pathlib import Path

import cv2
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from devices.document_camera.detection import network as network_module
from devices.document_camera.detection.network import CornerNetwork, Maps, View, likely_quads, separate_quads
from devices.document_camera.detection.quads import clockwise, overlap, shared_part
from devices.document_camera.simulator.sets import photographs

WEIGHTS = Path(network_module.__file__).with_name("corners.onnx")


@pytest.fixture(scope="module")
def network() -> CornerNetwork:
    return CornerNetwork()


def sheet_on_mat(corners: list[tuple[float, float]], size: tuple[int, int] = (640, 480)) -> np.ndarray:
    grain = np.random.default_rng(3).normal(0, 4, (size[1], size[0], 3))
    frame = np.clip(np.array([52, 50, 48]) + grain, 0, 255).astype(np.uint8)
    cv2.fillConvexPoly(frame, np.array(corners, np.int32), (236, 240, 240), cv2.LINE_AA)
    return frame


def maps_of(quads: list[np.ndarray], size: tuple[int, int] = (48, 64)) -> Maps:
    """Perfect maps of quads in cells."""
    rows, columns = np.mgrid[0 : size[0], 0 : size[1]].astype(np.float32)
    corner, outline = np.zeros(size, np.float32), np.zeros(size, np.float32)
    inside, way = np.zeros(size, np.float32), np.zeros((2, *size), np.float32)
    for quad in quads:
        cv2.fillConvexPoly(inside, np.rint(quad * 16).astype(np.int32), 1.0, shift=4)
        cv2.polylines(outline, [np.rint(quad * 16).astype(np.int32)], True, 1.0, 2, shift=4)
        for x, y in quad:
            near = np.exp(-((columns - x) ** 2 + (rows - y) ** 2) / 3)
            own = near > corner
            way[0][own], way[1][own] = (x - columns)[own], (y - rows)[own]
            corner = np.maximum(corner, near)
    return Maps(corner, outline, inside, way)


def test_the_weights_are_those_whose_figures_are_written_down() -> None:
    digest, name = WEIGHTS.with_suffix(".sha256").read_text("ascii").split()
    assert name == WEIGHTS.name
    assert hashlib.sha256(WEIGHTS.read_bytes()).hexdigest() == digest
    assert WEIGHTS.stat().st_size < 4_000_000


@pytest.mark.parametrize(("name", "least"), [("handheld", 0.93), ("overhead", 0.96)])
def test_papers_of_the_unseen_part_are_found(network: CornerNetwork, name: str, least: float) -> None:
    overlaps = []
    for photograph in photographs(name, "unseen", 6):
        frame = cv2.imdecode(np.frombuffer(photograph.jpeg, np.uint8), cv2.IMREAD_COLOR)
        found = network.find(np.asarray(frame, np.uint8))
        true = photograph.truth.papers[0].clockwise
        overlaps.append(0.0 if found is None else overlap(found.corners, true))
    assert np.mean(overlaps) >= least, overlaps


@pytest.mark.parametrize("turn", [None, cv2.ROTATE_90_CLOCKWISE, cv2.ROTATE_180])
def test_corners_are_in_px_of_the_picture_whichever_way_it_is_held(
    network: CornerNetwork, turn: int | None
) -> None:
    frame = sheet_on_mat([(150, 90), (470, 100), (460, 390), (140, 380)])
    true = np.array([(150, 90), (470, 100), (460, 390), (140, 380)], np.float32)
    if turn is not None:
        frame = cv2.rotate(frame, turn)
        true = [639, 479] - true if turn == cv2.ROTATE_180 else np.stack([479 - true[:, 1], true[:, 0]], 1)
    found = network.find(frame)
    assert found is not None
    assert overlap(found.corners, clockwise(true)) > 0.93
    assert abs(found.inside.shape[1] / found.inside.shape[0] - frame.shape[1] / frame.shape[0]) < 0.15


def test_two_papers_are_two(network: CornerNetwork) -> None:
    frame = sheet_on_mat([(60, 120), (290, 115), (295, 270), (62, 268)])
    cv2.fillConvexPoly(frame, np.array([(350, 150), (570, 160), (565, 310), (345, 300)]), (230, 235, 238))
    (one, other, *_) = network.find_all(frame)
    assert overlap(one.corners, other.corners) == 0
    for found, middle in zip(
        sorted((one, other), key=lambda p: p.corners[:, 0].min()), (177, 457), strict=True
    ):
        assert abs(found.corners[:, 0].mean() - middle) < 8


def test_a_bare_mat_is_no_paper(network: CornerNetwork) -> None:
    grain = np.random.default_rng(5).normal(0, 4, (480, 640, 3))
    assert network.find(np.clip(50 + grain, 0, 255).astype(np.uint8)) is None


@pytest.mark.parametrize(
    "rubbish",
    [
        np.zeros((480, 640), np.uint8),
        np.zeros((480, 640, 4), np.uint8),
        np.zeros((480, 640, 3), np.float32),
        np.zeros((1, 900, 3), np.uint8),
        np.zeros((900, 40, 3), np.uint8),
        np.zeros((8, 8, 3), np.uint8),
        np.zeros((0, 0, 3), np.uint8),
    ],
    ids=["grey", "alpha", "float", "one row", "strip", "tiny", "empty"],
)
def test_what_is_no_picture_has_no_paper(network: CornerNetwork, rubbish: np.ndarray) -> None:
    assert network.find_all(rubbish) == []


def test_a_huge_picture_is_searched(network: CornerNetwork) -> None:
    frame = np.full((5000, 6600, 3), 50, np.uint8)
    true = [(1500, 900), (4800, 1000), (4700, 4000), (1400, 3900)]
    cv2.fillConvexPoly(frame, np.array(true), (236, 240, 240))
    found = network.find(frame)
    assert found is not None
    assert overlap(found.corners, np.array(true, np.float32)) > 0.93


def test_weights_that_are_none_are_an_error(tmp_path: Path) -> None:
    broken = tmp_path / "corners.onnx"
    broken.write_bytes(b"no network at all")
    with pytest.raises(cv2.error):
        CornerNetwork(broken)
    with pytest.raises(OSError, match="gone"):
        CornerNetwork(tmp_path / "gone.onnx")


def test_two_sheets_side_by_side_are_not_taken_for_one() -> None:
    left = np.array([(6, 10), (28, 10), (28, 40), (6, 40)], np.float32)
    right = left + np.array([22.5, 0], np.float32)
    found = separate_quads(maps_of([left, right]))
    assert len(found) == 2
    for quad in (left, right):
        assert max(overlap((one - 1.5) / 4, quad) for one, _ in found) > 0.9


def test_one_sheet_in_two_colours_is_one_and_its_halves_come_after_it() -> None:
    left = np.array([(6, 10), (28, 10), (28, 40), (6, 40)], np.float32)
    whole = np.array([(6, 10), (50, 10), (50, 40), (6, 40)], np.float32)
    maps = maps_of([left, left + np.array([22, 0], np.float32)])
    maps.corner[:, 20:36] *= 0.5
    first, *others = likely_quads(maps)
    assert overlap((first[0] - 1.5) / 4, whole) > 0.9
    assert any(overlap((quad - 1.5) / 4, left) > 0.9 for quad, _ in others)


def test_a_corner_without_a_peak_is_taken_from_the_inside() -> None:
    quad = np.array([(10, 8), (50, 10), (52, 40), (9, 38)], np.float32)
    maps = maps_of([quad])
    maps.corner[4:13, 5:15] = 0
    found = separate_quads(maps)
    assert found
    assert overlap((found[0][0] - 1.5) / 4, quad) > 0.9


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_any_maps_give_convex_quads_that_do_not_overlap(seed: int) -> None:
    random = np.random.default_rng(seed)
    maps = Maps.of(random.normal(0, 4, (5, 48, 64)).astype(np.float32))
    found = separate_quads(maps)
    for quad, score in found:
        assert cv2.isContourConvex(quad)
        assert 0 <= score <= 1
    for (one, _), (other, _) in combinations(found, 2):
        assert shared_part(one, other) <= 0.1 + 1e-6


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(16, 900), st.integers(16, 900), st.floats(0, 1), st.floats(0, 1))
def test_a_point_of_the_input_goes_back_to_where_it_came_from(
    width: int, height: int, across: float, down: float
) -> None:
    view = View.of(np.zeros((height, width, 3), np.uint8))
    if view is None:
        assert max(width, height) > 8 * min(width, height)
        return
    whole = np.array([(0, 0), (width - 1, 0), (width - 1, height - 1), (0, height - 1)], np.float64)
    part = 0.2 + 0.3 * np.array([across, down])
    point = part * [width - 1, height - 1]
    quad = whole * 0.4 + point * 0.2
    lies = np.stack([quad[:, 1], width - 1 - quad[:, 0]], 1) if view.turned else quad
    put = (lies + 0.5) * view.scale - 0.5 + [view.left, view.top]
    assert (put > -1).all()
    assert (put < [256, 192]).all()
    np.testing.assert_allclose(
        view.outward(put.astype(np.float32)), clockwise(quad), atol=0.05 * max(width, height) / 16
    )
