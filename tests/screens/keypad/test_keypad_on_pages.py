"""Keys of the keypad on real pages: where the focus goes and what is said of it."""

import pytest

from devices.keypad.layout import Key
from devices.keypad.presses import Headphones, Held, Pressed
from screens.components import Action, Column, Dialog, Notice, Shell, TextField, TickRow
from screens.input_methods.keys import Key as KeyOnGlass
from screens.keypad.narrator import Narrator
from screens.keypad.operator import KeypadOperator
from screens.speech.voice import Options, Voice


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

    @property
    def last(self):
        return self.told[-1]


@pytest.fixture
def acts():
    return []


@pytest.fixture
def ear(stage, theme, acts):
    ear = Ear()
    ear.narrator = Narrator(stage, ear, lambda: {"测试一号"})
    ear.keys = KeypadOperator(stage, ear.narrator, ear, lambda: acts.append("wake"))
    ear.rows = [TickRow(theme, text=f"事项 {n}", id=f"row-{n}") for n in range(3)]
    for row in ear.rows:
        row.on_act = lambda row=row: setattr(row, "ticked", not row.ticked)
    ear.page = Shell(
        theme, page_id="plan", title="办哪几项？", sub="可以只办一部分", body=ear.rows,
        back=Action("返回", lambda: acts.append("back")), primary=Action("继续", lambda: acts.append("on")),
    )  # fmt: skip
    stage.show(ear.page)
    ear.narrator.shown()
    return ear


def press(ear, *keys):
    for key in keys:
        ear.keys.take(Pressed(key))


def test_headphones_switch_speech_on_and_the_title_has_the_focus_at_once(ear, stage, theme):
    ear.keys.take(Headphones(True))
    assert theme.speech_on and theme.keypad_on
    assert stage.focus.current.id == "title"
    assert "语音已打开" in ear.last and "办哪几项？可以只办一部分" in ear.last


def test_without_headphones_a_key_shows_the_focus_and_says_nothing(ear, stage, theme):
    press(ear, Key.DOWN)
    assert (theme.keypad_on, theme.speech_on) == (True, False)
    assert stage.focus.current.id == "title"
    assert ear.told == []


def test_keys_go_down_and_up_act_and_say_what_changed(ear, stage, acts):
    press(ear, Key.SOUND, Key.DOWN, Key.DOWN)
    assert ear.last == "事项 零，没有选，勾选项"
    press(ear, Key.ACT)
    assert ear.last == "事项 零，已选"
    press(ear, Key.DOWN, Key.UP)
    assert ear.last == "事项 零，已选，勾选项"
    press(ear, Key.SOUND)
    assert ear.told[-1] == ear.told[-2]


def test_right_skips_to_the_next_step_without_taking_it_and_left_goes_back(ear, stage, acts):
    press(ear, Key.SOUND, Key.RIGHT)
    assert ear.last == "继续，按钮"
    assert "on" not in acts
    press(ear, Key.ACT, Key.LEFT)
    assert [one for one in acts if one != "wake"] == ["on", "back"]


def test_where_says_page_count_and_place(ear, stage):
    press(ear, Key.SOUND, Key.DOWN, Key.WHERE)
    assert "现在在：办哪几项？" in ear.last
    assert "可以只办一部分" in ear.last and "共" in ear.last


def test_text_cannot_be_pressed_and_is_said_so(ear):
    press(ear, Key.SOUND, Key.ACT)
    assert ear.last == "这一项不能按"
    assert ear.sounds == ["locked"]


def test_warning_is_heard_and_any_key_stays(ear, stage, theme, acts):
    press(ear, Key.SOUND)
    dialog = Dialog(
        theme, page_id="idle_warning", title="您还在吗？", primary=Action("我还在办", acts.clear, id="stay")
    )
    stage.open(dialog)
    ear.narrator.shown()
    assert ear.sounds == ["warning"]
    assert ear.last == "您还在吗？"
    before = stage.focus.current
    press(ear, Key.DOWN)
    assert acts[-1] == "wake"
    assert stage.focus.current.id == before.id


def test_an_error_that_appears_takes_the_focus_and_is_said_with_its_item(ear, stage, theme):
    field = TextField(theme, name="联系电话", kind="phone")
    stage.show(Shell(theme, page_id="field", title="电话是多少？", body=[field]))
    ear.narrator.shown()
    press(ear, Key.SOUND)
    field.error = "少了一位"
    stage.layout_now()
    ear.narrator.shown()
    assert ear.last == "联系电话，少了一位"
    assert stage.focus.current.id == "field"


def test_what_is_private_is_said_aloud_only_after_two_presses(ear, stage, theme):
    stage.show(
        Shell(theme, page_id="found", title="对吗？", body=[Column(theme, [Notice(theme, "您好，测试一号")])])
    )
    ear.narrator.shown()
    press(ear, Key.SOUND, Key.DOWN)
    assert "测试一号" not in ear.last and "个人信息" in ear.last
    press(ear, Key.SOUND)
    assert "旁边的人会听到" in ear.last
    press(ear, Key.SOUND)
    assert "测试一号" in ear.last
    ear.forget()
    assert not ear.aloud


