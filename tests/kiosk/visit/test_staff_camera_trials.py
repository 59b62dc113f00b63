"""The staff try the document camera and teach it: it is on only meanwhile, and every outcome has words."""

import pytest
from visit_trials import SIZE, acted, photo, spoken, wanted

from devices.document_camera.values import Advice, Lesson, Wanted
from kiosk.text import LANGUAGES, Texts
from kiosk.visit import effects, staff_effects
from kiosk.visit.messages import (
    A4Finished,
    Back,
    DeviceChanged,
    PhotoRejected,
    PhotoTaken,
)
from kiosk.visit.messages.staff import OpenStaffPage
from kiosk.visit.messages.staff_devices import (
    LessonAsks,
    LessonTaught,
    TryOut,
)
from kiosk.visit.staff_trials import LESSONS
from kiosk.visit.views import say

# -- photograph


def test_the_camera_is_on_only_while_it_is_tried_and_looks_for_anything(at_trial):
    walk = at_trial("photo")
    opened = wanted(walk, effects.OpenCamera)
    assert opened == [effects.OpenCamera(Wanted(automatic=False, papers=None, read=False))]
    walk.send(Back())
    assert wanted(walk, effects.CloseCamera) == [effects.CloseCamera()]


def test_a_photograph_is_shown_and_judged_in_words(at_trial):
    walk = at_trial("photo")
    walk.send(TryOut("photo"))
    assert walk.screen.body.doing == "photo" and effects.Photograph() in walk.done
    walk.send(PhotoTaken(1, photo(None), b"jpeg"))
    body = walk.screen.body
    assert (body.picture, body.size, body.doing) == (b"jpeg", SIZE, "")
    assert body.said[0][1].well
    assert say("staff.photo.page", wide="210", high="297") in body.said[0][1].facts
    spoken(body.said)
    assert acted(walk) == [("photo", "document_camera", "done")]


@pytest.mark.parametrize("advice", Advice)
def test_what_is_wrong_with_a_photograph_is_told_in_every_language(at_trial, advice):
    walk = at_trial("photo")
    walk.send(TryOut("photo"), PhotoTaken(1, photo(None, advice), b"jpeg"))
    assert not walk.screen.body.said[0][1].well
    assert [wrong for _, wrong in walk.screen.body.outlines] == [False, True]
    spoken(walk.screen.body.said)
    walk.send(TryOut("photo"), PhotoRejected(advice.value))
    assert walk.screen.body.picture is None
    spoken(walk.screen.body.said)


def test_a_photograph_that_nobody_waits_for_any_more_is_not_shown(at_trial):
    walk = at_trial("photo")
    walk.send(TryOut("photo"), Back(), OpenStaffPage("photo"), PhotoTaken(1, photo(None), b"jpeg"))
    assert walk.screen.body.picture is None
    assert walk.state.visit.busy is None


def test_one_thing_is_tried_at_a_time(at_trial):
    walk = at_trial("photo")
    walk.send(TryOut("photo"), TryOut("photo"), TryOut("glass"))
    assert len(wanted(walk, effects.Photograph)) == 1 and not wanted(walk, effects.TeachCamera)


def test_a_camera_that_is_out_is_not_asked(at_trial):
    walk = at_trial("photo")
    walk.send(DeviceChanged("document_camera", "cameraBlack"), TryOut("photo"), TryOut("glass"))
    assert not walk.screen.body.works
    assert not wanted(walk, effects.Photograph) and not wanted(walk, effects.TeachCamera)


def test_dirt_is_looked_for_on_a_sheet_that_is_moved(at_trial):
    walk = at_trial("photo")
    walk.send(TryOut("glass"))
    assert wanted(walk, effects.TeachCamera) == [effects.TeachCamera("glass")]
    walk.send(LessonAsks())
    assert walk.screen.body.asks == say("staff.photo.move")
    lesson = Lesson("glass", faults=("dirt",), specks=((800.0, 600.0, 20.0),), size=SIZE)
    walk.send(LessonTaught(lesson))
    body = walk.screen.body
    assert (body.asks, body.doing, body.size, len(body.outlines)) == (None, "", SIZE, 1)
    spoken(body.said)
    assert acted(walk) == [("calibrate-glass", "document_camera", "failed")]


# -- calibration

