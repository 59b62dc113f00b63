"""What a tap on each page from the materials to the goodbye says to the visit."""

from typing import Any

import pytest

from kiosk.catalogue.models import MaterialSource
from kiosk.visit import messages as m
from kiosk.visit import pages
from kiosk.visit.pages import Destination, Page

TAPS = [
    ("materials", "primary", m.Continue()),
    ("materials", "back", m.Back()),
    ("materials", "help", m.ShowHelp()),
    ("commitment", "agree", m.AgreeCommitment("food-safety-rules", True)),
    ("commitment-agreed", "agree", m.AgreeCommitment("food-safety-rules", False)),
    ("commitment-agreed", "primary", m.Continue()),
    ("scan", "primary", m.TakePhoto()),
    ("scan-rejected", "primary", m.TakePhoto()),
    ("scan-taken", "primary", m.Continue()),
    ("scan-taken", "retake", m.Retake()),
    ("scan", "leave", m.Leave()),
    ("check", "primary", m.Continue()),
    ("check", "change:items", m.GoTo(pages.PLAN)),
    ("check", "change:materials", m.GoTo(pages.MATERIALS)),
    ("check", "change:child.name", m.GoTo(Destination(Page.FIELD, "child.name"))),
    ("check-refused", "mend:0", m.GoTo(Destination(Page.FIELD, "applicant.phone"))),
    ("check-refused", "mend:1", m.GoTo(Destination(Page.SCAN, "parent-id-cards"))),
    ("declare", "declaration:truth", m.TickDeclaration("truth", True)),
    ("declare-signed", "declaration:truth", m.TickDeclaration("truth", False)),
    ("declare-signed", "primary", m.Continue()),
    ("done-printed", "again", m.PrintAgain()),
    ("done-printed", "report", m.OpenReport()),
    ("done-printed", "primary", m.Continue()),
    ("rating", "rate-1", m.Rate(1)),
    ("rating", "rate-5", m.Rate(5)),
    ("rating", "skip", m.Rate(None)),
    ("goodbye", "primary", m.Continue()),
    ("error-refused", "mend:0", m.GoTo(Destination(Page.FIELD, "applicant.phone"))),
    ("error-refused", "primary", m.GoTo(pages.CHECK)),
    ("error-duplicate", "primary", m.Back()),
    ("error-upstream", "primary", m.Retry()),
    ("error-upstream", "back", m.Back()),
    ("error-upstream", "report", m.OpenReport()),
    ("report", "primary", m.SendReport("")),
    ("report", "back", m.Back()),
    ("report-failed", "primary", m.SendReport("")),
    ("report-sent", "primary", m.Back()),
]


@pytest.mark.parametrize(("scene", "id", "message"), TAPS, ids=[f"{scene}-{id}" for scene, id, _ in TAPS])
def test_tap_sends(scenes: Any, stood: Any, scene: str, id: str, message: m.Message) -> None:
    stood.show(scenes.screen(scene))
    stood.act(id)
    assert stood.sent == [message]


@pytest.mark.parametrize(
    "scene",
    [
        "commitment",
        "scan-taking",
        "scan-no-camera",
        "declare",
        "submitting",
        "goodbye-card",
        "report-sending",
    ],
)
def test_primary_is_disabled_where_the_page_cannot_go_on(scenes: Any, stood: Any, scene: str) -> None:
    stood.show(scenes.screen(scene))
    assert not stood.stage.focus.find(id="primary").enabled


def test_a_slip_that_is_being_printed_is_not_printed_twice(scenes: Any, stood: Any) -> None:
    stood.show(scenes.screen("done"))
    assert not stood.stage.focus.find(id="again").enabled


def test_nothing_on_the_submitting_page_ends_or_repeats_it(scenes: Any, stood: Any) -> None:
    stood.show(scenes.screen("submitting"))
    assert [
        n.id for n in stood.stage.focus.nodes() if n.interactive and n.enabled and n.id[:4] != "aid-"
    ] == ["help"]


def test_another_way_to_give_a_material_is_chosen_in_a_dialog(scenes: Any, stood: Any) -> None:
    stood.show(scenes.screen("materials-restaurant"))
    stood.act("material:food-safety-rules")
    assert "checked" in stood.stage.focus.find(id="choice-COMMITMENT").state
    stood.act("choice-WINDOW")
    assert stood.sent == [m.ChooseSource("food-safety-rules", MaterialSource.WINDOW)]
    assert stood.stage.overlays == []


def test_keeping_the_way_sends_nothing(scenes: Any, stood: Any) -> None:
    stood.show(scenes.screen("materials-restaurant"))
    stood.act("material:food-safety-rules")
    stood.act("choice-COMMITMENT")
    stood.act("material:food-safety-rules")
    stood.act("close")
    assert stood.sent == []
    assert stood.stage.overlays == []


def test_who_has_no_original_is_offered_the_other_ways_and_a_door(scenes: Any, stood: Any) -> None:
    stood.show(scenes.screen("scan"))
    ways = scenes.screen("scan").body.alternatives
    stood.act("without")
    for way in ways:
        assert stood.stage.focus.find(id=f"way:{way}").enabled
    stood.act("report")
    assert stood.sent == [m.OpenReport()]


def test_help_is_still_there_where_its_button_serves_those_without_the_original(
    scenes: Any, stood: Any
) -> None:
    stood.show(scenes.screen("scan"))
    stood.act("without")
    stood.act("more-help")
    assert stood.sent == [m.ShowHelp()]
    assert stood.stage.overlays == []


@pytest.mark.parametrize("scene", ["error-upstream", "error-duplicate", "error-session", "error-timeout"])
def test_every_error_page_has_its_doors(scenes: Any, stood: Any, scene: str) -> None:
    stood.show(scenes.screen(scene))
    assert stood.stage.focus.find(id="report").enabled
    assert "12345" in stood.stage.focus.find(id="call").name
    stood.stage.focus.find(id="window")
    assert stood.stage.focus.find(id="do").name


def test_every_problem_of_the_contract_has_its_page(scenes: Any, stood: Any) -> None:
    from dataclasses import replace

    from kiosk.platform.models import ProblemType

    screen = scenes.screen("error-upstream")
    titles = set()
    for problem in ProblemType:
        stood.presenter.page = None
        stood.show(replace(screen, body=replace(screen.body, name=problem.value, words="")))
        titles.add(stood.page.widget.title.text)
    assert len(titles) >= len(ProblemType) - 1


def test_a_problem_nobody_knows_is_told_as_an_unknown_one(scenes: Any, stood: Any) -> None:
    from dataclasses import replace

    screen = scenes.screen("error-upstream")
    stood.show(replace(screen, body=replace(screen.body, name="teapot")))
    assert stood.page.widget.title.text == "出了点问题"


def test_words_of_the_platform_and_the_code_for_the_staff_are_shown(scenes: Any, stood: Any) -> None:
    stood.show(scenes.screen("error-upstream"))
    assert "10:30" in stood.stage.focus.find(id="platform-words").name
    assert "submit/upstream-unavailable" in stood.stage.focus.find(id="code").name
