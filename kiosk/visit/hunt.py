"""The set-up finds the devices: what was found beside what the profile names, each taken or left by a person.

A person's choice is kept until it is written; nothing is taken by itself. Then each device is looked at
afresh, one after another, and again whenever somebody wants it.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace

from devices.discovery.proposals import Proposals, chosen, propose, with_answer
from kiosk.terminal.settings_taken import Taken
from kiosk.visit import hunt_effects, pages
from kiosk.visit.effects import Effect
from kiosk.visit.messages.set_up import DeviceAnswered, DevicesFound, DeviceTested, HuntAct
from kiosk.visit.staff_state import Hunt
from kiosk.visit.state import State
from kiosk.visit.views import Busy
from kiosk.visit.world import World

Step = tuple[State, Sequence[Effect]]


def service(state: State) -> Step | None:
    """Begin when the page opens; None where it has begun."""
    return None if state.visit.set_up.hunt.begun else find(state)


def find(state: State) -> Step:
    """Look what is plugged in; choices that were made stay."""
    hunt = replace(state.visit.set_up.hunt, begun=True, finding=True)
    return _with(state, hunt), (hunt_effects.FindDevices(),)


def proposals(hunt: Hunt) -> Proposals:
    """Return what there is to say of each device, as far as it is known."""
    return propose(hunt.named, hunt.found)


def wanted(hunt: Hunt) -> bool:
    """Whether something is to be written."""
    return bool(hunt.choices or hunt.left)


def write(state: State) -> Step:
    """Have what was chosen written."""
    hunt = state.visit.set_up.hunt
    taken = tuple(
        Taken(hunt.choices[one.port], one.port, one.options) for one in hunt.found if one.port in hunt.choices
    )
    effect = hunt_effects.TakeDevices(taken, tuple(sorted(hunt.left)))
    return state.with_visit(busy=Busy("set_up")), (hunt_effects.StopAsking(), effect)


def on_act(state: State, message: HuntAct, world: World) -> Step:
    """Do what a button of the page says."""
    if state.visit.at != pages.SET_UP_DEVICES or state.visit.busy is not None:
        return state, ()
    hunt = state.visit.set_up.hunt
    state = state.with_visit(set_up=replace(state.visit.set_up, problem=""))
    match message.what:
        case "find" if not hunt.finding:
            return find(state)
        case "stop":
            hunt = replace(hunt, finding=False, asking="", to_test=())
            return _with(state, hunt), (hunt_effects.StopAsking(),)
        case "test" if not hunt.to_test:
            return _test(state, hunt, world)
        case "ask" if not hunt.asking and any(one.line == message.key for one in hunt.found):
            silent = hunt.silent - {message.key}
            hunt = replace(hunt, asking=message.key, silent=silent, busy=hunt.busy - {message.key})
            return _with(state, hunt), (hunt_effects.AskDevice(message.key),)
        case "use":
            return _with(state, _used(hunt, message.key, message.kind)), ()
        case "use-all":
            for one in proposals(hunt).new:
                hunt = _used(hunt, one.found.port, one.advised) if one.advised is not None else hunt
            return _with(state, hunt), ()
        case "drop" if any(one.kind == message.kind and not one.fixed for one in hunt.named):
            return _with(state, replace(hunt, left=hunt.left ^ {message.kind})), ()
    return state, ()


def on_found(state: State, message: DevicesFound, world: World) -> Step:
    """Show what there is, and look at each device of the profile afresh."""
    hunt = state.visit.set_up.hunt
    if state.visit.at != pages.SET_UP_DEVICES or not hunt.finding:
        return state, ()
    ports = {one.port for one in message.found}
    choices = {port: kind for port, kind in hunt.choices.items() if port in ports}
    hunt = replace(hunt, finding=False, named=message.named, found=message.found, choices=choices)
    return _test(state, hunt, world)


def on_answered(state: State, message: DeviceAnswered) -> Step:
    """Know better what is behind a line, or that it says nothing."""
    hunt, answered = state.visit.set_up.hunt, message.answered
    if hunt.asking != answered.port:
        return state, ()
    if answered.busy:
        hunt = replace(hunt, busy=hunt.busy | {answered.port})
    elif answered.kind is None:
        hunt = replace(hunt, silent=hunt.silent | {answered.port})
    return _with(state, replace(hunt, asking="", found=with_answer(hunt.found, answered))), ()


def on_tested(state: State, message: DeviceTested) -> Step:
    """Go on with the next device."""
    hunt = state.visit.set_up.hunt
    if not hunt.to_test or hunt.to_test[0] != message.kind:
        return state, ()
    hunt = replace(hunt, to_test=hunt.to_test[1:])
    return _with(state, hunt), _next(hunt)


def _test(state: State, hunt: Hunt, world: World) -> Step:
    hunt = replace(hunt, to_test=world.site.devices, to_test_of=len(world.site.devices))
    return _with(state, hunt), _next(hunt)


def _next(hunt: Hunt) -> tuple[Effect, ...]:
    return (hunt_effects.TestDevice(hunt.to_test[0]),) if hunt.to_test else ()


def _used(hunt: Hunt, port: str, kind: str) -> Hunt:
    """Return the hunt with a device used as a kind, or no longer: what is used is not taken out."""
    new = next((one for one in proposals(hunt).new if one.found.port == port), None)
    if new is None or (kind and kind not in new.uses):
        return hunt
    return replace(hunt, choices=chosen(hunt.choices, port, kind), left=hunt.left - {kind})


def _with(state: State, hunt: Hunt) -> State:
    return state.with_visit(set_up=replace(state.visit.set_up, hunt=hunt))


HANDLERS: dict[type, Callable[..., Step]] = {
    HuntAct: on_act,
    DevicesFound: on_found,
    DeviceAnswered: lambda s, m, w: on_answered(s, m),
    DeviceTested: lambda s, m, w: on_tested(s, m),
}
