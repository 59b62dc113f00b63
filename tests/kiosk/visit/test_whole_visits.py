"""Whole visits as lists of steps: what happens, and the page on which one stands then."""

import pytest
from visit_photos import GOOD
from visit_walk import CARD, GUIDES, SEALED, STROKES, Walk, accepted, session

from kiosk.catalogue.models import MaterialSource
from kiosk.receipts.document import Paragraph
from kiosk.text import Texts
from kiosk.visit import effects
from kiosk.visit.messages import (
    AgreeCommitment,
    Answer,
    Back,
    CardRead,
    CardReading,
    CardRemoved,
    Certificate,
    ChooseSource,
    Continue,
    DataFetched,
    DecideConsent,
    Fetched,
    LeaveConfirmed,
    MatSeen,
    OpenBundle,
    OpenSearch,
    OutboxSeen,
    PlanAgreed,
    PrintAgain,
    PrintFinished,
    PrintGuide,
    Query,
    Rate,
    Sign,
    TakePhoto,
    TickDeclaration,
    Toggle,
    Touched,
)
from kiosk.visit.pages import Page
from kiosk.visit.state import Visit

PHOTO = [TakePhoto(), GOOD]
BIRTH_ITEMS = (
    "issue-birth-certificate",
    "vaccination-booklet",
    "birth-household",
    "child-insurance",
    "child-social-card",
)


def test_the_birth_of_a_child_from_touch_to_goodbye():
    walk = Walk().follow(
        (Touched(), "home"),
        (OpenBundle("tj-p-01"), "guide"),
        (Continue(), "notice"),
        (Continue(), "identity"),
        (CardReading(), "identity"),
        (CardRead(CARD, "proof"), "identity"),
        (session(), "situation:birth-place"),
        (Answer("birth-place", "hospital"), "situation:birth-place"),
        (Continue(), "situation:parents-married"),
        ([Answer("parents-married", "yes"), Continue()], "situation:household-with"),
        ([Answer("household-with", "mother"), Continue()], "situation:household-place"),
        ([Answer("household-place", "local"), Continue()], "plan"),
        (Continue(), "plan"),
        (PlanAgreed("plan-1", BIRTH_ITEMS), "consent"),
        (DecideConsent(True), "consent"),
        (
            DataFetched(
                ("consent-1",),
                (
                    Fetched("child.sex", "FOUND", "1", "出生医学信息", "2026-11-17"),
                    Fetched("child.birth_date", "FOUND", "2026-11-08", "出生医学信息", "2026-11-17"),
                    Fetched("household.address", "SOURCE_ERROR"),
                    Fetched("material.parent-id-cards", "FOUND", True),
                ),
                (Certificate("cert-1", "结婚证", "VALID"),),
            ),
            "review",
        ),
        (Continue(), "field:child.name"),
    )
    walk.fill().follow((Continue(), "scan:birth-record"))
    rows = {row.material.id: row for row in walk.follow((Back(), "materials")).screen.body.rows}
    assert rows["parent-id-cards"].via is MaterialSource.SHARED_DATA
    assert rows["marriage-certificate"].via is MaterialSource.E_CERTIFICATE
    walk.follow(
        (Continue(), "scan:birth-record"),
        (PHOTO, "scan:birth-record"),
        (Continue(), "scan:household-booklet"),
        ([*PHOTO, Continue()], "scan:household-booklet:1"),
        ([*PHOTO, Continue()], "field:household.address"),
    )
    walk.fill().follow((Continue(), "declare"), (Continue(), "declare"))
    declarations = [TickDeclaration(one.id, True) for one in walk.screen.body.declarations]
    walk.follow(
        (declarations, "declare"),
        (Sign(STROKES), "declare"),
        (Continue(), "submitting"),
        (SEALED, "submitting"),
        (OutboxSeen(SEALED.package_id, 1, 3), "submitting"),
    )
    walk.follow(
        (accepted(walk), "done"),
        (PrintFinished(), "done"),
        (Continue(), "rating"),
        (Rate(2), "goodbye"),
        # The camera looks whether papers were left, and is sure when it saw an empty mat twice.
        ([MatSeen(False), MatSeen(False)], "goodbye"),
        (CardRemoved(), "idle"),
    )
    (sent,) = walk.wanted(effects.Submit)
    assert sent.package.selected_items == BIRTH_ITEMS
    assert {material.material_id: material.via for material in sent.package.materials} == {
        "parent-id-cards": "SHARED_DATA",
        "birth-record": "SCAN",
        "household-booklet": "SCAN",
        "marriage-certificate": "E_CERTIFICATE",
    }
    assert sent.package.answers["child.sex"] == "1"
    assert sent.package.consents == ("consent-1",)
    assert len(walk.wanted(effects.Print)) == 1
    assert walk.wanted(effects.SendRating) == [effects.SendRating("SN-1", 2)]


