"""The warning before a visit ends, and the way on, by ear: real pages, the keypad's keys."""

import pytest

from devices.keypad.layout import Key
from devices.keypad.presses import Headphones, Pressed
from kiosk.visit.messages import CardRemoved, Tick, Touched
from kiosk.visit.pages import Page
from screens.keypad.narrator import Narrator
from screens.keypad.operator import KeypadOperator
from screens.speech.voice import Options, Voice

SILENT_S = 180


class Ear(Voice):
    """A voice that works, and what it was told."""

    works = True
    speaking = False

    def __init__(self):
        super().__init__(Options())
        self.told, self.sounds = [], []
        self.hear = lambda said: self.told.append(said.text)

    def sound(self, name):
        self.sounds.append(name)


@pytest.fixture
def visitor(live):
    """Somebody on the page of the plan with headphones in."""
    made = live("plan")
    made.ear = Ear()
    narrator = Narrator(made.stage, made.ear, lambda: ())
    draw = made.draw

    def drawn():
        draw()
        narrator.shown()

    made.draw = drawn
    made.keys = KeypadOperator(made.stage, narrator, made.ear, lambda: made.send(Touched()))
    made.theme_on = lambda: made.stage.theme.speech_on
    drawn()
    made.keys.take(Headphones(True))
    made.began = made.state.now
    assert made.state.visit.aids.speech_on
    assert made.state.visit.aids.keypad_on
    return made


def wait_until(visitor, seconds):
    """Let the clock run on to so many seconds after the beginning."""
    visitor.send(Tick(visitor.began + seconds))


def test_the_warning_is_said_with_its_seconds_and_once_more_near_the_end(visitor):
    wait_until(visitor, SILENT_S - 1)
    assert not visitor.stage.dialog_id
    wait_until(visitor, SILENT_S)
    assert visitor.ear.sounds == ["warning"]
    assert "您还在吗" in visitor.ear.told[-1]
    assert "三十 秒" in visitor.ear.told[-1]
    told = len(visitor.ear.told)
    for left in range(29, 10, -1):
        wait_until(visitor, SILENT_S + 30 - left)
    assert len(visitor.ear.told) == told, "the seconds are not counted aloud"
    wait_until(visitor, SILENT_S + 20)
    assert "十 秒" in visitor.ear.told[-1]


@pytest.mark.parametrize("key", Key)
def test_any_key_goes_on_and_does_nothing_else(visitor, key):
    at, chosen = visitor.state.visit.at, visitor.state.visit.ticked
    wait_until(visitor, SILENT_S)
    visitor.keys.take(Pressed(key))
    assert not visitor.stage.dialog_id
    assert (visitor.state.visit.at, visitor.state.visit.ticked) == (at, chosen)
    assert "这次要办哪几项" in visitor.ear.told[-1]
    visitor.began = visitor.state.now
    wait_until(visitor, SILENT_S - 1)
    assert not visitor.stage.dialog_id


def test_headphones_pulled_silence_what_is_private_at_once(visitor):
    stopped = []
    visitor.ear._write = lambda order: stopped.append(order) if "stop" in order else None
    visitor.keys.take(Headphones(False))
    assert stopped and not visitor.ear.headphones
    assert visitor.state.visit.aids.speech_on, "what is for everybody is said aloud from now on"


def test_speech_goes_off_with_the_visit_and_the_next_key_brings_it_back(visitor):
    wait_until(visitor, SILENT_S)
    wait_until(visitor, SILENT_S + 30)
    visitor.send(CardRemoved())
    wait_until(visitor, SILENT_S + 61)
    assert visitor.state.visit.at.page is Page.IDLE
    assert not visitor.theme_on()
    visitor.keys.take(Pressed(Key.DOWN))
    assert visitor.theme_on(), "the headphones are still in"
