"""A page follows the visit in place: nothing that was scrolled, focused or typed is lost."""

import gc
import weakref
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from kivy.clock import Clock

from kiosk.visit import messages as m
from kiosk.visit.pages import Page
from kiosk.visit.present import present
from kiosk.visit.update import update
from kiosk.visit.views import Overlay


class Visit:
    """The real visit behind the pages."""

    def __init__(self, scenes: Any, state: Any) -> None:
        self.world, self.state = scenes.world, state
        self.shown: Any = None

    def send(self, message: Any) -> None:
        self.state, _ = update(self.state, message, self.world)
        self.draw()

    def draw(self) -> None:
        self.shown.show(present(self.state, self.world))


@pytest.fixture
def live(scenes: Any, stand: Callable[..., Any]) -> Callable[..., tuple[Visit, Any]]:
    def begin(state: Any, input_method: Any = None) -> tuple[Visit, Any]:
        visit = Visit(scenes, state)
        shown = stand(input_method, visit.send)
        visit.shown = shown
        visit.draw()
        return visit, shown

    return begin


def test_untick_changes_totals_and_button_and_keeps_place_and_focus(scenes: Any, live: Any) -> None:
    visit, shown = live(scenes.answered())
    widget = shown.page.widget
    shown.stage.focus.focus("item:child-social-card")
    widget.scroller.view.scroll_to(40)
    assert shown.stage.focus.find(id="primary").name == "就办这 5 项"
    shown.act("item:child-social-card")
    assert "child-social-card" not in visit.state.visit.ticked
    assert shown.page.widget is widget
    assert shown.stage.focus.find(id="primary").name == "就办这 4 项"
    assert shown.stage.focus.find(id="chosen").name == "已选 4 项"
    assert shown.stage.focus.current.id == "item:child-social-card"
    assert widget.scroller.view.offset == 40


def test_nothing_ticked_cannot_go_on(scenes: Any, live: Any) -> None:
    _, shown = live(scenes.answered("tj-p-02"))
    for node in [n for n in shown.stage.focus.nodes() if n.role == "checkbox" and "checked" in n.state]:
        if "checked" in shown.stage.focus.find(id=node.id).state:
            node.action()
    assert not shown.stage.focus.find(id="primary").enabled


def test_language_switch_keeps_what_was_chosen(scenes: Any, live: Any) -> None:
    visit, shown = live(scenes.after(scenes.known(), m.Answer("birth-place", "home")))
    shown.theme.language = "en"
    assert visit.state.visit.aids.language == "en"
    assert shown.page.widget.title.text == "Where was the child born?"
    assert "checked" in shown.stage.focus.find(id="option:home").state


def test_aids_go_both_ways_and_end_with_the_visit(scenes: Any, live: Any) -> None:
    visit, shown = live(scenes.answered())
    shown.theme.text_size = "extra"
    shown.theme.high_contrast = True
    shown.theme.low_reach = True
    aids = visit.state.visit.aids
    assert (aids.text_size, aids.high_contrast, aids.low_reach) == ("extra", True, True)
    visit.state = visit.state.fresh()
    visit.draw()
    assert (shown.theme.text_size, shown.theme.high_contrast, shown.theme.low_reach) == (
        "standard",
        False,
        False,
    )


def test_going_on_shows_the_next_page(scenes: Any, live: Any) -> None:
    visit, shown = live(scenes.guide())
    shown.act("primary")
    assert visit.state.visit.at.page is Page.NOTICE
    assert shown.stage.page_id == "notice"
    shown.act("primary")
    assert shown.stage.page_id == "identity"
    shown.act("back")
    assert shown.stage.page_id == "notice"


def test_idle_warning_counts_down_and_closes_with_a_sign_of_life(scenes: Any, live: Any) -> None:
    visit, shown = live(scenes.answered())
    for seconds in (30, 12):
        visit.state = visit.state.with_visit(overlay=Overlay("idle", seconds))
        visit.draw()
        assert shown.stage.focus.find(id="countdown").value == str(seconds)
    assert len(shown.stage.overlays) == 1
    shown.act("stay")
    assert shown.stage.overlays == []
    assert shown.stage.page_id == "plan"


