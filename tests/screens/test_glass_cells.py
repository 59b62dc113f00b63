"""Cells of the glass: each place has one, and what was touched is no more missed."""

from hypothesis import given
from hypothesis import strategies as st

from screens.staff.glass_cells import NEAR_MM, GlassCells, nearest

PLACE = st.floats(-0.01, 1.01)
SIDE = st.floats(1, 1200)


@given(st.tuples(SIDE, SIDE), st.lists(st.tuples(PLACE, PLACE), max_size=30))
def test_every_place_has_a_cell_and_what_was_touched_is_not_missed(size, places):
    cells = GlassCells(size)
    touched = {cells.touched(*place) for place in places}
    assert all(0 <= column < cells.columns and 0 <= row < cells.rows for column, row in touched)
    assert set(cells.missed).isdisjoint(touched)
    assert len(cells.missed) + len(touched) == cells.count


def test_the_corners_of_the_glass_are_the_corner_cells():
    cells = GlassCells((270.0, 480.0))
    assert cells.touched(0, 1) == (0, 0)
    assert cells.touched(1, 0) == (cells.columns - 1, cells.rows - 1)


@given(st.lists(st.tuples(SIDE, SIDE), max_size=5), st.tuples(SIDE, SIDE))
def test_the_cross_that_is_meant_is_the_nearest_and_near(crosses, at):
    found = nearest(at, crosses)
    apart = [((x - at[0]) ** 2 + (y - at[1]) ** 2) ** 0.5 for x, y in crosses]
    if found is None:
        assert all(one > NEAR_MM * 0.999 for one in apart)
    else:
        assert found[1] == min(apart) or abs(found[1] - min(apart)) < 1e-6
        assert found[1] <= NEAR_MM
