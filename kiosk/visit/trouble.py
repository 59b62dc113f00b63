"""When something does not come about: a page for each kind, a way to do it again, and a door."""

from collections.abc import Sequence
from dataclasses import replace

from kiosk.visit import effects, other_doors, pages, progress
from kiosk.visit.effects import Effect
from kiosk.visit.identify import by_card_alone
from kiosk.visit.messages import Failed, Reported, SendReport
from kiosk.visit.moves import ask_for_proof, give_up, go
from kiosk.visit.on_its_way import awaited, on_not_seen
from kiosk.visit.pages import Page
from kiosk.visit.state import PROOFS, Report, State, Trouble
from kiosk.visit.steps import (
    ask_plan,
    end,
    fetch,
    leave_trouble,
    plan_alone,
    planned,
    without_sources,
)
from kiosk.visit.submit import submit
from kiosk.visit.views import Busy
from kiosk.visit.world import World

Step = tuple[State, Sequence[Effect]]

SESSION_OVER = ("session-expired", "terminal-clock-skew")
TERMINAL_OUT = "terminal-not-authorised"
NETWORK_GONE = ("timeout", "not-json", "unreachable")
"""No answer, or none of the platform's: a captive portal answers, too."""
IN_DOUBT = "in-doubt"
"""The disk failed so late that nobody knows whether the submission is in the outbox."""


def on_failed(state: State, message: Failed, world: World) -> Step:
    """Turn a failure into its page. Nothing that was entered is lost."""
    visit = state.visit
    if message.during == "rating" or visit.at.page in (Page.IDLE, Page.GOODBYE):
        return state, ()
    if message.during == "report":
        failed = _with(visit.report, "failed")
        return (state.with_visit(report=failed) if visit.report.state == "sending" else state), ()
    if message.problem == TERMINAL_OUT:
        ended, wiping = end(state)
        # What the agent says next decides whether it stays so.
        ended = replace(ended, health=replace(ended.health, revoked=True))
        return go(ended, pages.OUT_OF_SERVICE), (*wiping, _note(message))
    if message.during == "link":
        return other_doors.on_link_failed(state), (_note(message),)
    if message.during == "outbox":
        return on_not_seen(state), ()
    if not _expected(state, message):
        return state, ()
    if message.problem in NETWORK_GONE:
        alone = _alone(state, message, world)
        if alone is not None:
            return alone[0], (*alone[1], _note(message))
    if message.during == "session" and message.problem == "validation":
        refused_door = other_doors.on_refused(state)
        if refused_door is not None:
            return refused_door, (_note(message),)
    # What was sealed and is answered with a no is over; what was not sealed may be tried again as it is.
    refused = visit.sealed if message.during == "submit" else None
    unknown = message.during == "submit" and message.problem == IN_DOUBT
    trouble = Trouble(message, visit.at, unknown)
    state = state.with_visit(
        busy=None,
        submitting=None,
        asking=False,
        sealed=None,
        outcome_unknown=unknown,
        platform_errors=message.errors,
        package=None if refused else visit.package,
    )
    closed = (effects.CloseRejected(refused.package_id),) if refused is not None else ()
    return go(state, pages.ERROR).with_visit(trouble=trouble), (*closed, _note(message))


def _alone(state: State, message: Failed, world: World) -> Step | None:
    """Return how it goes on without the platform, or None where it cannot: then there is a page about it."""
    context = planned(state, world)
    citizen = state.visit.citizen
    if context is None or citizen is None:
        return None
    match message.during:
        case "session" if citizen.proof:
            return by_card_alone(state, world)
        case "plan":
            return plan_alone(state, world, context[1])
        case "fetch":
            return without_sources(state, world, context[1])
    return None


def _expected(state: State, message: Failed) -> bool:
    """Whether this visit is waiting for what failed; late answers of something given up change nothing."""
    if message.during == "submit":
        return state.visit.submitting is not None or awaited(state.visit)
    return state.visit.busy is not None and state.visit.busy.key == message.during


def _note(message: Failed) -> Effect:
    facts = {"state": message.during, "problem": message.problem, "trace_id": message.trace_id}
    return effects.Note("visit.trouble", facts)


