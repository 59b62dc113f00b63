"""The one way in: `update(state, message, world)` gives the next state and what is to be done outside.

Pure: no clock, no thread, no device. What must be on while a page stands there (the card poll, the
camera) follows from comparing before and after, so that no way out of a page can leave it on.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace

from kiosk.visit import (
    a4,
    attention,
    browse,
    conclude,
    effects,
    fill,
    found,
    identify,
    idle,
    mat,
    messages,
    moves,
    on_its_way,
    other_doors,
    outages,
    page_review,
    pages,
    papers,
    photos,
    progress,
    records,
    set_up,
    staff,
    staff_trials,
    steps,
    submit,
    training,
    trouble,
)
from kiosk.visit.effects import Effect
from kiosk.visit.messages import Message
from kiosk.visit.pages import Page
from kiosk.visit.state import Device, Health, State
from kiosk.visit.wanted import wanted_now
from kiosk.visit.withdrawal import notice
from kiosk.visit.world import World

Step = tuple[State, Sequence[Effect]]


def update(state: State, message: Message, world: World) -> tuple[State, tuple[Effect, ...]]:
    """Return the state after message, and the effects to carry out in order."""
    before = state
    if isinstance(message, messages.CITIZEN):
        state = _sign_of_life(state)
    handler = _HANDLERS.get(type(message))
    done: Sequence[Effect] = ()
    if handler is not None:
        state, done = handler(state, message, world)
    state, served = _service(state)
    noted = records.notes(before, state, message)
    state, called = attention.seen_to(state, world)
    wanted = (*done, *served, *noted, *called, *_standing(before, state, world))
    if before.health.training is not None or state.health.training is not None:
        wanted = training.practised(wanted, world)
    return state, wanted


def _sign_of_life(state: State) -> State:
    visit = state.visit
    overlay = None if visit.overlay is not None and visit.overlay.kind == "idle" else visit.overlay
    return state.with_visit(last_activity=state.now, overlay=overlay)


def _service(state: State) -> Step:
    """Out of service and back: a revoked terminal or one without guides serves nobody new."""
    led = set_up.service(state)
    if led is not None or state.visit.at.page in set_up.ALL:
        return led or (state, ())
    out = out_of_service(state.health)
    page = state.visit.at.page
    if out is not None and page in (Page.IDLE, Page.HOME, Page.SEARCH):
        ended, wiping = steps.end(state)
        return moves.go(ended, pages.OUT_OF_SERVICE), wiping
    if out is None and page is Page.OUT_OF_SERVICE:
        return state.fresh(), ()
    return state, ()


def out_of_service(health: Health) -> str | None:
    """Return why the terminal serves nobody (key of `out_of_service.*`), or None."""
    if health.training is not None and health.guide_version:
        return None
    if health.withdrawn:
        return notice(health.withdrawn_for)
    if health.ordered_out is not None:
        return "update" if health.ordered_out == "update" else "ordered"
    if health.revoked:
        return "revoked"
    if health.outage is not None:
        return "planned"
    return "no_guides" if not health.guide_version else None


def _standing(before: State, after: State, world: World) -> tuple[Effect, ...]:
    """Return what has to be switched on or off because of the move."""
    wanted: list[Effect] = []
    if camera_wanted(after) and not (camera_wanted(before) and before.visit.at == after.visit.at):
        wanted.append(effects.OpenCamera(wanted_now(after, world)))
    elif camera_wanted(before) and not camera_wanted(after):
        wanted.append(effects.CloseCamera())
    asked = after.visit.at.page in _ASKS_ANEW and before.visit.at.page not in _ASKS_ANEW
    if asked or (card_wanted(after) and not card_wanted(before)):
        # Also where it polls already: a card that lies there is read once more when it is asked for.
        wanted.append(effects.StartCard())
    elif card_wanted(before) and not card_wanted(after):
        wanted.append(effects.StopCard())
    if codes_wanted(before) != codes_wanted(after):
        wanted.append(effects.StartCodes() if codes_wanted(after) else effects.StopCodes())
    return tuple(wanted)


_ASKS_ANEW = (*pages.WHO, Page.STAFF_READ_CARD)
"""Where a card that lies there already is read once more."""


def camera_wanted(state: State) -> bool:
    """Whether the document camera has to be open: a sheet is asked for and not yet taken.

    While a person looks at a photograph and its corners it is off.
    """
    visit = state.visit
    if visit.at.page in staff_trials.CAMERA:
        return True
    if visit.at.page is Page.GOODBYE:
        return mat.wanted(state)
    if visit.at.page is not Page.SCAN:
        return False
    if (visit.at.key, visit.at.sheet) in visit.sheets:
        return False
    return visit.scan.state not in ("corners", "several") and visit.scan.corners is None


def card_wanted(state: State) -> bool:
    """Whether the reader has to poll: a card is asked for, or one lies there and must not be forgotten."""
    return state.visit.at.page in (*_ASKS_ANEW, Page.STAFF_DOOR) or (
        state.visit.card_here and state.visit.at.page is not Page.IDLE
    )


def codes_wanted(state: State) -> bool:
    """Whether a code that is shown is taken: while the card is asked for and nobody is being checked."""
    return state.visit.at.page in (Page.IDENTITY, Page.SET_UP_CODE) and state.visit.busy is None


def _on_device(state: State, message: messages.DeviceChanged, world: World) -> Step:
    faults = {kind: fault for kind, fault in state.health.faults.items() if kind != message.kind}
    if message.fault is not None:
        faults[message.kind] = message.fault
    paper = state.health.paper
    if message.kind == "printer" and message.paper is not None:
        paper = message.paper
    now = world.clock()
    before = state.health.devices.get(message.kind) or Device(None, "starting", now)
    device = before.after(message.status, message.fault, now)
    devices = {**state.health.devices, message.kind: device}
    state = replace(state, health=replace(state.health, faults=faults, devices=devices, paper=paper))
    if message.kind == "document_camera" and message.fault:
        state = photos.on_gone(state)
    return a4.on_stuck(conclude.on_printer_stuck(state)), ()


def _on_tick(state: State, message: messages.Tick, world: World) -> Step:
    state, done = idle.on_tick(state, message, world)
    state = page_review.on_second(state)
    state, asked = other_doors.ask_again(state)
    state, waited = on_its_way.on_second(state, world)
    state, over = training.on_second(state, world.site.times.training)
    state = outages.on_second(state, world)
    return state, (*done, *asked, *waited, *over)


def _on_agent(state: State, message: messages.AgentStatus) -> Step:
    health = replace(
        state.health,
        reachable=message.reachable,
        revoked=message.revoked,
        guide_version=message.guide_version,
        guide_expired=message.guide_expired,
        sealing=message.sealing,
        guide_problem=message.guide_problem,
        outbox=message.outbox,
        agent=message.agent,
    )
    back = message.reachable and not state.health.reachable
    state = replace(state, health=health)
    return identify.on_reachable(state) if back else (state, ())


def _on_order(state: State, message: messages.ServiceOrdered) -> Step:
    return replace(state, health=replace(state.health, ordered_out=message.reason)), ()


_HANDLERS: dict[type, Callable[..., Step]] = {
    messages.Touched: lambda s, m, w: browse.on_touched(s),
    messages.ChooseAudience: lambda s, m, w: browse.on_audience(s, m),
    messages.OpenSearch: lambda s, m, w: browse.on_search(s),
    messages.Query: lambda s, m, w: browse.on_query(s, m),
    messages.OpenBundle: browse.on_bundle,
    messages.SetAid: browse.on_aid,
    messages.ShowHelp: lambda s, m, w: browse.on_help(s),
    messages.Leave: lambda s, m, w: browse.on_leave(s),
    messages.LeaveConfirmed: lambda s, m, w: browse.on_leave_confirmed(s),
    messages.CloseOverlay: lambda s, m, w: browse.on_close_overlay(s),
    messages.Continue: lambda s, m, w: (
        staff.on_continue(s)
        or set_up.on_continue(s)
        or other_doors.on_continue(s, w)
        or steps.on_continue(s, w)
    ),
    messages.Back: lambda s, m, w: (
        staff.on_back(s) or set_up.on_back(s) or other_doors.on_back(s) or steps.on_back(s, w)
    ),
    messages.GoTo: steps.on_go_to,
    messages.CardReading: lambda s, m, w: identify.on_card_reading(s),
    messages.CardRead: lambda s, m, w: (
        staff.on_card(s, m) or identify.on_card_read(s, training.read(s, m, w), w)
    ),
    messages.CardFailed: lambda s, m, w: (
        staff.on_card_failed(s, m) or staff_trials.on_card_failed(s, m) or identify.on_card_failed(s, m)
    ),
    messages.CardRemoved: lambda s, m, w: identify.on_card_removed(s),
    messages.SessionOpened: identify.on_session,
    messages.OpenDoor: lambda s, m, w: other_doors.on_open(s, m),
    messages.TypeIdentity: lambda s, m, w: other_doors.on_typed(s, m),
    messages.CodeShown: lambda s, m, w: set_up.on_shown(s, m) or other_doors.on_code(s, m),
    messages.CodeRefused: lambda s, m, w: other_doors.on_code_refused(s),
    messages.LinkOffered: lambda s, m, w: other_doors.on_link(s, m),
    messages.LinkSeen: lambda s, m, w: other_doors.on_link_seen(s, m),
    messages.Answer: fill.on_answer,
    messages.Toggle: fill.on_toggle,
    messages.PlanAgreed: fill.on_plan_agreed,
    messages.DecideConsent: fill.on_consent,
    messages.DataFetched: fill.on_fetched,
    messages.SetField: fill.on_field,
    messages.GuidesChanged: fill.on_guides_changed,
    messages.ChooseSource: papers.on_source,
    messages.AgreeCommitment: lambda s, m, w: papers.on_agree(s, m),
    messages.TakePhoto: lambda s, m, w: photos.on_take_photo(s),
    messages.PhotoBegan: lambda s, m, w: photos.on_began(s),
    messages.PhotoTaken: lambda s, m, w: staff_trials.on_photo(s, m) or photos.on_photo(s, m, w),
    messages.PhotoRejected: lambda s, m, w: staff_trials.on_rejected(s, m) or photos.on_photo_rejected(s, m),
    messages.PageRead: page_review.on_read,
    messages.PageReviewed: lambda s, m, w: page_review.on_reviewed(s, m),
    messages.PagesCompared: lambda s, m, w: page_review.on_compared(s, m),
    messages.MatSeen: lambda s, m, w: (mat.on_seen(s, m), ()),
    messages.CameraLit: lambda s, m, w: photos.on_camera_lit(s, m),
    messages.Retake: lambda s, m, w: photos.on_retake(s),
    messages.UseSheet: lambda s, m, w: photos.on_use_sheet(s, w),
    messages.UseSeveral: lambda s, m, w: photos.on_use_several(s, w),
    messages.AdjustCorners: lambda s, m, w: photos.on_adjust(s),
    messages.SetCorners: lambda s, m, w: photos.on_corners(s, m),
    messages.ResetCorners: lambda s, m, w: photos.on_reset_corners(s),
    messages.ApplyCorners: lambda s, m, w: photos.on_apply_corners(s, w),
    messages.DecideFound: found.on_decide,
    messages.TickDeclaration: lambda s, m, w: submit.on_tick_declaration(s, m),
    messages.Sign: lambda s, m, w: submit.on_sign(s, m),
    messages.SignAtWindow: lambda s, m, w: submit.on_sign_at_window(s, m),
    messages.Sealed: on_its_way.on_sealed,
    messages.OutboxSeen: lambda s, m, w: on_its_way.on_seen(s, m),
    messages.StopWaiting: lambda s, m, w: on_its_way.on_stop_waiting(s, w),
    messages.Submitted: on_its_way.on_submitted,
    messages.PrintFinished: lambda s, m, w: staff.on_printed(s, m) or conclude.on_print_finished(s, m, w),
    messages.SlipCameOut: conclude.on_slip_came_out,
    messages.PrintAgain: lambda s, m, w: conclude.on_print_again(s, w),
    messages.PrintGuide: lambda s, m, w: conclude.on_print_guide(s, w),
    messages.PrintA4: lambda s, m, w: a4.on_print_a4(s, w),
    messages.A4Began: lambda s, m, w: a4.on_a4_began(s, m),
    messages.A4Finished: lambda s, m, w: staff_trials.on_sheet(s, m) or a4.on_a4_finished(s, m),
    messages.A4CameOut: lambda s, m, w: a4.on_a4_came_out(s, m),
    messages.OpenProgress: lambda s, m, w: progress.on_open(s),
    messages.SubmissionsFound: lambda s, m, w: progress.on_found(s, m),
    messages.PrintReceipt: progress.on_print,
    messages.Rate: lambda s, m, w: conclude.on_rate(s, m),
    messages.Failed: trouble.on_failed,
    messages.Retry: lambda s, m, w: trouble.on_retry(s, w),
    messages.OpenReport: lambda s, m, w: trouble.on_open_report(s),
    messages.SendReport: trouble.on_send_report,
    messages.Reported: lambda s, m, w: trouble.on_reported(s, m),
    messages.DeviceChanged: _on_device,
    messages.OpenBoard: lambda s, m, w: staff.on_open(s),
    messages.PaperCounted: lambda s, m, w: (replace(s, health=replace(s.health, supplies=m.outlooks)), ()),
    messages.ServiceOrdered: lambda s, m, w: _on_order(s, m),
    messages.AgentStatus: lambda s, m, w: _on_agent(s, m),
    messages.Tick: _on_tick,
    **staff.HANDLERS,
    **set_up.HANDLERS,
}
