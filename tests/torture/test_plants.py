"""The proof must see a promise that is broken on purpose, or it proves nothing."""

from campaigns import break_on_purpose
from plants import PLANTS


def test_each_broken_promise_is_seen(stand):
    for plant in PLANTS:
        assert break_on_purpose(stand, plant), plant
