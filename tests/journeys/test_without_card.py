"""People without their card, on real wires: a code under the scanner, their phone, a typed number."""

from journey_ways import TREATMENT, bring_papers, values

from kiosk.visit import effects
from kiosk.visit.messages import Continue, DecideConsent, OpenDoor, TypeIdentity
from kiosk.visit.pages import Page

LI = "000000199203050018"


def type_identity(terminal, name="李示例", number=LI):
    terminal.to_identity(TREATMENT)
    terminal.send(OpenDoor("typed"), TypeIdentity("name", name), Continue())
    terminal.send(TypeIdentity("number", number), Continue())
    return terminal.answer()


def by_quick_way(terminal, number):
    """The certificate spares the photographs."""
    terminal.answer().send(Continue())
    terminal.on(Page.CONSENT).send(DecideConsent(True))
    terminal.on(Page.REVIEW).send(Continue())
    terminal.fill(values(number)).send(Continue())
    return terminal


def test_a_code_of_an_app_under_the_scanner_does_all_that_a_card_does(terminal, bench, platform, number):
    terminal.to_identity(TREATMENT)
    terminal.until(lambda: terminal.body.scan, "a code reader that works")
    bench.show_code("no code of anybody")
    terminal.until(lambda: terminal.body.state == "failed", "the refusal")
    assert terminal.body.advice.key == "card.advice.code_over"
    bench.show_code(platform.phone("/codes", person=LI).json()["code"])
    by_quick_way(terminal, number).declare_and_submit()
    terminal.on(Page.DONE)
    held = platform.held(terminal.body.submission_no)
    assert (held["applicant"]["name"], held["applicant"]["number"]) == ("李示例", LI)


def test_the_phone_approves_what_it_scanned(terminal, platform, number):
    terminal.to_identity(TREATMENT)
    terminal.send(OpenDoor("phone"))
    terminal.until(lambda: terminal.body.state == "shown", "the code on the screen")
    platform.phone(terminal.body.qr_text, person=LI, decision="approve")
    by_quick_way(terminal, number).declare_and_submit()
    terminal.on(Page.DONE)
    assert platform.held(terminal.body.submission_no)["applicant"]["number"] == LI


def test_a_phone_that_says_no_logs_nobody_in(terminal, platform):
    terminal.to_identity(TREATMENT)
    terminal.send(OpenDoor("phone"))
    terminal.until(lambda: terminal.body.state == "shown", "the code on the screen")
    platform.phone(terminal.body.qr_text, person=LI, decision="deny")
    terminal.until(lambda: terminal.body.state == "denied", "the answer of the phone")
    assert terminal.state.visit.citizen is None


def test_who_typed_fills_in_and_puts_the_card_down_before_signing(terminal, bench, platform, number):
    type_identity(terminal).send(Continue())
    terminal.on(Page.REVIEW).send(Continue())
    terminal.fill(values(number)).send(Continue())
    bring_papers(terminal, bench)
    assert terminal.page is Page.CHECK
    assert not terminal.wanted(effects.FetchData)
    terminal.send(Continue())
    assert (terminal.page, terminal.body.proof_wanted) == (Page.IDENTITY, True)
    bench.lay_card("li")
    terminal.on(Page.DECLARE).declare_and_submit().on(Page.DONE)
    held = platform.held(terminal.body.submission_no)
    assert held["applicant"]["number"] == LI
    assert held["content"]["answers"]["applicant.phone"] == values(number)["applicant.phone"]
