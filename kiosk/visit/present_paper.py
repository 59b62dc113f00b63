"""What the staff see of paper: printed since it was filled, what is left, and for how long that does."""

from devices.status import PaperStatus
from kiosk.terminal.paper import OF_DEVICE, ROLL, Outlook
from kiosk.visit.state import Health, State
from kiosk.visit.views import Body, Say, StandingView, say
from kiosk.visit.views.staff_devices import StaffPaperView
from kiosk.visit.world import World


def paper(state: State, world: World) -> Body:
    """Return the page of the supplies."""
    staff = state.visit.staff
    said = None
    if staff.acted.startswith("fill-"):
        said = say(f"staff.acted.{staff.acted}" if staff.fault is None else "staff.failed.disk")
    rows = tuple(
        (name, _supply(name, kind, state.health, world))
        for kind, name in OF_DEVICE.items()
        if name in state.health.supplies
    )
    return StaffPaperView(rows, said, staff.fault is None)


def word(name: str, kind: str, health: Health) -> str:
    """Return how a supply stands, in one word: what the printer itself sees goes before what was counted."""
    device = health.devices.get(kind)
    seen = device.status.paper if device is not None and device.status is not None else None
    if seen is PaperStatus.OUT:
        return "out"
    outlook = health.supplies[name]
    if seen is PaperStatus.LOW or outlook.low:
        return "low"
    return "unknown" if outlook.left is None and seen in (None, PaperStatus.UNKNOWN) else "ok"


def worst(health: Health) -> str:
    """Return `out` or `low` where a supply is, else an empty text."""
    words = {word(name, kind, health) for kind, name in OF_DEVICE.items() if name in health.supplies}
    return next((one for one in ("out", "low") if one in words), "")


def _supply(name: str, kind: str, health: Health, world: World) -> StandingView:
    outlook = health.supplies[name]
    found = word(name, kind, health)
    facts = [*_left(name, outlook), _printed(name, outlook)]
    if outlook.supply.filled is None:
        facts.append(say(f"staff.paper.{name}.never"))
    else:
        filled = outlook.supply.filled.astimezone(world.clock().tzinfo)
        facts.append(say(f"staff.paper.{name}.filled", day=f"{filled:%Y-%m-%d}", time=f"{filled:%H:%M}"))
    tone = "warn" if found in ("low", "unknown") else ""
    return StandingView(found in ("ok", "unknown"), say(f"staff.paper.{found}"), tuple(facts), tone)


def _left(name: str, outlook: Outlook) -> list[Say]:
    if outlook.left is None or outlook.prints_left is None:
        return []
    amount = f"{outlook.left / 1000:.1f}" if name == ROLL else f"{outlook.left:.0f}"
    return [say(f"staff.paper.{name}.left", amount=amount, prints=str(outlook.prints_left))]


def _printed(name: str, outlook: Outlook) -> Say:
    used = outlook.supply.used
    amount = f"{used / 1000:.1f}" if name == ROLL else f"{used:.0f}"
    return say(f"staff.paper.{name}.printed", prints=str(outlook.supply.prints), amount=amount)
