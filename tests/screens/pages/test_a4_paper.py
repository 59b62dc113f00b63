"""A4 paper on the guide, the check page and the done page: offered, under way, ended, asked about."""

from typing import Any

import pytest

from kiosk.text import LANGUAGES, Texts
from kiosk.visit import messages as m


@pytest.mark.parametrize("name", ["guide", "check", "done"])
def test_without_an_a4_printer_there_is_no_word_of_it(scenes: Any, stood: Any, name: str) -> None:
    stood.show(scenes.screen(name))
    assert "A4" not in stood.text()


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("a4-guide", "打印 A4 大字版"),
        ("a4-check", "打印在 A4 纸上核对"),
        ("a4-plan", "打印我的清单（A4 大字版）"),
        ("a4-done", "打印申请表（A4）"),
    ],
)
def test_the_button_says_what_comes_out_and_sends_it(scenes: Any, stood: Any, name: str, words: str) -> None:
    stood.show(scenes.screen(name))
    assert stood.stage.focus.find(id="a4").name == words
    stood.act("a4")
    assert stood.sent == [m.PrintA4()]


@pytest.mark.parametrize(
    ("name", "id", "words"),
    [
        ("a4-guide-out", "a4-out", "A4 纸用完了"),
        ("a4-check-failed", "a4-failed", "打印机没开"),
        ("a4-done-printed", "a4-printed", "共 2 页"),
        ("a4-done-unknown", "a4-ask", "打印机卡纸了"),
    ],
)
def test_what_became_of_it_is_said(scenes: Any, stood: Any, name: str, id: str, words: str) -> None:
    stood.show(scenes.screen(name))
    assert words in stood.stage.focus.find(id=id).name


@pytest.mark.parametrize("name", ["a4-guide-preparing", "a4-guide-printing", "a4-guide-out"])
def test_while_it_runs_or_is_out_nothing_more_can_be_asked_for(scenes: Any, stood: Any, name: str) -> None:
    stood.show(scenes.screen(name))
    assert not stood.stage.focus.find(id="a4").enabled


def test_how_many_pages_are_printed_stands_on_the_button(scenes: Any, stood: Any) -> None:
    stood.show(scenes.screen("a4-guide-printing"))
    node = stood.stage.focus.find(id="a4")
    assert node.name == "正在打印，共 4 页" and "busy" in node.state


@pytest.mark.parametrize(("id", "yes"), [("a4-yes", True), ("a4-no", False)])
def test_the_question_is_answered_by_one_tap(scenes: Any, stood: Any, id: str, yes: bool) -> None:
    stood.show(scenes.screen("a4-done-unknown"))
    stood.act(id)
    assert stood.sent == [m.A4CameOut(yes)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_cause_that_a_citizen_can_see_has_words(language: str) -> None:
    from devices.page_printer import interface, reasons

    texts = Texts(language)
    for code in ("paperOut", "paperJammed", "coverOpen", "trayMissing", "tonerOut", "outputFull", "starting"):
        assert texts.has(f"a4.fault.{code}")
    assert interface.PRINTER_OFFLINE.code == "printerOffline" and texts.has("a4.fault.printerOffline")
    clear = {fault.code for _, fault, _ in reasons._FAULTS if fault.who == "clear"}
    assert not [code for code in clear if not texts.has(f"a4.fault.{code}")]


@pytest.mark.parametrize("name", ["a4-check", "a4-plan"])
def test_a_button_at_the_very_end_of_a_page_is_seen_whole(scenes: Any, stood: Any, name: str) -> None:
    stood.show(scenes.screen(name))
    for _ in range(12):
        stood.page.widget.scroller.page_down()
    stood.stage.layout_now()
    _, top, _, high = stood.page.widget.scroller.view.bounds()
    _, y, _, h = stood.stage.focus.find(id="a4").bounds
    assert top <= y and y + h <= top + high
