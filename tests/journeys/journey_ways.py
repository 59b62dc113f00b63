"""Quick ways to where a journey becomes interesting."""

from typing import Any

from conductor import Conductor

from kiosk.visit.messages import Continue, DecideConsent, TakePhoto
from kiosk.visit.pages import Page

TREATMENT = "tj-p-11"


def values(number: int) -> dict[str, str]:
    return {"applicant.phone": f"138{number:08d}"}


def to_plan(terminal: Conductor, bench: Any, bundle: str = TREATMENT) -> Conductor:
    terminal.to_identity(bundle)
    bench.lay_card("li")
    return terminal.answer()


def to_identity_without_network(terminal: Conductor, bundle: str = TREATMENT) -> Conductor:
    terminal.without_network().open(bundle).send(Continue(), Continue())
    return terminal.on(Page.IDENTITY)


def to_check(terminal: Conductor, bench: Any, number: int) -> Conductor:
    """By the quick way: the certificate spares the photographs."""
    to_plan(terminal, bench).send(Continue())
    terminal.on(Page.CONSENT).send(DecideConsent(True))
    terminal.on(Page.REVIEW).send(Continue())
    terminal.fill(values(number)).send(Continue())
    assert terminal.page is Page.CHECK, terminal.at
    return terminal


def to_scan(terminal: Conductor, bench: Any, number: int) -> Conductor:
    to_plan(terminal, bench).send(Continue())
    terminal.on(Page.CONSENT).send(DecideConsent(False), Continue())
    terminal.fill(values(number)).send(Continue())
    assert terminal.at == "scan:id-card"
    return terminal


def photograph(terminal: Conductor, bench: Any, paper: str = "id-card-1") -> None:
    bench.put_paper(paper)
    for _ in range(6):
        terminal.send(TakePhoto())
        terminal.until(lambda: terminal.body.state in ("taken", "rejected"), "a picture")
        if terminal.body.state == "taken":
            return
    raise AssertionError(terminal.body.advice)
