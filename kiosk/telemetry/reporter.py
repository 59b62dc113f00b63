"""Says what there is to say, when it is due: the state when it changes, a heartbeat, the counters."""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from kiosk.events.names import Event
from kiosk.telemetry.messages import Beat, HallState, TerminalState
from kiosk.telemetry.pace import Dice, around
from kiosk.telemetry.topics import Topics
from kiosk.telemetry.ui_report import CounterReport

SETTLE_S = 0.3
"""Changes that come together are said together."""
COUNTERS_LIVE_S = 24 * 3600


class Line(Protocol):
    """What the reporter needs of the connection."""

    @property
    def is_up(self) -> bool:
        """Whether the broker listens."""

    def publish(self, topic: str, payload: bytes, retain: bool = False, expires_s: int | None = None) -> bool:
        """Say something."""


@dataclass(frozen=True)
class Sources:
    """Where the reporter learns what to say."""

    state: Callable[[], TerminalState]
    hall: Callable[[], HallState]
    beat: Callable[[int], Beat]
    """Given the number of the heartbeat, from 1."""
    counters: Callable[[], CounterReport | None]


class Reporter:
    """One thread. `changed` may be called from any thread, as often as one likes."""

    def __init__(
        self,
        line: Line,
        topics: Topics,
        sources: Sources,
        beat_s: float,
        counters_s: float,
        monotonic: Callable[[], float],
        dice: Dice,
        log: Any,
    ) -> None:
        self._line, self._topics, self._sources = line, topics, sources
        self._beat_s, self._counters_s = beat_s, counters_s
        self._monotonic, self._dice, self._log = monotonic, dice, log
        self._said: dict[str, TerminalState | HallState] = {}
        """Topic → what is retained there."""
        self._beats = 0
        # The first of each falls anywhere into its interval: terminals that are switched on together do not
        # go on reporting together.
        self._beat_due = monotonic() + beat_s * dice()
        self._counters_due = monotonic() + counters_s * dice()
        self._wake = threading.Event()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="reporter", daemon=True)

    def start(self) -> None:
        """Begin to report."""
        self._thread.start()

    def changed(self) -> None:
        """Look soon whether the state is another one."""
        self._wake.set()

    def connected(self) -> None:
        """Say everything anew: the line stands anew, and the broker may have said the last will."""
        self._said = {}
        self._wake.set()

    def stop(self) -> None:
        """End the thread."""
        self._stopping.set()
        self._wake.set()
        if self._thread.is_alive():
            self._thread.join(1.0)

    def step(self) -> float:
        """Say what is due; return the seconds until something may be due again."""
        now = self._monotonic()
        if self._line.is_up:
            self._say_if_new(self._topics.state, self._sources.state())
            self._say_if_new(self._topics.hall, self._sources.hall())
            if now >= self._beat_due:
                self._beats += 1
                # Nobody needs a heartbeat that comes late.
                beat = self._sources.beat(self._beats).payload()
                self._line.publish(self._topics.beat, beat, expires_s=int(self._beat_s))
            if now >= self._counters_due:
                self._say_counters()
        if now >= self._beat_due:
            self._beat_due = now + around(self._beat_s, self._dice)
        if now >= self._counters_due:
            self._counters_due = now + around(self._counters_s, self._dice)
        return max(min(self._beat_due, self._counters_due) - self._monotonic(), 0.0)

    def _say_if_new(self, topic: str, state: TerminalState | HallState) -> None:
        said = self._said.get(topic)
        if said is not None and state.model_copy(update={"at": said.at}) == said:
            return
        if self._line.publish(topic, state.payload(), retain=True):
            self._said[topic] = state

    def _say_counters(self) -> None:
        counters = self._sources.counters()
        if counters is not None:
            payload = counters.model_dump_json(exclude_none=True).encode()
            self._line.publish(self._topics.counters, payload, expires_s=COUNTERS_LIVE_S)

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                pause = self.step()
            except Exception as error:
                self._log.error(Event.CRASHED, reason="reporter", error_type=type(error).__name__)
                pause = self._beat_s
            if self._wake.wait(pause):
                self._wake.clear()
                self._stopping.wait(SETTLE_S)
