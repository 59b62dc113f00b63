"""Every pad of every field, and choosing a place, pass the audit in every look."""

import pytest

from screens.audit import audit
from screens.input_methods.layouts import Pad
from screens.input_methods.pinyin import Pinyin
from screens.pages import PAGES
from screens.pages.page import Tools
from screens.pages.presenter import Presenter

LOOKS = [("zh-CN", "extra", True, False), ("en", "large", False, True)]


class Reads:
    """A reader that is there."""

    works = True
    start = forget = lambda self: None

    def ask(self, strokes, then):
        then(tuple("王玉主五土工"))


@pytest.fixture(scope="module")
def pinyin(tmp_path_factory):
    made = Pinyin(tmp_path_factory.mktemp("rime"))
    yield made
    made.close()


@pytest.fixture(params=LOOKS, ids=lambda look: "-".join(map(str, look)))
def shown(request, make_scenes, stage, theme, pinyin):
    """Show a scene in a look; return its page."""
    language, size, contrast, low = request.param
    scenes = make_scenes(language, size, contrast)
    presenter = Presenter(stage, theme, lambda _: None, PAGES, Tools(pinyin, Reads(), area_code="130000"))

    def show(name):
        presenter.show(scenes.screen(name))
        theme.low_reach = low
        stage.layout_now()
        return presenter.page

    return show


@pytest.mark.parametrize("name", ["field-name", "field-address", "field-id", "typed-number"])
def test_every_pad_passes_the_audit(stage, shown, name):
    keys = shown(name)._keyboard
    for pad in keys._pads:
        keys.show(pad)
        assert audit(stage) == [], pad


def test_candidates_pass_the_audit(stage, shown):
    keys = shown("field-name")._keyboard
    for letter in "zhangwei":
        keys.press(letter)
    assert audit(stage) == []


@pytest.mark.parametrize("taps", [(), (2,), (2, 1), (2, 1, 5)])
def test_every_step_to_a_rare_character_passes_the_audit(stage, shown, taps):
    keys = shown("field-name")._keyboard
    keys.show(Pad.RADICAL)
    for tap in taps:
        keys.composing.choose_radical(tap)
    assert audit(stage) == []


def test_choosing_a_place_passes_the_audit_at_every_level(stage, shown):
    picker = shown("field-place")._chooser
    assert picker.level == "city"
    for depth in (1, 0):
        picker.go(depth)
        assert audit(stage) == []
    stage.focus.find(id="place-500000").action()
    assert (picker.level, audit(stage)) == ("county", [])


def test_typing_a_day_passes_the_audit(stage, shown):
    page = shown("field-date")
    page._turn()
    assert audit(stage) == []
