"""A sample of kill -9 between "submit" and "acknowledged"; `make torture` does it all."""

import agent_faults
import kills
import pytest
from injected_faults import strace_works


@pytest.fixture(autouse=True)
def judge(stand):
    yield
    verdict = kills.judged(stand)
    assert not verdict.broken, verdict.broken[:5]
    assert verdict.said == verdict.arrived > 0


def test_at_random_instants(stand):
    done = kills.Kills()
    kills.at_random(stand, done, wanted=12, seed=4)
    assert done.total >= 12


def test_of_who_seals_at_each_boundary(stand):
    done = kills.Kills()
    kills.at_every_point_of_sealing(stand, done, every=17, first=3)
    assert done.sealing > 5
    assert not done.broken


def test_of_the_agent_at_each_boundary(stand):
    done = kills.Kills()
    kills.at_every_point_of_sending(stand, done, every=61, first=20)
    assert done.agent > 1


def test_answers_that_are_lost(stand):
    kills.lose_answers(stand, kills.LOST[4::5])


@pytest.mark.skipif(not strace_works(), reason="strace may not trace here: no fault is injected")
def test_a_disk_that_breaks_under_the_agent(stand):
    assert agent_faults.strike(stand, agent_faults.Fault("fdatasync", "EIO", "2"), patience=30)
