"""Text size, contrast, reach and language change in the middle of every page, and nothing is lost by it."""

import importlib.util
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from kiosk.text import LANGUAGES
from kiosk.visit.steps import end
from kiosk.visit.views import Aids
from screens.components import SignaturePad, TextField
from screens.components.carry import every
from screens.components.scroller import Viewport
from screens.input_methods.keyboard import Keyboard

HERE = Path(__file__).parent
PLAIN = {"text_size": "standard", "high_contrast": False, "low_reach": False, "language": LANGUAGES[0]}
OTHER = {"text_size": "extra", "high_contrast": True, "low_reach": True, "language": LANGUAGES[-1]}
MANY = ("field", "typed", "search", "staff-pin", "staff-number")
USED = (
    "situation-chosen",
    "commitment-agreed",
    "plan-none",
    "materials-ready",
    "materials-one",
    "declare-signed",
    "scan-taken",
    "scan-lit",
    "scan-corners",
    "scan-several",
    "scan-ask",
    "report-failed",
    "found-differs",
    "review-failed",
)


def all_scenes():
    if "all_scenes" not in sys.modules:
        spec = importlib.util.spec_from_file_location("all_scenes", HERE.parent / "all_scenes.py")
        module = importlib.util.module_from_spec(spec)
        sys.modules["all_scenes"] = module
        spec.loader.exec_module(module)
    return sys.modules["all_scenes"]


def in_the_middle():
    """Return each page once, and every state in which somebody has typed, chosen, drawn or photographed."""
    names = all_scenes().names()
    first = {name.partition("-")[0]: name for name in reversed(names)}
    return [name for name in names if name in first.values() or name.startswith(MANY) or name in USED]


@pytest.fixture(scope="module")
def tools(tmp_path_factory):
    made = all_scenes().tools(tmp_path_factory.mktemp("words"))
    yield made
    if made.input_method is not None:
        made.input_method.close()


@pytest.fixture
def at(live, tools):
    """Go to a state of a page and do there whatever can be done without leaving it."""

    def go(name):
        scene, acts = all_scenes().OPENED.get(name, (name, ()))
        page = live(scene, tools)
        for id in acts:
            page.act(id)
        return page

    return go


def switch(page, **aids):
    """Do what the strip of aids does, of several at once."""
    page.state = page.state.with_visit(aids=replace(page.state.visit.aids, **aids))
    page.draw()


def shape(page):
    """What the page is, whatever its language and size: where one is, what may be done, in which state."""
    nodes = [(node.id, node.state, node.enabled) for node in page.stage.focus.nodes() if node.interactive]
    mine = [node for node in nodes if not node[0].startswith(("aid-", "scroll-"))]
    return page.stage.page_id, mine, replace(page.state.visit, aids=Aids())


def knowledge(page):
    """What its parts alone know: text, caret, steps of a picker, strokes, what is being composed."""
    known = []
    for part in every(page.stage.page):
        if isinstance(part, TextField):
            known.append(part.composing)
        elif isinstance(part, SignaturePad):
            known.append(part.strokes)
        elif isinstance(part, Keyboard):
            known.append((part.pad, part.upper, part.composing.now, part.composing.strokes))
        if part.kept() is not None and not isinstance(part, Viewport):
            known.append((type(part), part.kept()))
    return known


def use(page, finger):
    """Type, sign, choose, as far as this page lets one; return whether anything was done."""
    nodes = page.stage.focus.nodes()
    keys = [node.id for node in nodes if node.id.startswith("key-") and len(node.name) == 1]
    for id in keys[:3]:
        page.act(id)
    field = next((node for node in nodes if node.role == "textbox" and node.visible), None)
    if field is not None and keys:
        x, y, _, h = field.bounds
        finger.tap((x + 60, y + h / 2))
    writing = next((node for node in nodes if node.id == "writing-field"), None)
    if writing is not None:
        x, y, w, h = writing.bounds
        finger.drag([(x + w / 4, y + h / 2), (x + w / 2, y + h / 2)])
    pad = next((node for node in nodes if node.id == "signature"), None)
    if pad is not None:
        if page.find("sign-clear").enabled:
            page.act("sign-clear")
        page.stage.focus.focus("signature")
        x, y, w, h = page.find("signature").bounds
        for shift in (0, 80):
            finger.drag([(x + w / 3 + shift, y + h / 3), (x + w / 2, y + h / 2), (x + w / 2, y + 2 * h / 3)])
    for prefix in ("decade-", "stage:", "place-1"):
        first = next((node for node in nodes if node.id.startswith(prefix) and node.enabled), None)
        if first is not None:
            page.act(first.id)
    page.stage.focus.clear()
    page.stage.layout_now()


@pytest.mark.parametrize("name", in_the_middle())
def test_nothing_is_lost_by_switching_in_the_middle_of_a_page(at, finger, name):
    page = at(name)
    if page.stage.dialog_id:  # nothing but the dialog can be touched
        assert page.missing("aid-language")
        return
    use(page, finger)
    before, known, looks = shape(page), knowledge(page), page.stage.focus.dump()
    drawn = {aid: value for aid, value in OTHER.items() if aid != "language"}
    for aids in (drawn, OTHER, PLAIN):
        switch(page, **aids)
        assert knowledge(page) == known, aids
        assert shape(page) == before, aids
    assert page.stage.focus.dump() == looks


def test_a_word_begun_in_one_language_is_finished_in_the_other(at, tools):
    if tools.input_method is None:
        pytest.skip("no librime here")
    page = at("field-name")
    for letter in "lixiaoman":
        page.act(f"key-{letter}")
    page.act("aid-language")
    first = page.find("candidate-0").name
    page.act("candidate-0")
    assert page.find("field").value.startswith(first)
    assert page.presenter.page.body.value.startswith(first)


@pytest.mark.parametrize("name", ["guide", "plan", "home", "declare", "materials", "review"])
@pytest.mark.parametrize("aid", OTHER)
def test_what_is_read_stays_in_sight(at, name, aid):
    page = at(name)
    switch(page, text_size="large")
    page.act("scroll-down")
    way, _ = page.stage.page.scroller.view.kept()
    for value in (OTHER[aid], PLAIN[aid]):
        switch(page, **{aid: value})
        view = page.stage.page.scroller.view
        now = view.kept()
        # At the end of a page there may be nothing to scroll to; then what was above comes into sight, too.
        assert now is None or now[0][:2] == way[:2] or view.offset == view.limit, value


@pytest.mark.parametrize("name", ["field-name-candidates", "plan", "declare", "scan", "typed-number"])
def test_all_of_it_goes_with_the_visit(at, name):
    page = at(name)
    for aid, value in OTHER.items():
        setattr(page.presenter.theme, aid, value)
    assert page.state.visit.aids == replace(Aids(), **OTHER)
    page.state, _ = end(page.state)
    page.draw()
    assert {aid: getattr(page.presenter.theme, aid) for aid in PLAIN} == PLAIN
