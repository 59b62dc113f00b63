"""Counts what happens on the screens: by page and by bundle, and never by person."""

import threading
from collections import Counter
from collections.abc import Mapping
from datetime import datetime

from kiosk.events.kinds import Kind, fits
from kiosk.events.names import Event
from kiosk.telemetry.ui_report import LABELS, Count

_OF_EVENT: Mapping[Event, str] = {
    Event.VISIT_STARTED: "visits_started",
    Event.VISIT_ENDED: "visits_ended",
    Event.GUIDE_OPENED: "guides_opened",
    Event.VISIT_SUBMITTED: "submissions_acknowledged",
    Event.VISIT_SEALED: "submissions_sealed",
    Event.VISIT_TROUBLE: "visit_troubles",
    Event.DEVICE_CHANGED: "device_changes",
    Event.CRASHED: "crashes",
}
OTHER = "other"
AT_MOST = 500
"""So many different labels a counter has; what comes beyond that is counted as `other`."""


class Counters:
    """Counters since `since`. Thread-safe."""

    def __init__(self, since: datetime) -> None:
        self.since = since
        self._lock = threading.Lock()
        self._counts: Counter[tuple[str, str]] = Counter()
        self._page = ""

    def event(self, event: Event, facts: Mapping[str, object]) -> None:
        """Count an event of the log, if it is one that is counted."""
        name = _OF_EVENT.get(event)
        if name is not None:
            self._add(name, str(facts.get(LABELS[name]) or "") if LABELS[name] else "")

    def page(self, page: str) -> None:
        """Count a page, once for each time that it comes up."""
        with self._lock:
            again, self._page = page == self._page, page
        if not again:
            self._add("pages_shown", page)

    def counts(self) -> tuple[Count, ...]:
        """Return what was counted, in a steady order."""
        with self._lock:
            items = sorted(self._counts.items())
        return tuple(
            Count.model_validate({"name": name, "label": label or None, "value": value})
            for (name, label), value in items
        )

    def _add(self, name: str, label: str) -> None:
        if label and not fits(Kind.CODE, label):
            label = OTHER
        with self._lock:
            known = (name, label) in self._counts
            if not known and sum(one == name for one, _ in self._counts) >= AT_MOST:
                label = OTHER
            self._counts[(name, label)] += 1
