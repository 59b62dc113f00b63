"""What the pages of the staff show."""

from kiosk.visit.present_board import standings
from kiosk.visit.state import State
from kiosk.visit.views import Body, Say, StandingView, say
from kiosk.visit.views.staff import StaffDoorView, StaffMenuView, StaffStandingView
from kiosk.visit.world import World

SKEW_MS = 60_000
WAITING = ("refused", "delayed", "locked")


def door(state: State, world: World) -> Body:
    """Return who is asked for."""
    staff, part = state.visit.staff, state.visit.at.key
    return StaffDoorView(part, staff.number if part == "number" else "", len(staff.pin), _problem(state))


def menu(state: State, world: World) -> Body:
    """Return what can be done."""
    staff, health = state.visit.staff, state.health
    said = None
    if staff.acted:
        key = f"staff.acted.{staff.acted}" if staff.fault is None else "staff.failed"
        said = say(key, code=staff.fault or "")
    return StaffMenuView(
        label=staff.label,
        devices_out=len(health.faults),
        can_print=health.works("printer"),
        withdrawn=health.withdrawn,
        said=said,
        well=staff.fault is None,
    )


def standing(state: State, world: World) -> Body:
    """Return network, clock, guides, outbox, settings and versions."""
    guides, outbox = standings(state.health, world)
    return StaffStandingView(
        (
            ("network", _network(state, world)),
            ("clock", _clock(state)),
            ("guides", guides),
            ("outbox", outbox),
            ("settings", _settings(world)),
            ("versions", _versions(world)),
        )
    )


def _problem(state: State) -> Say | None:
    staff = state.visit.staff
    if not staff.problem:
        return None
    wait = staff.problem in WAITING and staff.wait_s
    return say(f"staff.door.{staff.problem}{'.wait' if wait else ''}", seconds=staff.wait_s)


def _network(state: State, world: World) -> StandingView:
    agent, health = state.health.agent, state.health
    word = "revoked" if health.revoked else "ok" if health.reachable else "offline"
    if agent is None:
        return StandingView(False, say("staff.network.silent"), ())
    facts = []
    if agent.terminal_id is not None:
        facts.append(say("staff.network.terminal", id=agent.terminal_id))
    if agent.last_sync is not None:
        last = agent.last_sync.astimezone(world.clock().tzinfo)
        facts.append(say("staff.network.sync", day=f"{last:%Y-%m-%d}", time=f"{last:%H:%M}"))
    return StandingView(word == "ok", say(f"staff.network.{word}"), tuple(facts))


def _clock(state: State) -> StandingView:
    agent = state.health.agent
    offset = agent.clock_offset_ms if agent is not None else None
    if offset is None:
        return StandingView(False, say("staff.clock.unknown"), ())
    well = abs(offset) <= SKEW_MS
    word = say("staff.clock.ok" if well else "staff.clock.wrong")
    return StandingView(well, word, (say("staff.clock.offset", seconds=str(round(offset / 1000))),))


def _settings(world: World) -> StandingView:
    wrong = world.site.settings_refused
    if wrong is None:
        return StandingView(True, say("staff.settings.ok"), ())
    facts = [say("staff.settings.last_good")]
    facts += [say("staff.settings.key", name=key) for key in wrong]
    return StandingView(False, say("staff.settings.wrong"), tuple(facts))


def _versions(world: World) -> StandingView:
    facts = [say("staff.versions.software", version=world.site.software)]
    edition = world.guides.edition
    if edition is not None:
        facts.append(say("staff.versions.guides", version=str(edition.version)))
    return StandingView(True, say("staff.versions.ok"), tuple(facts))
