"""Whatever can be touched answers: to the eye at once, to the ear when it acts, and once for one touch."""

import sys
from pathlib import Path

import numpy as np
import pytest

from screens.audit.lines import ListeningFonts
from screens.audit.pixels import grab, pixels, regrab
from screens.components import Press, TextField
from screens.gallery.samples import PAGES
from screens.theme.taps import KEY_REPEAT_S, REPEAT_S

LOOKS = ({}, {"high_contrast": True})


def makers():
    """Every page of the gallery; the one with pinyin, too, with letters alone."""
    from screens.gallery.entering import typing

    return [*PAGES, lambda theme: typing(theme, None)]


@pytest.fixture(params=range(len(makers())), ids=[getattr(make, "__name__", "") for make in makers()])
def make(request):
    return makers()[request.param]


def targets(stage):
    """Each part that can be acted on where it stands, with its node."""
    pairs = [(part, part.node()) for part in stage.focus_parts() if isinstance(part, Press)]
    return [
        (part, node)
        for part, node in pairs
        if node and node.visible and node.enabled and "pressed" not in node.state
    ]


def kinds(stage):
    """One target of each kind and state: what looks alike answers alike."""
    found = {}
    for part, node in targets(stage):
        look = (type(part), getattr(part, "_kind", ""), node.state, node.role)
        found.setdefault(look, (part, node))
    return list(found.values())


@pytest.mark.parametrize("look", LOOKS, ids=["standard", "contrast"])
def test_it_looks_pressed_in_the_very_next_frame(stage, theme, finger, make, look):
    for name, value in look.items():
        setattr(theme, name, value)
    stage.show(make(theme))
    before = grab()
    silent = []
    for part, node in kinds(stage):
        x, y, w, h = node.bounds
        touch = finger.press(node)
        now = before.copy()
        regrab(now, node.bounds)
        touch.touch_move(0, stage.height - y - h / 2)
        touch.touch_up()
        if np.array_equal(now, before) and not isinstance(part, TextField):
            silent.append(f"{type(part).__name__} {node.id} {node.name}")
        after = before.copy()
        regrab(after, node.bounds)
        assert np.array_equal(after[y : y + h, x : x + w], before[y : y + h, x : x + w]), node.name
    assert silent == []


@pytest.mark.parametrize("look", LOOKS, ids=["standard", "contrast"])
def test_its_words_stand_out_while_it_is_pressed(stage, theme, make, look):
    theme.fonts = ListeningFonts(Path(sys.prefix) / "share/yiciban/fonts")
    for name, value in look.items():
        setattr(theme, name, value)
    stage.show(make(theme))
    parts = [part for part, _ in targets(stage)]
    for pressed in (True, False):
        for part in parts:
            part._set_pressed(pressed)
        assert pixels(stage, theme.fonts, grab()) == []


def test_it_acts_on_release_inside_once_and_is_heard(stage, theme, finger, hand_clock, make):
    stage.show(make(theme))
    for part, node in kinds(stage):
        acted, heard = [], []
        part._on_tap = lambda *_, acted=acted: acted.append(1)
        theme.feedback = heard.append
        theme.taps.forget()
        touch = finger.press(node)
        assert (acted, heard) == ([], []), f"{node.name} acts before it is let go"
        touch.touch_up()
        assert (acted, heard) == ([1], ["act"]), node.name
        hand_clock.pass_s(KEY_REPEAT_S / 2 if part.is_key else REPEAT_S * 0.9)
        finger.tap(node, then_s=REPEAT_S + 0.01)
        assert (acted, heard) == ([1], ["act"]), f"{node.name} takes a tremor for a touch"
        finger.tap(node)
        assert (acted, heard) == ([1, 1], ["act", "act"]), node.name
        x, y, w, h = node.bounds
        finger.drag([(x + w / 2, y + h / 2), (0, y + h / 2)])
        assert len(acted) == 2, f"{node.name} acts where the finger slid off"
