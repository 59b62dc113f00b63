"""The events of a visit in the log: names and facts that identify nobody (list: kiosk/events/list.toml)."""

from typing import Any

from kiosk.events.names import Event
from kiosk.telemetry.counters import Counters


class EventLog:
    """Writes events to a structlog logger."""

    def __init__(self, logger: Any, counters: Counters | None = None) -> None:
        self._logger = logger
        self._counters = counters

    def event(self, name: str, **facts: object) -> None:
        """Write one line; raises ValueError for an event that is not in the list.

        The list names the process first (`ui.visit.ended`); what happens here need not say it.
        """
        event = Event(name if name.startswith("ui.") else f"ui.{name}")
        self._logger.info(event, **facts)
        if self._counters is not None and facts.get("mode") is None:
            self._counters.event(event, facts)
