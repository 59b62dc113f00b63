"""The rows of the page of network and clock: how far one gets, and what the clock is worth."""

from collections.abc import Iterator
from datetime import datetime

from kiosk.platform.agent_staff import NetworkFound
from kiosk.terminal.remedies import remedy
from kiosk.visit.state import State
from kiosk.visit.views import Say, StandingView, say
from kiosk.visit.views.staff import FactRow
from kiosk.visit.world import World

SKEW_MS = 60_000
"""A clock that is further off is called wrong."""
STEADY_MS = 500
"""A clock that gains or loses less in a day is steady, as far as answers can tell."""
STEPS = ("address", "name", "line", "trust", "answer")
"""On the way to the platform."""


def way(state: State, world: World, found: NetworkFound | None) -> StandingView:
    """Return whether the platform is reached, by whom and when."""
    agent, health = state.health.agent, state.health
    if agent is None:
        return StandingView(False, say("staff.network.silent"), ())
    word = "revoked" if health.revoked else "ok" if health.reachable else "offline"
    facts = []
    if agent.terminal_id is not None:
        facts.append(say("staff.network.terminal", id=agent.terminal_id))
    if found is not None:
        facts.append(say("staff.network.platform", host=found.host, port=str(found.port)))
        if found.own_address:
            facts.append(say("staff.network.own", address=found.own_address))
    if agent.last_sync is not None:
        facts.append(say("staff.network.sync", **moment(agent.last_sync, world)))
    return StandingView(word == "ok", say(f"staff.network.{word}"), tuple(facts))


def steps(found: NetworkFound) -> Iterator[FactRow]:
    """Yield each step on the way; below the first that failed stands who mends it."""
    known = {
        "name": [say("staff.step.found", address=found.platform_address)] if found.platform_address else [],
        "trust": _trust(found),
        "answer": []
        if found.milliseconds is None
        else [say("staff.step.took", milliseconds=str(found.milliseconds))],
    }
    failed = False
    for step in STEPS:
        done = step in found.done
        facts = list(known.get(step, []))
        if not done and not failed:
            words = remedy(found.code)
            facts += [say(words.what), say(words.how), say(f"mender.{words.who}")]
        word = "ok" if done else "waiting" if failed else "failed"
        failed = failed or not done
        tone = "plain" if word == "waiting" else ""
        standing = StandingView(done, say(f"staff.step.{word}"), tuple(facts), tone)
        yield FactRow(f"step:{step}", say(f"staff.step.{step}"), "tick" if done else "info", standing)


def _trust(found: NetworkFound) -> list[Say]:
    facts = [say("staff.step.tls", version=found.tls)] if found.tls else []
    if found.certificate_until is not None:
        facts.append(say("staff.step.until", day=f"{found.certificate_until:%Y-%m-%d}"))
    return facts


def clock(state: State, world: World, found: NetworkFound | None) -> StandingView:
    """Return how far the clock is off, how fast it goes wrong, and who keeps it."""
    agent = state.health.agent
    offset = found.clock_offset_ms if found is not None else None
    if offset is None:
        offset = agent.clock_offset_ms if agent is not None else None
    facts = []
    if offset is not None:
        facts.append(_offset(offset))
    if agent is not None and agent.clock_drift_ms_a_day is not None:
        facts.append(_drift(agent.clock_drift_ms_a_day))
    if found is not None:
        facts.append(say(f"staff.clock.source.{found.clock_source or 'none'}"))
        if found.in_step_at is not None:
            facts.append(say("staff.clock.in_step", **moment(found.in_step_at, world)))
    if offset is None:
        return StandingView(False, say("staff.clock.unknown"), tuple(facts))
    well = abs(offset) <= SKEW_MS
    if not well:
        facts.append(say("staff.clock.how"))
    return StandingView(well, say("staff.clock.ok" if well else "staff.clock.wrong"), tuple(facts))


def _offset(milliseconds: int) -> Say:
    """Say how far the clock is from the platform's, whose answers bear whole seconds."""
    seconds = round(milliseconds / 1000)
    word = "behind" if seconds > 0 else "ahead" if seconds else "level"
    return say(f"staff.clock.{word}", seconds=str(abs(seconds)))


def _drift(milliseconds: int) -> Say:
    """Say how much the clock gains or loses in a day."""
    word = "loses" if milliseconds > 0 else "gains"
    if abs(milliseconds) < STEADY_MS:
        return say("staff.clock.steady")
    return say(f"staff.clock.{word}", seconds=f"{abs(milliseconds) / 1000:.1f}")


def moment(at: datetime, world: World) -> dict[str, str]:
    """Return day and time as they are here."""
    there = at.astimezone(world.clock().tzinfo)
    return {"day": f"{there:%Y-%m-%d}", "time": f"{there:%H:%M}"}
