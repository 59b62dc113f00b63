"""Where the words on marked ground stand: everywhere, none of them for nothing."""

from hypothesis import given
from hypothesis import strategies as st

from screens.components.watermark import places

side = st.integers(300, 2000)
words = st.tuples(st.integers(60, 400), st.integers(60, 120))


@given(side, side, words)
def test_each_place_is_seen_and_the_ground_is_full_of_them(width, height, size):
    step = (size[0] * 3 // 2, size[1] + 40)
    found = list(places((width, height), size, step))
    for corners in found:
        xs, ys = zip(*corners, strict=True)
        assert min(xs) < width and max(xs) > 0 and min(ys) < height and max(ys) > 0
    centres = [(sum(x for x, _ in four) / 4, sum(y for _, y in four) / 4) for four in found]
    near = (step[0] ** 2 + step[1] ** 2) ** 0.5
    for x in range(0, width + 1, 100):
        for y in range(0, height + 1, 100):
            assert any((a - x) ** 2 + (b - y) ** 2 <= near**2 for a, b in centres)
    assert len(found) * step[0] * step[1] < (width + 2 * near) * (height + 2 * near) * 1.5
