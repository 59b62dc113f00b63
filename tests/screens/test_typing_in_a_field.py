"""Clearing and taking it back, the caret, masks, pads by kind, and the pad that one stays with."""

import pytest

from kiosk.catalogue.models import DataElement, FieldKind, Text
from kiosk.catalogue.plan_models import FieldSource, PlanField
from screens.components import Column, TextField
from screens.input_methods.composition import Composition
from screens.input_methods.keyboard import Keyboard
from screens.input_methods.layouts import PADS_OF, Pad
from screens.input_methods.pad_memory import PadMemory
from screens.pages.entry import entry_of


@pytest.fixture
def keyboard(stage, theme, put):
    def make(kind, value="", **more):
        field = TextField(theme, name="示例", value=value, kind=kind)
        keys = Keyboard(theme, field, kind=kind, **more)
        put(Column(theme, [field, keys]))
        stage.layout_now()
        return field, keys

    return make


def press(keys, *names):
    for name in names:
        keys.press(name)


def ids(stage):
    stage.layout_now()
    return {node.id for node in stage.focus.nodes()}


@pytest.mark.parametrize("kind", sorted(PADS_OF))
def test_every_pad_has_delete_clear_and_both_ways_of_the_caret(stage, keyboard, kind):
    _, keys = keyboard(kind)
    for pad in keys._pads:
        keys.show(pad)
        there = ids(stage)
        # There the row above says which step is asked.
        caret = set() if pad is Pad.RADICAL else {"key-left", "key-right"}
        assert there >= {"key-delete", "key-clear"} | caret, pad


def test_what_was_cleared_comes_back_once(stage, keyboard):
    field, keys = keyboard("phone", "13800000000")
    keys.press("clear")
    assert field.value() == "" and "key-clear" not in ids(stage)
    keys.press("undo")
    assert field.value() == "13800000000" and "key-undo" not in ids(stage)


def test_after_another_key_it_does_not_come_back(stage, keyboard):
    field, keys = keyboard("phone", "13800000000")
    press(keys, "clear", "1")
    assert not field.can_undo and "key-clear" in ids(stage)


def test_clearing_twice_still_brings_it_back(stage, keyboard):
    field, _ = keyboard("phone", "138")
    field.clear()
    field.clear()
    field.undo()
    assert field.value() == "138"


def test_the_caret_goes_by_keys_and_stays_inside(keyboard):
    field, keys = keyboard("code", "AC")
    press(keys, "left", "B")
    assert field.value() == "ABC"
    press(keys, *["left"] * 5, "0", *["right"] * 9, "D")
    assert field.value() == "0ABCD"


def test_moving_the_caret_takes_what_is_being_typed(keyboard):
    field, keys = keyboard("name", "李", method=Letters())
    press(keys, "a", "left")
    assert (field.value(), field.caret, field.composing) == ("李甲", 1, "")


def test_a_passport_name_is_capitals_spaces_hyphens_and_apostrophes(keyboard):
    field, keys = keyboard("name")
    keys.show(Pad.PASSPORT)
    press(keys, *"ANNA", "-", *"LISA", "space", *"O", "'", *"BRIEN")
    assert field.value() == "ANNA-LISA O'BRIEN"


def test_masked_numbers_keep_their_groups_and_tell_nobody(stage, theme, put):
    field = TextField(theme, name="示例", value="13800000000", kind="phone", masked=True)
    put(Column(theme, [field]))
    stage.layout_now()
    assert "".join(line for _, line in field._lines(int(field.width))) == "●●● ●●●● ●●●●"
    assert "138" not in repr(stage.focus.find(id="field"))
    assert field.value() == "13800000000"
    field.masked = False
    assert "".join(line for _, line in field._lines(int(field.width))) == "138 0000 0000"


class Letters:
    """Pinyin that knows two words, the first of which no font draws."""

    works = True

    def begin(self, kind):
        return Composition()

    def key(self, letter):
        return Composition(letter, ("\U000323af", "甲"))

    backspace = clear = lambda self: Composition()

    def choose(self, index):
        return Composition(committed=("\U000323af", "甲")[index])

    def turn(self, pages):
        return Composition("a", ("\U000323af",) if pages > 0 else ("\U000323af", "甲"), page=max(0, pages))


def test_what_the_font_does_not_draw_is_neither_offered_nor_taken(stage, keyboard):
    field, keys = keyboard("name", method=Letters())
    keys.press("a")
    stage.layout_now()
    assert stage.focus.find(id="candidate-0").name == "甲"
    keys.turn(1)
    stage.layout_now()
    assert stage.focus.find(id="candidate-0").name == "甲"
    assert not stage.focus.find(id="candidates-next").enabled
    keys.press("space")
    assert field.value() == "甲"


@pytest.mark.parametrize(
    ("chosen", "offered", "first"),
    [
        ((Pad.WRITING,), PADS_OF["address"], Pad.WRITING),
        ((Pad.WRITING, Pad.SYMBOLS), PADS_OF["address"], Pad.WRITING),
        ((Pad.PASSPORT,), PADS_OF["address"], Pad.ENGLISH),
        ((Pad.ENGLISH,), PADS_OF["name"], Pad.PASSPORT),
        ((Pad.WRITING,), PADS_OF["phone"], Pad.PHONE),
        ((Pad.WRITING, Pad.PINYIN), PADS_OF["name"], Pad.PINYIN),
        ((Pad.RADICAL,), PADS_OF["name"], Pad.PINYIN),
    ],
)
def test_the_next_field_begins_with_the_pad_that_one_stays_with(chosen, offered, first):
    memory = PadMemory()
    for pad in chosen:
        memory.chose(pad)
    assert memory.first(offered) is first
    memory.forget()
    assert memory.first(offered) is offered[0]


def test_a_keyboard_tells_and_asks_the_memory(keyboard):
    memory = PadMemory()
    _, keys = keyboard("name", method=Letters(), memory=memory)
    keys.show(Pad.PASSPORT)
    assert keyboard("text", method=Letters(), memory=memory)[1].pad is Pad.ENGLISH


PAD_OF_KIND = {
    FieldKind.TEXT: "text",
    FieldKind.PERSON_NAME: "name",
    FieldKind.ID_NUMBER: "id",
    FieldKind.PHONE: "phone",
    FieldKind.DATE: "date",
    FieldKind.NUMBER: "amount",
    FieldKind.MONEY: "amount",
    FieldKind.ADDRESS: "address",
    FieldKind.CODE: "code",
}
CHOSEN = {FieldKind.CHOICE, FieldKind.YES_NO}


@pytest.mark.parametrize("kind", FieldKind)
def test_every_kind_of_field_has_its_pad(kind, plan_field):
    if kind in CHOSEN:
        assert kind not in PAD_OF_KIND
    else:
        assert entry_of(plan_field(kind, {})).pad == PAD_OF_KIND[kind]
        assert PAD_OF_KIND[kind] in PADS_OF


def test_the_schema_chooses_among_the_pads_of_a_kind(plan_field):
    assert entry_of(plan_field(FieldKind.NUMBER, {"type": "integer"})).pad == "number"
    assert entry_of(plan_field(FieldKind.CODE, {"format": "uscc"})).pad == "credit"
    assert entry_of(plan_field(FieldKind.TEXT, {"format": "email"})).pad == "email"


@pytest.fixture
def plan_field():
    def make(kind, schema):
        words = Text(zh="示例")
        element = DataElement(id="example", label=words, question=words, kind=kind, schema=schema)
        return PlanField(element, True, (), FieldSource.ASKED, schema)

    return make
