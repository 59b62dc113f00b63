"""What is learnt of a mat, from pictures made here; and the file that keeps it."""

import io
import json
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from devices.document_camera.calibration import drift, glass, light, mat, scale, sheet, store
from devices.document_camera.calibration.procedure import Shot, begun, light_faults, shrunk
from devices.document_camera.calibration.values import Calibration, Light, Plane, Speck
from devices.document_camera.detection.mat_difference import EmptyMat

WIDTH, HEIGHT = 1632, 1224
CHANCE = np.random.default_rng(7)
FELT = cv2.GaussianBlur(CHANCE.normal(60, 40, (HEIGHT, WIDTH, 3)), (0, 0), 1.5).clip(0, 255).astype(np.uint8)
PLANE = Plane(np.array([[0.15, 0.002, -3], [0.001, 0.151, 2], [1e-7, 2e-6, 1]]), "sheet", 0.05, 0.01)


def noisy(picture: np.ndarray, seed: int = 1) -> np.ndarray:
    noise = np.random.default_rng(seed).normal(0, 1.5, picture.shape)
    return np.clip(picture + noise, 0, 255).astype(np.uint8)


def shot(picture: np.ndarray) -> Shot:
    return Shot(picture, shrunk(picture))


def photographed_sheet(matrix: np.ndarray) -> np.ndarray:
    """The printed sheet at 8 px a mm, seen through `matrix` (mm to px of the photograph)."""
    side = 8
    paper = np.full((297 * side, 210 * side), 255, np.uint8)
    dictionary = cv2.aruco.getPredefinedDictionary(cv2.aruco.DICT_4X4_50)
    for number in range(sheet.COLUMNS * sheet.ROWS):
        x, y = (round(value * side) for value in sheet.place_of(number))
        mark = cv2.aruco.generateImageMarker(dictionary, number, round(sheet.MARK_MM * side))
        paper[y : y + mark.shape[0], x : x + mark.shape[1]] = mark
    to_mm = np.array([[1 / side, 0, -0.5 / side + 0.5 / side], [0, 1 / side, 0], [0, 0, 1]])
    seen = cv2.warpPerspective(paper, matrix @ to_mm, (3264, 2448), flags=cv2.INTER_AREA, borderValue=50)
    return cv2.cvtColor(seen, cv2.COLOR_GRAY2BGR)


TILTED = np.array([[8.1, 0.1, 500], [0.15, 7.9, 60], [1e-5, 1.2e-4, 1]])


@pytest.fixture(scope="module")
def learnt() -> Calibration:
    frames = [shrunk(noisy(FELT, seed)) for seed in range(5)]
    empty = mat.learn_mat(frames)
    return Calibration(
        "2026-11-01T08:00:00+00:00", (WIDTH, HEIGHT), mat=empty, light=light.on_mat(empty.picture)
    )


# -- the mat


def test_the_mat_is_the_middle_of_several_photographs(learnt: Calibration) -> None:
    assert learnt.mat is not None
    assert np.abs(learnt.mat.picture.astype(int) - shrunk(FELT)).mean() < 0.6
    assert 0.2 < learnt.mat.noise < 0.8


def test_a_hand_over_half_of_the_photographs_is_no_mat() -> None:
    frames = [shrunk(FELT) for _ in range(6)]
    for one in frames[::2]:
        one[:150] = 200
    with pytest.raises(mat.MatError):
        mat.learn_mat(frames)


