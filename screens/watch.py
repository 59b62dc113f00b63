"""Looks every few seconds, off the UI thread, how the platform stands, and whether one could seal here."""

import logging
import threading
from collections.abc import Callable
from datetime import datetime

from kiosk.platform.client import AgentState, PlatformClient
from kiosk.platform.errors import PlatformError
from kiosk.terminal.live_guides import LiveGuides
from kiosk.visit import set_up, staff
from kiosk.visit.messages import AgentStatus, Message
from kiosk.visit.messages.set_up import AgentFacts
from kiosk.visit.pages import Page
from kiosk.visit.state import State

_log = logging.getLogger(__name__)

DOOR_ROUNDS = 10
MAINTAINED = (*staff.INSIDE, *set_up.ALL)
"""Pages of who looks after the terminal."""


class AgentWatch:
    """One thread. `tell` gets an AgentStatus after every question, the first one at once."""

    def __init__(
        self,
        client: PlatformClient,
        guides: LiveGuides,
        tell: Callable[[Message], None],
        clock: Callable[[], datetime],
        look: Callable[[], State],
        obstacle: Callable[[], str | None],
        every_s: float = 3.0,
    ) -> None:
        self._client, self._guides, self._tell, self._clock = client, guides, tell, clock
        self._look, self._obstacle = look, obstacle
        self._every_s = every_s
        self.terminal_id: str | None = None
        """As the agent said last: it is needed also while the agent does not answer."""
        self._sealing: str | None = None
        self._rounds = 0
        self._stumble: type[Exception] | None = None
        """Of the last round: it is said once."""
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
            try:
                self._tell(self._ask())
                self._stumble = None
            except Exception as error:
                # Nobody else looks how the platform stands: what was known last would hold for ever.
                if type(error) is not self._stumble:
                    _log.error("agent watch", exc_info=error)
                self._stumble = type(error)
            # Until there are guides nothing can be shown, so they are looked for more often.
            if self._stopping.wait(self._every_s if self._guides.version else 0.3):
                return

    def _ask(self) -> AgentStatus:
        loaded = self._guides.load()
        expired = self._guides.expired(self._clock())
        seen = self._look()
        try:
            self._client.tell_state(state_word(seen), device_words(seen))
            state = self._client.agent_status()
        except PlatformError:
            return AgentStatus(False, False, loaded, expired, self._door(seen))
        self.terminal_id = state.terminal_id or self.terminal_id
        reachable = state.platform == "reachable"
        return AgentStatus(
            reachable,
            state.revoked,
            loaded,
            expired,
            self._door(seen),
            state.guide_problem,
            state.outbox,
            agent_facts(state),
        )

    def _door(self, seen: State) -> str | None:
        """Return why nothing could be sealed; looked at often while somebody is about to begin, or in vain.

        Each look writes to the disk, so nobody is disturbed by it once they have begun.
        """
        begun = seen.visit.citizen is not None
        due = self._rounds % DOOR_ROUNDS == 0 or self._sealing is not None
        about_to = seen.visit.at.page in (Page.HOME, Page.GUIDE, Page.NOTICE)
        self._rounds += 1
        if (due or about_to) and not (begun and self._sealing is None):
            self._sealing = self._obstacle()
        return self._sealing


def agent_facts(state: AgentState) -> AgentFacts:
    """Return what the agent says of identity and set-up."""
    return AgentFacts(
        enrolment=state.enrolment,
        problem=state.enrolment_problem,
        site=state.site_profile,
        set_up_open=state.set_up_open,
        received=state.sync_received,
        total=state.sync_total,
        terminal_id=state.terminal_id,
        last_sync=state.last_sync,
        clock_offset_ms=state.clock_offset_ms,
        clock_drift_ms_a_day=state.clock_drift_ms_a_day,
        sync=state.sync,
        release=state.release,
    )


def state_word(state: State) -> str:
    """Return the heartbeat's word (contract, Heartbeat.state) for what the terminal does now."""
    if state.visit.at.page is Page.OUT_OF_SERVICE:
        return "OUT_OF_SERVICE"
    if state.visit.at.page in MAINTAINED or state.health.training is not None:
        return "MAINTENANCE"
    return "IDLE" if state.visit.at.page is Page.IDLE else "IN_SESSION"


def device_words(state: State) -> list[dict[str, str]]:
    """Return the heartbeat's devices: OK, LOW, FAULT or ABSENT for each kind that has said something."""
    words = {
        kind: "ABSENT" if fault == "noDevice" else "FAULT" for kind, fault in state.health.faults.items()
    }
    if "printer" not in words and state.health.paper == "low":
        words["printer"] = "LOW"
    return [{"kind": kind, "state": word} for kind, word in sorted(words.items())]
