"""What staff try at the devices: one at a time, given up with its page, logged without any person."""

from dataclasses import replace

import pytest
from visit_walk import NOON, Walk

from devices.document_camera.scanned import ScannedPage, ScannedPhoto
from devices.document_camera.values import Advice, Lesson, Quality, Wanted
from devices.status import DeviceStatus, PaperStatus, Status
from kiosk.terminal.paper import ROLL, TRAY, Capacity, Supply, outlook
from kiosk.text import LANGUAGES, Texts
from kiosk.visit import effects, pages, staff_effects
from kiosk.visit.messages import (
    A4Finished,
    Back,
    CardFailed,
    CardRead,
    CardRemoved,
    Continue,
    DeviceChanged,
    OpenBoard,
    PaperCounted,
    PhotoRejected,
    PhotoTaken,
    Tick,
    Touched,
)
from kiosk.visit.messages.identity import Chip
from kiosk.visit.messages.staff import OpenStaffPage, StaffActed, StaffAnswered, StaffTyped
from kiosk.visit.messages.staff_devices import (
    FillPaper,
    GlassTried,
    KeyAnswered,
    LessonAsks,
    LessonTaught,
    TryOut,
)
from kiosk.visit.pages import Page
from kiosk.visit.staff_trials import LESSONS, NAMES, TRIALS, masked
from kiosk.visit.trial import Trial
from kiosk.visit.views import say

NUMBER, PIN = "000000198001010013", "481516"
CARD = CardRead({"number": NUMBER, "name": "李示例"}, "proof", Chip("resident", module=True, photo=True))
KINDS = ("id_card", "printer", "page_printer", "document_camera", "keypad", "speech")
SIZE = (3264, 2448)
CAPACITIES = {ROLL: Capacity(70_000, 60), TRAY: Capacity(250, 15)}


@pytest.fixture
def menu():
    walk = Walk()
    devices = [DeviceChanged(kind, None, status=Status(DeviceStatus.ONLINE)) for kind in KINDS]
    walk.send(*devices, Touched(), OpenBoard(), CARD)
    walk.send(StaffTyped("pin", PIN), Continue(), StaffAnswered("admitted", "S01"))
    assert walk.page is Page.STAFF_MENU
    return walk


@pytest.fixture
def at(menu):
    def go(name):
        menu.send(OpenStaffPage("trials"), OpenStaffPage(name))
        assert menu.state.visit.at == NAMES[name]
        return menu

    return go


def wanted(walk, kind):
    return [one for one in walk.done if isinstance(one, kind)]


def acted(walk):
    """Return (what, device, disposition) of each thing that the log was told."""
    facts = [one.facts for one in wanted(walk, effects.Note) if one.event == "ui.staff.acted"]
    return [(one["state"], one["device"], one["disposition"]) for one in facts]


def photo(*advice) -> ScannedPhoto:
    corners = ((100.0, 100.0), (2200.0, 100.0), (2200.0, 1600.0), (100.0, 1600.0))
    quality = Quality(2.0, 0.01, 210.0, 0.1)
    made = [
        ScannedPage(corners, True, 0, quality, one, (), 1654, 2339, 200.0, b"page", False, b"print")
        for one in advice
    ]
    return ScannedPhoto(*SIZE, tuple(made), None if made else Advice.NO_PAGE)


EMPTY = Supply()


def counted(roll=EMPTY, tray=EMPTY):
    supplies = {ROLL: roll, TRAY: tray}
    return PaperCounted({name: outlook(name, supplies[name], CAPACITIES[name]) for name in supplies})


def spoken(body_rows):
    """Assert that every word of a page's rows is there in every language."""
    for _, view in body_rows:
        for words in (view.state, *view.facts):
            assert all(Texts(language).has(words.key) for language in LANGUAGES), words.key


# -- doors


@pytest.mark.parametrize("name", NAMES)
def test_every_trial_leads_back_to_the_trials_and_these_to_the_menu(at, name):
    walk = at(name)
    walk.send(Back())
    assert walk.page is Page.STAFF_TRIALS
    walk.send(OpenStaffPage(name), Continue())
    assert walk.page is Page.STAFF_TRIALS
    walk.send(Back())
    assert walk.page is Page.STAFF_MENU


