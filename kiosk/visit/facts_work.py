"""Carries out what the staff's pages of figures want. Blocking, in the pool."""

from collections.abc import Callable
from typing import Protocol

from kiosk.doctor.checks import Finding
from kiosk.platform.agent_staff import NetworkFound, OutboxList
from kiosk.platform.errors import Invalid, PlatformError
from kiosk.terminal.settings_shown import AllSettings
from kiosk.visit.facts import Readiness, SystemFacts, Told
from kiosk.visit.facts_effects import (
    AskFacts,
    FactsEffect,
    LookForGuides,
    LookForRelease,
    PutSetting,
    SendNow,
)
from kiosk.visit.messages.staff import StaffActed
from kiosk.visit.messages.staff_facts import FactsTold, GuidesWanted, SettingPut

SILENT = "agentSilent"


class StaffAgent(Protocol):
    """The agent, as these pages ask it (`kiosk.platform.agent_staff.AgentStaff`)."""

    def outbox(self) -> OutboxList:
        """What it holds."""

    def send_now(self) -> None:
        """Send."""

    def look_for_guides(self) -> int:
        """Look; returns the passes before."""

    def put_setting(self, key: str, value: str) -> None:
        """Write it; raises Invalid."""

    def check_network(self) -> NetworkFound:
        """Go the way to the platform."""


class FactsWork:
    """`look_for_release` asks the agent, as `agent` is asked; `examine` makes the terminal's own checks.

    `settings` are those in force.
    """

    def __init__(
        self,
        agent: StaffAgent,
        look_for_release: Callable[[], object],
        system: Callable[[], SystemFacts],
        examine: Callable[[], tuple[Finding, ...]],
        settings: Callable[[], AllSettings],
    ) -> None:
        self._agent = agent
        self._look_for_release = look_for_release
        self._system = system
        self._examine = examine
        self._settings = settings

    def do(self, effect: FactsEffect) -> FactsTold | GuidesWanted | SettingPut | StaffActed:
        """Carry one out; returns what it came to."""
        match effect:
            case AskFacts():
                return FactsTold(effect.page, self._told(effect.page))
            case LookForGuides():
                try:
                    return GuidesWanted(self._agent.look_for_guides())
                except PlatformError:
                    return GuidesWanted(None)
            case SendNow():
                return self._acted("send-now", self._agent.send_now)
            case PutSetting():
                return SettingPut(effect.key, effect.value, self._put(effect.key, effect.value))
            case LookForRelease():
                return self._acted("look-release", self._look_for_release)

    def _acted(self, what: str, act: Callable[[], object]) -> StaffActed:
        try:
            act()
        except PlatformError:
            return StaffActed(what, SILENT)
        return StaffActed(what)

    def _put(self, key: str, value: str) -> str | None:
        try:
            self._agent.put_setting(key, value)
        except Invalid:
            return "range"
        except PlatformError:
            return SILENT
        return None

    def _told(self, page: str) -> Told | None:
        try:
            match page:
                case "outbox":
                    return self._agent.outbox()
                case "network":
                    return self._agent.check_network()
                case "versions":
                    return self._system()
                case "readiness":
                    return Readiness(self._examine())
                case "settings":
                    return self._settings()
        except PlatformError:
            return None
        raise ValueError(page)
