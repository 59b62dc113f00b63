"""What somebody has handed in, by their card at any terminal, and the official slip of each."""

from dataclasses import replace

from visit_walk import CARD, NOON, Walk, session

from kiosk.visit import effects
from kiosk.visit.messages import (
    AgentStatus,
    Back,
    CardRead,
    CardReading,
    CardRemoved,
    CaseFacts,
    Continue,
    DeviceChanged,
    Failed,
    Handed,
    OpenProgress,
    PrintFinished,
    PrintReceipt,
    Retry,
    SubmissionsFound,
    Submitted,
    Touched,
)
from kiosk.visit.pages import Page
from kiosk.visit.state import PROOFS

CASES = (
    CaseFacts("case-1", "birth-household", "户口登记", "示例公安局", "APPROVED", None, ()),
    CaseFacts(
        "case-2", "child-insurance", "参保", "示例医保局", "RECEIVED", "2026-12-01", ("birth-household",)
    ),
)
ONE = Handed("tj-p-01", "新生儿出生一件事", Submitted("SN-7", "120116261121ABCDEFG", "", NOON, CASES))
OLD = Handed("no-such", "旧的一件事", Submitted("SN-6", "120116261120ABCDEFG", "", NOON, CASES[:1]))


def asked() -> Walk:
    walk = Walk().follow((Touched(), "home"), (OpenProgress(), "identity"))
    walk.send(CardReading(), CardRead(CARD, "proof"))
    return walk


def listed() -> Walk:
    walk = asked()
    assert effects.FetchSubmissions() in walk.send(session())
    assert walk.page is Page.PROGRESS
    assert walk.screen.frame.busy.key == "progress"
    walk.send(SubmissionsFound((ONE, OLD)))
    return walk


def test_whoever_shows_their_card_sees_what_they_handed_in():
    rows = listed().screen.body.rows
    assert [(row.submission_no, row.item_count, row.done_count, row.printable) for row in rows] == [
        ("SN-7", 2, 1, True),
        ("SN-6", 1, 1, False),
    ]


def test_a_slip_printed_later_says_too_that_it_is_to_be_signed_at_the_window():
    walk = asked()
    walk.send(session())
    unsigned = replace(ONE, submitted=replace(ONE.submitted, submission_no="SN-8", sign_at_window=True))
    walk.send(SubmissionsFound((ONE, unsigned)))
    walk.send(PrintReceipt("SN-7"), PrintFinished(), PrintReceipt("SN-8"))
    signed, later = (repr(one.slip) for one in walk.wanted(effects.Print))
    assert "窗口" in later and "补签" in later
    assert "补签" not in signed


def test_the_official_slip_of_each_can_be_printed():
    walk = listed()
    walk.send(PrintReceipt("SN-6"), PrintReceipt("SN-0"))
    assert walk.wanted(effects.Print) == []
    walk.send(PrintReceipt("SN-7"), PrintReceipt("SN-7"))
    (printed,) = walk.wanted(effects.Print)
    whole = repr(printed.slip)
    assert "SN-7" in whole and "case-2" in whole and "申办回执" in whole
    assert CARD["number"] not in whole and CARD["name"] not in whole
    walk.send(PrintFinished())
    assert walk.screen.body.slip == "printed"
    walk.send(DeviceChanged("printer", "paperOut", "out"))
    assert not walk.screen.body.can_print


def test_nobody_sees_anything_for_a_number_that_is_only_typed():
    walk = Walk().follow((Touched(), "home"), (OpenProgress(), "identity"))
    assert walk.state.visit.methods == PROOFS
    assert "typed" not in walk.screen.body.doors


def test_it_ends_like_every_visit():
    walk = listed().follow((Back(), "progress"), (Continue(), "goodbye"), (CardRemoved(), "idle"))
    assert effects.EndSession() in walk.done
    assert effects.Wipe() in walk.done
    assert walk.state.visit.handed is None


def test_going_back_before_the_card_leads_home_and_to_anything_else():
    walk = Walk().follow((Touched(), "home"), (OpenProgress(), "identity"), (Back(), "home"))
    walk.open("tj-p-01").identify()
    assert walk.page is Page.SITUATION


def test_without_the_platform_that_is_said_and_tried_again():
    walk = Walk()
    walk.send(AgentStatus(False, False, 1), Touched(), OpenProgress())
    wanted = walk.send(CardReading(), CardRead(CARD, "proof"))
    assert effects.FetchSubmissions() in wanted
    walk.follow((Failed("progress", "unreachable", retryable=True), "error"), (Retry(), "identity"))
    walk.send(AgentStatus(True, False, 1), CardRead(CARD, "proof"))
    assert effects.FetchSubmissions() in walk.send(session())


def test_a_list_that_did_not_come_is_asked_for_again():
    walk = asked()
    walk.send(session())
    walk.follow((Failed("progress", "upstream-unavailable", retryable=True), "error"), (Retry(), "progress"))
    walk.send(SubmissionsFound(()))
    assert walk.screen.body.rows == ()


def test_a_session_that_ran_out_asks_for_the_same_card():
    walk = asked()
    walk.send(session())
    walk.follow((Failed("progress", "session-expired"), "error"), (Retry(), "identity"))
    walk.send(CardRead(CARD, "proof-2"), session())
    assert walk.page is Page.PROGRESS
