"""What went wrong, and the doors out of it. Pure."""

from kiosk.visit import present_check
from kiosk.visit.state import State
from kiosk.visit.steps import can_go_back, planned
from kiosk.visit.update import out_of_service as why_out_of_service
from kiosk.visit.views import Body, ErrorView, OutOfServiceView, ReportView
from kiosk.visit.world import World

RETRY_NOTHING = ("duplicate-application", "item-not-available-here", "validation")


def error(state: State, world: World) -> Body:
    """Return what went wrong and what can be done."""
    trouble = state.visit.trouble
    if trouble is None:
        return ErrorView("unknown", "", (), False, True, "Y-0")
    failed = trouble.failed
    code = f"{failed.during}/{failed.problem}" + (f" · {failed.trace_id[:16]}" if failed.trace_id else "")
    return ErrorView(
        name=failed.problem,
        words=failed.detail,
        problems=present_check.problems(state, world),
        can_retry=failed.problem not in RETRY_NOTHING,
        can_back=can_go_back(trouble),
        code=code,
    )


def report(state: State, world: World) -> Body:
    """Return the page from which 办不成事 is reported."""
    report = state.visit.report
    context = planned(state, world)
    return ReportView(
        state=report.state,
        where=report.where.page,
        bundle_name=context[0].name if context else None,
        problem=report.problem,
        issue_no=report.issue_no,
        due=report.due,
        phone=world.site.phone,
    )


def out_of_service(state: State, world: World) -> Body:
    """Return why nobody can apply here."""
    why, outage = why_out_of_service(state.health) or "unknown", state.health.outage
    if why != "planned" or outage is None:
        return OutOfServiceView(why)
    return OutOfServiceView(why, outage.reason, outage.ends.astimezone(world.clock().tzinfo))