def on_retry(state: State, world: World) -> Step:
    """Do again what failed."""
    visit = state.visit
    trouble = visit.trouble
    if visit.at.page is Page.REPORT and visit.report.state == "failed":
        return state.with_visit(report=_with(visit.report, "ask")), ()
    if visit.at.page is not Page.ERROR or trouble is None:
        return state, ()
    if trouble.failed.problem in SESSION_OVER:
        resume_at = leave_trouble(state, trouble).visit.at
        state = state.with_visit(
            same_person_wanted=visit.citizen is not None,
            resume_at=None if resume_at == pages.IDENTITY else resume_at,
            # What was fetched for somebody is not shown to whoever knows their number.
            methods=PROOFS if visit.citizen is not None and not visit.citizen.declared else visit.methods,
            card_advice=None,
        )
        return go(_logged_out(state), pages.IDENTITY), ()
    if trouble.failed.problem == "assurance-too-low":
        resume_at = leave_trouble(state, trouble).visit.at
        methods = trouble.failed.methods or PROOFS
        if visit.citizen is None or not visit.citizen.session_id:
            return go(state.with_visit(methods=methods, citizen=None, card_advice=None), pages.IDENTITY), ()
        return ask_for_proof(state, methods, resume_at), ()
    if trouble.failed.problem == "guide-outdated":
        return leave_trouble(state, trouble).with_visit(busy=Busy("guides")), (effects.SyncGuides(),)
    if trouble.failed.during == "progress":
        return progress.again(state)
    context = planned(state, world)
    if context is None:
        return leave_trouble(state, trouble), ()
    match trouble.failed.during:
        case "submit":
            return submit(leave_trouble(state, trouble), world, *context)
        case "fetch":
            return fetch(leave_trouble(state, trouble), world, *context)
        case "plan":
            return ask_plan(leave_trouble(state, trouble), world, *context)
        case "guides":
            return leave_trouble(state, trouble).with_visit(busy=Busy("guides")), (effects.SyncGuides(),)
        case _:
            return leave_trouble(state, trouble), ()


def _logged_out(state: State) -> State:
    """Forget the session but keep who it was, so that only the same person goes on."""
    citizen = state.visit.citizen
    if citizen is None:
        return state
    return state.with_visit(citizen=replace(citizen, proof="", session_id="", here=False))


_NO_REPORT = (Page.IDLE, Page.REPORT, Page.SUBMITTING, Page.GOODBYE, Page.DEVICE_BOARD)


def on_open_report(state: State) -> Step:
    """办不成事: open the report with where one stood and what happened."""
    visit = state.visit
    if visit.at.page in _NO_REPORT:
        return state, ()
    problem = visit.trouble.failed.problem if visit.trouble is not None else ""
    where = visit.trouble.where if visit.trouble is not None else visit.at
    # What becomes of a submission is asked again when one is back.
    state = give_up(state).with_visit(report=Report(where=where, problem=problem), asking=False)
    # The trouble is kept, so that back leads to its page again.
    return go(state, pages.REPORT).with_visit(trouble=visit.trouble), ()


def on_send_report(state: State, message: SendReport, world: World) -> Step:
    """Send it. The words are ours and name nobody; a phone number goes along only if it was given."""
    visit = state.visit
    if visit.at.page is not Page.REPORT or visit.report.state not in ("ask", "failed"):
        return state, ()
    context = planned(state, world)
    report = effects.Report(
        page=visit.report.where.page.value,
        bundle_id=visit.bundle_id or "",
        revision=context[0].revision if context else 0,
        problem=visit.report.problem,
        phone=message.phone,
    )
    return state.with_visit(report=_with(visit.report, "sending")), (report,)


def on_reported(state: State, message: Reported) -> Step:
    """The report has a number and a date."""
    report = Report(
        "sent", state.visit.report.where, state.visit.report.problem, message.issue_no, message.due
    )
    return (state.with_visit(report=report), ()) if state.visit.report.state == "sending" else (state, ())


def _with(report: Report, state: str) -> Report:
    return Report(state, report.where, report.problem, report.issue_no, report.due)