@settings(max_examples=8)
@given(st.integers(-9, 9), st.integers(-9, 9))
def test_a_mat_that_was_pushed_is_measured(across: int, down: int) -> None:
    before = EmptyMat(shrunk(FELT), 1.0)
    shift = mat.has_moved(before, noisy(np.roll(before.picture, (down, across), (0, 1)) // 2))
    assert shift.sure
    assert (shift.x, shift.y) == pytest.approx((across, down), abs=0.3)


def test_a_mat_without_grain_cannot_tell() -> None:
    plain = np.full((306, 408, 3), 90, np.uint8)
    assert not mat.has_moved(EmptyMat(noisy(plain), 1.0), noisy(plain, 2)).sure


# -- scale


def test_the_printed_sheet_gives_the_plane_of_a_slanted_camera() -> None:
    plane = scale.from_sheet(photographed_sheet(TILTED))
    assert plane.error_mm < 0.05
    assert plane.slant > 0.03
    for x, y in ((20, 20), (190, 30), (105, 280)):
        here, there = (
            cv2.perspectiveTransform(np.array([[[x + dx, y]]], float), TILTED)[0, 0] for dx in (0, 10)
        )
        way = cv2.perspectiveTransform(np.array([[here, there]]), plane.matrix)[0]
        assert np.hypot(*(way[1] - way[0])) == pytest.approx(10, abs=0.05)


def test_a_sheet_printed_too_small_is_put_right_by_its_ruler() -> None:
    picture = photographed_sheet(np.diag((8.0, 8.0, 1.0)) + np.array([[0, 0, 400], [0, 0, 20], [0, 0, 0]]))
    whole = scale.from_sheet(picture).mm_per_px(1600, 1200)
    assert whole == pytest.approx(1 / 8, rel=0.002)
    assert scale.from_sheet(picture, ruler_mm=96).mm_per_px(1600, 1200) == pytest.approx(whole * 0.96)


def test_a_picture_without_the_sheet_is_no_scale() -> None:
    with pytest.raises(scale.ScaleError, match="not found"):
        scale.from_sheet(FELT)


def box(left: float, top: float, width: float, height: float) -> np.ndarray:
    return np.array(
        [(left, top), (left + width, top), (left + width, top + height), (left, top + height)], np.float32
    )


@pytest.mark.parametrize("lie", [(856.0, 539.8), (539.8, 856.0)])
def test_a_card_gives_the_scale_either_way_round(lie: tuple[float, float]) -> None:
    assert scale.from_card(FELT, box(300, 200, *lie)).mm_per_px(9, 9) == pytest.approx(0.1, rel=1e-4)


@pytest.mark.parametrize(
    "corners",
    [box(300, 200, 800, 600), np.array([(300, 200), (1100, 200), (1140, 720), (260, 720)], np.float32)],
)
def test_what_is_no_card_or_slanted_is_refused(corners: np.ndarray) -> None:
    with pytest.raises(scale.ScaleError):
        scale.from_card(FELT, corners)


def test_a_sheet_of_a4_gives_the_plane_either_way_round() -> None:
    for width, height in ((1050.0, 1485.0), (1485.0, 1050.0)):
        assert scale.from_a4(FELT, box(50, 50, width, height)).mm_per_px(500, 500) == pytest.approx(0.2)


def test_the_sheet_is_one_a4_page_of_vectors() -> None:
    made = sheet.pdf()
    assert made == sheet.pdf()
    with pikepdf.open(io.BytesIO(made)) as document:
        (page,) = document.pages
        assert [float(side) * 25.4 / 72 for side in page.MediaBox] == pytest.approx(
            [0, 0, 210, 297], abs=0.01
        )
        drawing = page.Contents.read_bytes().decode()
    bars = [
        [float(side) * 25.4 / 72 for side in line.split()[:4]]
        for line in drawing.splitlines()
        if line.endswith("f")
    ]
    assert max(width for _, _, width, _ in bars) == pytest.approx(100, abs=0.01)
    assert all(left >= 5 and left + width <= 205 for left, _, width, _ in bars)


def test_the_sheets_marks_are_found_on_the_printed_page() -> None:
    """The bars of the PDF, drawn at 8 px a mm, are the marks that are searched for."""
    side = 8
    page = np.full((297 * side, 210 * side), 255, np.uint8)
    with pikepdf.open(io.BytesIO(sheet.pdf())) as document:
        drawing = document.pages[0].Contents.read_bytes().decode()
    for line in drawing.splitlines():
        if line.endswith("f"):
            left, below, width, height = (float(part) * 25.4 / 72 * side for part in line.split()[:4])
            top = page.shape[0] - below - height
            page[round(top) : round(top + height), round(left) : round(left + width)] = 0
    found = sheet.find(cv2.cvtColor(page, cv2.COLOR_GRAY2BGR))
    assert found is not None
    assert len(found.px) == 4 * sheet.COLUMNS * sheet.ROWS
    assert np.abs(found.px + 0.5 - found.mm * side).max() < 1.0


# -- light and glass


def test_a_lamp_is_judged_on_white_paper() -> None:
    picture = np.full((300, 400, 3), 200, np.uint8)
    good = light.on_paper(picture, box(40, 30, 300, 220))
    assert (good.level, good.evenness, good.cast) == (200, 1.0, (1, 1, 1))
    known = Calibration("", (400, 300), light=good)
    assert light_faults(known) == ()
    assert len(light_faults(replace(known, light=Light(70, 0.4, (0.6, 1.0, 1.4), on_paper=True)))) == 3
    assert light_faults(replace(known, light=Light(70, 0.4, (0.6, 1.0, 1.4), on_paper=False))) == ()


def test_dirt_stays_where_it_is_and_print_moves_with_the_paper() -> None:
    pictures, sheets = [], []
    for left in (60.0, 90.0):
        corners = box(left, 40, 400, 240)
        picture = noisy(np.full((360, 640, 3), 60, np.uint8), int(left))
        cv2.fillConvexPoly(picture, corners.astype(int), (215, 220, 218))
        cv2.circle(picture, (int(left) + 120, 200), 4, (150, 150, 150), -1)
        shade = np.ones((360, 640), np.float32)
        cv2.circle(shade, (330, 150), 5, 0.88, -1)
        picture = (picture * cv2.GaussianBlur(shade, (0, 0), 2)[:, :, None]).astype(np.uint8)
        pictures.append(picture)
        sheets.append(corners)
    (speck,) = glass.specks(pictures, sheets, scale=4, noise=1.5)
    assert (speck.x, speck.y) == pytest.approx((330 * 4, 150 * 4), abs=8)
    assert 0.04 < speck.depth < 0.15


def test_a_clean_glass_has_no_specks() -> None:
    clean = [noisy(np.full((360, 640, 3), 210, np.uint8), seed) for seed in (1, 2)]
    assert glass.specks(clean, [box(20, 20, 600, 320)] * 2, scale=4, noise=1.5) == ()


# -- drift


def names(findings: tuple[drift.Finding, ...]) -> list[str]:
    return [finding.name for finding in findings if finding.good is False]


def seen_now(learnt: Calibration, picture: np.ndarray) -> list[str]:
    return names(drift.findings(learnt, [shot(noisy(picture, 11))]))


def test_nothing_has_changed(learnt: Calibration) -> None:
    assert seen_now(learnt, FELT) == []


def test_each_drift_is_called_by_its_name(learnt: Calibration) -> None:
    dirty = FELT.copy()
    for place in range(5):
        cv2.circle(dirty, (200 + 250 * place, 300 + 120 * place), 12, (150, 150, 150), -1)
    with_paper = FELT.copy()
    cv2.rectangle(with_paper, (300, 200), (900, 1000), (225, 228, 226), -1)
    assert seen_now(learnt, np.roll(FELT, (14, -22), (0, 1))) == ["moved"]
    assert seen_now(learnt, (FELT * 0.6).astype(np.uint8)) == ["lamp"]
    assert seen_now(learnt, np.clip(FELT * (0.85, 1.0, 1.12), 0, 255).astype(np.uint8)) == ["colour"]
    assert seen_now(learnt, dirty) == ["dirt"]
    assert seen_now(learnt, with_paper) == ["clear"]
    assert seen_now(learnt, FELT[:, :-100]) == ["size"]
    assert names(drift.findings(replace(learnt, mat=None), [shot(FELT)])) == ["mat"]


def test_a_camera_that_sank_has_another_scale() -> None:
    before = Calibration("", (3264, 2448), plane=scale.from_sheet(photographed_sheet(TILTED)))
    assert drift.scale_finding(before, photographed_sheet(TILTED)).good
    lower = np.diag((1.02, 1.02, 1.0)) @ TILTED
    assert drift.scale_finding(before, photographed_sheet(lower)).good is False
    assert drift.scale_finding(replace(before, plane=None), photographed_sheet(TILTED)).good is False


# -- the file


def full(learnt: Calibration) -> Calibration:
    return replace(learnt, plane=PLANE, glass=(Speck(10.5, 20.0, 8.0, 0.06),))


def test_a_calibration_comes_back_as_it_was(learnt: Calibration, tmp_path: Path) -> None:
    file = tmp_path / "made" / "document-camera.json"
    wanted = full(learnt)
    store.save(wanted, file)
    store.save(wanted, file)
    got = store.load(file)
    assert [path.name for path in file.parent.iterdir()] == ["document-camera.json"]
    assert got.mat is not None
    assert wanted.mat is not None
    assert (got.mat.picture == wanted.mat.picture).all()
    assert got.plane is not None
    assert (got.plane.matrix == PLANE.matrix).all()
    assert (got.made, got.size, got.light, got.glass) == (
        wanted.made,
        wanted.size,
        wanted.light,
        wanted.glass,
    )
    assert got.mm_per_px == pytest.approx(wanted.mm_per_px)


def test_a_calibration_holds_for_its_own_size_alone(learnt: Calibration) -> None:
    class Eye:
        size = (WIDTH, HEIGHT)

    class Other:
        size = (640, 480)

    assert begun(Eye(), learnt) is learnt  # type: ignore[arg-type]
    assert begun(Other(), learnt) == Calibration("", (640, 480))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (None, "not calibrated"),
        (b"", "damaged"),
        (b"\xff\xfe", "damaged"),
        (b"[]", "damaged"),
        (b"{}", "damaged"),
        (b'{"format": "yiciban-camera-calibration", "version": 0}', "version 0"),
        (b'{"format": "yiciban-camera-calibration", "version": 1, "sha256": "", "body": {}}', "digest"),
        (b"[" * 100_000, "damaged"),
    ],
)
def test_a_file_that_is_none_says_why(tmp_path: Path, content: bytes | None, reason: str) -> None:
    file = tmp_path / "document-camera.json"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(store.CalibrationError, match=reason):
        store.load(file)


