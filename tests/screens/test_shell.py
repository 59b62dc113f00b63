"""A page: fixed places, scrolling, and what switching the look keeps."""

from functools import partial

import pytest

from screens.audit import audit
from screens.components import (
    Action,
    Card,
    Choice,
    ChoiceList,
    Label,
    Paragraph,
    PhotoFrame,
    Shell,
    TextField,
    TickRow,
)
from screens.input_methods.keyboard import Keyboard


def nothing(*_):
    return None


def page(theme, **rest):
    frame = {
        "page_id": "page",
        "title": "孩子叫什么名字？",
        "site": "示例政务服务中心 · 一楼东侧 03 号机",
        "back": Action("返回", nothing),
        "help": Action("帮助", nothing),
        "primary": Action("继续", nothing),
        "leave": Action("退出", nothing),
        "body": [Label(theme, "内容")],
    }
    return Shell(theme, **{**frame, **rest})


def long_card(theme, count=30, on_tick=nothing):
    rows = [TickRow(theme, text=f"事项 {n}", on_act=partial(on_tick, n), id=f"row-{n}") for n in range(count)]
    return Card(theme, rows, rows=True)


def test_bar_and_aids_stand_in_the_same_place_on_every_page(stage, theme):
    stage.show(page(theme))
    ids = ("back", "help", "primary", "aid-contrast", "leave")
    first = [stage.focus.find(id=one).bounds for one in ids]
    stage.show(page(theme, title="请核对您的信息", sub="可以更改", step=(6, 7), body=[long_card(theme)]))
    assert [stage.focus.find(id=one).bounds for one in ids] == first


def test_primary_is_at_least_24_by_80_mm(stage, theme, profile):
    stage.show(page(theme))
    _, _, w, h = stage.focus.find(id="primary").bounds
    assert profile.mm(h) >= 24
    assert profile.mm(w) >= 80


def test_leaving_is_far_from_the_primary(stage, theme, profile):
    stage.show(page(theme))
    leave, primary = (stage.focus.find(id=one).bounds for one in ("leave", "primary"))
    assert profile.mm(primary[1] - leave[1] - leave[3]) > 100


def test_short_content_has_no_scroll_buttons(stage, theme):
    stage.show(page(theme))
    assert not [node for node in stage.focus.nodes() if node.id.startswith("scroll")]


def test_long_content_scrolls_by_its_buttons_to_both_ends(stage, theme, finger):
    stage.show(page(theme, body=[long_card(theme)]))
    assert not stage.focus.find(id="scroll-up").enabled
    assert not stage.focus.find(id="row-29").visible
    for _ in range(20):
        if not stage.focus.find(id="scroll-down").enabled:
            break
        finger.tap(stage.focus.find(id="scroll-down"))
    assert stage.focus.find(id="row-29").visible
    assert not stage.focus.find(id="row-0").visible
    assert stage.focus.find(id="scroll-up").enabled


def test_pushing_scrolls_and_does_not_tick(stage, theme, finger):
    ticked = []
    stage.show(page(theme, body=[long_card(theme, on_tick=ticked.append)]))
    x, y, _, h = stage.focus.find(id="row-5").bounds
    finger.drag([(x + 50, y + h / 2), (x + 50, y - 100), (x + 50, y - 200)])
    assert ticked == []
    assert stage.focus.find(id="row-5").bounds[1] == pytest.approx(y - 200 - h / 2, abs=2)


def test_scrolled_rows_are_tapped_where_they_are_seen(stage, theme, finger):
    ticked = []
    stage.show(page(theme, body=[long_card(theme, on_tick=ticked.append)]))
    stage.focus.focus("row-20")
    finger.tap(stage.focus.find(id="row-20"))
    assert ticked == [20]


def test_what_is_scrolled_out_of_sight_cannot_be_tapped(stage, theme, finger):
    ticked = []
    stage.show(page(theme, body=[long_card(theme, on_tick=ticked.append)]))
    hidden = [node for node in stage.focus.nodes() if node.id.startswith("row") and not node.visible]
    finger.tap(hidden[5])
    assert ticked == []


