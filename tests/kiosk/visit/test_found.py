"""What was read on a paper goes into the form only when the person says so."""

import pytest
from visit_photos import GOOD, lines, page, photographed
from visit_walk import STROKES, Walk, sample_value

from kiosk.application.application import ValueSource
from kiosk.application.pre_review import FoundField, Review, Verdict
from kiosk.catalogue.reading import PaperFieldKind
from kiosk.visit import effects, page_work
from kiosk.visit import messages as m
from kiosk.visit.pages import Destination, Page

NAME = FoundField("name", PaperFieldKind.NAME, "王 测试", "王测试", (10, 20, 300, 60), 0.98,
                  fills="other_parent.name")  # fmt: skip
NUMBER = FoundField("number", PaperFieldKind.ID_NUMBER, "000000199307160027", "000000199307160027",
                    (10, 80, 300, 120), 0.98, checked=True, fills="other_parent.number")  # fmt: skip
PHONE = FoundField("phone", PaperFieldKind.NUMBER, "13800009902", "13800009902", (0, 0, 9, 9), 0.9,
                   agrees=False, known="13800009901", known_element="applicant.phone")  # fmt: skip


def read(*fields: FoundField) -> Walk:
    """To the page after a sheet on which these fields were read."""
    walk = Walk().to_scan()
    assert walk.at.key == "parent-id-cards"
    walk.send(m.TakePhoto(), photographed(page(), read=True))
    walk.send(m.PageReviewed(1, 0, Review(Verdict.FITS, (), None, fields)), m.Continue())
    return walk


def held(walk: Walk, element_id: str):
    return walk.state.visit.application.values.get(element_id)


def asked(walk: Walk) -> list[str]:
    """Walk on, photographing without reading, and return the fields that are asked until the check."""
    found = []
    while walk.page is not Page.CHECK:
        if walk.page is Page.SCAN:
            walk.send(m.TakePhoto(), GOOD, m.Continue())
        elif walk.page is Page.COMMITMENT:
            walk.send(m.AgreeCommitment(walk.at.key, True), m.Continue())
        else:
            found.append(walk.at.key)
            before = walk.at
            walk.fill()
            assert walk.at != before
    return found


def test_nothing_is_filled_in_before_the_person_has_said_so():
    walk = read(NAME, NUMBER)
    assert walk.at == Destination(Page.FOUND, "parent-id-cards")
    assert held(walk, "other_parent.name") is None
    view = walk.screen.body
    assert (view.field_id, view.value, view.held, view.checked, view.left) == (
        "name",
        "王测试",
        None,
        False,
        1,
    )
    assert view.box == (10, 20, 300, 60)


def test_what_is_right_goes_into_the_form_and_is_asked_no_more():
    walk = read(NAME, NUMBER)
    walk.send(m.DecideFound("name", True))
    assert walk.screen.body.field_id == "number"
    assert walk.screen.body.checked
    walk.send(m.DecideFound("number", True))
    assert walk.page is Page.SCAN
    value = held(walk, "other_parent.number")
    assert (value.value, value.source, value.confirmed) == (NUMBER.value, ValueSource.PAPER, True)
    assert not {"other_parent.name", "other_parent.number"} & set(asked(walk))
    (line,) = [one for group in walk.screen.body.groups for one in group.lines
               if one.element_id == "other_parent.name"]  # fmt: skip
    assert line.provenance.key == "provenance.paper"


def test_what_is_wrong_is_asked_after_the_papers():
    walk = read(NAME)
    walk.send(m.DecideFound("name", False))
    assert walk.page is Page.SCAN
    assert held(walk, "other_parent.name") is None
    assert "other_parent.name" in asked(walk)


def test_a_paper_that_says_something_else_than_the_form_is_shown_beside_it():
    for use, kept in ((True, "13800009902"), (False, "13800009901")):
        walk = Walk().to_plan().agree_plan().fetch_nothing()
        while walk.page is Page.FIELD:
            if walk.at.key == "applicant.phone":
                walk.send(m.SetField("applicant.phone", "13800009901"), m.Continue())
            else:
                here = walk.at
                walk.send(m.SetField(here.key, sample_value(walk.screen.body.field)), m.Continue())
        walk.send(m.Continue(), m.TakePhoto(), photographed(page(), read=True))
        walk.send(m.PageReviewed(1, 0, Review(Verdict.FITS, (), None, (PHONE,))), m.Continue())
        view = walk.screen.body
        assert (view.value, view.held) == ("13800009902", "13800009901")
        walk.send(m.DecideFound("phone", use))
        assert held(walk, "applicant.phone").value == kept
        assert walk.page is Page.SCAN