@pytest.mark.parametrize(
    ("bundle", "chosen", "materials"),
    [
        (
            "tj-p-01",
            {"birth-place": "home", "parents-married": "no", "household-with": "father"},
            {"home-birth-statement", "parentage-test", "unmarried-statement", "household-booklet"},
        ),
        ("tj-p-01", {"birth-place": "other-city", "household-place": "elsewhere"}, {"birth-certificate"}),
        ("tj-e-01", {"company-type": "individual", "premises": "rented"}, {"lease-contract"}),
        ("tj-e-01", {"applicant-role": "agent", "needs-invoices": "later"}, {"agent-authority"}),
        (
            "tj-e-02",
            {"shop-size": "large", "signboard": "banner", "premises": "rented"},
            {"fire-commitment", "owner-consent", "kitchen-layout"},
        ),
        ("tj-e-02", {"food-made": "prepacked", "shop-size": "large"}, {"fire-commitment"}),
        ("tj-p-08", {"passing": "hospital"}, {"hospital-record", "kinship", "heirs-statement"}),
        ("tj-p-08", {"passing": "home", "pension": "none"}, {"home-statement"}),
        ("tj-p-08", {"passing": "unexpected"}, {"death-certificate-police"}),
        ("tj-p-08", {"passing": "declared", "medical-account": "no"}, {"court-judgment"}),
    ],
)
def test_other_situations_bring_other_materials(bundle, chosen, materials):
    walk = Walk().to_done(bundle, **chosen)
    (sent,) = walk.wanted(effects.Submit)
    given = {material.material_id for material in sent.package.materials}
    assert materials <= given
    assert set(sent.package.facts) >= set(chosen)


def test_certificates_of_a_death_are_alternatives():
    alternatives = {"death-certificate-medical", "death-certificate-police", "court-judgment"}
    natural, unexpected, declared = (
        {entry.material.id for entry in Walk().to_plan("tj-p-08", passing=passing).screen.body.plan.materials}
        | {entry.material.id for entry in Walk().to_plan("tj-p-08", passing=passing).screen.body.plan.dropped}
        for passing in ("home", "unexpected", "declared")
    )
    assert natural & alternatives == {"death-certificate-medical"}
    assert unexpected & alternatives == {"death-certificate-police"}
    assert declared & alternatives == {"court-judgment"}


def test_unticking_one_of_a_locked_group_unticks_all_of_it_and_nothing_of_it_is_submitted():
    walk = Walk().to_plan()
    walk.send(Toggle("birth-household"))
    assert set(walk.screen.body.plan.ticked) == {
        "vaccination-booklet",
        "child-insurance",
        "child-social-card",
    }
    walk.agree_plan().fetch_nothing().fill().bring_papers()
    assert walk.page is Page.CHECK
    walk.send(Continue(), *(TickDeclaration(d.id, True) for d in GUIDES.bundle("tj-p-01").declarations))
    walk.send(Sign(STROKES), Continue())
    (sent,) = walk.wanted(effects.Submit)
    assert sent.package.selected_items == ("vaccination-booklet", "child-insurance", "child-social-card")
    walk.send(SEALED, accepted(walk))
    assert len(walk.screen.body.rows) == 3


