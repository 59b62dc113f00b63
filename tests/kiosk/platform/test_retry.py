import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.platform.breaker import FAILURES, OPEN_S, Breakers
from kiosk.platform.deadline import Deadline
from kiosk.platform.errors import (
    Busy,
    Invalid,
    NotJson,
    PlatformTimeout,
    PlatformUnreachable,
    StillRunning,
    problem,
)
from kiosk.platform.models import PROBLEM_PREFIX, Problem
from kiosk.platform.retry import Retries


class Time:
    """A clock that only waiting moves."""

    def __init__(self):
        self.now = 1000.0
        self.waits = []

    def clock(self):
        return self.now

    def wait(self, seconds):
        self.waits.append(seconds)
        self.now += seconds


class Call:
    """Raises what it is given, in order, then answers."""

    def __init__(self, *errors):
        self.left = list(errors)
        self.times = 0

    def __call__(self):
        self.times += 1
        if self.left:
            raise self.left.pop(0)
        return "answer"


def refusal(kind, status, retry_after=None, retryable=False):
    body = Problem(type=PROBLEM_PREFIX + kind, title=kind, status=status, retryable=retryable)
    return problem(body, retry_after)


@pytest.fixture
def time():
    return Time()


def run(time, call, seconds=30.0, spread=0.0):
    return Retries(time.wait, lambda: spread).run(call, Deadline(seconds, time.clock))


def test_it_waits_longer_each_time_and_answers_in_the_end(time):
    call = Call(PlatformUnreachable("x"), PlatformTimeout("x"), NotJson(502), refusal("rate-limited", 429))
    assert run(time, call) == "answer"
    assert time.waits == [1, 2, 4, 8]


def test_after_four_repetitions_the_last_error_comes_through(time):
    call = Call(*(PlatformUnreachable(str(number)) for number in range(9)))
    with pytest.raises(PlatformUnreachable, match="4"):
        run(time, call)
    assert call.times == 5


def test_what_is_definite_is_not_tried_again(time):
    call = Call(refusal("validation", 422))
    with pytest.raises(Invalid):
        run(time, call)
    assert call.times == 1


def test_a_first_request_that_still_runs_is_asked_again(time):
    call = Call(refusal("idempotency-in-flight", 409, retry_after=1.0))
    assert isinstance(call.left[0], StillRunning)
    assert run(time, call) == "answer"
    assert time.waits == [1]


def test_retry_after_is_honoured(time):
    assert run(time, Call(refusal("upstream-unavailable", 503, retry_after=7.0))) == "answer"
    assert time.waits == [7]


def test_a_retry_after_beyond_the_deadline_is_not_waited_for(time):
    with pytest.raises(Busy):
        run(time, Call(refusal("upstream-unavailable", 503, retry_after=120.0)))
    assert time.waits == []


@given(
    spreads=st.lists(st.floats(min_value=-1, max_value=1), min_size=4, max_size=4),
    seconds=st.floats(min_value=0, max_value=30),
    after=st.one_of(st.none(), st.floats(min_value=0, max_value=60)),
)
def test_no_wait_ends_after_the_deadline_and_each_is_within_a_fifth(spreads, seconds, after):
    time = Time()
    given_spreads = iter(spreads)
    error = refusal("upstream-unavailable", 503, retry_after=after)
    begun = time.now
    with pytest.raises(Busy):
        Retries(time.wait, lambda: next(given_spreads)).run(Call(*[error] * 9), Deadline(seconds, time.clock))
    assert time.now - begun <= seconds + 1e-6  # sums of floats
    for wait, delay in zip(time.waits, (1, 2, 4, 8), strict=False):
        assert max(0.8 * delay, after or 0) - 1e-9 <= wait <= max(1.2 * delay, after or 0) + 1e-9


def test_the_circuit_opens_after_failed_calls_in_a_row_and_tries_once_later(time):
    breakers = Breakers(time.clock)
    for _ in range(FAILURES):
        with pytest.raises(PlatformUnreachable):
            breakers.call("drafts", Call(PlatformUnreachable("x")))
    untouched = Call()
    with pytest.raises(PlatformUnreachable) as refused:
        breakers.call("drafts", untouched)
    assert untouched.times == 0
    assert refused.value.reason == "circuit-open"
    assert refused.value.retry_after == OPEN_S
    assert breakers.call("plans", Call()) == "answer"
    time.now += OPEN_S

    def trial():
        # While the trial is out, nobody else gets through.
        with pytest.raises(PlatformUnreachable):
            breakers.call("drafts", untouched)
        return "answer"

    assert breakers.call("drafts", trial) == "answer"
    assert breakers.call("drafts", Call()) == "answer"


def test_a_failed_trial_opens_the_circuit_again(time):
    breakers = Breakers(time.clock)
    for _ in range(FAILURES):
        with pytest.raises(PlatformUnreachable):
            breakers.call("drafts", Call(PlatformUnreachable("x")))
    time.now += OPEN_S
    with pytest.raises(PlatformUnreachable):
        breakers.call("drafts", Call(PlatformTimeout("x")))
    with pytest.raises(PlatformUnreachable, match="circuit-open"):
        breakers.call("drafts", Call())


def test_a_refusal_by_rule_is_no_failure_of_the_platform(time):
    breakers = Breakers(time.clock)
    for _ in range(3 * FAILURES):
        with pytest.raises(Invalid):
            breakers.call("drafts", Call(refusal("validation", 422)))
    assert breakers.call("drafts", Call()) == "answer"
