"""One citizen after another: what is late or left of the first never meets the second."""

from journey_ways import TREATMENT, to_plan, values

from kiosk.visit.messages import Continue, DecideConsent, LeaveConfirmed
from kiosk.visit.pages import Page


def test_a_log_in_that_comes_late_is_not_the_next_person_s(terminal, bench, platform, number):
    terminal.to_identity(TREATMENT)
    platform.fault("slow", "/citizen-sessions", seconds=2.0)
    bench.lay_card("li")
    terminal.until(lambda: terminal.screen.frame.busy is not None, "the log-in")
    terminal.send(LeaveConfirmed())
    terminal.on(Page.GOODBYE)
    bench.lift_card()
    terminal.on(Page.IDLE)

    terminal.to_identity(TREATMENT)
    bench.lay_card("wang")
    terminal.answer().send(Continue())
    terminal.on(Page.CONSENT).send(DecideConsent(True))
    terminal.on(Page.REVIEW).send(Continue())
    terminal.fill(values(number)).send(Continue())
    terminal.declare_and_submit().on(Page.DONE)
    assert platform.held(terminal.body.submission_no)["applicant"]["name"] == "王测试"


def test_the_same_application_twice_is_told_and_not_taken(terminal, bench, platform, number):
    for expected in (Page.DONE, Page.ERROR):
        to_plan(terminal, bench).send(Continue())
        terminal.on(Page.CONSENT).send(DecideConsent(True))
        terminal.on(Page.REVIEW).send(Continue())
        terminal.fill(values(number)).send(Continue())
        terminal.declare_and_submit().on(expected)
        if expected is Page.ERROR:
            assert terminal.body.name == "duplicate-application"
            assert not terminal.body.can_retry
        else:
            held = len(platform.submissions())
            terminal.send(LeaveConfirmed())
            bench.lift_card()
            terminal.on(Page.IDLE)
    assert len(platform.submissions()) == held