@pytest.mark.parametrize(
    "message",
    [
        *(TryOut(what) for what in ("photo", "mat", "speaker")),
        *(FillPaper(ROLL), KeyAnswered("up"), GlassTried(1, (), 4, 4, 0.0)),
        *(LessonAsks(), LessonTaught(Lesson("mat"))),
    ],
)
def test_nobody_tries_anything_who_was_not_let_in(message):
    walk = Walk()
    walk.send(Touched())
    before, done = walk.state.visit.staff, len(walk.done)
    walk.send(message)
    assert (walk.page, walk.state.visit.staff) == (Page.HOME, before)
    assert len(walk.done) == done


@pytest.mark.parametrize("page", TRIALS)
def test_what_belongs_to_another_page_is_not_tried(at, page):
    name = next(name for name, where in NAMES.items() if where.page is page)
    walk = at(name)
    done = len(walk.done)
    for what in {one for tries in TRIALS.values() for one in tries} - set(TRIALS[page]):
        walk.send(TryOut(what))
    assert len(walk.done) == done and walk.state.visit.busy is None


def test_the_pages_close_by_themselves_and_nothing_of_a_trial_stays(at):
    walk = at("photo")
    walk.send(TryOut("photo"), PhotoTaken(1, photo(None), b"jpeg"), CardRemoved())
    walk.send(Tick(walk.state.now + 121))
    assert (walk.page, walk.state.visit.staff.trial) == (Page.IDLE, Trial())
    assert effects.Wipe() in walk.done


# -- photograph


def test_the_camera_is_on_only_while_it_is_tried_and_looks_for_anything(at):
    walk = at("photo")
    opened = wanted(walk, effects.OpenCamera)
    assert opened == [effects.OpenCamera(Wanted(automatic=False, papers=None, read=False))]
    walk.send(Back())
    assert wanted(walk, effects.CloseCamera) == [effects.CloseCamera()]


def test_a_photograph_is_shown_and_judged_in_words(at):
    walk = at("photo")
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
def test_what_is_wrong_with_a_photograph_is_told_in_every_language(at, advice):
    walk = at("photo")
    walk.send(TryOut("photo"), PhotoTaken(1, photo(None, advice), b"jpeg"))
    assert not walk.screen.body.said[0][1].well
    assert [wrong for _, wrong in walk.screen.body.outlines] == [False, True]
    spoken(walk.screen.body.said)
    walk.send(TryOut("photo"), PhotoRejected(advice.value))
    assert walk.screen.body.picture is None
    spoken(walk.screen.body.said)


def test_a_photograph_that_nobody_waits_for_any_more_is_not_shown(at):
    walk = at("photo")
    walk.send(TryOut("photo"), Back(), OpenStaffPage("photo"), PhotoTaken(1, photo(None), b"jpeg"))
    assert walk.screen.body.picture is None
    assert walk.state.visit.busy is None


def test_one_thing_is_tried_at_a_time(at):
    walk = at("photo")
    walk.send(TryOut("photo"), TryOut("photo"), TryOut("glass"))
    assert len(wanted(walk, effects.Photograph)) == 1 and not wanted(walk, effects.TeachCamera)


def test_a_camera_that_is_out_is_not_asked(at):
    walk = at("photo")
    walk.send(DeviceChanged("document_camera", "cameraBlack"), TryOut("photo"), TryOut("glass"))
    assert not walk.screen.body.works
    assert not wanted(walk, effects.Photograph) and not wanted(walk, effects.TeachCamera)


def test_dirt_is_looked_for_on_a_sheet_that_is_moved(at):
    walk = at("photo")
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
def test_every_problem_of_a_step_has_words(at, problem):
    walk = at("camera")
    walk.send(TryOut("mat"), LessonTaught(Lesson("mat", problem)))
    spoken([one for one in walk.screen.body.steps if one[1] is not None])
    assert acted(walk) == [("calibrate-mat", "document_camera", "failed")]


def test_every_fault_that_a_step_or_the_check_finds_has_words(at):
    walk = at("camera")
    walk.send(TryOut("check"), LessonTaught(Lesson("check", faults=FAULTS)))
    told = dict(walk.screen.body.steps)["check"]
    assert len(told.facts) == len(FAULTS)
    spoken([("check", told)])


@pytest.mark.parametrize("step", LESSONS)
def test_every_step_says_what_it_waits_for_and_what_it_came_to(at, step):
    walk = at("camera")
    walk.send(TryOut(step))
    assert walk.screen.body.doing == step
    assert all(Texts(language).has(f"staff.lesson.doing.{step}") for language in LANGUAGES)
    walk.send(LessonTaught(Lesson(step)))
    assert walk.screen.body.doing == ""
    assert dict(walk.screen.body.steps)[step].well
    assert acted(walk) == [(f"calibrate-{step}", "document_camera", "done")]


