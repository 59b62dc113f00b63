"""Finding a bundle on the glass: letters find at once, the list is there without typing."""

from collections.abc import Callable
from typing import Any

import pytest

from kiosk.visit import messages as m
from kiosk.visit.present import present
from kiosk.visit.update import update
from screens.input_methods.composition import Composition


class Letters:
    """An input method that composes what it is given and knows one word."""

    def __init__(self) -> None:
        self.typed = ""

    works = True

    def begin(self, kind: str) -> Composition:
        return self.clear()

    def key(self, letter: str) -> Composition:
        self.typed += letter
        return self._now()

    def backspace(self) -> Composition:
        self.typed = self.typed[:-1]
        return self._now()

    def choose(self, index: int) -> Composition:
        self.typed = ""
        return Composition(committed="上户口")

    def turn(self, pages: int) -> Composition:
        return self._now()

    def clear(self) -> Composition:
        self.typed = ""
        return Composition()

    def _now(self) -> Composition:
        return Composition(preedit=" ".join(self.typed), candidates=("上户口",) if self.typed else ())


@pytest.fixture
def searching(scenes: Any, stand: Callable[..., Any], frames: Callable[[int], None]) -> Any:
    state = [scenes.after(scenes.home(), m.OpenSearch())]

    def send(message: Any) -> None:
        state[0], _ = update(state[0], message, scenes.world)
        shown.show(present(state[0], scenes.world))

    shown = stand(Letters(), send)
    shown.show(present(state[0], scenes.world))
    shown.frames = frames
    return shown


def test_initials_find_while_they_are_still_composed(searching: Any) -> None:
    for letter in "shk":
        searching.act(f"key-{letter}")
    searching.frames(2)
    assert searching.sent[-1] == m.Query("shk")
    assert "孩子上户口" in searching.stage.focus.find(id="bundle:tj-p-01").speech


def test_chosen_word_is_what_is_searched(searching: Any) -> None:
    searching.act("key-s")
    searching.page._keyboard.choose(0)
    searching.frames(2)
    assert searching.sent[-1] == m.Query("上户口")
    assert searching.stage.focus.find(id="search").value == "上户口"


def test_several_keys_within_a_frame_are_one_query(searching: Any) -> None:
    for letter in "shk":
        searching.act(f"key-{letter}")
    searching.frames(2)
    assert [message for message in searching.sent if isinstance(message, m.Query)] == [m.Query("shk")]


def test_stage_opens_its_bundles_and_closes_again(searching: Any) -> None:
    searching.act("stage:出生")
    searching.stage.focus.find(id="bundle:tj-p-01")
    searching.act("stage:出生")
    with pytest.raises(LookupError):
        searching.stage.focus.find(id="bundle:tj-p-01")


def test_keyboard_is_put_away_and_comes_back_with_what_was_typed(searching: Any) -> None:
    for letter in "shk":
        searching.act(f"key-{letter}")
    searching.frames(2)
    searching.act("primary")
    searching.frames(2)
    assert searching.page.widget.dock is None
    searching.stage.focus.find(id="bundle:tj-p-01")
    searching.act("search")
    assert searching.page.widget.dock is not None
    assert searching.stage.focus.find(id="search").value == "shk"
    assert [message for message in searching.sent if isinstance(message, m.Query)] == [m.Query("shk")]


def test_nothing_found_names_other_ways(scenes: Any, stood: Any) -> None:
    stood.show(scenes.screen("search-none"))
    node = stood.stage.focus.find(id="nothing")
    assert "qqqq" in node.speech and "12345" in node.speech
