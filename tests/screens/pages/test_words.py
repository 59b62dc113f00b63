"""Limits, counts, sources, and how a field is typed."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.catalogue.models import DataElement, FieldKind, Limit, LimitUnit, LocalText
from kiosk.catalogue.plan_models import FieldSource, PlanField
from kiosk.text import Texts
from kiosk.visit.views import say
from screens.pages import words
from screens.pages.entry import Entry, date_bounds, entry_of, example

ZH, EN = Texts("zh-CN"), Texts("en")


def field(kind: FieldKind, schema: dict[str, object]) -> PlanField:
    element = DataElement(
        id="one", label=LocalText(zh="一"), question=LocalText(zh="一？"), kind=kind, schema=schema
    )
    return PlanField(element, True, (), FieldSource.ASKED, schema)


@pytest.mark.parametrize(
    ("value", "unit", "chinese", "english"),
    [
        (0, LimitUnit.WORKING_DAY, "当场办结", "On the spot"),
        (30, LimitUnit.MINUTE, "当场办结", "On the spot"),
        (1, LimitUnit.WORKING_DAY, "1 个工作日", "1 working day"),
        (5, LimitUnit.WORKING_DAY, "5 个工作日", "5 working days"),
        (30, LimitUnit.DAY, "30 天", "30 days"),
    ],
)
def test_limit_as_people_say_it(value: int, unit: LimitUnit, chinese: str, english: str) -> None:
    limit = Limit(value=value, unit=unit)
    assert (words.limit(ZH, limit), words.limit(EN, limit)) == (chinese, english)


def test_source_without_a_day_says_no_day() -> None:
    assert words.provenance(ZH, say("provenance.shared", source="户籍信息", as_of="")) == "取自户籍信息"
    dated = words.provenance(ZH, say("provenance.shared", source="户籍信息", as_of="2026-11-17"))
    assert dated == "取自户籍信息，2026年11月17日"
    assert words.provenance(ZH, say("provenance.card", source="", as_of="")) == "取自身份证"


def test_values_of_content_are_put_into_the_language() -> None:
    hint = say("consent.was.granted", unused=LocalText(zh="一"))
    assert words.said(ZH, hint) == "您上次选了：同意"
    assert (
        words.said(EN, say("guide.only.ask", lead=LocalText(zh="市局", en="Bureau"))) == "In charge: Bureau"
    )


@given(st.dates())
def test_a_date_is_shown_as_it_is_said(day: date) -> None:
    assert words.shown(ZH, day.isoformat()) == f"{day.year}年{day.month}月{day.day}日"


@given(st.text())
def test_what_is_no_date_is_shown_as_it_is(text: str) -> None:
    assert words.ISO_DATE.fullmatch(text) or words.shown(ZH, text) == text


@given(st.lists(st.integers(1, 300), min_size=1, max_size=4))
def test_the_strictest_length_of_all_items_holds(lengths: list[int]) -> None:
    schema = {"type": "string", "allOf": [{"maxLength": length} for length in lengths]}
    assert entry_of(field(FieldKind.TEXT, schema)).max_length == min(lengths)


@pytest.mark.parametrize(
    ("kind", "schema", "entry"),
    [
        (FieldKind.ID_NUMBER, {"type": "string"}, Entry("id", "id", 18)),
        (FieldKind.PHONE, {"type": "string"}, Entry("phone", "phone", 11)),
        (FieldKind.PERSON_NAME, {"type": "string", "maxLength": 50}, Entry("name", "text", 50)),
        (FieldKind.ADDRESS, {"type": "string", "maxLength": 100}, Entry("address", "text", 100)),
        (FieldKind.NUMBER, {"type": "integer"}, Entry("number", "text", 15)),
        (FieldKind.NUMBER, {"type": "number"}, Entry("amount", "text", 15)),
        (FieldKind.CODE, {"type": "string", "format": "uscc"}, Entry("credit", "credit", 18)),
        (FieldKind.CODE, {"type": "string", "maxLength": 30}, Entry("code", "text", 30)),
    ],
)
def test_kind_and_schema_choose_the_keys(kind: FieldKind, schema: dict[str, object], entry: Entry) -> None:
    assert entry_of(field(kind, schema)) == entry


def test_examples_are_shown_but_never_numbers_of_persons() -> None:
    assert example(field(FieldKind.TEXT, {"type": "string", "examples": ["示例店"]})) == "示例店"
    assert example(field(FieldKind.ID_NUMBER, {"type": "string", "examples": ["000000199203050018"]})) == ""


@given(st.dates(date(2020, 1, 1), date(2100, 1, 1)))
def test_a_date_can_always_be_chosen_around_today(today: date) -> None:
    first, last = date_bounds(field(FieldKind.DATE, {"type": "string", "format": "date"}), today)
    assert first < today < last
    past = {"allOf": [{"format": "date", "formatMaximum": "today"}]}
    assert date_bounds(field(FieldKind.DATE, past), today)[1] == today