def test_the_scale_is_told_in_millimetres(at):
    walk = at("camera")
    figures = (("wide_mm", "412"), ("high_mm", "309"), ("error_mm", "0.18"))
    walk.send(TryOut("sheet"), LessonTaught(Lesson("sheet", figures=figures)))
    facts = dict(walk.screen.body.steps)["sheet"].facts
    assert facts == (
        say("staff.lesson.scale", wide="412", high="309"),
        say("staff.lesson.error", mm="0.18"),
    )


def test_after_an_undo_the_steps_are_not_said_to_hold_any_more(at):
    walk = at("camera")
    walk.send(TryOut("mat"), LessonTaught(Lesson("mat")), TryOut("undo"), LessonTaught(Lesson("undo")))
    assert [step for step, view in walk.screen.body.steps if view is not None] == ["undo"]


def test_a_step_that_was_given_up_says_nothing(at):
    walk = at("camera")
    walk.send(TryOut("mat"), Back(), OpenStaffPage("camera"), LessonTaught(Lesson("mat", "gone")))
    assert all(view is None for _, view in walk.screen.body.steps)
    walk.send(TryOut("sheet"), LessonTaught(Lesson("mat")))
    assert walk.screen.body.doing == "sheet"


def test_the_sheet_is_printed_where_there_is_an_a4_printer(at):
    walk = at("camera")
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


def test_pages_that_were_given_up_change_nothing(at):
    walk = at("camera")
    walk.send(A4Finished(), TryOut("print-sheet"), Back(), A4Finished(), OpenStaffPage("camera"))
    walk.send(A4Finished())
    assert "print-sheet" not in dict(walk.screen.body.steps)
    assert walk.state.visit.busy is None


# -- card


def test_a_card_that_lies_there_already_is_read_once_more(at):
    walk = at("read-card")
    assert wanted(walk, effects.StartCard)[1:] == [effects.StartCard()]


def test_a_card_is_told_part_by_part_and_only_its_masked_name_is_kept(at):
    walk = at("read-card")
    walk.send(CARD)
    rows = dict(walk.screen.body.rows)
    assert list(rows) == ["reader", "antenna", "module", "chip", "photo"]
    assert all(view.well for view in rows.values())
    assert rows["chip"].facts == (say("staff.card.name", name="李**"),)
    assert "李示例" not in repr(walk.state.visit) and NUMBER not in str(walk.state.visit.staff)
    assert "proof" not in str(walk.state.visit.staff)
    spoken(rows.items())
    assert acted(walk)[-1] == ("read-card", "id_card", "done")


@pytest.mark.parametrize(
    ("chip", "part"),
    [
        (Chip("resident", module=False, photo=True), "module"),
        (Chip("resident", module=True, photo=False), "photo"),
        (Chip("resident", module=True, photo=True, damaged=2), "chip"),
    ],
)
def test_the_part_that_does_not_work_is_named(at, chip, part):
    walk = at("read-card")
    walk.send(replace(CARD, chip=chip))
    assert [name for name, view in walk.screen.body.rows if not view.well] == [part]
    spoken(walk.screen.body.rows)


@pytest.mark.parametrize("code", ["moved", "damaged", "wrong_card", "unreadable"])
def test_a_card_that_is_not_read_says_why_and_that_the_antenna_saw_it(at, code):
    walk = at("read-card")
    walk.send(CardFailed(code))
    rows = dict(walk.screen.body.rows)
    assert (rows["antenna"].well, rows["chip"].well) == (True, False)
    spoken(rows.items())
    assert acted(walk)[-1] == ("read-card", "id_card", "failed")


def test_a_reader_that_is_out_says_how_it_is_mended(at):
    walk = at("read-card")
    walk.send(DeviceChanged("id_card", "readerNotAuthorised"))
    rows = dict(walk.screen.body.rows)
    assert (walk.screen.body.stage, rows["reader"].well) == ("ask", False)
    spoken(rows.items())


def test_reading_once_more_asks_the_reader(at):
    walk = at("read-card")
    walk.send(CARD, TryOut("card"))
    assert walk.screen.body.stage == "ask"
    assert walk.done[-1] == effects.StartCard()


@pytest.mark.parametrize(("name", "shown"), [("李示例", "李**"), ("", ""), ("李", "李")])
def test_a_name_shows_its_first_character(name, shown):
    assert masked(name) == shown


# -- glass, sound, keys


