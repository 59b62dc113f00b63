from hypothesis import given
from hypothesis import strategies as st

from devices.id_card.presence import Ask, Event, Presence


def test_a_card_lying_there_is_reported_once() -> None:
    presence = Presence()
    assert presence.read("a") == (Event.PRESENTED,)
    for _ in range(10):
        assert presence.ask is Ask.STILL_THERE
        presence.still_there(True)
    assert presence.lying


def test_one_missed_poll_is_no_removal() -> None:
    presence = Presence()
    presence.read("a")
    for _ in range(5):
        presence.still_there(False)
        assert presence.ask is Ask.STILL_THERE
        presence.still_there(True)


def test_two_missed_polls_and_no_card_found_are_a_removal() -> None:
    presence = Presence()
    presence.read("a")
    presence.still_there(False)
    presence.still_there(False)
    assert presence.ask is Ask.FIND_AND_READ
    assert presence.nothing_found() == ((Event.REMOVED,), "")
    assert presence.nothing_found() == ((), "")
    assert presence.read("a") == (Event.PRESENTED,)


def test_the_same_card_found_again_was_never_away() -> None:
    presence = Presence()
    presence.read("a")
    presence.still_there(False)
    presence.still_there(False)
    assert presence.read("a") == ()
    assert presence.ask is Ask.STILL_THERE


def test_another_card_in_its_place_is_a_removal_and_a_card() -> None:
    presence = Presence()
    presence.read("a")
    presence.still_there(False)
    presence.still_there(False)
    assert presence.read("b") == (Event.REMOVED, Event.PRESENTED)


def test_a_failure_is_tried_again_before_it_is_told_and_told_once() -> None:
    presence = Presence()
    told = [presence.failed("damaged") for _ in range(6)]
    assert told == ["", "", "damaged", "", "", ""]


def test_a_wrong_card_is_told_at_once() -> None:
    assert Presence().failed("wrong_card", at_once=True) == "wrong_card"


def test_a_card_lifted_after_a_failure_is_told_when_it_is_gone() -> None:
    presence = Presence()
    assert presence.failed("moved") == ""
    assert presence.nothing_found() == ((), "moved")
    assert presence.nothing_found() == ((), "")


def test_a_good_read_forgets_the_failures_before_it() -> None:
    presence = Presence()
    presence.failed("damaged")
    presence.failed("damaged")
    assert presence.read("a") == (Event.PRESENTED,)
    assert presence.failed("damaged") == ""


steps = st.lists(st.sampled_from(["there", "missed", "read a", "read b", "nothing", "failed"]), max_size=60)


@given(steps)
def test_cards_come_and_go_in_turn(steps: list[str]) -> None:
    presence, here = Presence(), False
    for step in steps:
        events: tuple[Event, ...] = ()
        if presence.ask is Ask.STILL_THERE:
            presence.still_there(step == "there")
        elif step.startswith("read"):
            events = presence.read(step[-1])
        elif step == "failed":
            presence.failed("moved")
        else:
            events, _ = presence.nothing_found()
        for event in events:
            assert here == (event is Event.REMOVED)
            here = event is Event.PRESENTED
    assert here == presence.lying
