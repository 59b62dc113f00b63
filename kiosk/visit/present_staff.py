"""What the pages of the staff show."""

from kiosk.visit import present_paper
from kiosk.visit.state import State
from kiosk.visit.views import Body, Say, say
from kiosk.visit.views.staff import StaffDoorView, StaffMenuView, StaffWithdrawView
from kiosk.visit.withdrawal import REASONS, notice
from kiosk.visit.world import World

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
        training=health.training is not None,
        said=said,
        well=staff.fault is None,
        paper=present_paper.worst(health),
    )


def withdraw(state: State, world: World) -> Body:
    """Return the reasons."""
    staff = state.visit.staff
    said = say("staff.failed", code=staff.fault) if staff.fault is not None else None
    return StaffWithdrawView(tuple((reason, notice(reason)) for reason in REASONS), said)


def _problem(state: State) -> Say | None:
    staff = state.visit.staff
    if not staff.problem:
        return None
    wait = staff.problem in WAITING and staff.wait_s
    return say(f"staff.door.{staff.problem}{'.wait' if wait else ''}", seconds=staff.wait_s)
