"""What is left of the roll and in the tray: the rule, and the book that keeps the figures on disk."""

import json
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.terminal.paper import (
    ENOUGH,
    ROLL,
    SUPPLIES,
    TRAY,
    TYPICAL,
    Capacity,
    PaperBook,
    Supply,
    outlook,
    read,
    taken,
)

DAY = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
CAPACITIES = {ROLL: Capacity(70_000, 60), TRAY: Capacity(250, 15)}
AMOUNTS = st.floats(min_value=0, max_value=5_000)


def book(file, **more):
    return PaperBook(file, CAPACITIES, lambda: DAY, **more)


@given(st.lists(AMOUNTS, max_size=40), st.sampled_from(SUPPLIES))
def test_what_is_left_never_grows_and_lies_between_nothing_and_all(amounts, name):
    supply = Supply(filled=DAY)
    before = CAPACITIES[name].whole
    for amount in amounts:
        supply = taken(supply, amount)
        now = outlook(name, supply, CAPACITIES[name])
        assert 0 <= now.left <= before
        assert 0 <= now.share <= 1
        before = now.left
    assert supply.prints == len(amounts)


def test_nothing_is_said_of_a_roll_that_nobody_ever_put_in():
    supply = taken(Supply(), 300)
    said = outlook(ROLL, supply, CAPACITIES[ROLL])
    assert (said.left, said.prints_left, said.share, said.low) == (None, None, None, False)
    assert supply.prints == 1


def test_what_one_slip_takes_is_measured_once_enough_were_counted():
    supply = Supply(used=100.0 * (ENOUGH - 1), prints=ENOUGH - 1, filled=DAY)
    assert outlook(ROLL, supply, CAPACITIES[ROLL]).prints_left == int((70_000 - supply.used) / TYPICAL[ROLL])
    supply = taken(supply, 100.0)
    assert outlook(ROLL, supply, CAPACITIES[ROLL]).prints_left == (70_000 - 100 * ENOUGH) // 100


@given(st.integers(min_value=1, max_value=500))
def test_low_is_told_exactly_while_no_more_than_so_many_prints_are_left(low_prints):
    capacity = Capacity(60_000, low_prints)
    each = 200.0
    for left in (low_prints, low_prints + 1):
        prints = max(ENOUGH, 300)
        whole = each * (prints + left)
        said = outlook(ROLL, Supply(each * prints, prints, DAY), Capacity(whole, capacity.low_prints))
        assert said.prints_left == left
        assert said.low == (left <= low_prints)


def test_a_new_roll_counts_from_nothing_and_outlives_a_restart(tmp_path):
    file = tmp_path / "staff" / "paper.json"
    told = []
    first = book(file, changed=told.append)
    first.took(ROLL, 250.0)
    first.fill(ROLL)
    first.took(ROLL, 251.5)
    first.took(TRAY, 2)
    again = book(file)
    assert again.outlooks() == first.outlooks() == told[-1]
    assert again.outlooks()[ROLL].supply == Supply(251.5, 1, DAY)
    assert again.outlooks()[TRAY].supply == Supply(2, 1, None)
    assert file.stat().st_mode & 0o777 == 0o600


def test_only_the_supplies_that_the_terminal_has_are_told(tmp_path):
    one = PaperBook(tmp_path / "paper.json", {ROLL: CAPACITIES[ROLL]}, lambda: DAY)
    one.took(TRAY, 3)
    assert set(one.outlooks()) == {ROLL}


def test_a_print_does_not_wait_for_the_disk(tmp_path):
    file, waiting = tmp_path / "paper.json", []
    one = book(file, later=waiting.append)
    one.took(ROLL, 200)
    assert not file.exists()
    waiting.pop()()
    assert read(file)[ROLL].used == 200


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        '"text"',
        '{"roll": 3}',
        '{"roll": {"used": "much"}}',
        '{"roll": {"used": -1}}',
        '{"roll": {"used": Infinity}}',
        '{"tray": {"used": 1, "prints": 1, "filled": "2026-11-20T09:00:00"}}',
        '{"tray": {"filled": "yesterday"}}',
    ],
)
def test_a_damaged_counter_knows_of_nothing_and_is_written_anew(tmp_path, text):
    file = tmp_path / "paper.json"
    file.write_text(text, encoding="utf-8")
    one = book(file)
    assert one.outlooks()[ROLL].left is None
    one.fill(TRAY)
    assert json.loads(file.read_text(encoding="utf-8"))["tray"]["prints"] == 0


def test_a_disk_that_takes_nothing_does_not_stop_the_counting_and_is_told_to_who_fills(tmp_path, caplog):
    place = tmp_path / "file"
    place.write_text("not a folder", encoding="utf-8")
    one = book(place / "paper.json")
    one.took(ROLL, 200)
    assert one.outlooks()[ROLL].supply.used == 200
    assert "not kept" in caplog.text
    with pytest.raises(OSError):
        one.fill(ROLL)
    assert one.outlooks()[ROLL].supply == Supply(200, 1, None)


@given(
    st.dictionaries(
        st.sampled_from(SUPPLIES), st.tuples(st.floats(0, 1e6), st.integers(0, 10**6), st.integers(0, 10**6))
    )
)
def test_what_is_kept_is_read_back(held):
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "paper.json"
        facts = {
            name: {
                "used": used,
                "prints": prints,
                "filled": (DAY + timedelta(seconds=second)).isoformat(timespec="seconds"),
            }
            for name, (used, prints, second) in held.items()
        }
        file.write_text(json.dumps(facts), encoding="utf-8")
        for name, supply in read(file).items():
            if name in held:
                assert (supply.used, supply.prints) == held[name][:2]
            else:
                assert supply == Supply()
