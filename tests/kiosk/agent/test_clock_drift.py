"""How fast the clock goes wrong is told once hours have shown it, and begins anew where a clock was set."""

from hypothesis import given
from hypothesis import strategies as st

from kiosk.agent.clock_drift import DAY_S, LEAST_S, SET_MS, ClockDrift

BEAT_S = 300.0
HOUR_S = 3600.0
OFF_MS = 1_000
"""So wrong is a clock when it begins to be watched."""


def after(
    drift: ClockDrift, hours: float, a_day_ms: float, from_s: float = 0.0, late_ms: int = 0
) -> int | None:
    """Send heartbeats of a clock that goes wrong by so much a day; return what the last one told."""
    told = None
    for beat in range(int(hours * HOUR_S / BEAT_S) + 1):
        passed = beat * BEAT_S
        late = late_ms if beat % 4 < 2 else -late_ms
        told = drift.heard(from_s + passed, OFF_MS + round(passed * a_day_ms / DAY_S) + late)
    return told


@given(st.integers(-60_000, 60_000))
def test_a_steady_drift_is_found(a_day_ms: int) -> None:
    told = after(ClockDrift(), 12, a_day_ms)
    assert told is not None
    assert abs(told - a_day_ms) <= 20


def test_late_answers_are_evened_out() -> None:
    told = after(ClockDrift(), 24, 4_000, late_ms=80)
    assert told is not None
    assert abs(told - 4_000) < 400


def test_nothing_is_said_of_a_short_time() -> None:
    assert after(ClockDrift(), LEAST_S / HOUR_S - 0.5, 4_000) is None


def test_a_clock_that_was_set_begins_anew() -> None:
    drift = ClockDrift()
    assert after(drift, 8, 4_000) is not None
    assert drift.heard(9 * HOUR_S, 2 * SET_MS + 9_999) is None


def test_a_day_is_remembered_and_no_more() -> None:
    drift = ClockDrift()
    after(drift, 12, 1_200)
    assert after(drift, 12, 0, from_s=12 * HOUR_S) != 0
    assert after(drift, 13, 0, from_s=24 * HOUR_S) == 0, "what was a day before is forgotten"
