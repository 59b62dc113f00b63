"""Starts screens and agent anew, as soon as nobody stands there."""

import threading
from collections.abc import Callable

from kiosk.agent.status import AgentStatus, Facts

NOBODY_HERE = ("IDLE", "OUT_OF_SERVICE", "MAINTENANCE")


class Restarts:
    """The screens learn it from the status and judge themselves whether somebody is there."""

    def __init__(self, status: AgentStatus, restart_agent: Callable[[], None]) -> None:
        self._status, self._restart_agent = status, restart_agent
        self._agent_wanted = threading.Event()
        self._screens_wanted = threading.Event()
        self._screens_since: object = None
        status.watch(lambda _before, after: self._look(after))

    def screens(self, name: str) -> None:
        """Start the screens anew; `name` tells this wish from an earlier one."""
        self._status.set(restart=name)

    def agent(self) -> None:
        """Start this process anew."""
        self._agent_wanted.set()
        self._look(self._status.now)

    def both(self, name: str) -> None:
        """Start the screens anew, then the agent, of which they have to hear it."""
        self._screens_since = _since(self._status.now)
        self._screens_wanted.set()
        self.screens(name)
        self.agent()

    def _look(self, facts: Facts) -> None:
        if not self._agent_wanted.is_set() or facts.heartbeat_state not in NOBODY_HERE:
            return
        if self._screens_wanted.is_set() and _since(facts) == self._screens_since is not None:
            return
        self._screens_wanted.clear()
        self._agent_wanted.clear()
        self._restart_agent()


def _since(facts: Facts) -> object:
    """Return when the screens began; None where none have spoken."""
    return facts.report.since if facts.report is not None else None
