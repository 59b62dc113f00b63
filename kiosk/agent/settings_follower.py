"""Follows the settings: the platform's profile of this terminal, and the file as somebody wrote it.

New settings come into force with a start of both processes, when nobody stands there. Wrong ones are told and
change nothing: what runs goes on with what it has, and starts anew with the last good ones.
"""

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from kiosk.agent.site_settings import SiteLearner
from kiosk.agent.status import AgentStatus
from kiosk.terminal.logs import Event
from kiosk.terminal.settings import ProfileError, SiteProfile, load
from kiosk.terminal.settings_file import refusal

LOOK_S = 6 * 3600.0
RETRY_S = 60.0


class NotReloaded(Exception):  # noqa: N818  the name says what happened
    """The settings stay as they are; `reason` is a code, `keys` names what is wrong."""

    def __init__(self, reason: str, keys: tuple[str, ...] = ()) -> None:
        super().__init__(reason)
        self.reason, self.keys = reason, keys


class SettingsFollower:
    """`told` takes the version that the platform has; `run` fetches it."""

    def __init__(
        self,
        learner: SiteLearner,
        running: SiteProfile,
        path: Path | None,
        status: AgentStatus,
        changed: Callable[[str], None],
        log: Any,
    ) -> None:
        """`path` None: there is no file. `changed` gets a name for what is to be put in force."""
        self._learner, self._running, self._path, self._status = learner, running, path, status
        self._changed, self._log = changed, log
        self._lock = threading.Lock()
        self._wanted = 0

    def told(self, version: int) -> bool:
        """Hear of a version with a heartbeat; returns whether `run` has something to do."""
        # The set-up pages learn and start anew by themselves.
        known = version in (0, self._learner.version)
        if known or self._path is None or self._status.now.set_up_open:
            return False
        self._wanted = version
        return True

    def run(self) -> float:
        """Fetch what the platform has, if it is news; returns the seconds until the next look."""
        wanted = self._wanted
        if not wanted or wanted == self._learner.version:
            return LOOK_S
        try:
            if self.reload():
                self.put_in_force(f"settings-{wanted}")
        except NotReloaded as not_reloaded:
            return RETRY_S if not_reloaded.reason == "platform-unreachable" else LOOK_S
        return LOOK_S

    def reload(self) -> bool:
        """Fetch and read; returns whether they are other settings than those that this process began with.

        Raises `NotReloaded`.
        """
        with self._lock:
            if self._path is None:
                raise NotReloaded("not-possible")
            learnt = self._learner.run()
            if learnt is None:
                raise NotReloaded("platform-unreachable")
            if learnt == "failed":
                raise NotReloaded("platform-failed")
            try:
                fresh = load(self._path)
            except ProfileError as error:
                self._log.error(Event.SETTINGS_REFUSED, **refusal(error))
                self._status.set(settings_refused=True)
                raise NotReloaded("settings-refused", _keys(error)) from None
            if learnt == "refused":
                raise NotReloaded("settings-refused", self._learner.refused)
            self._status.set(settings_refused=False)
            return fresh != self._running

    def put_in_force(self, name: str) -> None:
        """Have both processes start anew with what was read."""
        self._changed(name)

    @property
    def version(self) -> int:
        """Of the platform's profile that was looked at last; 0 before the first and where it keeps none."""
        return self._learner.version or 0


def _keys(error: ProfileError) -> tuple[str, ...]:
    return tuple(problem.key for problem in error.problems[:8])
