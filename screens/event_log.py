"""The events of a visit in the log: names and facts that identify nobody (list: kiosk/terminal/logs.py)."""

from typing import Any

from kiosk.terminal.logs import Event

EVENTS = {
    "ui.pinyin.missing": Event.UI_PINYIN_MISSING,
    "ui.handwriting.missing": Event.UI_HANDWRITING_MISSING,
    "ui.started": Event.UI_STARTED,
    "ui.stopped": Event.UI_STOPPED,
    "visit.started": Event.VISIT_STARTED,
    "visit.ended": Event.VISIT_ENDED,
    "visit.trouble": Event.VISIT_TROUBLE,
    "visit.submitted": Event.VISIT_SUBMITTED,
    "visit.sealed": Event.VISIT_SEALED,
    "guide.opened": Event.GUIDE_OPENED,
    "device.changed": Event.DEVICE_CHANGED,
}


class EventLog:
    """Writes events to a structlog logger."""

    def __init__(self, logger: Any) -> None:
        self._logger = logger

    def event(self, name: str, **facts: object) -> None:
        """Write one line; raises KeyError for an event that is not in the list."""
        self._logger.info(EVENTS[name], **facts)
