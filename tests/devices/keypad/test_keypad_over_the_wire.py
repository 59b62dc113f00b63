"""The keypad: real driver, simulated device, the bytes of evdev between them."""

import os
import tty
from pathlib import Path
from time import monotonic

import pytest

from devices.deadline import Deadline
from devices.keypad.keypad import Keypad
from devices.keypad.layout import Key, Options
from devices.keypad.presses import Headphones, Held, Pressed
from devices.keypad.simulator.fault_list import FAULTS
from devices.keypad.wire import DOWN, EV_KEY, UP, InputEvent
from devices.status import DeviceStatus


def test_every_key_is_told_once_and_in_order(desk):
    keypad = desk()
    for key in Key:
        keypad("press", key=key)
    assert [keypad.next() for _ in Key] == [Pressed(key) for key in Key]


def test_headphones_are_told_when_they_come_and_go(desk):
    keypad = desk()
    keypad("jack", **{"in": True})
    keypad("jack", **{"in": True})
    keypad("jack", **{"in": False})
    assert [keypad.next(), keypad.next()] == [Headphones(True), Headphones(False)]


def test_sound_key_held_is_held_and_no_press(desk):
    keypad = desk(held_after=0.1, held_every=5.0)
    keypad("press", key="sound", seconds=0.4)
    keypad("press", key="up")
    assert [keypad.next(), keypad.next()] == [Held(Key.SOUND), Pressed(Key.UP)]


@pytest.mark.parametrize("fault", [one.name for one in FAULTS if one.name != "unplugged"])
def test_a_fault_neither_loses_nor_doubles_a_press(desk, fault):
    keypad = desk()
    keypad("set_fault", name=fault)
    for key in (Key.DOWN, Key.ACT, Key.UP):
        keypad("press", key=key)
    keypad("clear_faults")
    keypad("press", key=Key.LEFT)
    assert [keypad.next() for _ in range(4)] == [Pressed(k) for k in (Key.DOWN, Key.ACT, Key.UP, Key.LEFT)]


def test_a_keypad_that_is_pulled_takes_its_headphones_along_and_comes_back(desk):
    keypad = desk()
    keypad("jack", **{"in": True})
    assert keypad.next() == Headphones(True)
    keypad("unplug")
    assert keypad.next() == Headphones(False)
    keypad.wait_for(DeviceStatus.NO_DEVICE)
    keypad("jack", **{"in": False})
    keypad("plug")
    keypad.wait_for(DeviceStatus.ONLINE)
    keypad("press", key="act")
    assert keypad.next() == Pressed(Key.ACT)


def test_presses_that_are_read_late_and_at_once_are_all_told(tmp_path):
    """A busy machine: half a second of typing lies in the buffer before anybody reads."""
    now = monotonic()
    down, up = (InputEvent(EV_KEY, 108, value) for value in (DOWN, UP))
    reading, writing = os.openpty()
    tty.setraw(writing)
    keypad = Keypad([Path(os.ttyname(writing))], [], Options(""), lambda: now)
    for at in (now - 0.4, now - 0.3, now - 0.2):
        os.write(reading, down.packed(at) + up.packed(at + 0.02))
    done = []
    while len(done) < 3:
        done += keypad.read(Deadline(5))
    keypad.close()
    for fd in (reading, writing):
        os.close(fd)
    assert done == [Pressed(Key.DOWN)] * 3
