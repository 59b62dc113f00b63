"""Photographs that are made: what is said to be true of them is what they show."""

import json
from dataclasses import replace
from pathlib import Path
from statistics import median

import cv2
import numpy as np
import pytest
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st

from devices.document_camera.simulator.compose import WIDTH, scene, truth_of
from devices.document_camera.simulator.papers.drawing import size_of
from devices.document_camera.simulator.papers.plain import plain_page
from devices.document_camera.simulator.photographs import write
from devices.document_camera.simulator.scene.light import Light
from devices.document_camera.simulator.scene.lying import Curl, Lying
from devices.document_camera.simulator.scene.surfaces import Surface
from devices.document_camera.simulator.scene.taking import Placed, Shot, take
from devices.document_camera.simulator.scene.telling import truth
from devices.document_camera.simulator.scene.view import View, aimed
from devices.document_camera.simulator.sets import SETS, empty_mat, photographs, shots
from devices.document_camera.simulator.shots.ground import FONTS

_EVEN = Light(level=1.0, fall=0.0, vignette=0.0)
_DARK = Surface("dark", np.full((64, 64, 3), 30, np.uint8), 100.0)


def _blank_shot(view: View, lying: Lying) -> Shot:
    """A white sheet on an even dark table, without noise: its edges can be measured."""
    page = plain_page("", (), False, FONTS, 3.2)
    return Shot(view, _DARK, (Placed(page, lying, thick=0.0),), _EVEN, blur=0.7, noise=0.0)


def _edge_errors(shot: Shot) -> list[float]:
    """Distances in px between the true outline and the edge in the picture, many a side."""
    grey = cv2.cvtColor(take(shot), cv2.COLOR_BGR2GRAY).astype(np.float32)
    lying, view = shot.placed[0].lying, shot.view
    width, height = lying.size
    errors = []
    for part in np.linspace(0.03, 0.97, 13):
        for place, out in (
            ((part * width, 0.0), (0.0, -1.0)),
            ((width, part * height), (1.0, 0.0)),
            ((part * width, height), (0.0, 1.0)),
            ((0.0, part * height), (-1.0, 0.0)),
        ):
            at, beyond = lying.in_picture(np.array([place, np.add(place, out)]), view)
            away = (beyond - at) / np.hypot(*(beyond - at))
            steps = np.arange(-6, 6.01, 0.25)
            line = (at + away * steps[:, None]).astype(np.float32)
            seen = cv2.remap(grey, line[:, :1].copy(), line[:, 1:].copy(), cv2.INTER_CUBIC).ravel()
            # The paper's own brightness and the table's beside it; the edge is half way.
            half = (seen[:8].mean() + seen[-8:].mean()) / 2
            crossing = int(np.argmax(seen < half))
            before, after = seen[crossing - 1], seen[crossing]
            errors.append(float(steps[crossing - 1] + 0.25 * (before - half) / (before - after)))
    return errors


@pytest.mark.parametrize(
    ("bend", "slant", "curl"),
    [(0.0, 0.0, None), (0.016, 0.0, None), (-0.006, 22.0, None), (0.01, 12.0, Curl("end", 10.0, 90.0))],
)
def test_corners_and_sides_lie_where_the_truth_says(bend: float, slant: float, curl: Curl | None) -> None:
    view = aimed(1632, 1224, 1400.0, 2.9, (4.0, -3.0), (slant, -slant / 2, 7.0), bend)
    shot = _blank_shot(view, Lying((210.0, 297.0), (0.0, 0.0), 84.0, curl))
    # A shadow beside a raised edge shifts the half-way point a little: that is light, not place.
    limit = 0.1 if curl is None else 0.3
    errors = _edge_errors(shot)
    assert abs(median(errors)) < limit / 2
    assert np.quantile(np.abs(errors), 0.9) < limit


@given(
    st.floats(0, 1), st.floats(0, 1), st.floats(-25, 25), st.floats(-25, 25), st.floats(-180, 180),
    st.floats(-0.02, 0.03),
)  # fmt: skip
@settings(max_examples=60, deadline=None)
def test_the_way_to_the_table_and_back_ends_where_it_began(
    u: float, v: float, about_x: float, about_y: float, roll: float, bend: float
) -> None:
    view = aimed(3264, 2448, 2500.0, 6.0, (10.0, 20.0), (about_x, about_y, roll), bend)
    pixel = np.array([u * 3263, v * 2447])
    table = view.on_table(pixel)
    again = view.in_picture(np.append(table, 0.0))
    assert np.hypot(*(again - pixel)) < 0.01


