"""Drawings that show where card and paper go: calm, within their place, still where the clock is still."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screens.components import DeviceHint
from screens.components.device_hint import REST_S, STEP_S, THERE_S, WAY_S, pose
from screens.components.hint_paths import GRID, HINTS
from screens.components.paths import flatten

ROUND_S = REST_S + WAY_S + THERE_S


@pytest.mark.parametrize("name", HINTS)
def test_what_moves_stays_on_the_grid_all_the_way(name):
    hint = HINTS[name]
    moves = [(hint.still, (0, 0)), (hint.sign, (0, 0)), (hint.moving, (0, 0))]
    moves += [(hint.moving, hint.begin), (hint.moving, hint.end)]
    for path, (right, down) in moves:
        for x, y in (point for line in flatten(path) for point in line) if path else ():
            assert 1 <= x + right <= GRID[0] - 1
            assert 1 <= y + down <= GRID[1] - 1


@given(st.floats(0, 1000, allow_nan=False))
def test_it_goes_one_way_at_a_walking_pace(seconds):
    now, then = pose(seconds), pose(seconds + STEP_S)
    assert now is None or 0 <= now <= 1
    if now is not None and then is not None:
        assert -1e-6 <= then - now <= 0.12


def test_it_jumps_back_less_often_than_every_third_second():
    jumps = [
        pose(t * STEP_S) is not None and pose((t + 1) * STEP_S) is None for t in range(round(60 / STEP_S))
    ]
    assert 1 <= sum(jumps) <= 60 / 3


@pytest.fixture
def hint(put, theme):
    return put(DeviceHint(theme, "place-card"))


@pytest.fixture
def painted(hint, monkeypatch):
    """Count how often it is painted."""
    times = []
    paint = hint._paint
    monkeypatch.setattr(hint, "_paint", lambda: (times.append(1), paint()))
    return times


def test_it_moves_while_it_is_seen_and_rests_in_between(hint, hand_clock, painted):
    hint._step(0)
    assert painted == []
    hand_clock.pass_s(REST_S + WAY_S + THERE_S / 2)
    hint._step(0)
    assert len(painted) == 1
    hint._step(0)
    assert len(painted) == 1, "what stands where it belongs is not drawn again"
    hand_clock.pass_s(ROUND_S / 2)
    hint._step(0)
    assert len(painted) == 2


def test_where_the_clock_stands_still_so_does_the_drawing(hint, painted, frames):
    frames(5)
    assert painted == []


def test_a_drawing_that_nobody_sees_costs_nothing(hint, stage, theme, frames):
    assert hint._beat.is_triggered
    stage.show(DeviceHint(theme, "take-slip"))
    hint._step(0)
    assert not hint._beat.is_triggered
