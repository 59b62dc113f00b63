import pytest

from devices.deadline import Deadline, DeadlineError


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


def test_a_deadline_runs_out_and_says_so() -> None:
    clock = Clock()
    deadline = Deadline(2.0, clock)
    assert deadline.remaining == 2.0
    deadline.check()
    clock.now += 2.5
    assert deadline.expired
    assert deadline.remaining == 0.0
    with pytest.raises(DeadlineError):
        deadline.check()


def test_a_part_never_outlives_the_whole() -> None:
    clock = Clock()
    deadline = Deadline(2.0, clock)
    assert deadline.at_most(1.0).remaining == 1.0
    clock.now += 1.5
    assert deadline.at_most(1.0).remaining == 0.5
