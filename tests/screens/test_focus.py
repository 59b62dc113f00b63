"""The focus tree: order, moving, acting, what a dialog hides."""

import pytest

from screens.components import Action, Button, Card, Chip, Column, Dialog, Notice, Row, Shell, TickRow, Title


@pytest.fixture
def acts():
    return []


@pytest.fixture
def page(stage, theme, acts):
    rows = [
        TickRow(theme, text=f"事项 {n}", on_act=lambda n=n: acts.append(n), id=f"row-{n}") for n in range(30)
    ]
    shell = Shell(
        theme,
        page_id="plan",
        title="这次要办哪几项？",
        sub="可以只办一部分",
        step=(3, 7),
        body=[Card(theme, rows, rows=True)],
        back=Action("返回", lambda: acts.append("back")),
        primary=Action("继续", lambda: acts.append("on"), speech="继续，办这几项"),
    )
    stage.show(shell)
    return shell


def test_order_is_top_title_body_aids_bar(stage, page):
    ids = [node.id for node in stage.focus.nodes() if node.id]
    wanted = ["steps", "title", "sub", "row-0", "row-29", "scroll-up", "aid-text_size", "back", "primary"]
    assert [one for one in ids if one in wanted] == wanted


def test_every_node_has_role_name_and_speech(stage, page):
    assert all(node.role and node.name and node.speech for node in stage.focus.nodes())


def test_written_speech_is_spoken_instead_of_the_words(stage, page):
    assert stage.focus.find(id="primary").speech == "继续，办这几项"
    assert stage.focus.find(id="primary").name == "继续"


def test_dump_has_window_coordinates_from_the_top_left(stage, page, profile):
    dump = {node["id"]: node for node in stage.focus.dump()}
    primary, title = dump["primary"], dump["title"]
    assert title["y"] < 400
    assert primary["y"] + primary["h"] > profile.height_px - 100
    assert all(isinstance(primary[key], int) for key in "xywh")


def test_next_goes_through_all_nodes_and_around(stage, page):
    nodes = stage.focus.nodes()
    seen = [stage.focus.next().order for _ in nodes]
    assert seen == list(range(len(nodes)))
    assert stage.focus.next().order == 0
    assert stage.focus.previous().order == len(nodes) - 1


def test_focus_scrolls_to_what_it_reaches(stage, page):
    assert not stage.focus.find(id="row-29").visible
    node = stage.focus.focus("row-29")
    assert node.visible
    assert stage.focus.current.id == "row-29"
    assert not stage.focus.find(id="row-0").visible


def test_activate_acts_as_a_tap_does(stage, page, acts):
    stage.focus.focus("row-7")
    assert stage.focus.activate()
    stage.focus.focus("title")
    assert not stage.focus.activate()
    assert acts == [7]


def test_disabled_node_keeps_its_place_and_does_not_act(stage, page, acts):
    page.bar.primary.enabled = False
    stage.focus.focus("primary")
    assert not stage.focus.activate()
    assert stage.focus.current.state == ("disabled",)
    assert acts == []


def test_touch_takes_the_focus_away(stage, page, finger):
    stage.focus.focus("row-0")
    finger.tap((5, 5))
    assert stage.focus.current is None


def test_dialog_traps_focus_and_touch(stage, theme, page, finger, acts):
    below = stage.focus.find(id="primary")
    dialog = Dialog(
        theme,
        page_id="idle",
        title="您还在吗？",
        primary=Action("我还在办", lambda: acts.append("stay"), id="stay"),
    )
    stage.open(dialog)
    assert [node.id for node in stage.focus.nodes()] == ["dialog", "dialog-title", "stay"]
    finger.tap(below)
    assert acts == []
    finger.tap(stage.focus.find(id="stay"))
    stage.close(dialog)
    finger.tap(stage.focus.find(id="primary"))
    assert acts == ["stay", "on"]


def test_row_is_heard_as_one_thing_with_its_state(stage, theme, put):
    put(Row(theme, text="结婚证", sub="经您同意后调用", end=Chip(theme, "电子证照", "ok")))
    (node,) = stage.focus.nodes()
    assert node.speech == "结婚证，经您同意后调用，电子证照"


def test_error_is_an_alert(stage, theme, put):
    put(Column(theme, [Notice(theme, "请检查网络", "error", title="平台没有回答")]))
    (node,) = stage.focus.nodes()
    assert (node.role, node.name) == ("alert", "平台没有回答，请检查网络")


def test_missing_node_is_told_with_what_there_is(stage, theme, put):
    put(Column(theme, [Title(theme, "题目"), Button(theme, text="走", id="go")]))
    with pytest.raises(LookupError, match="go"):
        stage.focus.find(id="nothing")


def test_focus_ring_is_two_millimetres_in_the_ink(stage, theme, put, frames, tmp_path, profile):
    from kivy.core.window import Window
    from PIL import Image

    put(Button(theme, text="焦点", id="go"))
    x, y, w, _ = stage.focus.find(id="go").bounds

    def column():
        frames(2)
        with Image.open(Window.screenshot(name=str(tmp_path / "ring.png"))) as picture:
            return [picture.convert("RGB").getpixel((x + w // 2, y - d)) for d in range(1, 30)]

    ink = (0x16, 0x20, 0x2B)
    assert ink not in column()
    stage.focus.focus("go")
    assert column().count(ink) >= profile.px(2.0) - 1