PROBLEMS = ("moving", "pictures", "mat", "not-empty", "sheet", "no-paper", "edges", "not-moved", "disk")
FAULTS = ("dirt", "dark", "bright", "uneven", "coloured", "size", "mat", "clear", "moved", "lamp", "colour")


@pytest.mark.parametrize("problem", [*PROBLEMS, "nothing-before", "never", "gone", "failed"])
def test_every_problem_of_a_step_has_words(at_trial, problem):
    walk = at_trial("camera")
    walk.send(TryOut("mat"), LessonTaught(Lesson("mat", problem)))
    spoken([one for one in walk.screen.body.steps if one[1] is not None])
    assert acted(walk) == [("calibrate-mat", "document_camera", "failed")]


def test_every_fault_that_a_step_or_the_check_finds_has_words(at_trial):
    walk = at_trial("camera")
    walk.send(TryOut("check"), LessonTaught(Lesson("check", faults=FAULTS)))
    told = dict(walk.screen.body.steps)["check"]
    assert len(told.facts) == len(FAULTS)
    spoken([("check", told)])


@pytest.mark.parametrize("step", LESSONS)
def test_every_step_says_what_it_waits_for_and_what_it_came_to(at_trial, step):
    walk = at_trial("camera")
    walk.send(TryOut(step))
    assert walk.screen.body.doing == step
    assert all(Texts(language).has(f"staff.lesson.doing.{step}") for language in LANGUAGES)
    walk.send(LessonTaught(Lesson(step)))
    assert walk.screen.body.doing == ""
    assert dict(walk.screen.body.steps)[step].well
    assert acted(walk) == [(f"calibrate-{step}", "document_camera", "done")]


def test_the_scale_is_told_in_millimetres(at_trial):
    walk = at_trial("camera")
    figures = (("wide_mm", "412"), ("high_mm", "309"), ("error_mm", "0.18"))
    walk.send(TryOut("sheet"), LessonTaught(Lesson("sheet", figures=figures)))
    facts = dict(walk.screen.body.steps)["sheet"].facts
    assert facts == (
        say("staff.lesson.scale", wide="412", high="309"),
        say("staff.lesson.error", mm="0.18"),
    )


def test_after_an_undo_the_steps_are_not_said_to_hold_any_more(at_trial):
    walk = at_trial("camera")
    walk.send(TryOut("mat"), LessonTaught(Lesson("mat")), TryOut("undo"), LessonTaught(Lesson("undo")))
    assert [step for step, view in walk.screen.body.steps if view is not None] == ["undo"]


def test_a_step_that_was_given_up_says_nothing(at_trial):
    walk = at_trial("camera")
    walk.send(TryOut("mat"), Back(), OpenStaffPage("camera"), LessonTaught(Lesson("mat", "gone")))
    assert all(view is None for _, view in walk.screen.body.steps)
    walk.send(TryOut("sheet"), LessonTaught(Lesson("mat")))
    assert walk.screen.body.doing == "sheet"


def test_the_sheet_is_printed_where_there_is_an_a4_printer(at_trial):
    walk = at_trial("camera")
    walk.send(TryOut("print-sheet"))
    assert wanted(walk, staff_effects.PrintSheet) == [staff_effects.PrintSheet()]
    assert walk.screen.body.doing == "print-sheet"
    walk.send(A4Finished())
    assert dict(walk.screen.body.steps)["print-sheet"].well and walk.screen.body.doing == ""
    walk.send(TryOut("print-sheet"), A4Finished("jobAborted"))
    told = dict(walk.screen.body.steps)["print-sheet"]
    assert not told.well
    spoken([("print-sheet", told)])
    assert acted(walk)[-2:] == [("print-sheet", "page_printer", word) for word in ("done", "failed")]
    walk.send(DeviceChanged("page_printer", "paperOut"), TryOut("print-sheet"))
    assert not walk.screen.body.can_print
    assert len(wanted(walk, staff_effects.PrintSheet)) == 2


def test_pages_that_were_given_up_change_nothing(at_trial):
    walk = at_trial("camera")
    walk.send(A4Finished(), TryOut("print-sheet"), Back(), A4Finished(), OpenStaffPage("camera"))
    walk.send(A4Finished())
    assert "print-sheet" not in dict(walk.screen.body.steps)
    assert walk.state.visit.busy is None
