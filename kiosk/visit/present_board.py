"""What the board of devices shows: each device in words, with who mends it and how."""

from datetime import datetime

from devices.status import MediaStatus
from kiosk.terminal.remedies import remedy
from kiosk.visit.state import Device, Health, State
from kiosk.visit.views import Body, DeviceBoardView, DeviceRow, StandingView, say
from kiosk.visit.world import World

STALE_DAYS = 2
"""Without a word from the platform the guides are called stale, as on the page of a guide."""
ORDER = ("id_card", "code_reader", "document_camera", "printer", "page_printer", "keypad", "speech")


def board(state: State, world: World) -> Body:
    """Return the board of the devices."""
    return DeviceBoardView(rows(state.health))


def rows(health: Health) -> tuple[DeviceRow, ...]:
    """Return every device that was heard of: what is out first, then in the order of a visit."""
    devices = health.devices
    rank = {kind: place for place, kind in enumerate(ORDER)}
    kinds = sorted(devices, key=lambda kind: (devices[kind].fault is None, rank.get(kind, len(rank)), kind))
    return tuple(_row(kind, devices[kind]) for kind in kinds)


def standings(health: Health, world: World) -> tuple[StandingView, StandingView]:
    """Return how the guides and the outbox stand."""
    return _guides(health, world), _outbox(health, world)


def _guides(health: Health, world: World) -> StandingView:
    """Which guides are in use, since when the platform has confirmed them, and what they cover."""
    now, edition = world.clock(), world.guides.edition
    if edition is None:
        return StandingView(False, say("device_board.guides.none"), ())
    checked = edition.checked_at or edition.created_at
    facts = [
        say("device_board.guides.edition", version=str(edition.version), area=edition.area),
        say("device_board.guides.coverage", count=str(edition.bundles)),
        say("device_board.guides.checked", **_moment(checked.astimezone(now.tzinfo))),
    ]
    if health.guide_problem is not None:
        facts.append(say("device_board.guides.refused", code=health.guide_problem))
    word = "expired" if health.guide_expired else "refused" if health.guide_problem else "ok"
    stale = (now - checked).days >= STALE_DAYS
    if word == "ok" and stale:
        word = "stale"
    return StandingView(word == "ok", say(f"device_board.guides.{word}_word"), tuple(facts))


def _outbox(health: Health, world: World) -> StandingView:
    """What waits to be sent, what was refused for good, and whether anything could be sealed now."""
    told = health.outbox
    if told is None:
        return StandingView(False, say("device_board.outbox.silent"), ())
    facts = [say("device_board.outbox.waiting", count=str(told.waiting))]
    if told.oldest_at is not None:
        facts.append(
            say("device_board.outbox.oldest", **_moment(told.oldest_at.astimezone(world.clock().tzinfo)))
        )
    if told.rejected:
        facts.append(say("device_board.outbox.rejected", count=str(told.rejected)))
    if health.sealing is not None:
        facts.append(say("device_board.outbox.closed", code=health.sealing))
    word = (
        "closed"
        if health.sealing is not None
        else "overdue"
        if told.overdue
        else "refused"
        if told.rejected
        else "offline"
        if not health.reachable
        else "ok"
    )
    return StandingView(word == "ok", say(f"device_board.outbox.{word}_word"), tuple(facts))


def _moment(moment: datetime) -> dict[str, str]:
    return {"day": f"{moment:%Y-%m-%d}", "time": f"{moment:%H:%M}"}


def _row(kind: str, device: Device) -> DeviceRow:
    status, works = device.status, device.fault is None
    advice = remedy(device.fault, kind) if device.fault is not None else None
    who = None
    if advice is not None:
        who = status.fault.who if status is not None and status.fault is not None else advice.who
    word = status.device.value if status is not None else "online" if works else "offline"
    paper, media = (status.paper, status.media) if status is not None else (None, None)
    return DeviceRow(
        kind=kind,
        works=works,
        state=say(f"device.state.{word}"),
        what=say(advice.what) if advice is not None else None,
        who=say(f"mender.{who}") if who is not None else None,
        how=say(advice.how) if advice is not None else None,
        paper=say(f"device.paper.{paper}") if paper is not None else None,
        # `unknown` is the rule while nobody asks for a card: no news for anybody.
        media=say(f"device.media.{media}") if media not in (None, MediaStatus.UNKNOWN) else None,
        code=device.fault or "",
        since=device.since,
        reopened=device.reopened,
    )
