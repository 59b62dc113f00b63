"""What the pages of the first start show."""

from kiosk.visit.messages.set_up import AgentFacts
from kiosk.visit.present_board import rows
from kiosk.visit.state import State
from kiosk.visit.views import Body, Say, say
from kiosk.visit.views.staff import SetUpCodeView, SetUpDevicesView, SetUpProgressView, SetUpScreenView
from kiosk.visit.world import World

WELL = ("none", "unchanged", "written")


def code(state: State, world: World) -> Body:
    """Return what is typed, and why the last code was not taken."""
    held = state.visit.set_up
    return SetUpCodeView(held.code, _problem(held.problem), state.health.works("code_reader"), _silent(state))


def progress(state: State, world: World) -> Body:
    """Return how far it is."""
    agent = state.health.agent or AgentFacts("in-progress")
    enrolled = agent.enrolment == "enrolled"
    guides = bool(state.health.guide_version)
    learnt = enrolled and agent.site is not None
    steps = (
        ("identity", "done" if enrolled else "doing"),
        ("site", "waiting" if not enrolled else "doing" if not learnt else _learnt(agent)),
        ("guides", "done" if guides else "doing" if enrolled else "waiting"),
    )
    problem = _problem(
        agent.problem if not enrolled else "site" if _learnt(agent) == "failed" and learnt else None
    )
    return SetUpProgressView(steps, agent.received, agent.total, problem, learnt)


def devices(state: State, world: World) -> Body:
    """Return how the devices stand."""
    heard = state.health.devices
    return SetUpDevicesView(rows(state.health), sum(kind not in heard for kind in world.site.devices))


def screen(state: State, world: World) -> Body:
    """Return how wide the card is."""
    held = state.visit.set_up
    return SetUpScreenView(held.card_px, _problem(held.problem))


def _silent(state: State) -> bool:
    return state.health.agent is None


def _learnt(agent: AgentFacts) -> str:
    return "done" if agent.site in WELL else "failed"


def _problem(word: str | None) -> Say | None:
    return say(f"set_up.problem.{word}") if word else None