@given(
    st.sampled_from(["end", "bow", "corner", "fold"]),
    st.floats(0, 12),
    st.floats(0.05, 0.95),
    st.floats(0.05, 0.95),
)
@settings(max_examples=60, deadline=None)
def test_a_place_on_curled_paper_is_seen_at_the_pixel_that_shows_it(
    form: str, height: float, u: float, v: float
) -> None:
    view = aimed(3264, 2448, 2600.0, 7.0, (0.0, 0.0), (9.0, -6.0, 20.0), 0.008)
    lying = Lying((210.0, 297.0), (5.0, -8.0), 33.0, Curl(form, height, 40.0))
    place = np.array([u * 210, v * 297])
    pixel = lying.in_picture(place, view)
    assert np.hypot(*(lying.seen_at(view.on_table(pixel), view) - place)) < 0.05


def test_a_set_is_the_same_each_time_and_a_folder_keeps_it(tmp_path: Path) -> None:
    first = list(photographs("overhead", "tuning", 2))
    kept = list(photographs("overhead", "tuning", 2, tmp_path))
    again = list(photographs("overhead", "tuning", 2, tmp_path))
    assert [p.jpeg for p in first] == [p.jpeg for p in kept] == [p.jpeg for p in again]
    assert [p.truth for p in first] == [p.truth for p in again]
    assert len(list(tmp_path.glob("*.jpg"))) == 2


@pytest.mark.parametrize("name", [name for name in SETS if name not in ("good", "ordinary", "poor", "empty")])
def test_nothing_of_the_unseen_part_occurs_in_the_tuning_part(name: str) -> None:
    parts = {part: list(shots(name, part, 8, finest=2.0)) for part in ("tuning", "unseen")}
    papers = {part: {q.paper.kind for _, s in told for q in s.placed} for part, told in parts.items()}
    surfaces = {part: {s.surface.name for _, s in told} for part, told in parts.items()}
    people = {part: {q.seed for _, s in told for q in s.placed} for part, told in parts.items()}
    for found in (papers, surfaces, people):
        assert found["tuning"]
        assert found["unseen"]
        assert not found["tuning"] & found["unseen"]


def test_every_paper_that_is_meant_lies_wholly_in_the_frame_where_nothing_says_cut() -> None:
    for name in ("overhead", "handheld", "several", "good"):
        for _, shot in shots(name, "unseen", 8, finest=2.0):
            told = truth(shot)
            for paper in told.papers:
                points = np.array(paper.corners)
                inside = (points >= 0).all() and (points <= [shot.view.width - 1, shot.view.height - 1]).all()
                assert inside == ("cut" not in paper.wrong)
                assert name == "handheld" or inside


def _straight(jpeg: bytes, corners: object, size: tuple[float, float], px_per_mm: float) -> np.ndarray:
    picture = cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_COLOR)
    width, height = size[0] * px_per_mm, size[1] * px_per_mm
    to = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32) - 0.5
    matrix = cv2.getPerspectiveTransform(np.array(corners, np.float32), to)
    return cv2.warpPerspective(picture, matrix, (round(width), round(height)))


def test_codes_are_read_where_and_as_the_truth_says() -> None:
    read: dict[str, int] = {}
    for photo in photographs("good", "tuning", 16):
        for paper in photo.truth.papers:
            for code in paper.codes:
                x, y, width, height = code.box
                page = _straight(photo.jpeg, paper.corners, paper.size_mm, 8.0)
                margin = 3.0
                rows = slice(max(0, int((y - margin) * 8)), int((y + height + margin) * 8))
                columns = slice(max(0, int((x - margin) * 8)), int((x + width + margin) * 8))
                found = zxingcpp.read_barcodes(page[rows, columns])
                assert [f.bytes for f in found] == [bytes.fromhex(code.data)], (photo.name, code.format)
                read[code.format] = read.get(code.format, 0) + 1
    assert {"QRCode", "Code128"} <= set(read)


def test_a_value_is_printed_inside_its_quadrilateral() -> None:
    for photo in photographs("good", "tuning", 4):
        paper = photo.truth.papers[0]
        page = cv2.cvtColor(_straight(photo.jpeg, paper.corners, paper.size_mm, 8.0), cv2.COLOR_BGR2GRAY)
        for value in paper.fields:
            x, y, width, height = (v * 8 for v in value.box)
            part = page[int(y) : int(y + height) + 1, int(x) : int(x + width) + 1].astype(float)
            assert part.min() < 0.62 * np.quantile(part, 0.9), (paper.kind, value.kind)


def test_blurred_twins_differ_from_sharp_ones_in_focus_only() -> None:
    told = [(shot, truth(shot)) for _, shot in shots("blur", "tuning", 8, finest=2.0)]
    for (sharp, clear), (soft, unclear) in zip(told[::2], told[1::2], strict=True):
        assert clear.wrong == ()
        assert set(unclear.wrong) & {"blurred", "moved"}
        assert clear.papers == unclear.papers
        assert sharp.light == soft.light


