"""What the terminal does when the platform orders it to."""

import os
import shutil
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from kiosk.agent.certificate import KeyNotChanged
from kiosk.agent.restarts import Restarts
from kiosk.agent.service_order import REASONS, ServiceOrder
from kiosk.agent.settings_follower import NotReloaded, SettingsFollower
from kiosk.agent.status import AgentStatus, Facts
from kiosk.agent.telemetry_facts import devices_of
from kiosk.telemetry.command import Command, Kind
from kiosk.telemetry.command_desk import CannotDo, Orders

SCREENS, AGENT = "screens", "agent"
LONG = frozenset({Kind.SYNC_CATALOGUE, Kind.RELOAD_CONFIG, Kind.ROTATE_KEY})


@dataclass(frozen=True)
class Means:
    """With what orders are carried out. `update` is None where the site has no updates of its own."""

    sync: Callable[[], object]
    service: ServiceOrder
    restarts: Restarts
    diagnostics: Callable[[], dict[str, Any]]
    settings: SettingsFollower
    change_key: Callable[[], None]
    update: Callable[[], None] | None = None


class OrderBook:
    """The handlers; `orders` are for the desk."""

    def __init__(self, means: Means, status: AgentStatus, now: Callable[[], datetime]) -> None:
        self._means, self._status, self._now = means, status, now
        handlers: dict[Kind, Callable[[Command], dict[str, Any]]] = {
            Kind.SYNC_CATALOGUE: self._sync,
            Kind.OUT_OF_SERVICE: self._out,
            Kind.IN_SERVICE: self._back,
            Kind.RESTART_APP: self._restart,
            Kind.COLLECT_DIAGNOSTICS: lambda _: means.diagnostics(),
            Kind.RELOAD_CONFIG: self._reload,
            Kind.ROTATE_KEY: self._change_key,
        }
        if means.update is not None:
            handlers[Kind.UPDATE_SOFTWARE] = self._update
        afterwards = {Kind.RESTART_APP: self._restart_when_idle, Kind.RELOAD_CONFIG: self._put_in_force}
        self.orders = Orders(handlers, afterwards, LONG)
        self._reloaded = ""
        """Id of the last order that found other settings."""

    def _sync(self, _command: Command) -> dict[str, Any]:
        self._means.sync()
        facts = self._status.now
        if facts.guide_problem is not None:
            raise CannotDo("guides-refused")
        if facts.platform != "reachable":
            raise CannotDo("platform-unreachable")
        return {"guideVersion": facts.guide_version}

    def _out(self, command: Command) -> dict[str, Any]:
        reason = command.args.get("reason", "other")
        if reason not in REASONS:
            raise CannotDo("unknown-reason")
        self._kept(lambda: self._means.service.out(reason, command.id, self._now()))
        return {"reason": reason}

    def _back(self, _command: Command) -> dict[str, Any]:
        self._kept(self._means.service.back)
        return {}

    def _restart(self, command: Command) -> dict[str, Any]:
        what = command.args.get("what", SCREENS)
        if what not in (SCREENS, AGENT):
            raise CannotDo("unknown-part")
        return {"what": what}

    def _restart_when_idle(self, command: Command) -> None:
        if command.args.get("what", SCREENS) == SCREENS:
            self._means.restarts.screens(command.id)
        else:
            self._means.restarts.agent()

    def _reload(self, command: Command) -> dict[str, Any]:
        try:
            changed = self._means.settings.reload()
        except NotReloaded as not_reloaded:
            detail = {"keys": list(not_reloaded.keys)} if not_reloaded.keys else {}
            raise CannotDo(not_reloaded.reason, detail) from None
        self._reloaded = command.id if changed else ""
        return {"configVersion": self._means.settings.version, "changed": changed}

    def _put_in_force(self, command: Command) -> None:
        if command.id == self._reloaded:
            self._means.settings.put_in_force(command.id)

    def _change_key(self, _command: Command) -> dict[str, Any]:
        try:
            self._means.change_key()
        except KeyNotChanged as not_changed:
            raise CannotDo(not_changed.reason) from None
        return {}

    def _update(self, _command: Command) -> dict[str, Any]:
        assert self._means.update is not None
        self._means.update()
        return {}

    def _kept(self, work: Callable[[], None]) -> None:
        try:
            work()
        except OSError as error:
            raise CannotDo("disk") from error


def diagnostics(facts: Facts, version: str, uptime_s: float, state_dir: Path, outbox: Path) -> dict[str, Any]:
    """Return what an engineer wants to know from afar: numbers and codes, nothing of anybody."""
    return {
        "softwareVersion": version,
        "uptimeSeconds": int(uptime_s),
        "guideVersion": facts.guide_version,
        "guideProblem": facts.guide_problem,
        "platform": facts.platform,
        "revoked": facts.revoked,
        "clockOffsetMs": facts.clock_offset_ms,
        "uiState": facts.ui_state,
        "outbox": facts.outbox.to_json(),
        "devices": [device.model_dump(mode="json", exclude_none=True) for device in devices_of(facts)],
        "freeMiB": {"state": _free_mib(state_dir), "outbox": _free_mib(outbox)},
        "load": [round(value, 2) for value in os.getloadavg()],
        "threads": threading.active_count(),
    }


def _free_mib(folder: Path) -> int | None:
    try:
        return shutil.disk_usage(folder).free // 2**20
    except OSError:
        return None
