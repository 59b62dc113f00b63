"""What the staff's pages of figures show: outbox and last sync, network and clock, versions, readiness."""

from kiosk.doctor.checks import Finding, Verdict
from kiosk.doctor.readiness import wrong
from kiosk.platform.agent_releases import AgentReleaseState
from kiosk.platform.agent_staff import NetworkFound, OutboxList, SealedItem
from kiosk.visit.facts import Readiness, SystemFacts
from kiosk.visit.present_board import standings
from kiosk.visit.present_network import clock, moment, steps, way
from kiosk.visit.state import State
from kiosk.visit.views import Body, Say, StandingView, say
from kiosk.visit.views.staff import FactRow, StaffFactsView
from kiosk.visit.world import World

KIB = 1024


def outbox(state: State, world: World) -> Body:
    """Return how the outbox and the last sync stand, and each sealed item by its number."""
    guides, whole = standings(state.health, world)
    rows = [
        FactRow("outbox", say("staff.facts.outbox"), "lock", whole),
        FactRow("guides", say("staff.facts.guides"), "document", guides),
    ]
    told = state.visit.staff.facts.told
    if isinstance(told, OutboxList):
        rows += [_item(item, world) for item in told.items]
        if told.more:
            more = StandingView(True, say("staff.facts.more_word"), ())
            rows.append(FactRow("more", say("staff.facts.more", count=str(told.more)), "list", more))
    waiting = state.health.outbox is not None and state.health.outbox.waiting > 0
    acts = (("send-now", waiting), ("look-guides", not _looking(state)))
    said, tone = _acted(state) or _looked(state)
    return StaffFactsView("outbox", tuple(rows), acts, said, tone)


def network(state: State, world: World) -> Body:
    """Return how far one gets on the way to the platform, and what the clock is worth."""
    facts = state.visit.staff.facts
    found = facts.told if isinstance(facts.told, NetworkFound) else None
    rows = [FactRow("network", say("staff.facts.network"), "globe", way(state, world, found))]
    if found is not None:
        rows += steps(found)
    rows.append(FactRow("clock", say("staff.facts.clock"), "clock", clock(state, world, found)))
    said, tone = _checking(state)
    return StaffFactsView("network", tuple(rows), (("check-again", not facts.asking),), said, tone)


def versions(state: State, world: World) -> Body:
    """Return the three versions, each with what lies ready and with what was before."""
    told = state.visit.staff.facts.told
    system = told if isinstance(told, SystemFacts) else None
    release = state.health.agent.release if state.health.agent is not None else None
    rows = (
        FactRow("guides", say("staff.facts.guides"), "document", _guides(state, world, system)),
        FactRow("application", say("staff.facts.application"), "list", _application(release, world)),
        FactRow("system", say("staff.facts.system"), "info", _system(system)),
        FactRow("settings", say("staff.facts.settings"), "list", settings_file(world)),
    )
    acts = (("look-guides", not _looking(state)), ("look-release", True))
    said, tone = _acted(state) or _looked(state)
    return StaffFactsView("versions", rows, acts, said, tone)


def readiness(state: State, world: World) -> Body:
    """Return what is wrong before what is well."""
    facts = state.visit.staff.facts
    found = facts.told.findings if isinstance(facts.told, Readiness) else ()
    ordered = (*wrong(found), *(one for one in found if one.verdict is Verdict.OK))
    rows = tuple(_finding(number, one) for number, one in enumerate(ordered))
    can_print = bool(found) and state.health.works("printer")
    acts = (("check-again", not facts.asking), ("print-readiness", can_print))
    said, tone = _acted(state) or _checking(state)
    if said is None and found:
        bad = len(wrong(found))
        said = say("staff.facts.unfit", count=str(bad)) if bad else say("staff.facts.fit")
        tone = "error" if bad else "ok"
    return StaffFactsView("readiness", rows, acts, said, tone)


# What stands above the rows.


def _acted(state: State) -> tuple[Say, str] | None:
    staff = state.visit.staff
    if not staff.acted:
        return None
    if staff.fault is not None:
        return say("staff.failed", code=staff.fault), "error"
    return say(f"staff.acted.{staff.acted}"), "info"  # begun, not yet done


def _checking(state: State) -> tuple[Say | None, str]:
    facts = state.visit.staff.facts
    if facts.asking:
        return say("staff.facts.checking"), "info"
    return (say("staff.facts.silent"), "error") if facts.silent else (None, "info")


def _looking(state: State) -> bool:
    """Whether guides are being looked for because somebody here wants it."""
    passes, agent = state.visit.staff.facts.passes, state.health.agent
    return passes is not None and (agent is None or agent.sync is None or agent.sync.passes <= passes)