def test_a_page_twice_has_the_same_values_and_its_sister_others() -> None:
    told = [truth(shot).papers[0] for _, shot in shots("twice", "unseen", 9, finest=2.0)]
    for one, two, sister in zip(told[::3], told[1::3], told[2::3], strict=True):
        assert [f.text for f in one.fields] == [f.text for f in two.fields]
        assert one.kind == sister.kind
        assert not one.fields or [f.text for f in one.fields] != [f.text for f in sister.fields]
        assert one.corners != two.corners


def test_glare_burns_out_where_it_is_told_and_nowhere_else() -> None:
    for photo in photographs("glare", "tuning", 4):
        paper = photo.truth.papers[0]
        page = _straight(photo.jpeg, paper.corners, paper.size_mm, 4.0)
        burnt = float((page.min(axis=2) >= 250).mean())
        assert (burnt > 0.002) == ("glare" in paper.wrong), photo.name


def test_the_empty_mat_of_a_shot_is_the_shot_without_its_paper() -> None:
    _, shot = next(iter(shots("overhead", "tuning", 1, finest=3.0)))
    mat, full = empty_mat(shot).astype(int), take(shot).astype(int)
    corners = np.array(truth(shot).papers[0].corners)
    outside = np.ones(mat.shape[:2], bool)
    low, high = np.maximum(corners.min(axis=0).astype(int) - 60, 0), corners.max(axis=0).astype(int) + 60
    outside[low[1] : high[1], low[0] : high[0]] = False
    assert abs(float(np.median(mat[outside] - full[outside]))) < 6
    assert abs(float(np.median(mat[~outside] - full[~outside]))) > 40


def test_what_reaches_out_of_the_frame_is_told_to_be_cut() -> None:
    for label, shot in shots("cut", "unseen", 12, finest=2.0):
        assert ("cut" in truth(shot).wrong) == label.endswith("cut")


def test_what_has_too_little_light_is_told_to_be_dark() -> None:
    for label, shot in shots("dark", "unseen", 6, finest=2.0):
        assert ("dark" in truth(shot).wrong) == label.endswith("dark")


def test_a_hand_is_told_and_seen() -> None:
    _, shot = next(iter(shots("hand", "tuning", 1, finest=3.0)))
    told = truth(shot)
    assert told.hand is not None
    assert "hand" in told.wrong
    without = take(replace(shot, hands=())).astype(int)
    changed = np.abs(take(shot).astype(int) - without).max(axis=2) > 25
    tip = np.array(shot.hands[0].tip)
    y, x = np.nonzero(changed)
    assert np.hypot(x - tip[0], y - tip[1]).min() < 3 * told.px_per_mm


def test_a_folder_of_photographs_has_one_truth(tmp_path: Path) -> None:
    told = write("overhead", "unseen", tmp_path, 1)
    text = told.read_text(encoding="utf-8")
    entries = json.loads(text)
    assert [entry["photo"] for entry in entries] == [path.name for path in tmp_path.glob("*.jpg")]
    assert len(entries[0]["truth"]["papers"][0]["corners"]) == 4


def test_papers_have_the_sizes_of_the_real_ones() -> None:
    assert size_of("id-card-front") == (85.6, 54.0)
    assert size_of("register-person") == (143.0, 105.0)
    assert size_of("lease-contract") == (210.0, 297.0)


def test_papers_put_beside_each_other_lie_apart_and_in_the_frame() -> None:
    wanted = scene(
        {
            "layout": "id-card-front",
            "beside": [{"layout": "id-card-back"}, {"layout": "bank-card"}],
            "rotate": 2,
        }
    )
    told = truth_of(wanted, FONTS)
    assert [paper.kind for paper in told.papers] == ["id-card-front", "id-card-back", "bank-card"]
    assert told.wrong == ("several",)
    edges = [(min(x for x, _ in p.corners), max(x for x, _ in p.corners)) for p in told.papers]
    assert edges[0][1] < edges[1][0]
    assert edges[1][1] < edges[2][0]
    assert abs(edges[0][0] + edges[2][1] - WIDTH) < 60
    # A card is a card: 85.6 mm at this camera's scale.
    assert edges[0][1] - edges[0][0] == pytest.approx(85.6 * told.px_per_mm, rel=0.05)


def test_a_scene_refuses_what_it_does_not_know() -> None:
    with pytest.raises(TypeError):
        scene({"colour": "red"})
    with pytest.raises(KeyError):
        scene({"layout": "no-such-paper"})
