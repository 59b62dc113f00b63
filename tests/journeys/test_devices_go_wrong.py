"""The card, the paper under the camera and the slip go wrong while they are used."""

from journey_ways import TREATMENT, photograph, to_check, to_plan, to_scan, values

from kiosk.visit import effects
from kiosk.visit.messages import (
    Continue,
    DecideConsent,
    Leave,
    LeaveConfirmed,
    PrintAgain,
    Retake,
    Retry,
    SlipCameOut,
    TakePhoto,
)
from kiosk.visit.pages import Page

# ---- the card ----------------------------------------------------------------------------------------


def test_card_lifted_in_the_middle_of_a_read_asks_for_it_again(terminal, bench):
    terminal.to_identity(TREATMENT)
    bench.ask("POST", "/id-card/fault", kind="lift", command="3001", after_bytes=200)
    bench.lay_card("li")
    terminal.until(lambda: terminal.body.state == "failed", "the failure")
    assert terminal.body.advice.key == "card.advice.moved"
    bench.lay_card("li")
    terminal.answer()


def test_a_damaged_frame_is_read_again_by_itself(terminal, bench):
    terminal.to_identity(TREATMENT)
    bench.ask("POST", "/id-card/fault", kind="checksum", command="3001")
    bench.lay_card("li")
    terminal.answer()


def test_frames_that_stay_damaged_have_their_advice_and_the_card_its_next_chance(terminal, bench):
    terminal.to_identity(TREATMENT)
    bench.ask("POST", "/id-card/fault", kind="checksum", command="3001", times=0)
    bench.lay_card("li")
    terminal.until(lambda: terminal.body.state == "failed", "the failure")
    assert terminal.body.advice.key.startswith("card.advice.")
    bench.lift_card()
    bench.ask("DELETE", "/id-card/fault")
    bench.lay_card("li")
    terminal.answer()


def test_another_person_s_card_after_the_session_ran_out_ends_the_visit(terminal, bench, platform):
    to_plan(terminal, bench)
    platform.fault("problem", "/plans", problem="session-expired")
    terminal.send(Continue())
    terminal.on(Page.ERROR)
    bench.lift_card()
    terminal.until(lambda: not terminal.state.visit.card_here, "the lifted card")
    terminal.send(Retry())
    assert terminal.body.same_person
    bench.lay_card("wang")
    terminal.on(Page.IDLE)
    assert terminal.state.visit.citizen is None


def test_a_card_left_behind_is_asked_for_until_it_is_taken(terminal, bench):
    to_plan(terminal, bench)
    terminal.send(Leave(), LeaveConfirmed())
    terminal.on(Page.GOODBYE)
    assert terminal.body.card_here
    bench.lift_card()
    terminal.on(Page.IDLE)


def test_a_reader_that_is_unplugged_leaves_the_other_doors_and_comes_back(terminal, bench):
    terminal.to_identity(TREATMENT)
    bench.ask("POST", "/id-card/unplug")
    terminal.until(lambda: terminal.body.reader_out, "the missing reader")
    assert terminal.body.scan
    assert terminal.body.doors == ("phone", "typed")
    bench.ask("POST", "/id-card/plug")
    terminal.until(lambda: not terminal.body.reader_out, "the reader again")
    bench.lay_card("li")
    terminal.on(Page.SITUATION)


# ---- paper under the camera --------------------------------------------------------------------------


def test_a_camera_that_is_unplugged_on_its_page_comes_back_by_itself(terminal, bench, number):
    to_scan(terminal, bench, number)
    photograph(terminal, bench)
    terminal.send(Retake())
    bench.ask("POST", "/camera/unplug")
    terminal.until(lambda: terminal.state.health.out("document_camera"), "the missing camera")
    assert [notice.key for notice in terminal.screen.frame.notices] == ["notice_band.camera"]
    bench.ask("POST", "/camera/plug")
    terminal.until(lambda: not terminal.state.health.out("document_camera"), "the camera again", 30)
    photograph(terminal, bench)


def test_a_photograph_of_nothing_says_so(terminal, bench, number):
    to_scan(terminal, bench, number)
    terminal.until(lambda: not terminal.state.health.out("document_camera"), "the camera", 60)
    assert advice(terminal) == "scan.advice.noPage"
    bench.put_paper("id-card-1", blank=True)
    assert advice(terminal) != "scan.advice.gone"
    photograph(terminal, bench)


def advice(terminal) -> str:
    """Take a picture that is refused and return why; again while the camera opens, as a citizen would."""
    for _ in range(9):
        terminal.send(TakePhoto())
        terminal.until(lambda: terminal.body.state != "taking", "the advice")
        assert terminal.body.state == "rejected"
        if terminal.body.advice.key != "scan.advice.gone":
            break
    return terminal.body.advice.key


# ---- the slip ----------------------------------------------------------------------------------------


def test_paper_that_ends_in_the_middle_of_the_slip_leaves_the_number_on_the_screen(terminal, bench, number):
    to_check(terminal, bench, number)
    bench.printer(paper_out_after=3, line_ms=20)
    terminal.declare_and_submit().on(Page.DONE)
    terminal.until(lambda: terminal.body.slip == "unknown", "the question", 40)
    assert terminal.body.submission_no
    assert terminal.body.slip_fault == "paperOut"
    assert len(terminal.wanted(effects.Print)) == 1
    terminal.until(lambda: terminal.state.health.out("printer"), "the empty printer", 30)
    terminal.send(SlipCameOut(False))
    assert terminal.body.slip == "failed"
    bench.printer(heal=True, paper="full", line_ms=0)
    terminal.until(lambda: not terminal.state.health.out("printer"), "the printer", 30)
    terminal.send(PrintAgain())
    terminal.until(lambda: terminal.body.slip == "printed", "the slip", 40)


def test_an_empty_printer_is_said_before_and_is_no_wall(terminal, bench, number):
    terminal.open(TREATMENT)
    bench.printer(paper="out")
    terminal.until(lambda: terminal.state.health.paper == "out", "the empty printer")
    assert "notice_band.printer" in [notice.key for notice in terminal.screen.frame.notices]
    terminal.send(Continue(), Continue())
    bench.lay_card("li")
    terminal.answer().send(Continue())
    terminal.on(Page.CONSENT).send(DecideConsent(True))
    terminal.on(Page.REVIEW).send(Continue())
    terminal.fill(values(number)).send(Continue())
    terminal.declare_and_submit().on(Page.DONE)
    assert terminal.body.submission_no
    terminal.until(lambda: terminal.body.slip == "failed", "the missing slip", 40)
