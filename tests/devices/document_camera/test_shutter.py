"""The automatic shutter as a function of what it sees."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from devices.document_camera.shutter import Seen, Shutter, View
from devices.document_camera.values import ShutterState

PAGE = ((0.2, 0.1), (0.8, 0.1), (0.8, 0.9), (0.2, 0.9))
ELSEWHERE = tuple((x + 0.06, y) for x, y in PAGE)
STEP = 0.1


class Watched:
    """A shutter with a clock of its own; each `see` is a frame a tenth of a second later."""

    def __init__(self, countdown: float = 1.0) -> None:
        self.shutter = Shutter(countdown)
        self.now = 100.0
        self.still_since = self.now
        self.fired = 0

    def see(self, frames: int = 1, moved: bool = False, **shown) -> View:
        for _ in range(frames):
            self.now += STEP
            if moved:
                self.still_since = self.now
            seen = Seen(self.now, self.now - self.still_since, PAGE)
            view = self.shutter.see(replace(seen, **shown))
            self.fired += view.fire
        return view

    def until_fired(self) -> None:
        self.see(30)
        assert self.fired == 1


def test_a_still_paper_is_counted_down_and_taken_once() -> None:
    watched = Watched()
    shares = []
    while not watched.fired:
        view = watched.see()
        if view.state is ShutterState.COUNTING:
            shares.append(view.share)
        assert watched.now < 103
    assert shares == sorted(shares)
    assert shares[0] == 0.0
    assert 0.8 < shares[-1] < 1
    assert watched.see(20) == View(ShutterState.TAKING)
    watched.shutter.taken()
    assert watched.see(100) == View(ShutterState.CHANGE)
    assert watched.fired == 1


def test_movement_begins_the_countdown_again() -> None:
    watched = Watched()
    assert watched.see(10).state is ShutterState.COUNTING
    assert watched.see(moved=True) == View(ShutterState.HOLD_STILL)
    assert watched.see(4).share < 0.3
    assert watched.see(12).state is ShutterState.TAKING


def test_a_paper_pushed_while_the_picture_seems_still_is_not_taken() -> None:
    watched = Watched()
    assert watched.see(8).state is ShutterState.COUNTING
    assert watched.see(corners=ELSEWHERE).state is ShutterState.HOLD_STILL
    assert watched.see(corners=ELSEWHERE).share == 0.0


def test_hands_and_the_empty_mat_have_states_of_their_own() -> None:
    watched = Watched()
    assert watched.see(hands=True).state is ShutterState.HANDS
    assert watched.see(40, hands=True) == View(ShutterState.HANDS)
    assert watched.see(corners=None, hands=False, empty=True) == View(ShutterState.PLACING)
    assert watched.fired == 0


def test_a_page_lost_for_a_moment_goes_on_counting_and_is_not_fired_upon() -> None:
    watched = Watched()
    watched.see(12)
    assert watched.see(3, corners=None).state is ShutterState.COUNTING
    assert watched.fired == 0
    assert watched.see().fire


def test_a_page_that_was_taken_away_is_not_there() -> None:
    watched = Watched()
    watched.see(6)
    assert watched.see(7, corners=None) == View(ShutterState.PLACING)


def test_another_paper_begins_again() -> None:
    for changed in ({"difference": 6.0}, {"corners": ELSEWHERE}):
        watched = Watched()
        watched.until_fired()
        watched.shutter.taken(PAGE)
        assert watched.see(5, difference=0.4).state is ShutterState.CHANGE
        watched.see(30, **changed)
        assert watched.fired == 2, changed


def test_the_mat_that_was_empty_in_between_begins_again() -> None:
    watched = Watched()
    watched.until_fired()
    watched.shutter.taken(PAGE)
    assert watched.see(corners=None, empty=True).state is ShutterState.PLACING
    watched.see(30, difference=0.0)
    assert watched.fired == 2


def test_a_hand_that_passes_over_the_same_paper_changes_nothing() -> None:
    watched = Watched()
    watched.until_fired()
    watched.shutter.taken(PAGE)
    watched.see(5, moved=True, hands=True, difference=20.0, corners=None)
    assert watched.see(60, difference=0.5) == View(ShutterState.CHANGE)
    assert watched.fired == 1


def test_what_lay_there_when_the_camera_came_on_again_is_not_taken() -> None:
    watched = Watched()
    watched.shutter.begin(waiting_for_change=True)
    assert watched.see(60, difference=0.3) == View(ShutterState.CHANGE)
    watched.see(30, difference=9.0)
    assert watched.fired == 1


def test_a_photograph_that_never_comes_is_given_up() -> None:
    watched = Watched()
    watched.until_fired()
    assert watched.see(150).state is ShutterState.TAKING
    watched.see(80)
    assert watched.fired == 2


def test_a_take_that_failed_is_tried_again() -> None:
    watched = Watched()
    watched.until_fired()
    watched.shutter.missed()
    watched.see(30)
    assert watched.fired == 2


frames = st.builds(
    lambda gap, still, corners, hands, empty, difference: (gap, still, corners, hands, empty, difference),
    st.floats(0.01, 0.4),
    st.floats(0, 3),
    st.sampled_from([None, PAGE, ELSEWHERE]),
    st.sampled_from([None, False, True]),
    st.sampled_from([None, False, True]),
    st.none() | st.floats(0, 40),
)


@given(st.lists(frames, max_size=80), st.floats(0, 2))
def test_it_never_fires_on_a_hand_on_movement_or_without_a_page(shown: list, countdown: float) -> None:
    shutter, now = Shutter(countdown), 0.0
    waiting = False
    for gap, still, corners, hands, empty, difference in shown:
        now += gap
        view = shutter.see(Seen(now, still, corners, hands, empty, difference))
        assert 0.0 <= view.share <= 1.0
        assert (view.share == 0.0) or view.state is ShutterState.COUNTING
        if view.fire:
            assert still >= 0.3
            assert corners is not None
            assert not hands
            assert not empty
            assert not waiting
            waiting = True
        if waiting and view.state is not ShutterState.TAKING:
            waiting = False
