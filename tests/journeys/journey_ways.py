"""Quick ways to where a journey becomes interesting."""

from collections.abc import Mapping
from typing import Any

from conductor import Conductor

from kiosk.visit.messages import (
    ApplyCorners,
    Continue,
    DecideConsent,
    DecideFound,
    TakePhoto,
    UseSheet,
)
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
    """Lay a paper down and press the button, as often as it needs; what is asked is answered with yes."""
    bench.put_paper(paper)

    def looked_at() -> bool:
        # A camera that is only just there, or was replaced on a busy machine, takes nothing: press again.
        if terminal.body.state == "placing":
            terminal.send(TakePhoto())
        return terminal.body.state in LOOKED_AT

    for _ in range(6):
        if terminal.body.state == "rejected":
            terminal.send(TakePhoto())
        terminal.until(looked_at, "a picture", 60)
        if terminal.body.state == "corners":
            terminal.send(ApplyCorners())
            terminal.until(lambda: terminal.body.state != "taking", "the page of these corners", 60)
        if terminal.body.state == "taken":
            terminal.until(lambda: not terminal.body.reading, "what stands on it")
            return
    raise AssertionError(terminal.body)


LOOKED_AT = ("taken", "rejected", "corners", "several")


def go_on(terminal: Conductor) -> None:
    """Use the sheet, whatever was asked about it."""
    terminal.send(UseSheet() if terminal.body.question is not None else Continue())


def bring_papers(terminal: Conductor, bench: Any, papers: Mapping[tuple[str, int], str] | None = None,
                 typed: Mapping[str, Any] | None = None) -> None:  # fmt: skip
    """Photograph every sheet that is asked for, and fill in what the papers did not say."""
    while terminal.page in (Page.SCAN, Page.FOUND):
        if terminal.page is Page.FOUND:
            terminal.send(DecideFound(terminal.body.field_id, terminal.body.held is None))
            continue
        at = terminal.state.visit.at
        photograph(terminal, bench, papers[at.key, at.sheet] if papers else f"{at.key}-{at.sheet + 1}")
        bench.take_paper_away()
        go_on(terminal)
    terminal.fill(typed or {})
