"""What the pages of the staff ask of this terminal itself: the agent, the system, the checks of the day."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from devices.discovery.asking import ask
from devices.discovery.look import look
from devices.discovery.places import named
from devices.discovery.values import Found, Named
from devices.finding import ROOT
from devices.status import DeviceStatus, Status
from kiosk.doctor.checks import Finding, judged
from kiosk.doctor.gather import gather
from kiosk.log_copy.desk import LogsDesk
from kiosk.platform.client import PlatformClient
from kiosk.terminal.settings import DeviceSection, ProfileError, SiteProfile
from kiosk.terminal.settings_origins import Origins, read
from kiosk.terminal.settings_shown import all_settings
from kiosk.terminal.system_slots import system_slots
from kiosk.terminal.version import software_version, system_version
from kiosk.visit.facts import SystemFacts
from kiosk.visit.facts_work import FactsWork
from kiosk.visit.hunt_work import HuntWork
from kiosk.visit.logs_work import LogsWork
from kiosk.visit.state import Health
from offline_cache.store import version_before
from screens.devices import Devices

SILENT = Status(DeviceStatus.OFFLINE)


def facts_work(
    profile: SiteProfile,
    client: PlatformClient,
    health: Callable[[], Health],
    now: Callable[[], datetime],
    refused: ProfileError | None,
    file: Path | None = None,
) -> FactsWork:
    """Return what carries out the pages of figures. `health` is what the screens know of the devices.

    file: of the profile, where it has one.
    """

    def examine() -> tuple[Finding, ...]:
        def look(device: DeviceSection) -> Status:
            known = health().devices.get(device.kind)
            return known.status or SILENT if known is not None else SILENT

        found = gather(profile, refused is not None, look, software_version(), now())
        # The agent's own folder is hidden from the screens; it lies on the same disk as the outbox.
        outbox = {name: free for name, free in found.free_mib.items() if name == "outbox"}
        return judged(replace(found, free_mib=outbox))

    return FactsWork(
        client.staff,
        client.releases.look,
        lambda: SystemFacts(system_version(), system_slots(), version_before(profile.paths.guide_store)),
        examine,
        lambda: all_settings(profile, read(file) if file is not None else Origins()),
    )


def hunt_work(
    profile: SiteProfile,
    file: Path | None,
    client: PlatformClient,
    devices: Devices,
    root: Path = ROOT,
) -> HuntWork:
    """Return what carries out the set-up's page of devices.

    file: of the profile, where it has one. root: where the machine lists its devices.
    """

    def look_around() -> tuple[tuple[Named, ...], tuple[Found, ...]]:
        seen = look(root)
        fixed = read(file).fixed(profile) if file is not None else frozenset()
        names = [named(one.kind, one.port, seen.queues, one.kind in fixed) for one in profile.devices]
        return tuple(names), seen.found

    return HuntWork(look_around, ask, devices.test, client.set_up)


def logs_work(profile: SiteProfile) -> LogsWork:
    """Return what carries out the page of the log copy; root reads its own settings, these are shown."""
    support = profile.support
    return LogsWork(LogsDesk(support.log_key, support.sticks, support.log_days))
