"""The gallery shows every component, and what can be acted on in every state that it knows."""

import inspect
import sys

import numpy as np
import pytest
from typer.testing import CliRunner

import screens.components as components
from kiosk.cli import app
from screens.audit.pixels import grab
from screens.components import Part, Press
from screens.gallery.samples import pages, question
from screens.gallery.states import PRESSED, in_state

BASES = {"Part", "Press", "Stage"}
"""What is nothing to see by itself."""


def _parts(part: Part):
    yield part
    for child in part.parts:
        yield from _parts(child)


def test_every_component_is_in_the_gallery(theme, stage):
    shown = set()
    for shell in (*pages(theme, None), question(theme)):
        shown |= {each.__name__ for part in _parts(shell) for each in type(part).__mro__}
    exported = {
        name
        for name in components.__all__
        if inspect.isclass(getattr(components, name)) and issubclass(getattr(components, name), Part)
    }
    assert exported - BASES - shown == set()


def test_every_kind_of_target_is_shown_in_its_states(theme, stage):
    made = {type(make(theme, "a")) for make, _, _ in PRESSED.values()}
    exported = {
        one
        for name in components.__all__
        if inspect.isclass(one := getattr(components, name)) and issubclass(one, Press) and one is not Press
    }
    assert exported - made == set()


@pytest.mark.parametrize("contrast", [False, True])
@pytest.mark.parametrize("name", PRESSED)
def test_states_of_a_target_can_be_told_apart(theme, put, name, contrast):
    """Each state is drawn otherwise than every other one, and said in the focus tree where it has words."""
    theme.high_contrast = contrast
    make, states, _ = PRESSED[name]
    drawn: dict[str, np.ndarray] = {}
    for state in states:
        part = in_state(make(theme, f"{name}-{state}"), state)
        put(part)
        x, y, w, h = part.bounds()
        drawn[state] = grab()[y - 20 : y + h + 20, x - 20 : x + w + 20].copy()
        node = part.node()
        if state in {"disabled", "busy", "error"}:
            assert state in node.state
    for one in states:
        for other in states:
            same = drawn[one].shape == drawn[other].shape and not (drawn[one] != drawn[other]).any()
            assert one == other or not same, f"{one} looks as {other}"


def test_unknown_state_is_refused(theme):
    make, _, _ = PRESSED["primary"]
    with pytest.raises(ValueError, match="no state asleep of Button"):
        in_state(make(theme, "a"), "asleep")
    with pytest.raises(ValueError, match="no state error of Button"):
        in_state(make(theme, "a"), "error")


def test_command_draws_the_gallery(tmp_path, monkeypatch):
    monkeypatch.delenv("DISPLAY", raising=False)
    out = tmp_path / "gallery"
    ran = CliRunner().invoke(
        app, ["screens", "gallery", str(out), "--page", "components", "--look", "standard"]
    )
    assert ran.exit_code == 0, ran.output
    assert len(list(out.glob("components-standard*.png"))) > 1


def test_command_line_knows_no_kivy():
    assert "kivy" not in inspect.getsource(sys.modules["kiosk.commands.screens"])