def test_nothing_ticked_goes_nowhere():
    walk = Walk().to_plan("tj-p-11")
    walk.send(Toggle("tj-temporary-treatment"))
    assert walk.send(Continue()) == ()
    assert walk.page is Page.PLAN


def test_an_item_that_no_terminal_can_do_cannot_be_ticked():
    walk = Walk().to_plan("tj-p-08", passing="unexpected")
    before = walk.screen.body.plan.ticked
    walk.send(Toggle("death-certificate-unexpected"))
    assert walk.screen.body.plan.ticked == before


def test_refusing_consent_means_typing_and_photographing_everything():
    walk = Walk().to_plan().agree_plan()
    walk.follow((DecideConsent(False), "review"), (Continue(), "field:child.name"))
    assert not walk.wanted(effects.FetchData)
    walk.fill().bring_papers()
    (asked,) = (walk.state.visit.sheets.keys(),)
    assert {material for material, _ in asked} == {
        "parent-id-cards",
        "birth-record",
        "household-booklet",
        "marriage-certificate",
    }
    assert walk.page is Page.CHECK


def test_consent_taken_back_takes_away_what_was_fetched():
    walk = Walk().to_plan().agree_plan()
    walk.send(DecideConsent(True))
    walk.send(
        DataFetched(
            ("c",),
            (Fetched("child.sex", "FOUND", "1", "出生医学信息"),),
            (Certificate("1", "结婚证", "VALID"),),
        )
    )
    assert "child.sex" in walk.state.visit.application.values
    walk.follow((Back(), "consent"), (DecideConsent(False), "review"))
    assert "child.sex" not in walk.state.visit.application.values
    assert walk.state.visit.certificates == ()
    walk.fetch_nothing().fill().bring_papers()
    assert ("marriage-certificate", 0) in walk.state.visit.sheets


def test_a_guide_only_bundle_goes_nowhere_but_its_guide_can_be_taken_along():
    walk = Walk().open("bh-37")
    assert not walk.screen.body.can_start
    walk.follow((Continue(), "guide"), (PrintGuide(), "guide"), (PrintFinished(), "guide"), (Back(), "home"))
    assert len(walk.wanted(effects.Print)) == 1


def test_a_commitment_has_to_be_agreed_to():
    walk = Walk().to_plan(**{"birth-place": "home"}).agree_plan().fetch_nothing().fill()
    walk.send(Continue())
    while walk.page is Page.SCAN:
        walk.send(*PHOTO, Continue())
    assert str(walk.at) == "commitment:home-birth-statement"
    walk.follow(
        (Continue(), "commitment:home-birth-statement"),
        (
            [AgreeCommitment("home-birth-statement", True), AgreeCommitment("home-birth-statement", False)],
            "commitment:home-birth-statement",
        ),
        (Continue(), "commitment:home-birth-statement"),
        ([AgreeCommitment("home-birth-statement", True), Continue()], "scan:parentage-test"),
    )


def test_a_commitment_can_be_exchanged_for_a_photograph():
    walk = Walk().to_plan("tj-e-01").agree_plan().fetch_nothing().fill()
    walk.send(Continue())
    while walk.page is Page.SCAN:
        walk.send(*PHOTO, Continue())
    assert str(walk.at) == "commitment:articles-of-association"
    walk.follow(
        (ChooseSource("articles-of-association", MaterialSource.SCAN), "scan:articles-of-association"),
        ([*PHOTO, Continue()], "scan:articles-of-association:1"),
        ([*PHOTO, Continue()], "scan:property-certificate"),
    )


