"""What the pages of the first start show."""

from devices.discovery.proposals import NamedProposal, NewProposal
from kiosk.visit.hunt import proposals
from kiosk.visit.messages.set_up import AgentFacts
from kiosk.visit.present_board import rows
from kiosk.visit.staff_state import Hunt
from kiosk.visit.state import State
from kiosk.visit.views import Body, DeviceRow, Say, say
from kiosk.visit.views.staff import (
    FoundDevice,
    NamedDevice,
    SetUpCodeView,
    SetUpDevicesView,
    SetUpProgressView,
    SetUpScreenView,
)
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
    """Return how the devices of the profile stand, and what was found besides."""
    heard, held = {row.kind: row for row in rows(state.health)}, state.visit.set_up.hunt
    told = proposals(held)
    named = [_named(one, heard.get(one.named.kind), held) for one in told.named]
    if not named:
        # Nobody has looked yet: the drivers may know more than nothing.
        kinds = dict.fromkeys((*heard, *world.site.devices))
        named = [NamedDevice(kind, "unknown", (), False, False, heard.get(kind)) for kind in kinds]
    # What is wrong stands first.
    named.sort(key=lambda one: (one.row is not None and one.row.works, one.standing == "here"))
    left = len(held.to_test)
    return SetUpDevicesView(
        named=tuple(named),
        new=tuple(_new(one, held) for one in told.new),
        starting=sum(kind not in heard for kind in world.site.devices),
        finding=held.finding,
        testing=(held.to_test_of - left + 1, held.to_test_of) if left else None,
        changes=len(held.choices) + len(held.left),
        advised=any(one.advised is not None and one.found.port not in held.choices for one in told.new),
        problem=_problem(state.visit.set_up.problem),
    )


def _named(proposal: NamedProposal, row: DeviceRow | None, hunt: Hunt) -> NamedDevice:
    named = proposal.named
    facts = [say("set_up.device.port", port=named.port)]
    if named.fixed:
        facts.append(say("set_up.device.roots"))
    if not proposal.here and named.fixed:
        facts.append(say("set_up.device.missing_fixed"))
    elif not proposal.here:
        facts.append(say("set_up.device.instead" if proposal.instead else "set_up.device.missing"))
    replaced = named.kind in hunt.choices.values()
    if replaced:
        facts.append(say("set_up.device.replaced"))
    return NamedDevice(
        kind=named.kind,
        standing="here" if proposal.here else "missing",
        facts=tuple(facts),
        can_drop=not named.fixed and not replaced,
        dropped=named.kind in hunt.left,
        row=row,
    )


def _new(proposal: NewProposal, hunt: Hunt) -> FoundDevice:
    found = proposal.found
    facts = [say("set_up.device.port", port=found.port)]
    ask = ""
    if found.line:
        ask = "asking" if hunt.asking == found.line else "" if found.sure or hunt.asking else "can"
        if found.line in hunt.busy:
            facts.append(say("set_up.device.line_busy"))
        elif found.line in hunt.silent:
            facts.append(say("set_up.device.line_silent"))
        elif not found.sure:
            facts.append(say("set_up.device.line_unknown"))
    elif not found.sure:
        facts.append(say(f"set_up.device.unsure.{found.kinds[0]}"))
    if not proposal.uses:
        facts.append(say("set_up.device.of_roots_kind"))
    uses = tuple((kind, hunt.choices.get(found.port) == kind) for kind in proposal.uses)
    return FoundDevice(found.port, found.make, uses, found.sure, ask, found.line, tuple(facts))


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
