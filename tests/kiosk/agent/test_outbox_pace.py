"""Pauses, sizes and codes: limits that hold whatever happens."""

from hypothesis import given
from hypothesis import strategies as st

from kiosk.agent.outbox_pace import (
    LARGEST_CHUNK,
    LINE,
    LONGEST_S,
    SMALLEST_CHUNK,
    SPREAD,
    back_off,
    chunk_after_cut,
    code_of,
    failure_of,
    next_chunk,
)
from kiosk.platform.errors import NotJson, PlatformUnreachable, problem
from kiosk.platform.models import PROBLEM_PREFIX, Problem, ProblemType
from kiosk.submission.outbox_states import checked_code


@given(st.integers(0, 10**6), st.floats(-1, 1))
def test_a_pause_is_never_nothing_and_never_much_longer_than_the_longest(failures, spread):
    assert 0 < back_off(failures, spread) <= LONGEST_S * (1 + SPREAD)
    assert back_off(failures + 1, 0) >= back_off(failures, 0)


@given(st.text())
def test_whatever_a_platform_calls_a_problem_the_outbox_can_keep(text):
    assert checked_code(code_of(text))


@given(st.lists(st.one_of(st.none(), st.floats(0, 1000))))
def test_a_chunk_stays_within_its_limits(times):
    size = SMALLEST_CHUNK
    for seconds in times:
        size = chunk_after_cut(size) if seconds is None else next_chunk(size, seconds)
        assert SMALLEST_CHUNK <= size <= LARGEST_CHUNK


def test_a_quick_line_gets_larger_chunks_and_a_slow_one_smaller():
    assert next_chunk(1 << 20, 0.5) == 2 << 20
    assert next_chunk(1 << 20, 5) == 1 << 20
    assert next_chunk(1 << 20, 30) == 1 << 19


def told(kind):
    return failure_of(problem(Problem(type=PROBLEM_PREFIX + kind, title="", status=500)))


def test_the_line_is_to_blame_where_the_next_package_would_fare_no_better():
    down = failure_of(PlatformUnreachable("tls_certificate_error"))
    assert (down.code, down.of_the_line) == ("tls-certificate-error", True)
    assert down.code in LINE
    assert failure_of(NotJson(200)).of_the_line
    assert told(ProblemType.RATE_LIMITED).of_the_line
    assert told(ProblemType.TERMINAL_CLOCK_SKEW).of_the_line
    assert not told(ProblemType.UPSTREAM_UNAVAILABLE).of_the_line
    assert not told(ProblemType.INTERNAL).of_the_line
