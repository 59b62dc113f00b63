"""The keypad: real driver, simulated device, the bytes of evdev between them."""

import pytest

from devices.keypad.layout import Key
from devices.keypad.presses import Headphones, Held, Pressed
from devices.keypad.simulator.fault_list import FAULTS
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
