"""The first start: the code of the work order, what comes of it, the devices, and how large the panel is.

The agent enrols and keeps what was learned; the screens ask, show how it goes, and end in the attract page.
Where the profile was written they start anew in between, for panel and devices may be others.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace

from kiosk.terminal.enrolment_code import NoCode, code_in, scanned
from kiosk.visit import effects, hunt, pages, staff_effects
from kiosk.visit.effects import Effect
from kiosk.visit.messages.identity import CodeShown
from kiosk.visit.messages.set_up import AgentFacts, SetUpAnswered, SetUpCode, SizeCard
from kiosk.visit.moves import go
from kiosk.visit.pages import Destination, Page
from kiosk.visit.state import SetUp, State
from kiosk.visit.views import Busy

Step = tuple[State, Sequence[Effect]]
ALL = (Page.SET_UP_CODE, Page.SET_UP_PROGRESS, Page.SET_UP_DEVICES, Page.SET_UP_SCREEN)
FROM = (Page.IDLE, Page.HOME, Page.SEARCH, Page.OUT_OF_SERVICE)
LONGEST = 64
NO_IDENTITY = ("not-enrolled", "refused")


def wanted(agent: AgentFacts | None) -> bool:
    """Whether the terminal has to be set up: it has no identity, or the pages are not through."""
    return agent is not None and (agent.enrolment in NO_IDENTITY or agent.set_up_open)


def service(state: State) -> Step | None:
    """Lead to the set-up and through it as the agent gets on; None where nothing of it is to be done."""
    agent, visit = state.health.agent, state.visit
    if agent is None:
        return None
    if visit.at.page in ALL:
        return _along(state, agent)
    if wanted(agent) and visit.at.page in FROM:
        there = _where(agent)
        moved = go(state.fresh(), there)
        return hunt.find(moved) if there == pages.SET_UP_DEVICES else (moved, ())
    return None


def on_code(state: State, message: SetUpCode) -> Step:
    """Keep what is typed."""
    if state.visit.at != pages.SET_UP_CODE or state.visit.busy is not None:
        return state, ()
    return state.with_visit(set_up=SetUp(code=message.text[:LONGEST])), ()


def on_shown(state: State, message: CodeShown) -> Step | None:
    """Take the QR of a work order, or None where no code is asked for; other codes are none."""
    if state.visit.at != pages.SET_UP_CODE:
        return None
    code = scanned(message.text)
    if code is None or state.visit.busy is not None:
        return state, ()
    return _enrol(state.with_visit(set_up=SetUp(code=code)), code)


def on_continue(state: State) -> Step | None:
    """Go on from a page of the set-up, or None where that is not ours."""
    visit = state.visit
    if visit.at.page not in ALL:
        return None
    if visit.busy is not None:
        return state, ()
    match visit.at.page:
        case Page.SET_UP_CODE:
            try:
                return _enrol(state, code_in(visit.set_up.code))
            except NoCode:
                return state.with_visit(set_up=replace(visit.set_up, problem="form")), ()
        case Page.SET_UP_PROGRESS:
            agent = state.health.agent
            there = agent is not None and agent.enrolment == "enrolled" and agent.site is not None
            return (go(state, pages.SET_UP_DEVICES), ()) if there else (state, ())
        case Page.SET_UP_DEVICES:
            if hunt.wanted(visit.set_up.hunt):
                return hunt.write(state)
            return go(state, pages.SET_UP_SCREEN), ()
    done = staff_effects.FinishSetUp(visit.set_up.card_px)
    return state.with_visit(busy=Busy("set_up")), (done,)


def on_back(state: State) -> Step | None:
    """Go back from a page of the set-up, or None where that is not ours."""
    match state.visit.at.page:
        case Page.SET_UP_SCREEN:
            return go(state, pages.SET_UP_DEVICES), ()
        case Page.SET_UP_PROGRESS:
            # Another code can be given while the platform does not answer.
            return go(state, pages.SET_UP_CODE), ()
        case page if page in ALL:
            return state, ()
    return None


def on_size(state: State, message: SizeCard) -> Step:
    """The card is this wide."""
    if state.visit.at != pages.SET_UP_SCREEN or state.visit.busy is not None:
        return state, ()
    return state.with_visit(set_up=replace(state.visit.set_up, card_px=message.px, problem="")), ()


def on_answered(state: State, message: SetUpAnswered) -> Step:
    """The agent has taken it, or not."""
    visit, agent = state.visit, state.health.agent
    if visit.at.page not in ALL:
        return state, ()
    state = state.with_visit(busy=None)
    if message.fault is not None:
        return state.with_visit(set_up=replace(visit.set_up, problem=message.fault)), ()
    if agent is None:
        return state, ()
    if message.what == "code":
        # The agent's own word comes with its next status.
        told = replace(agent, enrolment="in-progress", problem=None, set_up_open=True)
        state = replace(state, health=replace(state.health, agent=told))
        return go(state.with_visit(set_up=SetUp()), pages.SET_UP_PROGRESS), ()
    if message.what == "devices":
        # The drivers are made from the profile, at the start.
        return state.with_visit(busy=Busy("restart")), (staff_effects.Restart(),)
    told = replace(agent, set_up_open=False)
    restart = (staff_effects.Restart(),) if visit.set_up.card_px is not None else ()
    return replace(state.fresh(), health=replace(state.health, agent=told)), (effects.Wipe(), *restart)


def _enrol(state: State, code: str) -> Step:
    return state.with_visit(busy=Busy("set_up")), (staff_effects.Enrol(code),)


def _where(agent: AgentFacts) -> Destination:
    if agent.enrolment in NO_IDENTITY:
        return pages.SET_UP_CODE
    return pages.SET_UP_PROGRESS if agent.enrolment == "in-progress" else pages.SET_UP_DEVICES


def _along(state: State, agent: AgentFacts) -> Step | None:
    """Follow the agent from page to page."""
    at = state.visit.at
    if not wanted(agent):
        return state.fresh(), (effects.Wipe(),)
    if at == pages.SET_UP_PROGRESS:
        if agent.enrolment in NO_IDENTITY:
            return go(
                state.with_visit(set_up=SetUp(problem=agent.problem or "answer")), pages.SET_UP_CODE
            ), ()
        if agent.enrolment == "enrolled" and agent.site == "written" and state.visit.busy is None:
            return state.with_visit(busy=Busy("restart")), (staff_effects.Restart(),)
        if agent.enrolment == "enrolled" and agent.site is not None and state.health.guide_version:
            return hunt.find(go(state, pages.SET_UP_DEVICES))
    if at == pages.SET_UP_DEVICES:
        return hunt.service(state)
    if at == pages.SET_UP_CODE and agent.enrolment == "enrolled":
        return go(state, pages.SET_UP_PROGRESS), ()
    return None


HANDLERS: dict[type, Callable[..., Step]] = {
    SetUpCode: lambda s, m, w: on_code(s, m),
    SizeCard: lambda s, m, w: on_size(s, m),
    SetUpAnswered: lambda s, m, w: on_answered(s, m),
    **hunt.HANDLERS,
}
