"""Back, changes and aids: nothing entered is lost, and only what is new is asked."""

import pytest
from visit_photos import GOOD, page, photographed
from visit_walk import Walk

from kiosk.catalogue.models import MaterialSource
from kiosk.visit import effects
from kiosk.visit.messages import (
    Answer,
    Back,
    ChooseSource,
    CloseOverlay,
    Continue,
    DataFetched,
    DecideConsent,
    Fetched,
    GoTo,
    Leave,
    LeaveConfirmed,
    PlanAgreed,
    Retake,
    SetAid,
    SetField,
    ShowHelp,
    TakePhoto,
    Toggle,
    Touched,
)
from kiosk.visit.pages import CHECK, DECLARE, PLAN, REVIEW, Destination, Page
from kiosk.visit.state import Visit


def field(element_id: str) -> Destination:
    return Destination(Page.FIELD, element_id)


def entered(walk: Walk) -> dict:
    visit = walk.state.visit
    kept = (
        "answers",
        "ticked",
        "application",
        "drafts",
        "sheets",
        "agreed",
        "sources",
        "consent",
        "citizen",
        "strokes",
        "declared",
    )
    return {name: getattr(visit, name) for name in kept}


def test_back_through_every_page_keeps_everything():
    walk = Walk().to_signature()
    before = entered(walk)
    pages = [str(walk.at)]
    while walk.page is not Page.HOME:
        walk.send(Back())
        assert str(walk.at) not in pages
        pages.append(str(walk.at))
    assert pages[-3:] == ["situation:birth-place", "guide", "home"]
    assert "identity" not in pages
    assert entered(walk) == before


def test_forward_again_after_going_back_asks_nothing_twice():
    walk = Walk().to_check()
    while walk.page is not Page.PLAN:
        walk.send(Back())
    (asked,) = walk.send(Continue())
    walk.send(PlanAgreed("plan-2", asked.ticked))
    seen = []
    while walk.page is not Page.CHECK:
        assert walk.page is not Page.IDENTITY
        seen.append(walk.at)
        walk.send(Continue())
    assert len(walk.wanted(effects.Photograph)) == 6
    assert walk.state.visit.plan_id == "plan-2"


def test_back_from_the_first_page_of_the_route_leads_home_and_no_further():
    walk = Walk().open("tj-p-01").follow((Back(), "home"), (Back(), "home"))
    assert walk.screen.frame.can_back is False


def test_a_change_from_the_check_page_returns_there():
    walk = Walk().to_check().follow((GoTo(field("child.name")), "field:child.name"))
    walk.say("李新示例").follow((Continue(), "check"))
    assert walk.state.visit.application.values["child.name"].value == "李新示例"
    walk.follow((Continue(), "declare"))


def test_back_from_a_change_returns_without_it():
    walk = Walk().to_check()
    before = walk.state.visit.application
    walk.follow((GoTo(field("child.name")), "field:child.name"), (Back(), "check"))
    assert walk.state.visit.application == before


def test_a_change_that_makes_a_value_invalid_does_not_return_before_it_is_mended():
    walk = Walk().to_check().follow((GoTo(field("applicant.phone")), "field:applicant.phone"))
    walk.say("12").follow((Continue(), "field:applicant.phone"))
    assert walk.screen.body.problems
    assert walk.screen.body.value == "12"
    walk.say("13800000001").follow((Continue(), "check"))


def test_a_change_from_the_review_page_returns_there():
    walk = Walk().to_plan().agree_plan()
    walk.send(DecideConsent(True))
    walk.send(DataFetched(("c",), (Fetched("child.sex", "FOUND", "1", "出生医学信息"),), ()))
    assert walk.at == REVIEW
    walk.follow((GoTo(field("child.sex")), "field:child.sex"))
    walk.say("2").follow((Continue(), "review"), (Continue(), "field:child.name"))
    assert walk.state.visit.application.values["child.sex"].value == "2"


def test_a_changed_situation_recomputes_the_route_and_asks_only_what_is_new():
    walk = Walk().to_check()
    walk.follow(
        (GoTo(Destination(Page.SITUATION, "birth-place")), "situation:birth-place"),
        ([Answer("birth-place", "home"), Continue()], "plan"),
    )
    (asked,) = walk.send(Continue())
    walk.send(PlanAgreed("plan-2", asked.ticked))
    new = []
    while walk.page is not Page.CHECK:
        new.append(str(walk.at))
        match walk.page:
            case Page.COMMITMENT | Page.SCAN:
                walk.bring_papers()
            case Page.FIELD:
                walk.fill()
            case _:
                walk.send(Continue())
        assert new.count(str(walk.at)) < 2, new
    assert "commitment:home-birth-statement" in new
    assert not [page for page in new if page.startswith("scan:household-booklet")]
    assert "field:child.name" not in new


def test_a_changed_situation_keeps_what_the_citizen_took_out():
    walk = Walk().to_plan()
    walk.send(Toggle("child-social-card"), Back(), Back())
    walk.follow(([Answer("household-with", "father"), Continue()], "situation:household-place"))
    walk.send(Continue())
    assert "child-social-card" not in walk.screen.body.plan.ticked
    assert {"child-insurance", "birth-household"} <= set(walk.screen.body.plan.ticked)