def test_headphones_out_end_what_is_aloud(ear):
    ear.keys.take(Headphones(True))
    ear.aloud = True
    ear.keys.take(Headphones(False))
    assert not ear.aloud and not ear.headphones


def test_sound_key_held_is_louder_and_says_how_loud(ear):
    press(ear, Key.SOUND)
    ear.keys.take(Held(Key.SOUND))
    assert ear.last == "音量 三，共 四 级"
    ear.forget()
    assert ear.volume.step == 1


def test_where_nobody_listens_the_tree_is_not_walked_and_an_error_still_sounds(
    ear, stage, theme, monkeypatch
):
    page = Shell(theme, page_id="field", title="电话是多少？", body=[TextField(theme, name="联系电话")])
    stage.show(page)
    ear.narrator.shown()
    walks = []
    monkeypatch.setattr(stage.focus, "_pairs", lambda: walks.append(1) or [])
    ear.narrator.shown()
    page.body.add(Notice(theme, "少了一位", "error"))
    stage.layout_now()
    for _ in range(3):
        ear.narrator.shown()
    assert ear.sounds == ["error"]
    assert walks == []


def test_the_tree_is_walked_once_a_drawing(ear, stage, theme, monkeypatch):
    press(ear, Key.SOUND)
    walks = []
    nodes = stage.focus.nodes
    monkeypatch.setattr(stage.focus, "nodes", lambda: walks.append(1) or nodes())
    ear.narrator.shown()
    assert len(walks) == 1


def waiting_page(ear, stage, theme, words):
    state = Notice(theme, words, id="state")
    stage.show(Shell(theme, page_id="scan", title="请放好证件", body=[state]))
    ear.narrator.shown()
    return state


def changed(ear, stage, state, words):
    state.name = state.speech = words
    stage.layout_now()
    ear.narrator.shown()


def test_what_changes_by_itself_is_said_and_waits_while_something_is_said(ear, stage, theme):
    press(ear, Key.SOUND)
    state = waiting_page(ear, stage, theme, "请放在垫子上")
    assert ear.last == "请放好证件，请放在垫子上"
    changed(ear, stage, state, "别动")
    assert ear.last == "别动"
    ear.speaking = True
    changed(ear, stage, state, "正在拍照")
    assert ear.last == "别动"
    changed(ear, stage, state, "拍好了")
    ear.speaking = False
    ear.narrator.shown()
    assert ear.last == "拍好了"


def test_what_one_has_to_act_on_does_not_wait(ear, stage, theme):
    press(ear, Key.SOUND)
    waiting_page(ear, stage, theme, "请放在垫子上")
    ear.speaking = True
    stage.page.body.add(Notice(theme, "太暗了，请再拍一次", "warn", id="advice"))
    stage.layout_now()
    ear.narrator.shown()
    assert ear.last == "太暗了，请再拍一次"


def test_only_a_figure_that_runs_is_not_told_again_and_again(ear, stage, theme):
    press(ear, Key.SOUND)
    state = waiting_page(ear, stage, theme, "已发送 10 %")
    told = len(ear.told)
    changed(ear, stage, state, "已发送 45 %")
    assert len(ear.told) == told


def test_headphones_that_come_before_speech_works_have_it_when_it_does(ear, stage, theme):
    ear.works = False
    ear.narrator.shown()
    ear.keys.take(Headphones(True))
    assert (theme.keypad_on, theme.speech_on) == (True, False)
    ear.works = True
    ear.narrator.shown()
    assert theme.speech_on
    assert "语音已打开" in ear.last


def test_speech_that_comes_after_the_visitor_has_gone_stays_off(ear, stage, theme):
    ear.works = False
    ear.narrator.shown()
    ear.keys.take(Headphones(True))
    theme.keypad_on = False
    ear.works = True
    ear.narrator.shown()
    assert not theme.speech_on


def typing(stage, theme, id):
    field = TextField(theme, name="姓名", id=id)
    words = [KeyOnGlass(theme, text=word, on_act=lambda: None, id=f"candidate-{n}")
             for n, word in enumerate(("李", "里"))]  # fmt: skip
    column = Column(theme, [field])
    stage.show(Shell(theme, page_id="field", title="叫什么？", body=[column]))
    return column, words


def offer(ear, stage, column, words):
    for word in words:
        column.add(word)
    stage.layout_now()
    ear.narrator.shown()


def test_what_an_input_method_offers_is_private_while_a_person_types_of_themselves(ear, stage, theme):
    column, words = typing(stage, theme, "field")
    ear.narrator.shown()
    press(ear, Key.SOUND)
    offer(ear, stage, column, words)
    assert not any("李" in said for said in ear.told)
    ear.keys.take(Headphones(True))
    for word in words:
        column.drop(word)
    stage.layout_now()
    ear.narrator.shown()
    offer(ear, stage, column, words)
    assert ear.last == "李，里"


def test_what_is_looked_for_in_the_guides_may_be_heard(ear, stage, theme):
    column, words = typing(stage, theme, "search")
    ear.narrator.shown()
    press(ear, Key.SOUND)
    offer(ear, stage, column, words)
    assert ear.last == "李，里"
