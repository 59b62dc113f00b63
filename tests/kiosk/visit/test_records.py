"""Every visit that the log says began is said to have ended, once, and how."""

from hypothesis import given
from hypothesis import strategies as st
from visit_walk import CARD, Walk

from kiosk.events.names import DISPOSITIONS, Event
from kiosk.visit import effects
from kiosk.visit import messages as m


def story(walk: Walk) -> list[str]:
    """The notes of a walk, shortened."""
    told = []
    for note in walk.wanted(effects.Note):
        if note.event == "visit.started":
            told.append("began")
        elif note.event == "visit.ended":
            told.append(note.facts["disposition"])
    return told


def on_home() -> Walk:
    walk = Walk()
    walk.send(m.Touched())
    return walk


def status(revoked: bool) -> m.AgentStatus:
    return m.AgentStatus(True, revoked, 1)


def test_who_walks_away_is_idle():
    walk = on_home()
    walk.pass_time(400)
    assert story(walk) == ["began", "idle"]


def test_who_leaves_has_left():
    walk = on_home()
    walk.send(m.Leave())
    assert story(walk) == ["began", "left"]


def test_the_goodbye_is_no_visit_of_its_own():
    walk = on_home()
    walk.open("tj-p-01").identify()
    walk.send(m.Leave(), m.LeaveConfirmed())
    walk.pass_time(60)
    walk.send(m.CardRemoved())
    assert story(walk) == ["began", "left"]


def test_another_person_s_card_ends_a_visit():
    walk = on_home()
    walk.open("tj-p-01").identify()
    walk.send(m.CardRemoved(), m.CardReading(), m.CardRead({**CARD, "number": "000000199307160027"}, "proof"))
    assert story(walk)[:1] == ["began"]
    assert set(story(walk)) <= {"began", "another-card", "left"}


def test_a_revoked_terminal_says_so():
    walk = on_home()
    walk.send(status(revoked=True))
    assert story(walk) == ["began", "out-of-service"]


def test_the_staff_s_gesture_ends_nobody_s_visit_but_an_empty_one():
    walk = on_home()
    walk.send(m.OpenBoard())
    assert story(walk) == ["began", "staff"]


ANYTHING = st.lists(
    st.one_of(
        st.just(m.Touched()),
        st.just(m.Leave()),
        st.just(m.Continue()),
        st.just(m.Back()),
        st.just(m.OpenBoard()),
        st.just(m.OpenBundle("tj-p-01")),
        st.just(m.CardReading()),
        st.just(m.CardRead(CARD, "proof")),
        st.just(m.CardRemoved()),
        st.booleans().map(status),
        st.integers(1, 400),
    ),
    max_size=25,
)


@given(ANYTHING)
def test_begin_and_end_alternate_whatever_happens(steps):
    walk = Walk()
    for step in steps:
        if isinstance(step, int):
            walk.pass_time(step, every=30)
        else:
            walk.send(step)
    told = story(walk)
    assert all(one == "began" for one in told[::2])
    assert all(one in DISPOSITIONS[Event.VISIT_ENDED] for one in told[1::2])
