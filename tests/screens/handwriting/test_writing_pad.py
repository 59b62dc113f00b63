"""Writing on the glass: a finger, the real recogniser behind it, the character in the field."""

import time

import pytest
from kivy.clock import Clock

from screens.components import Column, TextField
from screens.input_methods.handwriting.writer import Handwriting
from screens.input_methods.keyboard import Keyboard
from screens.input_methods.layouts import Pad, pads_for

WANG = ([(1, 0), (9, 0)], [(1.5, 4.6), (8.5, 4.6)], [(5, 0), (5, 9.6)], [(0, 9.6), (10, 9.6)])


@pytest.fixture(scope="module")
def reader():
    made = Handwriting(lambda: None)
    made.start()
    yield made
    made.close()


@pytest.fixture
def writing(stage, theme, put, finger, reader):
    field = TextField(theme, name="姓名", kind="name")
    keys = Keyboard(theme, field, kind="name", reader=reader)
    put(Column(theme, [field, keys]))
    keys.show(Pad.WRITING)
    stage.layout_now()
    return field, keys


def write(stage, finger, strokes):
    x, y, w, h = stage.focus.find(id="writing-field").bounds
    scale = min(w, h) / 14
    for stroke in strokes:
        finger.drag([(x + w / 3 + px * scale, y + (2 + py) * scale) for px, py in stroke])


def until(stage, true):
    end = time.monotonic() + 30
    while not true():
        assert time.monotonic() < end
        Clock.tick()
        stage.layout_now()


def candidate(stage, index=0):
    return next((node.name for node in stage.focus.nodes() if node.id == f"candidate-{index}"), None)


def test_a_written_character_is_offered_and_taken(stage, finger, writing):
    field, keys = writing
    write(stage, finger, WANG)
    until(stage, lambda: candidate(stage) == "王")
    assert (field.value(), field.composing) == ("", "王")
    finger.tap(stage.focus.find(id="candidate-0"))
    assert (field.value(), field.composing) == ("王", "")
    assert not keys._composing.strokes


def test_delete_takes_the_last_stroke_back_and_then_characters(stage, finger, writing):
    field, keys = writing
    field.set_value("李")
    write(stage, finger, WANG)
    keys.press("delete")
    until(stage, lambda: candidate(stage) in tuple("干于十"))
    assert len(keys._composing.strokes) == 3
    keys.press("unwrite")
    assert (field.value(), field.composing, keys._composing.strokes) == ("李", "", ())
    keys.press("delete")
    assert field.value() == ""


def test_going_on_takes_the_first_candidate(stage, finger, writing):
    field, keys = writing
    write(stage, finger, WANG)
    until(stage, lambda: candidate(stage) == "王")
    keys.finish()
    assert (field.value(), field.composing) == ("王", "")


def test_an_answer_that_comes_after_another_pad_was_chosen_changes_nothing(stage, finger, writing, reader):
    field, keys = writing
    write(stage, finger, WANG)
    keys.show(Pad.SYMBOLS)
    answered = []
    reader.ask(WANG, answered.append)
    until(stage, lambda: answered)
    assert (field.value(), field.composing) == ("", "")


def test_a_reader_that_cannot_read_is_said_on_the_keyboard(stage, theme, put, finger):
    broken = Handwriting(lambda: None, command=("sh", "-c", 'read line; echo \'{"missing": "no model"}\''))
    keys = Keyboard(theme, TextField(theme, name="姓名", kind="name"), kind="name", reader=broken)
    put(Column(theme, [keys]))
    stage.layout_now()
    write(stage, finger, WANG[:1])
    until(stage, lambda: "no-writing" in {node.id for node in stage.focus.nodes()})
    assert Pad.WRITING not in Keyboard(theme, keys.field, kind="name", reader=broken)._pads
    broken.close()


def test_handwriting_is_offered_only_where_it_runs(stage, theme, put, reader):
    assert Pad.WRITING in pads_for("name", pinyin=True, writing=True)
    assert Pad.WRITING not in pads_for("name", pinyin=True)
    assert Pad.WRITING not in pads_for("phone", pinyin=True, writing=True)
    keys = Keyboard(theme, TextField(theme, name="姓名", kind="name"), kind="name", reader=reader)
    put(Column(theme, [keys]))
    assert keys.pad is Pad.WRITING
    assert "no-pinyin" not in {node.id for node in stage.focus.nodes()}