def test_a_changed_situation_ticks_what_it_newly_offers():
    walk = Walk().to_plan("tj-e-01", **{"needs-invoices": "later"})
    walk.agree_plan()
    while str(walk.at) != "situation:needs-invoices":
        walk.send(Back())
    walk.send(Answer("needs-invoices", "yes"))
    while walk.page is Page.SITUATION:
        walk.send(Continue())
    assert walk.at == PLAN
    assert "company-invoices" in walk.screen.body.plan.ticked


def test_the_platform_s_plan_is_shown_before_it_counts():
    walk = Walk().to_plan()
    walk.send(Continue())
    fewer = tuple(one for one in walk.screen.body.plan.ticked if one != "child-insurance")
    walk.send(PlanAgreed("plan-1", fewer))
    assert walk.at == PLAN
    assert len(walk.screen.body.changed) == 1
    walk.send(Continue())
    walk.send(PlanAgreed("plan-2", fewer))
    assert walk.page is Page.CONSENT


def test_only_check_review_and_errors_offer_changes():
    walk = Walk().to_check()
    for target in (DECLARE, Destination(Page.DONE), Destination(Page.IDENTITY)):
        walk.follow((GoTo(target), "check"))
    walk.follow((GoTo(field("no.such")), "check"))
    walk.follow((Continue(), "declare"), (GoTo(CHECK), "declare"))


def test_a_value_that_no_schema_allows_is_kept_but_goes_nowhere():
    walk = Walk().to_plan().agree_plan().fetch_nothing()
    assert walk.at == field("child.name")
    walk.say("李" * 200).follow((Continue(), "field:child.name"))
    assert walk.screen.body.problems
    assert walk.screen.body.value == "李" * 200
    for rubbish in (None, [], {"a": 1}, 3.5, True, "\x00"):
        walk.say(rubbish).follow((Continue(), "field:child.name"))
    assert "child.name" not in walk.state.visit.application.values


def test_a_late_keystroke_changes_nothing_on_another_page():
    walk = Walk().to_check()
    before = walk.state.visit.application
    walk.follow((SetField("child.name", "别人"), "check"))
    assert walk.state.visit.application == before


@pytest.mark.parametrize(
    ("name", "value"), [("language", "en"), ("text_size", "extra"), ("high_contrast", True)]
)
def test_an_aid_switched_in_the_middle_loses_nothing(name, value):
    walk = Walk().to_plan().agree_plan().fetch_nothing().say("李小示例")
    walk.send(Continue())
    walk.say("x")
    before, at = entered(walk), walk.at
    walk.send(SetAid(name, value))
    assert getattr(walk.screen.frame.aids, name) == value
    assert (entered(walk), walk.at) == (before, at)


@pytest.mark.parametrize(("name", "value"), [("language", "fr"), ("text_size", 7), ("at", "done")])
def test_an_aid_that_does_not_exist_is_not_set(name, value):
    walk = Walk().to_plan()
    before = walk.state.visit.aids
    walk.send(SetAid(name, value))
    assert walk.state.visit.aids == before


def test_another_way_for_a_material_can_be_chosen_in_the_list():
    walk = Walk().to_plan("tj-e-01").agree_plan().fetch_nothing().fill()
    assert walk.page is Page.MATERIALS
    walk.send(ChooseSource("articles-of-association", MaterialSource.SCAN))
    rows = {row.material.id: row for row in walk.screen.body.rows}
    assert rows["articles-of-association"].via is MaterialSource.SCAN
    walk.send(ChooseSource("id-card", MaterialSource.E_CERTIFICATE))
    rows = {row.material.id: row for row in walk.screen.body.rows}
    assert rows["id-card"].via is MaterialSource.SCAN


def test_a_retaken_sheet_is_the_one_that_is_kept():
    walk = Walk().to_scan()
    first = walk.at
    walk.send(TakePhoto(), GOOD, Retake())
    assert walk.state.visit.sheets == {}
    assert walk.screen.body.state == "placing"
    walk.send(TakePhoto(), photographed(page(b"better")))
    assert walk.state.visit.sheets[first.key, first.sheet].page == b"better"


def test_leaving_asks_once_where_something_would_be_lost():
    walk = Walk().to_check()
    walk.follow((Leave(), "check"))
    assert walk.screen.frame.overlay.kind == "leave"
    walk.follow((CloseOverlay(), "check"))
    assert walk.screen.frame.overlay is None
    walk.follow((Leave(), "check"), (LeaveConfirmed(), "goodbye"))
    wanted = walk.take_card()
    assert effects.EndSession() in wanted
    assert effects.Wipe() in wanted
    assert walk.state.visit == Visit(last_activity=walk.state.now, page_since=walk.state.now)


def test_leaving_without_anything_entered_is_at_once():
    walk = Walk().open("tj-p-01").follow((Leave(), "idle"))
    assert effects.Wipe() in walk.done
    assert effects.EndSession() not in walk.done


def test_nobody_leaves_while_the_submission_is_on_its_way():
    walk = Walk().to_submitting()
    walk.follow((Leave(), "submitting"), (LeaveConfirmed(), "submitting"), (Back(), "submitting"))
    assert walk.screen.frame.overlay is None


def test_a_question_that_was_open_does_not_stay_in_front_of_the_next_page():
    walk = Walk().to_check().follow((ShowHelp(), "check"), (Continue(), "declare"))
    assert walk.screen.frame.overlay is None


def test_touching_wakes_only_the_idle_page():
    walk = Walk().to_check().follow((Touched(), "check"))
    assert walk.at == CHECK