@pytest.mark.parametrize("switch", [("text_size", "extra"), ("high_contrast", True), ("low_reach", True)])
def test_switching_the_look_keeps_what_was_entered(stage, theme, switch):
    field = TextField(theme, name="姓名", value="李示例", id="field")
    choices = ChoiceList(theme, [Choice("a", "在医院"), Choice("b", "在家里")], chosen="b", on_choose=nothing)
    stage.show(page(theme, body=[field, choices]))
    setattr(theme, *switch)
    stage.layout_now()
    assert stage.focus.find(id="field").value == "李示例"
    assert "checked" in stage.focus.find(id="choice-b").state
    assert audit(stage) == []


def test_switch_in_the_strip_is_drawn_before_the_next_frame(stage, theme, finger, frames):
    stage.show(page(theme))
    before = stage.focus.find(id="title").bounds[3]
    finger.tap(stage.focus.find(id="aid-text_size"))
    frames(1)
    assert theme.text_size == "large"
    assert stage.focus.find(id="title").bounds[3] > before
    assert "pressed-on" in stage.focus.find(id="aid-text_size").state


def test_language_aid_changes_the_language_and_leaves_building_to_the_owner(stage, theme, finger):
    stage.show(page(theme))
    heard = []
    theme.bind(language=lambda _, language: heard.append(language))
    finger.tap(stage.focus.find(id="aid-language"))
    assert heard == ["en"]


def test_speech_aid_is_greyed_with_the_reason_until_the_terminal_can_speak(stage, theme):
    stage.show(page(theme))
    aid = stage.focus.find(id="aid-speech")
    assert (aid.enabled, aid.hint) == (False, "这台机器现在没有语音")
    theme.speech_available = True
    stage.layout_now()
    aid = stage.focus.find(id="aid-speech")
    assert aid.enabled and not aid.hint
    aid.action()
    assert theme.speech_on
    assert "pressed-on" in stage.focus.find(id="aid-speech").state


@pytest.mark.parametrize("low", [False, True])
@pytest.mark.parametrize("size", ["standard", "large", "extra"])
def test_pages_pass_the_audit(stage, theme, size, low):
    theme.text_size, theme.low_reach = size, low
    text = "我填写的内容和提交的材料都是真实的。如果不真实，我要承担相应的责任。" * 4
    stage.show(
        page(
            theme,
            sub="要和出生医学证明上的一致，还剩 5 个问题",
            body=[Paragraph(theme, text), long_card(theme)],
        )
    )
    assert audit(stage) == []


@pytest.mark.parametrize("low", [False, True])
@pytest.mark.parametrize("size", ["standard", "large", "extra"])
@pytest.mark.parametrize("kind", ["name", "id", "credit", "amount"])
def test_pages_with_a_keyboard_pass_the_audit(stage, theme, size, low, kind):
    theme.text_size, theme.low_reach = size, low
    field = TextField(theme, name="姓名", value="1", kind=kind, id="field")
    stage.show(page(theme, body=[field], dock=Keyboard(theme, field, kind=kind)))
    assert audit(stage) == []


@pytest.mark.parametrize("low", [False, True])
def test_picture_stands_above_what_is_touched(stage, theme, low, profile):
    theme.low_reach = low
    figure = PhotoFrame(theme, name="画面", waiting="正在打开摄像头…")
    stage.show(page(theme, figure=figure, body=[long_card(theme, 3)]))
    assert audit(stage) == []
    row, photo = stage.focus.find(id="row-0").bounds, stage.focus.find(id="photo").bounds
    assert photo[1] + photo[3] <= row[1]


def test_clock_follows_the_wall_clock(stage, theme):
    stage.show(page(theme))
    names = [node.name for node in stage.focus.nodes()]
    assert "11月21日 星期六" in names
