"""What is held in memory for the screens, for how long, and how one waits for it."""

import threading
from uuid import uuid4

import pytest

from kiosk.agent.outbox_desk import ANSWER_S, ATTENTION_S, OutboxDesk

ONE, OTHER = uuid4(), uuid4()
ANSWER = {"receipt": {}, "submission": {"queryCode": "1234"}}


class Clock:
    now = 0.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def desk(clock):
    return OutboxDesk(clock)


def test_the_newest_is_first_and_a_poll_does_not_change_that(desk):
    desk.attend(ONE, newly=True)
    desk.attend(OTHER, newly=True)
    desk.attend(ONE)
    assert desk.attended() == (OTHER, ONE)


def test_who_no_longer_asks_no_longer_waits(desk, clock):
    desk.attend(ONE, newly=True)
    clock.now = ATTENTION_S - 1
    desk.attend(ONE)
    clock.now += ATTENTION_S - 1
    assert desk.attended() == (ONE,)
    clock.now += 1
    assert desk.attended() == ()


def test_an_answer_ends_after_ten_minutes_and_with_the_visit(desk, clock):
    desk.attend(ONE, newly=True)
    desk.note_change(ONE, ANSWER)
    clock.now = ANSWER_S - 1
    assert desk.answer(ONE) == ANSWER
    clock.now = ANSWER_S
    desk.sweep()
    assert desk.answer(ONE) is None
    assert desk._watched == {}
    desk.attend(OTHER, newly=True)
    desk.note_change(OTHER, ANSWER)
    desk.forget_answers()
    assert desk.answer(OTHER) is None


def test_an_answer_for_which_nobody_waits_is_not_kept(desk):
    desk.note_change(ONE, ANSWER)
    assert desk.answer(ONE) is None


def test_an_answer_does_not_show_in_a_traceback(desk):
    desk.attend(ONE)
    desk.note_change(ONE, ANSWER)
    assert "1234" not in repr(desk._watched)


@pytest.mark.parametrize("event", ["sent", "changed", "forgotten", "wiped", "stopped"])
def test_who_waits_is_let_go_by_every_change(desk, event):
    desk.attend(ONE)
    revision = desk.revision(ONE)
    waiting = threading.Thread(target=desk.wait, args=(ONE, revision, 30))
    waiting.start()
    {
        "sent": lambda: desk.note_sent(ONE, 5),
        "changed": lambda: desk.note_change(ONE),
        "forgotten": lambda: (desk.forget(ONE), desk.close()),
        "wiped": desk.forget_answers,
        "stopped": desk.close,
    }[event]()
    waiting.join(30)
    assert not waiting.is_alive()


def test_a_change_before_the_wait_is_not_missed(desk):
    desk.attend(ONE)
    revision = desk.revision(ONE)
    desk.note_sent(ONE, 7)
    desk.wait(ONE, revision, 30)
    assert desk.sent(ONE) == 7


def test_a_wait_ends_by_itself(desk):
    desk.attend(ONE)
    desk.wait(ONE, desk.revision(ONE), 0.01)
    assert desk.sent(ONE) == 0
