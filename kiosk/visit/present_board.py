"""What the board of devices shows: each device in words, with who mends it and how."""

from devices.status import MediaStatus
from kiosk.terminal.remedies import remedy
from kiosk.visit.state import Device, State
from kiosk.visit.views import Body, DeviceBoardView, DeviceRow, say
from kiosk.visit.world import World

ORDER = ("id_card", "code_reader", "document_camera", "printer", "page_printer")


def board(state: State, world: World) -> Body:
    """Return the board: what is out first, then in the order of a visit."""
    devices = state.health.devices
    rank = {kind: place for place, kind in enumerate(ORDER)}
    kinds = sorted(devices, key=lambda kind: (devices[kind].fault is None, rank.get(kind, len(rank)), kind))
    return DeviceBoardView(tuple(_row(kind, devices[kind]) for kind in kinds))


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