def _looked(state: State) -> tuple[Say | None, str]:
    """How the pass over the guides goes that somebody wanted here, or how it ended."""
    facts, agent = state.visit.staff.facts, state.health.agent
    if facts.passes is None:
        return (say("staff.facts.silent"), "error") if facts.silent else (None, "info")
    if _looking(state) or agent is None or agent.sync is None:
        if agent is not None and agent.total:
            share = min(100, agent.received * 100 // agent.total)
            return say("staff.sync.share", share=str(share)), "info"
        return say("staff.sync.going"), "info"
    outcome = agent.sync.outcome
    good = outcome in ("installed", "patched", "unchanged")
    return say(f"staff.sync.{outcome}", reason=agent.sync.reason or ""), "ok" if good else "error"


# The rows.


def _item(item: SealedItem, world: World) -> FactRow:
    facts = [
        say("staff.item.sealed", **moment(item.sealed_at, world), kib=str(max(1, item.size // KIB))),
    ]
    if item.state == "SENDING" and item.size:
        facts.append(say("staff.item.sent", share=str(item.sent * 100 // item.size)))
    if item.state in ("ACKNOWLEDGED", "REJECTED"):
        facts.append(say("staff.item.settled", **moment(item.changed_at, world)))
    if item.attempts and item.state in ("SEALED", "SENDING"):
        facts.append(say("staff.item.tries", count=str(item.attempts)))
    if item.state == "SEALED" and item.next_at is not None:
        facts.append(say("staff.item.next", **moment(item.next_at, world)))
    if item.problem is not None and item.state != "ACKNOWLEDGED":
        facts.append(say("staff.item.problem", code=item.problem))
    word = item.state.lower() if item.state in _ITEM_STATES else "sealed"
    well = item.state != "REJECTED" and not (item.state == "SEALED" and item.problem is not None)
    tone = "" if item.state in ("ACKNOWLEDGED", "REJECTED") else "busy" if well else "warn"
    standing = StandingView(well, say(f"staff.item.state.{word}"), tuple(facts), tone)
    return FactRow(f"item:{item.number}", say("staff.item", number=item.number), "lock", standing)


_ITEM_STATES = ("SEALED", "SENDING", "ACKNOWLEDGED", "REJECTED")


def _guides(state: State, world: World, system: SystemFacts | None) -> StandingView:
    standing, _ = standings(state.health, world)
    edition, waiting = world.guides.edition, state.health.guide_version
    facts = list(standing.facts)
    if edition is not None and waiting and waiting != edition.version:
        facts.append(say("staff.versions.ready", version=str(waiting)))
    agent = state.health.agent
    if agent is not None and agent.total:
        facts.append(say("staff.versions.coming", share=str(min(100, agent.received * 100 // agent.total))))
    if system is not None:
        before = "guides_before" if system.guides_before else "none"
        facts.append(say(f"staff.versions.{before}", version=str(system.guides_before)))
    return StandingView(standing.well, standing.state, tuple(facts))


def _application(release: AgentReleaseState | None, world: World) -> StandingView:
    facts = [say("staff.versions.running", version=world.site.software)]
    if release is None:
        return StandingView(False, say("staff.network.silent"), tuple(facts))
    if release.current not in (None, world.site.software):
        facts.append(say("staff.versions.in_force", version=release.current))
    if release.waiting is not None:
        facts.append(say("staff.versions.ready", version=release.waiting))
    if release.total:
        share = min(100, release.received * 100 // release.total)
        facts.append(say("staff.versions.coming", share=str(share)))
    previous = "none" if release.previous is None else "before"
    facts.append(say(f"staff.versions.{previous}", version=release.previous or ""))
    if release.problem is not None:
        facts.append(say("staff.versions.problem", code=release.problem))
    word = "refused" if release.problem is not None else "ok" if release.waiting is None else "waiting"
    tone = "busy" if word == "waiting" else ""
    return StandingView(release.problem is None, say(f"staff.versions.{word}_word"), tuple(facts), tone)


def _system(system: SystemFacts | None) -> StandingView:
    if system is None:
        return StandingView(True, say("staff.versions.looking_word"), (), "busy")
    facts = [say("staff.versions.running", version=system.version or "?")]
    slots = system.slots
    if not slots.running:
        facts.append(say("staff.versions.no_image"))
        return StandingView(True, say("staff.versions.ok_word"), tuple(facts))
    facts.append(say("staff.versions.slot", slot=slots.running))
    if slots.other_version:
        key = "other" if slots.other_good else "other_broken"
        facts.append(say(f"staff.versions.{key}", version=slots.other_version))
    return StandingView(True, say("staff.versions.ok_word"), tuple(facts))


def settings_file(world: World) -> StandingView:
    """Return whether the file of the settings is in force."""
    broken = world.site.settings_refused
    if broken is None:
        return StandingView(True, say("staff.settings.ok"), ())
    facts = [say("staff.settings.last_good")]
    facts += [say("staff.settings.key", name=key) for key in broken]
    return StandingView(False, say("staff.settings.wrong"), tuple(facts))


def _finding(number: int, finding: Finding) -> FactRow:
    kind, _, device = finding.check.partition(":")
    title = say(f"device.kind.{device}") if kind == "device" else say(f"readiness.check.{kind}")
    facts: tuple[Say, ...] = ()
    if finding.code:
        facts = (say(finding.what, **finding.values), say(finding.how, **finding.values))
        if finding.who is not None:
            facts = (*facts, say(f"mender.{finding.who}"))
    standing = StandingView(
        finding.verdict is Verdict.OK, say(f"readiness.verdict.{finding.verdict.value}"), facts
    )
    return FactRow(f"check:{number}", title, "tick" if standing.well else "info", standing)
