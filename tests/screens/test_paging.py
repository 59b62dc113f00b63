"""One tap on ▲ or ▼: what was cut at an edge is seen whole after it, and nothing is passed over."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from screens.components.paging import LEAST, PAGE, down, up

HEIGHT, AIR = 400.0, 10.0
ROWS = st.lists(st.integers(20, 180), min_size=1, max_size=30)
OFFSETS = st.integers(0, 3000)


def spans_of(heights: list[int]) -> list[tuple[float, float]]:
    edges = [float(sum(heights[:at])) for at in range(len(heights) + 1)]
    return list(pairwise(edges))


def is_cut(span: tuple[float, float], edge: float) -> bool:
    return span[0] < edge < span[1]


@given(heights=ROWS, offset=OFFSETS)
def test_down_shows_whole_what_the_lower_edge_cut(heights: list[int], offset: int) -> None:
    spans = spans_of(heights)
    new = down(offset, HEIGHT, spans, AIR)
    assert offset + LEAST * HEIGHT <= new <= offset + PAGE * HEIGHT
    for top, bottom in spans:
        if is_cut((top, bottom), offset + HEIGHT):
            assert new <= top and bottom <= new + HEIGHT


@given(heights=ROWS, offset=OFFSETS)
def test_up_shows_whole_what_the_upper_edge_cut(heights: list[int], offset: int) -> None:
    spans = spans_of(heights)
    new = up(offset, HEIGHT, spans, AIR)
    assert offset - PAGE * HEIGHT <= new <= offset - LEAST * HEIGHT
    for top, bottom in spans:
        if is_cut((top, bottom), offset):
            assert new <= top and bottom <= new + HEIGHT


def test_what_is_taller_than_the_area_is_read_on_in_steps() -> None:
    assert down(0, HEIGHT, [(0, 5000)], AIR) == HEIGHT * PAGE
    assert up(2000, HEIGHT, [(0, 5000)], AIR) == 2000 - HEIGHT * PAGE