@pytest.fixture(scope="module")
def written(learnt: Calibration, tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("calibration") / "document-camera.json"
    small = EmptyMat(np.full((6, 8, 3), 60, np.uint8), 1.0)
    store.save(replace(full(learnt), mat=small), file)
    return file


@given(st.data())
def test_a_damaged_file_is_refused_whatever_was_changed(written: Path, data: st.DataObject) -> None:
    content = bytearray(written.read_bytes())
    place = data.draw(st.integers(0, len(content) - 1))
    content[place] ^= data.draw(st.integers(1, 255))
    try:
        unharmed = json.loads(bytes(content)) == json.loads(written.read_bytes())
    except ValueError:
        unharmed = False
    other = written.with_name("changed.json")
    other.write_bytes(content)
    if not unharmed:
        with pytest.raises(store.CalibrationError):
            store.load(other)


@pytest.mark.parametrize(
    ("member", "value"),
    [
        ("size", [0, 5]),
        ("plane", {"matrix": [[0] * 3] * 3, "source": "a4", "error_mm": 0, "slant": 0}),
        ("mat", {"png": "AAAA", "noise": 1}),
        ("mat", {"png": "iVBORw0KGgoAAAANSUhEUgAA//8AAP//CAIAAAA=", "noise": 1}),
        ("light", {"level": "NaN", "evenness": 1, "cast": [1, 1, 1], "on_paper": True}),
    ],
)
def test_impossible_values_are_refused_though_the_digest_fits(
    written: Path, member: str, value: object
) -> None:
    document = json.loads(written.read_bytes())
    document["body"][member] = value
    document["sha256"] = store._digest(document["body"])
    other = written.with_name("impossible.json")
    other.write_text(json.dumps(document))
    with pytest.raises(store.CalibrationError):
        store.load(other)