def test_optional_and_later_materials_may_be_skipped():
    walk = Walk().to_plan("tj-p-08").agree_plan().fetch_nothing().fill()
    walk.follow(
        (Continue(), "scan:hospital-record"),
        (Continue(), "scan:hospital-record"),
        ([*PHOTO, Continue()], "scan:departed-id-card"),
        (Continue(), "scan:departed-id-card:1"),
        (Continue(), "scan:kinship"),
        ([*PHOTO, Continue()], "commitment:heirs-statement"),
        ([AgreeCommitment("heirs-statement", True), Continue()], "scan:departed-household-booklet"),
        (Continue(), "scan:departed-household-booklet:1"),
    )
    walk.send(Continue())
    assert walk.page is Page.FIELD, "what the papers did not say is asked after them"
    walk.fill()
    walk.send(Continue(), *(TickDeclaration(d.id, True) for d in GUIDES.bundle("tj-p-08").declarations))
    walk.send(Sign(STROKES), Continue())
    (sent,) = walk.wanted(effects.Submit)
    given = {material.material_id for material in sent.package.materials}
    assert given == {"hospital-record", "kinship", "heirs-statement"}


def test_a_bundle_is_found_by_its_name():
    walk = Walk().follow((Touched(), "home"), (OpenSearch(), "search"), (Query("公民身后"), "search"))
    (hit,) = walk.screen.body.results
    walk.follow((OpenBundle(hit.bundle_id), "guide"), (Back(), "search"), (Back(), "home"))


def test_the_rating_can_be_skipped():
    walk = Walk().to_done().follow((Continue(), "rating"), (Rate(None), "goodbye"))
    assert not walk.wanted(effects.SendRating)
    again = Walk().to_done().follow((Continue(), "rating"), (Continue(), "goodbye"))
    assert not again.wanted(effects.SendRating)


@pytest.mark.parametrize("code", [0, 6, -1])
def test_a_rating_outside_the_five_levels_is_none(code):
    walk = Walk().to_done().follow((Continue(), "rating"), (Rate(code), "rating"))
    assert not walk.wanted(effects.SendRating)


def test_the_slip_is_printed_again_when_asked_for():
    walk = Walk().to_done()
    assert walk.send(PrintAgain()) == ()
    walk.send(PrintFinished())
    assert walk.screen.body.slip == "printed"
    (again,) = walk.send(PrintAgain())
    assert walk.screen.body.slip == "printing"
    (first, _) = walk.wanted(effects.Print)
    mark = Texts("zh-CN")("slip.reprint", number=1)
    assert mark in [block.text for block in again.slip.blocks if isinstance(block, Paragraph)]
    assert mark not in [block.text for block in first.slip.blocks if isinstance(block, Paragraph)]


def test_another_bundle_begins_with_nothing_of_the_former_one():
    walk = Walk().to_plan()
    while walk.page is not Page.HOME:
        walk.send(Back())
    wanted = walk.send(OpenBundle("tj-p-11"))
    assert effects.EndSession() in wanted
    visit = walk.state.visit
    assert (visit.citizen, dict(visit.answers), visit.ticked) == (None, {}, None)
    walk.follow((Continue(), "notice"), (Continue(), "identity"))


def test_who_went_back_to_the_guide_goes_on_without_the_card():
    walk = Walk().to_plan()
    while walk.page is not Page.GUIDE:
        walk.send(Back())
    walk.follow((Continue(), "situation:birth-place"))
    assert len(walk.wanted(effects.OpenSession)) == 1


def test_leaving_from_home_after_the_card_was_shown_is_possible():
    walk = Walk().to_plan()
    while walk.page is not Page.HOME:
        walk.send(Back())
    assert walk.screen.frame.can_leave
    walk.follow((LeaveConfirmed(), "goodbye"), (CardRemoved(), "idle"))
    assert walk.state.visit == Visit()
