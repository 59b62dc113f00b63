"""What key events mean, and what the options of a profile may say."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.keypad.layout import CODES, Key, OptionError, Options
from devices.keypad.nodes import NoKeypadError, nodes, there
from devices.keypad.presses import Headphones, Pressed, Presses
from devices.keypad.wire import DOWN, EV_KEY, SIZE, UP, Collector, InputEvent

EVENTS = st.builds(InputEvent, st.integers(0, 31), st.integers(0, 0x2FF), st.integers(-(2**31), 2**31 - 1))


@given(st.lists(EVENTS, max_size=20), st.lists(st.integers(1, 3 * SIZE), min_size=1))
def test_events_come_out_whole_in_whatever_pieces_they_came(events, cuts):
    wire, collector, found, at = b"".join(e.packed(1.5) for e in events), Collector(), [], 0
    while at < len(wire):
        size = cuts[at % len(cuts)]
        found += collector.feed(wire[at : at + size])
        at += size
    assert found == events


@given(st.lists(st.tuples(EVENTS, st.floats(0, 10)), max_size=60))
def test_no_row_of_events_breaks_it_or_tells_more_than_one_thing_an_event(rows):
    presses, now = Presses(Options("/x", jack_in=185, jack_out=186)), 0.0
    for event, passed in rows:
        now += passed
        assert len(presses.feed(event, now)) <= 1
        presses.due(now)


@given(st.sampled_from([k for k in Key if k is not Key.SOUND]), st.floats(0, 0.049))
def test_a_bounce_is_no_second_press(key, after):
    presses, code = Presses(Options("/x")), next(c for c, k in CODES.items() if k is key)
    done = presses.feed(InputEvent(EV_KEY, code, DOWN), 1.0)
    done += presses.feed(InputEvent(EV_KEY, code, UP), 1.01)
    done += presses.feed(InputEvent(EV_KEY, code, DOWN), 1.01 + after)
    assert done == [Pressed(key)]


def test_socket_told_by_a_key_of_the_keypads_own():
    presses = Presses(Options.of("/x", {"jack_in": 185, "jack_out": 186}))
    told = [presses.feed(InputEvent(EV_KEY, code, DOWN), 1.0) for code in (185, 185, 186)]
    assert told == [[Headphones(True)], [], [Headphones(False)]]


def test_a_key_of_another_code_takes_the_place_of_the_usual_one():
    options = Options.of("/x", {"act": 200})
    assert options.codes[200] is Key.ACT
    assert 28 not in options.codes


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"act": 0}, "act is a key code"),
        ({"act": True}, "act is a key code"),
        ({"act": 103}, "up has none left"),
        ({"debounce": 9}, "debounce is a number"),
        ({"speed": 1}, "no option speed"),
    ],
)
def test_wrong_options_are_named(options, said):
    with pytest.raises(OptionError, match=said):
        Options.of("/x", options)


def test_all_event_nodes_of_a_usb_keypad_are_found(tmp_path):
    for name, ids in (
        ("event3", ("2047", "09d0")),
        ("event12", ("2047", "09d0")),
        ("event4", ("0001", "0001")),
    ):
        folder = tmp_path / "sys/class/input" / name / "device/id"
        folder.mkdir(parents=True)
        for file, text in zip(("vendor", "product"), ids, strict=True):
            (folder / file).write_text(f"{text}\n")
    found = nodes("usb:2047:09D0", tmp_path)
    assert [path.name for path in found] == ["event3", "event12"]
    with pytest.raises(NoKeypadError):
        nodes("usb:2047:0000", tmp_path)
    assert not there("usb:2047", tmp_path)
    assert not there("/dev/input/event9", tmp_path)
