"""One way to press, for everything that can be acted on."""

import pytest

from screens.components import Action, Button, Column, Shell, TickRow


@pytest.fixture
def acts() -> list[str]:
    return []


@pytest.fixture
def button(theme, put, acts):
    return put(Button(theme, text="继续", on_act=lambda: acts.append("continue"), id="go"))


def test_release_inside_acts(stage, finger, button, acts):
    finger.tap(stage.focus.find(id="go"))
    assert acts == ["continue"]


def test_nothing_acts_before_release(stage, finger, button, acts):
    touch = finger.press(stage.focus.find(id="go"))
    assert acts == []
    assert button.pressed
    touch.touch_up()
    assert acts == ["continue"]
    assert not button.pressed


def test_sliding_off_cancels(stage, finger, button, acts):
    x, y, w, h = stage.focus.find(id="go").bounds
    finger.drag([(x + w / 2, y + h / 2), (x + w / 2, y + h + 50)])
    assert acts == []


def test_sliding_off_and_back_acts(stage, finger, button, acts):
    x, y, w, h = stage.focus.find(id="go").bounds
    inside = (x + w / 2, y + h / 2)
    finger.drag([inside, (inside[0], y + h + 50), inside])
    assert acts == ["continue"]


def test_touch_that_began_elsewhere_does_not_act(stage, finger, button, acts):
    x, y, w, h = stage.focus.find(id="go").bounds
    finger.drag([(x + w / 2, y + h + 80), (x + w / 2, y + h / 2)])
    assert acts == []


@pytest.mark.parametrize(("pause", "times"), [(0.1, 1), (0.49, 1), (0.51, 2)])
def test_repeat_at_the_same_place_acts_only_after_half_a_second(stage, finger, button, acts, pause, times):
    finger.tap(stage.focus.find(id="go"), then_s=pause)
    finger.tap(stage.focus.find(id="go"))
    assert len(acts) == times


def test_quick_taps_at_different_places_both_act(stage, theme, put, finger, acts):
    put(
        Column(
            theme,
            [Button(theme, text=name, on_act=lambda name=name: acts.append(name), id=name) for name in "ab"],
        )
    )
    finger.tap(stage.focus.find(id="a"), then_s=0.05)
    finger.tap(stage.focus.find(id="b"))
    assert acts == ["a", "b"]


def test_double_tap_does_not_act_on_the_page_that_follows(stage, theme, finger, acts):
    def page(name: str) -> Shell:
        return Shell(theme, page_id=name, title=name, primary=Action("继续", lambda: go(name)))

    def go(name: str) -> None:
        acts.append(name)
        stage.show(page(name + "'"))

    stage.show(page("first"))
    finger.tap(stage.focus.find(id="primary"), then_s=0.2)
    finger.tap(stage.focus.find(id="primary"), then_s=1.0)
    assert acts == ["first"]
    finger.tap(stage.focus.find(id="primary"))
    assert acts == ["first", "first'"]


def test_disabled_and_busy_targets_do_not_act(stage, finger, button, acts):
    button.enabled = False
    finger.tap(stage.focus.find(id="go"))
    button.enabled, button.busy = True, True
    finger.tap(stage.focus.find(id="go"))
    assert acts == []
    assert stage.focus.find(id="go").state == ("busy",)
    assert not stage.focus.find(id="go").enabled


def test_becoming_disabled_under_the_finger_does_not_act(stage, finger, button, acts):
    touch = finger.press(stage.focus.find(id="go"))
    button.enabled = False
    touch.touch_up()
    assert acts == []


def test_locked_row_keeps_its_tick_and_says_why(stage, theme, put, finger, acts):
    put(
        TickRow(
            theme, text="户口登记", sub="依规定须一并办理", ticked=True, locked=True,
            on_act=lambda: acts.append("tick"), id="row",
        )
    )  # fmt: skip
    finger.tap(stage.focus.find(id="row"))
    node = stage.focus.find(id="row")
    assert acts == []
    assert node.state == ("checked", "locked")
    assert "依规定" in node.speech


def test_rows_of_a_card_leave_four_millimetres_between_their_targets(stage, theme, put, profile):
    put(Column(theme, [TickRow(theme, text=t, id=t) for t in "ab"], gap=0.0))
    upper, lower = (stage.focus.find(id=t).bounds for t in "ab")
    free = profile.mm(lower[1] - upper[1] - upper[3])
    assert free >= 3.7
    assert profile.mm(upper[3]) >= 19.7