def test_a_value_that_the_form_would_not_take_is_not_offered():
    bad = FoundField("number", PaperFieldKind.ID_NUMBER, "x", "000000199307160020", (0, 0, 9, 9), 0.9,
                     fills="other_parent.number")  # fmt: skip
    assert read(bad).page is Page.SCAN


def test_what_the_card_says_is_not_weighed_against_a_paper():
    other = FoundField("name", PaperFieldKind.NAME, "王测试", "王测试", (0, 0, 9, 9), 0.9, agrees=False,
                       known="李示例", known_element="applicant.name")  # fmt: skip
    walk = read(other)
    assert walk.page is Page.SCAN
    assert held(walk, "applicant.name").value == "李示例"


def test_a_question_about_the_page_comes_before_what_stands_on_it():
    walk = Walk().to_scan()
    walk.send(m.TakePhoto(), photographed(page(), read=True))
    walk.send(m.PageReviewed(1, 0, Review(Verdict.ASK, (), None, (NAME,))), m.Continue())
    assert walk.page is Page.SCAN
    walk.send(m.UseSheet())
    assert walk.page is Page.FOUND


def test_nobody_decides_about_a_field_that_is_not_shown():
    walk = read(NAME)
    before = walk.state.visit
    walk.send(m.DecideFound("no-such", True))
    assert walk.state.visit.application == before.application


def test_from_print_to_the_form():
    """The real pre-review on the lines of an identity card."""
    walk = Walk().to_scan()
    walk.send(m.TakePhoto(), photographed(page(), read=True))
    rows = ("姓名 王测试", "性别 女 民族 汉", "出生 1993年7月16日", "住址 示例市示例区示例路1号",
            "公民身份号码 000000199307160027")  # fmt: skip
    (effect,) = walk.send(m.PageRead(1, 0, (), tuple(lines(*rows))))
    walk.send(page_work.reviewed(effect))
    question = walk.screen.body.question
    walk.send(m.Continue() if question is None else m.UseSheet())
    assert walk.page is Page.FOUND, walk.state.visit.sheets
    while walk.page is Page.FOUND:
        walk.send(m.DecideFound(walk.screen.body.field_id, True))
    assert held(walk, "other_parent.name").value == "王测试"
    assert held(walk, "other_parent.number").value == "000000199307160027"


def test_what_staff_are_told_of_a_page_names_nobody():
    walk = read(NAME, NUMBER)
    for field in ("name", "number"):
        walk.send(m.DecideFound(field, True))
    asked(walk)
    walk.send(m.Continue())
    for declaration in walk.screen.body.declarations:
        walk.send(m.TickDeclaration(declaration.id, True))
    walk.send(m.Sign(STROKES), m.Continue())
    (sent,) = walk.wanted(effects.Submit)
    (first, *_) = next(one for one in sent.package.materials if one.material_id == "parent-id-cards").pages
    assert first.review["verdict"] == "fits"
    assert first.review["overruled"] is False
    assert first.quality["blur"] == pytest.approx(2.5)
    assert first.original == page().jpeg
    assert "王测试" not in str(first.review)
    assert "000000199307160027" not in str(first.review)


def test_what_is_read_after_one_has_gone_on_asks_nothing_and_holds_nobody_up():
    walk = Walk().to_scan()
    walk.send(m.TakePhoto(), photographed(page(), read=True))
    walk.pass_time(10)
    walk.send(m.Continue())
    here = walk.at
    assert here != Destination(Page.SCAN, "parent-id-cards")
    walk.send(m.PageReviewed(1, 0, Review(Verdict.FITS, (), None, (NAME, NUMBER))))
    assert walk.at == here
    assert "other_parent.name" in asked(walk)
    assert walk.page is Page.CHECK
