"""Training: the whole journey, marked everywhere, and nothing of it leaves the terminal or is counted."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import pyrage
import pytest
from visit_walk import CARD, GOOD, NOON, STROKES, Walk, sample_value

from devices.status import DeviceStatus, Status
from kiosk.events.names import Event
from kiosk.receipts.document import Cut, Feed, Heading, Paragraph, Slip
from kiosk.text import LANGUAGES, Texts
from kiosk.visit import effects
from kiosk.visit.messages import (
    AgreeCommitment,
    Answer,
    CardRead,
    CardReading,
    CardRemoved,
    Continue,
    DecideConsent,
    DeviceChanged,
    LeaveConfirmed,
    OpenBoard,
    OpenBundle,
    PrintFinished,
    Rate,
    ServiceOrdered,
    SetField,
    Sign,
    Submitted,
    TakePhoto,
    Tick,
    TickDeclaration,
    Touched,
)
from kiosk.visit.messages.staff import StaffAct, StaffActed, StaffAnswered, StaffTyped
from kiosk.visit.pages import Page
from kiosk.visit.practice_work import PracticeWork
from kiosk.visit.training import ELSEWHERE, MARKED, NUMBER, marked

READER = DeviceChanged("id_card", None, status=Status(DeviceStatus.ONLINE))
STAFF_CARD = CardRead({"number": "000000198001010013", "name": "王示例"}, "proof")
LETTING_IN = (StaffTyped("pin", "481516"), Continue(), StaffAnswered("admitted", "S01"))


@dataclass(frozen=True)
class Key:
    key_id: str
    recipient: str
    not_after: datetime | None = None


KEY = Key("key-1", str(pyrage.x25519.Identity.generate().to_public()))


@pytest.fixture
def practice(tmp_path):
    work = PracticeWork(lambda: (KEY,), lambda: NOON, Texts("zh-CN"), tmp_path)
    yield work
    work.forget()


@pytest.fixture
def walk():
    walk = Walk()
    walk.send(READER, Touched(), OpenBoard(), STAFF_CARD, *LETTING_IN, CardRemoved(), StaffAct("train"))
    assert walk.page is Page.IDLE and walk.screen.frame.training
    return walk


def answered(walk, practice, *sent):
    """Send messages, and have answered what is practised, until nothing more is asked."""
    wanted = list(walk.send(*sent))
    while wanted:
        effect = wanted.pop(0)
        if isinstance(effect, effects.Practise):
            message = practice.job(effect.wanted)()
            wanted += walk.send(message) if message is not None else ()
        elif isinstance(effect, effects.ThrowAway):
            practice.forget()


def whole_visit(walk, practice):
    """Go from the first touch to the number."""
    answered(walk, practice, Touched(), OpenBundle("tj-p-01"), Continue(), Continue())
    answered(walk, practice, CardReading(), CardRead(CARD, "proof"))
    for _ in range(200):
        match walk.page:
            case Page.SITUATION:
                situation = walk.screen.body.situation
                step = (Answer(situation.id, situation.options[0].value), Continue())
            case Page.CONSENT:
                step = (DecideConsent(True),)
            case Page.FIELD:
                field = walk.screen.body.field
                step = (SetField(field.element.id, sample_value(field)), Continue())
            case Page.COMMITMENT:
                step = (AgreeCommitment(walk.at.key, True), Continue())
            case Page.SCAN:
                step = (TakePhoto(), GOOD, Continue())
            case Page.DECLARE:
                ticks = [TickDeclaration(one.id, True) for one in walk.screen.body.declarations]
                step = (*ticks, Sign(STROKES), Continue())
            case Page.DONE:
                return
            case _:
                step = (Continue(),)
        answered(walk, practice, *step)
    raise AssertionError(walk.at)


def test_the_whole_journey_is_walked_and_nothing_leaves_the_terminal(walk, practice, tmp_path):
    whole_visit(walk, practice)
    assert not [effect for effect in walk.done if isinstance(effect, ELSEWHERE)]
    assert walk.state.visit.outcome.submission_no == "PX-00000"
    assert walk.state.visit.citizen.number == NUMBER
    assert walk.screen.frame.training
    assert practice.folder is not None and practice.folder.parent == tmp_path
    assert list(practice.folder.rglob("*.age")) or any(practice.folder.iterdir())


def test_what_was_sealed_is_thrown_away_with_the_visit(walk, practice, tmp_path):
    whole_visit(walk, practice)
    answered(walk, practice, PrintFinished(None), Continue(), Rate(5), Continue(), CardRemoved())
    for _ in range(120):
        if walk.page is Page.GOODBYE:
            answered(walk, practice, Tick(walk.state.now + 1))
    assert walk.page is Page.IDLE and list(tmp_path.iterdir()) == []
    answered(walk, practice, Touched(), OpenBoard(), STAFF_CARD, *LETTING_IN, StaffAct("train-end"))
    assert walk.state.health.training is None
    assert list(tmp_path.iterdir()) == []
    ended = [one.facts for one in walk.wanted(effects.Note) if one.event == "ui.training.ended"]
    assert ended == [{"staff": "S01", "disposition": "staff"}]


def test_every_slip_says_at_both_ends_that_it_is_worth_nothing(walk, practice):
    whole_visit(walk, practice)
    slip = walk.wanted(effects.Print)[-1].slip
    mark = Heading(Texts("zh-CN")("training.mark"))
    assert slip.blocks[0] == mark
    cut = next(place for place, block in enumerate(slip.blocks) if isinstance(block, Cut))
    assert slip.blocks[cut - 1] == mark


def test_every_line_of_the_log_about_a_visit_says_that_it_was_training(walk, practice):
    whole_visit(walk, practice)
    walk.send(LeaveConfirmed())
    noted = [one for one in walk.wanted(effects.Note) if one.event in MARKED]
    begun = [one.facts.get("mode") for one in noted]
    # The touch that led to the door of the staff was a visit of its own, before.
    assert "training" in begun and set(begun[begun.index("training") :]) == {"training"}
    assert {one.event for one in noted if one.facts.get("mode")} >= {"visit.started", "visit.submitted"}


def test_every_event_that_is_marked_is_in_the_list():
    assert {Event(f"ui.{name}") for name in MARKED}


def test_whatever_card_is_laid_down_nobody_real_stands_here(walk, practice):
    answered(walk, practice, Touched(), OpenBundle("tj-p-01"), Continue(), Continue())
    answered(walk, practice, CardReading(), CardRead(CARD, "proof"))
    assert CARD["number"] not in repr(walk.state) and CARD["name"] not in repr(walk.state.visit.citizen)
    assert NUMBER.startswith("000000")


def test_training_ends_by_itself_after_a_time_on_the_first_page(walk):
    limit = walk.world.site.times.training
    walk.send(Tick(walk.state.now + limit - 1))
    assert walk.state.health.training is not None
    walk.send(Tick(walk.state.now + 1))
    assert walk.state.health.training is None
    assert not walk.screen.frame.training
    assert effects.ThrowAway() in walk.done


def test_it_does_not_end_while_somebody_practises(walk):
    walk.send(Tick(walk.state.now + 590), Touched(), Tick(walk.state.now + 620))
    assert walk.state.health.training is not None


def test_one_can_practise_on_a_terminal_that_is_out_of_service():
    walk = Walk()
    walk.send(READER, Touched(), OpenBoard(), STAFF_CARD, *LETTING_IN, CardRemoved())
    walk.send(StaffAct("withdraw"), StaffActed("withdraw"), ServiceOrdered("ordered"), StaffAct("train"))
    walk.send(Touched())
    assert walk.page is Page.HOME
    walk.send(OpenBoard(), STAFF_CARD, *LETTING_IN, CardRemoved(), StaffAct("train-end"), Continue())
    assert walk.page is Page.OUT_OF_SERVICE


def test_only_who_was_let_in_begins_to_practise():
    walk = Walk()
    walk.send(READER, Touched(), StaffAct("train"), OpenBoard(), StaffAct("train"))
    assert walk.state.health.training is None


def test_a_card_that_the_staff_left_is_not_forgotten():
    walk = Walk()
    walk.send(READER, Touched(), OpenBoard(), STAFF_CARD, *LETTING_IN, Continue())
    assert walk.page is Page.GOODBYE and walk.screen.body.card_here
    assert walk.done.index(effects.Wipe()) < len(walk.done) - 1 - walk.done[::-1].index(effects.StartCard())
    later = walk.pass_time(walk.world.site.times.card_alarm + 1)
    assert effects.CardLeftAlarm() in later
    walk.send(CardRemoved())
    assert walk.page is Page.IDLE


def test_a_terminal_whose_guides_name_no_key_says_that_nothing_was_sealed(tmp_path):
    practice = PracticeWork(tuple, lambda: NOON, Texts("zh-CN"), tmp_path)
    walk = Walk()
    walk.to_signature().send(Continue())
    failed = practice.job(walk.wanted(effects.Submit)[-1])()
    assert (failed.during, failed.problem) == ("submit", "not-sealed")
    practice.forget()
    assert list(tmp_path.iterdir()) == []


def test_what_nobody_sealed_has_no_answer(practice):
    walk = Walk()
    walk.to_submitting()
    assert practice.job(effects.AskOutbox(UUID(int=1)))() is None
    assert not isinstance(practice.job(effects.SendRating("PX", 5))(), Submitted)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_slip_without_a_cut_is_marked_too(language):
    slip = marked(Slip("示例", language, (Paragraph("示例"), Feed())), Texts(language))
    assert [type(block) for block in slip.blocks].count(Heading) == 2
