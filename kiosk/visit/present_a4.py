"""What the pages show of A4 paper: what is offered, and how far a job is."""

from collections.abc import Mapping

from kiosk.visit.pages import Page
from kiosk.visit.state import State
from kiosk.visit.views import A4View

KIND = "page_printer"
WHAT: Mapping[Page, str] = {
    Page.GUIDE: "guide",
    Page.PLAN: "list",
    Page.CHECK: "draft",
    Page.DONE: "form",
}
"""What each page offers on paper."""
UNDER_WAY = ("preparing", "printing")


def a4_view(state: State) -> A4View | None:
    """Return what the page shows of it; None where the terminal has no such printer or the page no paper."""
    visit, job = state.visit, state.visit.a4
    what = WHAT.get(visit.at.page)
    if what is None or KIND not in state.health.devices:
        return None
    # What has ended is news only while the page stands on which it was asked for.
    mine = job.what == what and (job.state in (*UNDER_WAY, "unknown") or job.asked_at >= visit.page_since)
    out = state.health.faults.get(KIND)
    return A4View(
        what=what,
        state=job.state if mine else "none",
        pages=job.pages if mine else 0,
        fault=job.fault if mine else None,
        out=out,
        can_print=out is None and job.state not in UNDER_WAY,
    )
