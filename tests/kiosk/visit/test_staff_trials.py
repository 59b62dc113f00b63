"""What staff try at the devices: one at a time, given up with its page, logged without any person."""

from dataclasses import replace

import pytest
from visit_trials import CARD, NUMBER, acted, photo, spoken, wanted
from visit_walk import Walk

from devices.document_camera.values import Lesson
from kiosk.terminal.paper import ROLL
from kiosk.text import LANGUAGES, Texts
from kiosk.visit import effects
from kiosk.visit.messages import (
    Back,
    CardFailed,
    CardRemoved,
    Continue,
    DeviceChanged,
    PhotoTaken,
    Tick,
    Touched,
)
from kiosk.visit.messages.identity import Chip
from kiosk.visit.messages.staff import OpenStaffPage
from kiosk.visit.messages.staff_devices import (
    FillPaper,
    GlassTried,
    KeyAnswered,
    LessonAsks,
    LessonTaught,
    TryOut,
)
from kiosk.visit.pages import Page
from kiosk.visit.staff_trials import NAMES, TRIALS, masked
from kiosk.visit.trial import Trial
from kiosk.visit.views import say

# -- doors


@pytest.mark.parametrize("name", NAMES)
def test_every_trial_leads_back_to_the_trials_and_these_to_the_menu(at_trial, name):
    walk = at_trial(name)
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
def test_what_belongs_to_another_page_is_not_tried(at_trial, page):
    name = next(name for name, where in NAMES.items() if where.page is page)
    walk = at_trial(name)
    done = len(walk.done)
    for what in {one for tries in TRIALS.values() for one in tries} - set(TRIALS[page]):
        walk.send(TryOut(what))
    assert len(walk.done) == done and walk.state.visit.busy is None


def test_the_pages_close_by_themselves_and_nothing_of_a_trial_stays(at_trial):
    walk = at_trial("photo")
    walk.send(TryOut("photo"), PhotoTaken(1, photo(None), b"jpeg"), CardRemoved())
    walk.send(Tick(walk.state.now + 121))
    assert (walk.page, walk.state.visit.staff.trial) == (Page.IDLE, Trial())
    assert effects.Wipe() in walk.done


# -- card


def test_a_card_that_lies_there_already_is_read_once_more(at_trial):
    walk = at_trial("read-card")
    assert wanted(walk, effects.StartCard)[1:] == [effects.StartCard()]


def test_a_card_is_told_part_by_part_and_only_its_masked_name_is_kept(at_trial):
    walk = at_trial("read-card")
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
def test_the_part_that_does_not_work_is_named(at_trial, chip, part):
    walk = at_trial("read-card")
    walk.send(replace(CARD, chip=chip))
    assert [name for name, view in walk.screen.body.rows if not view.well] == [part]
    spoken(walk.screen.body.rows)


@pytest.mark.parametrize("code", ["moved", "damaged", "wrong_card", "unreadable"])
def test_a_card_that_is_not_read_says_why_and_that_the_antenna_saw_it(at_trial, code):
    walk = at_trial("read-card")
    walk.send(CardFailed(code))
    rows = dict(walk.screen.body.rows)
    assert (rows["antenna"].well, rows["chip"].well) == (True, False)
    spoken(rows.items())
    assert acted(walk)[-1] == ("read-card", "id_card", "failed")


def test_a_reader_that_is_out_says_how_it_is_mended(at_trial):
    walk = at_trial("read-card")
    walk.send(DeviceChanged("id_card", "readerNotAuthorised"))
    rows = dict(walk.screen.body.rows)
    assert (walk.screen.body.stage, rows["reader"].well) == ("ask", False)
    spoken(rows.items())


def test_reading_once_more_asks_the_reader(at_trial):
    walk = at_trial("read-card")
    walk.send(CARD, TryOut("card"))
    assert walk.screen.body.stage == "ask"
    assert walk.done[-1] == effects.StartCard()


@pytest.mark.parametrize(("name", "shown"), [("李示例", "李**"), ("", ""), ("李", "李")])
def test_a_name_shows_its_first_character(name, shown):
    assert masked(name) == shown


# -- glass, sound, keys


def test_cells_that_did_not_answer_are_marked_and_logged(at_trial):
    walk = at_trial("touch")
    assert walk.screen.body.result is None
    walk.send(GlassTried(312, ((0, 0), (3, 4)), 4, 4, 2.4))
    body = walk.screen.body
    assert (body.missed, body.result.well) == (((0, 0), (3, 4)), False)
    spoken([("touch", body.result)])
    walk.send(Back(), OpenStaffPage("touch"), GlassTried(312, (), 4, 0, None))
    assert walk.screen.body.result.well
    assert acted(walk) == [("touch", None, "failed"), ("touch", None, "done")]


def test_a_sound_is_played_as_loud_as_chosen_and_asked_about(at_trial):
    walk = at_trial("sound")
    walk.send(TryOut("louder"), TryOut("headphones"))
    assert wanted(walk, effects.PlaySound) == [effects.PlaySound("headphones", 2, "zh-CN")]
    assert walk.screen.body.asked == "headphones"
    walk.send(TryOut("unheard"))
    body = walk.screen.body
    assert (body.asked, body.result.well) == ("", False)
    spoken([("sound", body.result)])
    walk.send(TryOut("heard"))
    assert acted(walk) == [("headphones", "speech", "failed")]


def test_the_volume_goes_round(at_trial):
    walk = at_trial("sound")
    seen = []
    for _ in range(4):
        walk.send(TryOut("louder"))
        seen.append(walk.screen.body.volume)
    assert seen == [2, 3, 0, 1]


def test_keys_light_up_as_they_answer(at_trial):
    walk = at_trial("sound")
    walk.send(KeyAnswered("up"), KeyAnswered("up"), KeyAnswered("where"), KeyAnswered("jack-in"))
    body = walk.screen.body
    assert {key for key, answered in body.keys if answered} == {"up", "where"}
    assert body.jack is True
    for language in LANGUAGES:
        assert all(Texts(language).has(f"staff.key.{key}") for key, _ in body.keys)


def test_a_key_is_a_sign_of_life(at_trial):
    walk = at_trial("sound")
    walk.send(Tick(walk.state.now + 119), KeyAnswered("up"), Tick(walk.state.now + 200))
    assert walk.page is Page.STAFF_SOUND
