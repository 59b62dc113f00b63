"""Paths, coverage and icons: sharp edges from exact figures."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from screens.components.icon_paths import ICONS
from screens.components.paths import BadPath, arc, flatten
from screens.theme.raster import fills, ring, rounded_box, strokes

WANTED = [
    "baby",
    "rings",
    "briefcase",
    "house",
    "medical",
    "elder",
    "shield",
    "heart-hands",
    "leaf",
    "storefront",
    "stamp",
    "document",
    "truck",
    "water",
    "gas",
    "road",
    "bolt",
    "car",
    "school",
    "coin",
    "film",
    "pool",
    "scissors",
    "people",
    "pill",
    "globe",
    "crane",
    "map",
    "search",
    "lock",
    "tick",
    "cross",
    "back",
    "help",
    "contrast",
    "text-size",
    "language",
    "low",
    "sound",
    "camera",
    "printer",
    "card",
    "phone",
    "clock",
    "warning",
    "info",
    "plus",
]


def test_lines_relative_and_absolute():
    assert flatten("M1 2l3 4h-2v1L0 0z") == [[(1, 2), (4, 6), (2, 6), (2, 7), (0, 0), (1, 2)]]


def test_curves_end_where_they_should():
    for path, end in (
        ("M0 0C1 1 2 1 3 0", (3, 0)),
        ("M0 0Q1 1 2 0", (2, 0)),
        ("M0 0C0 1 1 1 1 0S2 -1 2 0", (2, 0)),
    ):
        assert flatten(path)[0][-1] == pytest.approx(end)


@given(st.floats(1, 20), st.booleans(), st.booleans())
def test_points_of_an_arc_lie_on_its_circle(radius, large, sweep):
    points = arc((0, 0), (radius, radius), 0, large, sweep, (radius, radius))
    centres = [(radius, 0), (0, radius)]
    spread = [max(abs(math.dist(p, c) - radius) for p in points) for c in centres]
    assert min(spread) < 1e-6 * radius + 1e-9
    assert points[-1] == (radius, radius)


@pytest.mark.parametrize("path", ["L1 1", "M1", "M0 0 L1", "M0 0Z 5"])
def test_bad_paths_are_refused(path):
    with pytest.raises(BadPath):
        flatten(path)


def test_a_dot_is_kept():
    assert len(flatten("M12 17h.01")) == 1


@pytest.mark.parametrize("name", ICONS)
def test_icons_stay_on_their_grid(name):
    drawing = ICONS[name]
    for path in (drawing,) if isinstance(drawing, str) else drawing:
        for x, y in (point for line in flatten(path) for point in line):
            assert 1 <= x <= 23
            assert 1 <= y <= 23


def test_every_wanted_icon_is_there():
    assert set(WANTED) <= set(ICONS)


@given(st.integers(4, 40), st.integers(0, 20))
def test_area_of_a_rounded_box(side, radius):
    radius = min(radius, side // 2)
    cover = rounded_box(side, side, (radius,) * 4)
    assert cover.sum() == pytest.approx(side * side - (4 - math.pi) * radius**2, rel=0.03, abs=1.2)
    assert np.allclose(cover, cover[::-1]) and np.allclose(cover, cover[:, ::-1])


def test_square_corners_stay_square():
    cover = rounded_box(20, 20, (8, 0, 0, 8))
    assert cover[0, -1] == cover[-1, -1] == 1
    assert cover[0, 0] == cover[-1, 0] == 0


def test_ring_is_the_box_without_its_inside():
    cover = ring(30, 30, (8,) * 4, 3)
    assert cover[15, 15] == 0
    assert cover[15, 1] == 1
    assert cover[0, 0] == 0


def test_stroke_is_as_wide_as_told():
    cover = strokes(40, 40, [[(5, 20), (35, 20)]], 6)
    assert cover[:, 20].sum() == pytest.approx(6, abs=0.1)
    assert cover[20, 1] < 1 and cover[20, 3] == 1  # round ends reach half the width further


def test_filled_shape_has_its_area():
    assert fills(20, 20, [[(5, 5), (15, 5), (15, 15), (5, 15)]]).sum() == pytest.approx(100, rel=0.1)


def test_icons_are_drawn_at_the_size_shown(theme, stage):
    from screens.components.icons import icon_texture

    for px in (20, 57, 100):
        assert icon_texture(theme, "house", px).size == (px, px)
    assert icon_texture(theme, "house", 57) is icon_texture(theme, "house", 57)
    with pytest.raises(KeyError):
        icon_texture(theme, "no such icon", 20)
