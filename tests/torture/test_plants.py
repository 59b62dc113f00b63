"""The proof must see a promise that is broken on purpose, or it proves nothing."""

from campaigns import break_on_purpose
from plants import PLANTS
from stand import wrong
from stand_processes import Holds


def test_each_broken_promise_is_seen(stand):
    for plant in PLANTS:
        assert break_on_purpose(stand, plant), plant


def test_what_was_lost_doubled_refused_or_made_up_is_counted():
    well = Holds({"a": ("N-1", None), "b": ("N-2", None)}, [("a", "one"), ("b", "two")])
    assert not list(wrong({"a"}, {"a", "b", "c"}, set(), well))
    assert list(wrong({"a", "c"}, {"a", "b", "c"}, set(), well)) == [
        "c was said to be sealed and has not arrived"
    ]
    assert list(wrong({"a"}, {"a", "b"}, {"b"}, well)) == ["b was refused for certain and has arrived"]
    assert list(wrong({"a"}, {"a"}, set(), well)) == ["b has arrived and nobody made it"]
    twice = Holds(well.answers, [("a", "one"), ("b", "one")])
    assert list(wrong({"a"}, {"a", "b"}, set(), twice)) == ["citizen one has arrived 2 times"]
    again = Holds(well.answers, [("a", "one"), ("a", "two")])
    assert list(wrong({"a"}, {"a", "b"}, set(), again)) == ["package a has arrived 2 times"]
    refused = Holds({"a": (None, "validation")}, [])
    assert "a has been refused: validation" in list(wrong({"a"}, {"a"}, set(), refused))
