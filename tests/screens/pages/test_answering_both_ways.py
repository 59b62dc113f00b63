"""Addresses and days are chosen first, and typed by who would rather; what was answered stays."""

import pytest

from screens.pages.entry import entry_of
from screens.pages.page import Tools

TIANJIN = Tools(area_code="120116")


@pytest.fixture
def on(live, scenes):
    """Return a visit on the page of a field."""

    def go(element_id, value=None):
        made = live("field-name", TIANJIN)
        made.state = scenes.field(element_id, value)
        made.draw()
        return made

    return go


ADDRESS = "household.address"


def emptied(visit):
    visit.act("key-clear")
    return visit


def test_a_place_is_chosen_and_the_street_written_after_it(on):
    visit = emptied(on(ADDRESS, "示例"))
    visit.act("answer-choose")
    assert visit.missing("key-a")
    visit.act("place-120116")
    assert visit.find("field").value == "天津市滨海新区"
    visit.act("pad-symbols")
    visit.act("key-8")
    assert visit.find("field").value == "天津市滨海新区8"
    assert not visit.missing("answer-choose")


def test_another_place_keeps_the_street(on):
    visit = on(ADDRESS, "天津市滨海新区示例路1号")
    visit.act("answer-choose")
    visit.act("place-120101")
    assert visit.find("field").value == "天津市和平区示例路1号"


def test_who_would_rather_types_all_of_it(on):
    visit = emptied(on(ADDRESS, "示例"))
    visit.act("answer-choose")
    visit.act("answer-type")
    assert visit.find("field").value == ""


def test_a_day_is_typed_as_eight_digits_in_groups(on):
    visit = on("child.birth_date")
    visit.act("answer-type")
    for digit in "20261108":
        visit.act(f"key-{digit}")
    assert visit.presenter.page._text._typed.shown()[0] == "2026 11 08"
    assert visit.presenter.page.body.value == "2026-11-08"
    visit.act("answer-choose")
    assert visit.presenter.page._chooser.value.isoformat() == "2026-11-08"


def test_a_day_in_the_making_is_none_yet_and_no_such_day_is_the_forms_to_refuse(on):
    entry = entry_of(on("child.birth_date").presenter.page.body.field)
    assert entry.value("202611") == "202611"
    assert entry.value("20261308") == "2026-13-08"
    assert entry.typed("2026-11-08") == "20261108"
    assert entry.typed(None) == ""
