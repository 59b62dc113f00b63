"""What the hall's staff are called for: a card or papers that lie here, a slip nobody took, a jam. Pure.

Each rings once when it begins; until it is over it is told from afar with the terminal's name. The citizen,
who may still be near, is told by the page meanwhile.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from devices.status import MediaStatus, PaperStatus
from kiosk.visit import effects, set_up, staff
from kiosk.visit.effects import Effect
from kiosk.visit.health import Call
from kiosk.visit.pages import Page
from kiosk.visit.state import PAPERS_LIE, Device, State
from kiosk.visit.world import Times, World

CARD, PAPERS, SLIP, JAM = "cardLeft", "papersLeft", "slipLeft", "jam"
PRINTERS = ("printer", "page_printer")
LOOKED_AFTER = frozenset({*staff.ALL, *set_up.ALL})
"""Pages before which the staff stand: nobody has to be called."""


def wanted(state: State, times: Times) -> frozenset[Call]:
    """Return what somebody has to come for now."""
    visit = state.visit
    gone = visit.at.page is Page.GOODBYE and state.now - visit.page_since >= times.card_alarm
    found = {Call(JAM, kind) for kind in PRINTERS if _jammed(state.health.devices.get(kind))}
    if gone and visit.card_here:
        found.add(Call(CARD, "id_card"))
    at_rest = visit.at.page in (Page.IDLE, Page.OUT_OF_SERVICE)
    if (gone and visit.mat == PAPERS_LIE) or (at_rest and state.health.papers_left):
        found.add(Call(PAPERS, "document_camera"))
    found |= {
        Call(SLIP, kind) for kind in PRINTERS if (gone or at_rest) and _held(state.health.devices.get(kind))
    }
    return frozenset(found)


def seen_to(state: State, world: World) -> tuple[State, tuple[Effect, ...]]:
    """Return the state with its calls as they are now; a new one rings; begin and end are logged."""
    before = state.health.calls
    now = wanted(state, world.site.times)
    if now == before.keys():
        return state, ()
    moment = world.clock()
    calls = {call: before.get(call, moment) for call in sorted(now, key=_order)}
    begun = [call for call in calls if call not in before]
    # A card that lies here has an alarm of its own.
    rings = state.visit.at.page not in LOOKED_AFTER and any(call.code != CARD for call in begun)
    told: list[Effect] = [effects.Ring()] if rings else []
    told += [effects.Note("attention.wanted", {"state": one.code, "device": one.device}) for one in begun]
    told += _over(before, calls, moment)
    return replace(state, health=replace(state.health, calls=calls)), tuple(told)


def _over(before: Mapping[Call, datetime], now: Mapping[Call, datetime], moment: datetime) -> list[Effect]:
    return [
        effects.Note(
            "attention.ended",
            {
                "state": call.code,
                "device": call.device,
                "disposition": "over",
                "duration_ms": max(0, int((moment - since).total_seconds() * 1000)),
            },
        )
        for call, since in sorted(before.items(), key=lambda one: _order(one[0]))
        if call not in now
    ]


def _order(call: Call) -> tuple[str, str]:
    return (call.code, call.device)


def _jammed(device: Device | None) -> bool:
    status = device.status if device is not None else None
    return status is not None and (status.paper is PaperStatus.JAMMED or status.media is MediaStatus.JAMMED)


def _held(device: Device | None) -> bool:
    """Whether a printer still holds in its mouth what it printed."""
    return device is not None and device.status is not None and device.status.media is MediaStatus.PRESENT
