"""Looks at a terminal: its file, its agent, its devices, its disk, its audit log."""

import json
import shutil
import socket
from collections.abc import Callable
from datetime import datetime
from http import HTTPStatus
from http.client import HTTPException, HTTPResponse
from pathlib import Path
from typing import Any

from devices.status import Fault, Mender, Status
from kiosk.audit_log.files import read_shipped
from kiosk.audit_log.record import START
from kiosk.audit_log.verify import verify
from kiosk.doctor.checks import Found
from kiosk.telemetry.ui_report import DeviceReport, UiReport
from kiosk.terminal.remedies import remedy
from kiosk.terminal.settings import DeviceSection, SiteProfile

ANSWER_S = 5.0
Look = Callable[[DeviceSection], Status]


def gather(profile: SiteProfile, settings_refused: bool, look: Look, version: str, now: datetime) -> Found:
    """Return what is found. `look` opens a device; where the screens run, what they say is taken instead."""
    agent = _asked(profile.paths.agent_socket, "status")
    told = _asked(profile.paths.agent_socket, "report") if agent is not None else None
    screens = UiReport.model_validate(told) if told else None
    return Found(
        settings_refused=settings_refused,
        agent=agent,
        devices={device.kind: _device(device, screens, look) for device in profile.devices},
        free_mib={
            "state": _free_mib(profile.paths.state_dir),
            "outbox": _free_mib(profile.paths.outbox),
        },
        needed_mib=profile.outbox.min_free_mb,
        audit_wrong=_audit(profile.paths.audit),
        software_version=version,
        now=now,
    )


def _asked(path: Path, what: str) -> dict[str, Any] | None:
    question = f"GET /agent/v1/{what} HTTP/1.1\r\nHost: agent\r\nConnection: close\r\n\r\n"
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as line:
            line.settimeout(ANSWER_S)
            line.connect(str(path))
            line.sendall(question.encode("ascii"))
            reply = HTTPResponse(line)
            reply.begin()
            return dict(json.loads(reply.read())) if reply.status == HTTPStatus.OK else None
    except (OSError, HTTPException, ValueError):
        return None


def _device(device: DeviceSection, screens: UiReport | None, look: Look) -> Status | None:
    if screens is None:
        return look(device)
    said = next((one for one in screens.devices if one.kind == device.kind), None)
    return _status(said) if said is not None else None


def _status(said: DeviceReport) -> Status:
    fault = None
    if said.fault is not None:
        fault = Fault(said.fault, "", said.who or Mender(remedy(said.fault, said.kind).who))
    return Status(said.device, fault, said.paper, said.media)


def _free_mib(folder: Path) -> int | None:
    try:
        return shutil.disk_usage(folder).free // 2**20
    except OSError:
        return None


def _audit(folder: Path) -> dict[str, int]:
    found = {}
    for place in sorted(folder.glob("*/chain.json")):
        chain = place.parent.name
        shipped = read_shipped(folder, chain)
        anchors = (shipped,) if shipped != START else ()
        found[chain] = len(verify(place.parent, anchors).findings)
    return found
