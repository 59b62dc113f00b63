"""The pages of the staff: behind card and PIN, never in a visit, closed by themselves."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from kiosk.receipts.document import Cut, Feed, Heading, KeyValue, Paragraph, Qr, Rule, Slip
from kiosk.visit import (
    effects,
    pages,
    staff_effects,
    staff_facts,
    staff_logs,
    staff_settings,
    staff_trials,
    training,
    withdrawal,
)
from kiosk.visit.effects import Effect
from kiosk.visit.messages.identity import CardFailed, CardRead
from kiosk.visit.messages.slips import PrintFinished
from kiosk.visit.messages.staff import OpenStaffPage, StaffAct, StaffActed, StaffAnswered, StaffTyped
from kiosk.visit.moves import go
from kiosk.visit.pages import Page
from kiosk.visit.state import Staff, State
from kiosk.visit.views import Busy
from kiosk.visit.world import World

Step = tuple[State, Sequence[Effect]]
FROM = (Page.IDLE, Page.HOME, Page.SEARCH, Page.GUIDE, Page.OUT_OF_SERVICE)
INSIDE = (
    Page.STAFF_MENU, Page.DEVICE_BOARD, Page.STAFF_PAPER, Page.STAFF_TRIALS,
    *staff_trials.TRIALS, *staff_facts.INSIDE, *staff_settings.INSIDE, Page.STAFF_LOGS,
    Page.STAFF_WITHDRAW,
)  # fmt: skip
ALL = (Page.STAFF_DOOR, *INSIDE)
PAGES = {
    "devices": pages.DEVICE_BOARD,
    "paper": pages.STAFF_PAPER,
    "trials": pages.STAFF_TRIALS,
    **staff_trials.NAMES,
    **staff_facts.PAGES,
    "settings": pages.STAFF_SETTINGS,
    staff_logs.PAGE: pages.STAFF_LOGS,
    withdrawal.PAGE: pages.STAFF_WITHDRAW,
}
"""Names by which the pages are opened."""
NUMBER_LONGEST, PIN_LONGEST = 20, 12
ACTS = ("reset", "withdraw", "restore", "test-print", "restart", "train", "train-end", *staff_facts.ACTS)


def on_open(state: State) -> Step:
    """Ask who it is. A visit in which somebody has given anything is not disturbed."""
    visit = state.visit
    if visit.at.page not in FROM or visit.personal or visit.card_here:
        return state, ()
    # Where the reader is out nobody could mend it otherwise: the number is typed, and the log says so.
    reader = state.health.works("id_card")
    state = state.with_visit(staff=Staff(how="card" if reader else "typed"))
    return go(state, pages.STAFF_CARD if reader else pages.STAFF_NUMBER), ()


def on_card(state: State, message: CardRead) -> Step | None:
    """Take the number of the card that was laid down, or None where no staff is asked for."""
    if state.visit.at.page not in ALL:
        return None
    state = state.with_visit(card_here=True)
    tried = staff_trials.on_card(state, message)
    if tried is not None or state.visit.at != pages.STAFF_CARD:
        return tried or (state, ())
    number = str(message.facts.get("number") or "")
    if not number:
        return state.with_visit(staff=replace(state.visit.staff, problem="card")), ()
    held = Staff(number=number, how="card")
    return go(state.with_visit(staff=held), pages.STAFF_PIN), ()


def on_card_failed(state: State, message: CardFailed) -> Step | None:
    """Say that the card could not be read, or None where no staff is asked for."""
    if state.visit.at != pages.STAFF_CARD:
        return None
    return state.with_visit(staff=replace(state.visit.staff, problem="card")), ()


def on_typed(state: State, message: StaffTyped) -> Step:
    """Keep what is typed of number or PIN."""
    visit = state.visit
    if visit.at.page is not Page.STAFF_DOOR or visit.at.key != message.part or visit.busy is not None:
        return state, ()
    if message.part == "pin":
        staff = replace(visit.staff, pin=message.text[:PIN_LONGEST], problem="")
    else:
        staff = replace(visit.staff, number=message.text[:NUMBER_LONGEST], problem="")
    return state.with_visit(staff=staff), ()


def on_continue(state: State) -> Step | None:
    """Go on from a page of the staff, or None where that is not ours."""
    visit = state.visit
    if visit.at.page not in ALL:
        return None
    if visit.at.page in staff_trials.TRIALS:
        return go(staff_trials.left(state), pages.STAFF_TRIALS), ()
    if visit.busy is not None or visit.staff.logs.copying:
        return state, ()
    if visit.at.page is Page.STAFF_SETTING:
        return staff_settings.save(state)
    match visit.at:
        case pages.STAFF_NUMBER:
            return (go(state, pages.STAFF_PIN), ()) if visit.staff.number else (state, ())
        case pages.STAFF_PIN:
            if not visit.staff.pin:
                return state, ()
            check = staff_effects.CheckStaff(visit.staff.number, visit.staff.pin, visit.staff.how)
            return state.with_visit(busy=Busy("staff")), (check,)
        case pages.STAFF_MENU:
            return close(state, "closed")
        case pages.STAFF_CARD:
            return state, ()
    return go(state, pages.STAFF_MENU), ()


def on_back(state: State) -> Step | None:
    """Go back from a page of the staff, or None where that is not ours."""
    visit = state.visit
    if visit.at.page not in ALL:
        return None
    if visit.at.page in staff_trials.TRIALS:
        return go(staff_trials.left(state), pages.STAFF_TRIALS), ()
    if visit.staff.logs.copying:
        return state, ()
    listed = staff_settings.back(state)
    if listed is not None:
        return listed
    if visit.at.page in INSIDE and visit.at != pages.STAFF_MENU:
        return go(state, pages.STAFF_MENU), ()
    return close(state, "given-up")


def on_answered(state: State, message: StaffAnswered) -> Step:
    """Let them in, or say why not. What was typed is forgotten either way."""
    visit = state.visit
    if visit.at != pages.STAFF_PIN or visit.busy is None:
        return state, ()
    if message.outcome == "admitted":
        state = state.with_visit(busy=None, staff=Staff(label=message.label, how=visit.staff.how))
        return go(state, pages.STAFF_MENU), ()
    staff = replace(visit.staff, pin="", problem=message.outcome, wait_s=message.wait_s)
    return state.with_visit(busy=None, staff=staff), ()


def on_page(state: State, message: OpenStaffPage) -> Step:
    """Open one of their pages."""
    if state.visit.at.page not in INSIDE or message.page not in PAGES:
        return state, ()
    if state.visit.busy is not None or state.visit.staff.logs.copying:
        return state, ()
    state = _done_with(staff_trials.left(state))
    if message.page in staff_facts.PAGES:
        return staff_facts.open_page(state, message.page)
    if message.page == staff_settings.PAGE:
        return staff_settings.open_page(state)
    if message.page == staff_logs.PAGE:
        return staff_logs.open_page(state)
    return go(state, PAGES[message.page]), ()


def on_act(state: State, message: StaffAct, world: World) -> Step:
    """Do something; only who was let in can."""
    visit = state.visit
    if visit.at.page not in INSIDE or visit.busy is not None or message.what not in ACTS:
        return state, ()
    note = _note(visit.staff.label, message.what, message.device or None)
    if message.what in staff_facts.ACTS:
        state, wanted = staff_facts.on_act(state, message.what, world)
        return state, (note, *wanted)
    acted = replace(visit.staff, acted=message.what, fault=None)
    match message.what:
        case "reset":
            return state.with_visit(staff=acted), (note, staff_effects.ResetDevice(message.device))
        case "train" if state.health.training is None:
            state, wanted = training.begin(state, visit.staff.label)
            return state, (note, *wanted)
        case "train-end":
            state, wanted = training.finish(state, "staff")
            return state.with_visit(staff=acted), (note, *wanted)
        case "restart":
            return state.with_visit(busy=Busy("restart")), (note, staff_effects.Restart())
        case "test-print":
            if state.health.out("printer") or not state.health.works("printer"):
                return state, ()
            return state.with_visit(busy=Busy("print"), staff=acted), (effects.Print(_slip(world)),)
    out = message.what == "withdraw"
    reason = withdrawal.known(message.reason) if out else ""
    return state.with_visit(busy=Busy("staff"), staff=acted), (staff_effects.Withdraw(out, reason),)


def on_acted(state: State, message: StaffActed) -> Step:
    """Say what became of it; the terminal serves, or not, from now on."""
    visit = state.visit
    if message.fault is None and message.what in ("withdraw", "restore"):
        out = message.what == "withdraw"
        state = replace(state, health=replace(state.health, withdrawn=out, withdrawn_for=message.reason))
    if visit.at.page not in INSIDE:
        return state, ()
    staff = replace(visit.staff, acted=message.what, fault=message.fault)
    note = _note(staff.label, message.what, fault=message.fault, reason=message.reason)
    if message.fault is None and visit.at == pages.STAFF_WITHDRAW:
        state = go(state, pages.STAFF_MENU)
    state, wanted = staff_facts.on_acted(state.with_visit(busy=None, staff=staff), message)
    return state, (note, *wanted)


def on_printed(state: State, message: PrintFinished) -> Step | None:
    """The slip is out, or why not; None where none was printed here."""
    if state.visit.at.page not in INSIDE:
        return None
    return on_acted(state, StaffActed(state.visit.staff.acted or "test-print", message.fault))


def on_second(state: State, limit_s: float) -> Step | None:
    """Close the pages after `limit_s` without a touch; None where none of them is open."""
    if state.visit.at.page not in ALL:
        return None
    if state.visit.staff.logs.copying:
        return staff_logs.on_second(state)
    if state.now - state.visit.last_activity >= limit_s:
        return close(state, "idle")
    if state.visit.at == pages.STAFF_LOGS:
        return staff_logs.on_second(state)
    return staff_facts.on_second(state)


def close(state: State, why: str) -> Step:
    """Close the pages; nothing of who was there stays. why: closed, given-up or idle."""
    label = state.visit.staff.label
    ended, wiping = training.leave(state)
    note = effects.Note("ui.staff.ended", {"staff": label, "disposition": why})
    return ended, (*wiping, note) if label else wiping


def _done_with(state: State) -> State:
    """Another page is opened: what was said of the last act is not said there."""
    return state.with_visit(staff=replace(state.visit.staff, acted="", fault=None))


def _note(
    label: str, what: str, device: str | None = None, fault: str | None = None, reason: str = ""
) -> Effect:
    facts = {"staff": label, "state": what, "device": device, "disposition": "failed" if fault else "done"}
    why = fault or reason
    return effects.Note("ui.staff.acted", {**facts, "reason": why} if why else facts)


def _slip(world: World) -> Slip:
    """Return a slip on which everything a slip has can be judged: small, bold, Chinese, a code, the cut."""
    texts = world.texts[world.site.languages[0]]
    now = world.clock()
    blocks = (
        Heading(texts("staff.slip.title")),
        KeyValue(texts("staff.slip.machine"), world.site.machine_label),
        KeyValue(texts("staff.slip.time"), f"{now:%Y-%m-%d %H:%M}"),
        Rule(),
        Paragraph(texts("staff.slip.text")),
        Paragraph(texts("staff.slip.strong"), strong=True),
        Qr("YICIBAN-TEST", texts("staff.slip.qr")),
        Feed(),
        Cut(),
    )
    return Slip(texts("staff.slip.title"), texts.language, blocks)


HANDLERS: dict[type, Callable[..., Step]] = {
    StaffTyped: lambda s, m, w: on_typed(s, m),
    StaffAnswered: lambda s, m, w: on_answered(s, m),
    OpenStaffPage: lambda s, m, w: on_page(s, m),
    StaffAct: on_act,
    StaffActed: lambda s, m, w: on_acted(s, m),
    **staff_trials.HANDLERS,
    **staff_facts.HANDLERS,
    **staff_settings.HANDLERS,
    **staff_logs.HANDLERS,
}
