"""Asks the agent every few seconds how the platform and this terminal stand, off the UI thread."""

import threading
from collections.abc import Callable
from datetime import datetime

from kiosk.platform.client import PlatformClient
from kiosk.platform.errors import PlatformError
from kiosk.terminal.live_guides import LiveGuides
from kiosk.visit.messages import AgentStatus, Message


class AgentWatch:
    """One thread. `tell` gets an AgentStatus after every question, the first one at once."""

    def __init__(
        self,
        client: PlatformClient,
        guides: LiveGuides,
        tell: Callable[[Message], None],
        clock: Callable[[], datetime],
        every_s: float = 3.0,
    ) -> None:
        self._client, self._guides, self._tell, self._clock = client, guides, tell, clock
        self._every_s = every_s
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="agent watch", daemon=True)

    def start(self) -> None:
        """Begin to ask."""
        self._thread.start()

    def stop(self) -> None:
        """End the thread."""
        self._stopping.set()
        self._thread.join(timeout=3)

    def _run(self) -> None:
        while True:
            self._tell(self._ask())
            # Until there are guides nothing can be shown, so they are looked for more often.
            if self._stopping.wait(self._every_s if self._guides.version else 0.3):
                return

    def _ask(self) -> AgentStatus:
        loaded = self._guides.load()
        expired = self._guides.expired(self._clock())
        try:
            state = self._client.agent_status()
        except PlatformError:
            return AgentStatus(False, False, loaded, expired)
        return AgentStatus(state.platform == "reachable", state.revoked, loaded, expired)