def test_help_lies_over_every_page_and_opens_the_report(scenes: Any, live: Any) -> None:
    _, shown = live(scenes.answered())
    shown.act("help")
    assert "带锁的依规定要一起办。" in shown.names()
    shown.stage.focus.find(id="report")


def test_what_is_typed_reaches_the_visit_and_is_never_overwritten(scenes: Any, live: Any) -> None:
    visit, shown = live(scenes.field("applicant.phone"))
    for digit in "1380013":
        shown.act(f"key-{digit}")
    assert visit.state.visit.drafts["applicant.phone"] == "1380013"
    assert shown.stage.focus.find(id="field").value == "1380013"
    shown.act("key-delete")
    assert shown.stage.focus.find(id="field").value == "138001"
    assert "error" not in shown.stage.focus.find(id="field").state


def test_wrong_answer_is_told_in_words_once_one_goes_on(scenes: Any, live: Any) -> None:
    visit, shown = live(scenes.field("applicant.phone"))
    shown.act("key-1")
    shown.act("primary")
    assert visit.state.visit.at.key == "applicant.phone"
    assert "error" in shown.stage.focus.find(id="field").state
    assert shown.page.widget.dock is not None
    for digit in "3800000000":
        shown.act(f"key-{digit}")
    assert "error" not in shown.stage.focus.find(id="field").state
    shown.act("primary")
    assert visit.state.visit.application.values["applicant.phone"].value == "13800000000"
    assert visit.state.visit.at.key != "applicant.phone"


def test_source_is_shown_until_the_value_is_changed(scenes: Any, live: Any) -> None:
    _, shown = live(scenes.field("other_parent.number"))
    assert "婚姻登记信息" in shown.stage.focus.find(id="source").name
    shown.act("key-delete")
    with pytest.raises(LookupError):
        shown.stage.focus.find(id="source")


def test_choice_is_drawn_chosen(scenes: Any, live: Any) -> None:
    visit, shown = live(scenes.field("vaccination.clinic"))
    shown.act("choice-sample-3")
    assert "checked" in shown.stage.focus.find(id="choice-sample-3").state
    assert visit.state.visit.application.values["vaccination.clinic"].value == "sample-3"


def test_optional_question_can_be_skipped_by_its_button(scenes: Any, stood: Any) -> None:
    screen = scenes.screen("field-name")
    body = replace(screen.body, optional=True, value=None)
    stood.show(replace(screen, body=body))
    assert stood.stage.focus.find(id="primary").name == "跳过这题"
    assert "可以不填" in stood.page.widget.sub.text


def test_yes_no_question_has_two_large_rows(scenes: Any, stood: Any) -> None:
    from kiosk.catalogue.models import FieldKind

    screen = scenes.screen("field-name")
    element = screen.body.field.element.model_copy(update={"kind": FieldKind.YES_NO})
    stood.show(replace(screen, body=replace(screen.body, field=replace(screen.body.field, element=element))))
    stood.act("choice-no")
    stood.act("choice-yes")
    assert stood.sent == [m.SetField("child.name", False), m.SetField("child.name", True)]


def test_words_of_the_platform_stand_above_the_field(scenes: Any, stood: Any) -> None:
    screen = scenes.screen("field-name")
    stood.show(replace(screen, body=replace(screen.body, platform_words="名字与出生证明不一致")))
    assert "名字与出生证明不一致" in stood.stage.focus.find(id="platform-words").name


def test_pages_left_behind_are_let_go(scenes: Any, stood: Any) -> None:
    names = ("home", "search", "guide", "plan", "help", "field-name")
    screens = [scenes.screen(name) for name in names]
    left = []
    for screen in screens:
        stood.show(screen)
        left.append(weakref.ref(stood.page))
    stood.show(scenes.screen("idle"))
    Clock.tick()
    gc.collect()
    assert [ref() for ref in left] == [None] * len(left)