def test_cells_that_did_not_answer_are_marked_and_logged(at):
    walk = at("touch")
    assert walk.screen.body.result is None
    walk.send(GlassTried(312, ((0, 0), (3, 4)), 4, 4, 2.4))
    body = walk.screen.body
    assert (body.missed, body.result.well) == (((0, 0), (3, 4)), False)
    spoken([("touch", body.result)])
    walk.send(Back(), OpenStaffPage("touch"), GlassTried(312, (), 4, 0, None))
    assert walk.screen.body.result.well
    assert acted(walk) == [("touch", None, "failed"), ("touch", None, "done")]


def test_a_sound_is_played_as_loud_as_chosen_and_asked_about(at):
    walk = at("sound")
    walk.send(TryOut("louder"), TryOut("headphones"))
    assert wanted(walk, effects.PlaySound) == [effects.PlaySound("headphones", 2, "zh-CN")]
    assert walk.screen.body.asked == "headphones"
    walk.send(TryOut("unheard"))
    body = walk.screen.body
    assert (body.asked, body.result.well) == ("", False)
    spoken([("sound", body.result)])
    walk.send(TryOut("heard"))
    assert acted(walk) == [("headphones", "speech", "failed")]


def test_the_volume_goes_round(at):
    walk = at("sound")
    seen = []
    for _ in range(4):
        walk.send(TryOut("louder"))
        seen.append(walk.screen.body.volume)
    assert seen == [2, 3, 0, 1]


def test_keys_light_up_as_they_answer(at):
    walk = at("sound")
    walk.send(KeyAnswered("up"), KeyAnswered("up"), KeyAnswered("where"), KeyAnswered("jack-in"))
    body = walk.screen.body
    assert {key for key, answered in body.keys if answered} == {"up", "where"}
    assert body.jack is True
    for language in LANGUAGES:
        assert all(Texts(language).has(f"staff.key.{key}") for key, _ in body.keys)


def test_a_key_is_a_sign_of_life(at):
    walk = at("sound")
    walk.send(Tick(walk.state.now + 119), KeyAnswered("up"), Tick(walk.state.now + 200))
    assert walk.page is Page.STAFF_SOUND


# -- paper


def test_a_new_roll_is_kept_and_said(menu):
    menu.send(counted(), OpenStaffPage("paper"), FillPaper(ROLL))
    assert wanted(menu, staff_effects.FillPaper) == [staff_effects.FillPaper(ROLL)]
    menu.send(StaffActed("fill-roll"))
    assert (menu.screen.body.said, menu.screen.body.well) == (say("staff.acted.fill-roll"), True)
    menu.send(FillPaper(TRAY), StaffActed("fill-tray", "disk"))
    assert (menu.screen.body.said, menu.screen.body.well) == (say("staff.failed.disk"), False)
    assert acted(menu) == [("fill-roll", None, "done"), ("fill-tray", None, "failed")]
    assert menu.state.visit.busy is None


def test_what_is_no_supply_is_not_filled(menu):
    menu.send(counted(), OpenStaffPage("paper"), FillPaper("ink"))
    assert not wanted(menu, staff_effects.FillPaper)


@pytest.mark.parametrize(
    ("seen", "roll", "word"),
    [
        (PaperStatus.FULL, Supply(filled=NOON), "ok"),
        (PaperStatus.FULL, Supply(), "ok"),
        (None, Supply(), "unknown"),
        (PaperStatus.UNKNOWN, Supply(filled=NOON), "ok"),
        (PaperStatus.LOW, Supply(filled=NOON), "low"),
        (PaperStatus.OUT, Supply(filled=NOON), "out"),
        (PaperStatus.FULL, Supply(69_000.0, 300, NOON), "low"),
    ],
)
def test_what_the_printer_sees_goes_before_what_was_counted(menu, seen, roll, word):
    printer = DeviceChanged("printer", None, status=Status(DeviceStatus.ONLINE, paper=seen))
    menu.send(printer, counted(roll, Supply(filled=NOON)), OpenStaffPage("paper"))
    rows = dict(menu.screen.body.rows)
    assert rows[ROLL].state == say(f"staff.paper.{word}")
    spoken(rows.items())
    menu.send(Back())
    assert menu.screen.body.paper == (word if word in ("low", "out") else "")


def test_a_terminal_without_a_printer_has_no_supply(menu):
    menu.send(PaperCounted({}), OpenStaffPage("paper"))
    assert menu.screen.body.rows == ()
    assert menu.state.visit.at == pages.STAFF_PAPER
