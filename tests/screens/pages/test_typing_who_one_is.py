"""Name and number typed on the real keys: what is seen, what can be taken back, what is told to the visit."""

from collections.abc import Callable
from typing import Any

import pytest

from kiosk.platform.models import TypedStart
from kiosk.visit import messages as m
from kiosk.visit.effects import OpenSession
from kiosk.visit.present import present
from kiosk.visit.update import update


class Live:
    """A visit under the pages: what a page sends is taken, and what then stands is drawn."""

    def __init__(self, scenes: Any, stand: Callable[..., Any], state: Any) -> None:
        self.world, self.state, self.effects = scenes.world, state, []
        self.shown = stand(send=self.send)
        self.shown.show(present(state, self.world))

    def send(self, message: m.Message) -> None:
        self.state, wanted = update(self.state, message, self.world)
        self.effects += wanted
        self.shown.show(present(self.state, self.world))

    def keys(self, text: str) -> None:
        for character in text:
            self.shown.act(f"key-{character}")

    @property
    def field(self) -> str:
        value: str = self.shown.stage.focus.find(id="field").value
        return value


@pytest.fixture
def live(scenes: Any, stand: Callable[..., Any]) -> Live:
    return Live(scenes, stand, scenes.identity())


def to_number(live: Live) -> Live:
    live.shown.act("door-typed")
    live.send(m.TypeIdentity("name", "李示例"))
    live.shown.act("primary")
    return live


def test_from_the_door_to_the_platform(live: Live) -> None:
    live.shown.act("door-typed")
    assert str(live.state.visit.at) == "typed:name"
    live.keys("LI")
    live.shown.act("primary")
    live.keys("000000199203050018")
    assert live.state.visit.typed.number == "000000199203050018"
    live.shown.act("primary")
    assert live.effects[-1] == OpenSession(TypedStart(name="LI", cert_no="000000199203050018"))


def test_a_wrong_digit_is_said_below_the_field_as_soon_as_it_is_whole(live: Live) -> None:
    to_number(live).keys("00000019920305001")
    assert "error" not in live.shown.stage.focus.find(id="field").state
    live.keys("7")
    assert "error" in live.shown.stage.focus.find(id="field").state
    live.shown.act("key-delete")
    assert "error" not in live.shown.stage.focus.find(id="field").state
    live.keys("X")
    assert "error" in live.shown.stage.focus.find(id="field").state


def test_a_cleared_number_comes_back(live: Live) -> None:
    to_number(live).keys("000000")
    live.shown.act("key-clear")
    assert live.state.visit.typed.number == ""
    live.shown.act("key-undo")
    assert live.state.visit.typed.number == "000000"
    live.shown.act("key-clear")
    live.keys("1")
    assert "key-undo" not in [node.id for node in live.shown.stage.focus.nodes()]


def test_a_number_with_letters_can_be_typed(live: Live) -> None:
    to_number(live).shown.act("letters")
    live.keys("USA")
    live.shown.act("pad-id")
    live.keys("110081")
    assert live.state.visit.typed.number == "USA110081"


def test_the_phone_page_shows_a_code_and_then_offers_another(live: Live) -> None:
    live.shown.act("door-phone")
    live.send(m.LinkOffered("L1", "https://platform.example/phone/link/L1"))
    assert "qr" in [node.id for node in live.shown.stage.focus.nodes()]
    assert not live.shown.stage.focus.find(id="primary").enabled
    live.send(m.LinkSeen("L1", "EXPIRED"))
    assert "qr" not in [node.id for node in live.shown.stage.focus.nodes()]
    live.shown.act("primary")
    assert live.state.visit.link.state == "asking"
