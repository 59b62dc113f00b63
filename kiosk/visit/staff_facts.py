"""The staff's pages of figures: outbox and last sync, network and clock, versions, readiness for the day."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from kiosk.doctor.readiness import slip
from kiosk.visit import effects, facts_effects, pages
from kiosk.visit.effects import Effect
from kiosk.visit.facts import Facts, Readiness
from kiosk.visit.messages.staff import StaffActed
from kiosk.visit.messages.staff_facts import FactsTold, GuidesWanted
from kiosk.visit.moves import go
from kiosk.visit.pages import Destination, Page
from kiosk.visit.state import Staff, State
from kiosk.visit.views import Busy
from kiosk.visit.world import World

Step = tuple[State, Sequence[Effect]]
PAGES: Mapping[str, Destination] = {
    "outbox": pages.STAFF_OUTBOX,
    "network": pages.STAFF_NETWORK,
    "versions": pages.STAFF_VERSIONS,
    "readiness": pages.STAFF_READINESS,
}
NAMES = {place.page: name for name, place in PAGES.items()}
ALSO = ((Page.STAFF_SETTINGS, "settings"), (Page.STAFF_SETTING_GROUP, "settings"))
"""Pages of others that ask for figures by the same way."""
INSIDE = tuple(place.page for place in PAGES.values())
ACTS = ("send-now", "look-guides", "look-release", "check-again", "print-readiness")
FRESH_S = 3.0
"""The outbox is looked at again after so long: what is sent now is seen to go."""


def open_page(state: State, name: str) -> Step:
    """Open one of them, and ask for what it shows."""
    return _ask(go(_with(state, Facts()), PAGES[name]), name)


def on_told(state: State, message: FactsTold) -> Step:
    """Show it, where the page is still open."""
    visit = state.visit
    if NAMES.get(visit.at.page) != message.page and (visit.at.page, message.page) not in ALSO:
        return state, ()
    facts = visit.staff.facts
    # What was seen stays while the agent is silent for a moment: it says so beside it.
    told = message.told if message.told is not None else facts.told
    return _with(state, replace(facts, told=told, asking=False, silent=message.told is None)), ()


def on_wanted(state: State, message: GuidesWanted) -> Step:
    """Guides are being looked for; how that ends is in the agent's status."""
    if state.visit.at.page not in INSIDE:
        return state, ()
    if message.passes is None:
        state = state.with_visit(staff=replace(state.visit.staff, acted="look-guides", fault="agentSilent"))
        return state, ()
    return _with(state, replace(state.visit.staff.facts, passes=message.passes)), ()


def on_act(state: State, what: str, world: World) -> Step:
    """Do what a button of these pages says. Who may, was looked at before."""
    staff = replace(state.visit.staff, acted=what, fault=None)
    match what:
        case "send-now":
            return state.with_visit(staff=staff, busy=Busy("staff_asking")), (facts_effects.SendNow(),)
        case "look-release":
            wanted = facts_effects.LookForRelease()
            return state.with_visit(staff=staff, busy=Busy("staff_asking")), (wanted,)
        case "look-guides":
            return state.with_visit(staff=replace(staff, acted="")), (facts_effects.LookForGuides(),)
        case "check-again" if state.visit.at.page in INSIDE:
            return _ask(state, NAMES[state.visit.at.page])
        case "print-readiness":
            return _print(state, staff, world)
    return state, ()


def on_acted(state: State, message: StaffActed) -> Step:
    """Look at once what became of it."""
    if message.what == "send-now" and state.visit.at == pages.STAFF_OUTBOX:
        return _ask(state, "outbox")
    return state, ()


def on_second(state: State) -> Step:
    """Look at the outbox again, while it is open."""
    facts = state.visit.staff.facts
    due = state.now - facts.asked_at >= FRESH_S and not facts.asking
    return _ask(state, "outbox") if due and state.visit.at.page is Page.STAFF_OUTBOX else (state, ())


def _ask(state: State, name: str) -> Step:
    facts = replace(state.visit.staff.facts, asking=True, asked_at=state.now)
    return _with(state, facts), (facts_effects.AskFacts(name),)


def _print(state: State, acted: Staff, world: World) -> Step:
    told = state.visit.staff.facts.told
    if not isinstance(told, Readiness) or not state.health.works("printer"):
        return state, ()
    site, texts = world.site, world.texts[world.site.languages[0]]
    made = slip(told.findings, site.site_name, site.machine_label, world.clock(), texts)
    return state.with_visit(staff=acted, busy=Busy("print")), (effects.Print(made),)


def _with(state: State, facts: Facts) -> State:
    return state.with_visit(staff=replace(state.visit.staff, facts=facts))


HANDLERS: dict[type, Callable[..., Step]] = {
    FactsTold: lambda s, m, w: on_told(s, m),
    GuidesWanted: lambda s, m, w: on_wanted(s, m),
}
