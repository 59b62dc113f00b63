"""Logs of both processes: one JSON object a line, and no personal data in any of them.

The events and the fields are lists here. An event or a field that is not in them is an error in the
program, found by whoever runs the line first; a log line can therefore carry ids, counts, words of
program-made vocabularies and durations, and nothing that a person said or is.
"""

import contextlib
import logging
import sys
from collections.abc import MutableMapping
from enum import StrEnum
from typing import Any, TextIO

import structlog


class Event(StrEnum):
    """Every event that may be logged."""

    AGENT_STARTED = "agent.started"
    AGENT_STOPPED = "agent.stopped"
    ENROLMENT_STARTED = "agent.enrolment.started"
    ENROLMENT_ENDED = "agent.enrolment.ended"
    REQUEST_FORWARDED = "agent.request.forwarded"
    REQUEST_REFUSED = "agent.request.refused"
    UPSTREAM_FAILED = "agent.upstream.failed"
    TERMINAL_REVOKED = "agent.terminal.revoked"
    TERMINAL_RESTORED = "agent.terminal.restored"
    CLOCK_SKEWED = "agent.clock.skewed"
    SYNC_ENDED = "agent.sync.ended"
    HEARTBEAT_FAILED = "agent.heartbeat.failed"
    OUTBOX_RECOVERED = "agent.outbox.recovered"
    OUTBOX_REBUILT = "agent.outbox.rebuilt"
    OUTBOX_FAILED = "agent.outbox.failed"
    OUTBOX_OVERDUE = "agent.outbox.overdue"
    OUTBOX_TROUBLE = "agent.outbox.trouble"
    OUTBOX_CLOCK_SETTLED = "agent.outbox.clock-settled"
    OUTBOX_ACKNOWLEDGED = "agent.outbox.acknowledged"
    OUTBOX_REJECTED = "agent.outbox.rejected"
    OUTBOX_PUT_OFF = "agent.outbox.put-off"
    OUTBOX_RECEIPT_REFUSED = "agent.outbox.receipt-refused"
    OUTBOX_PURGED = "agent.outbox.purged"
    UI_STARTED = "ui.started"
    UI_PINYIN_MISSING = "ui.pinyin.missing"
    UI_HANDWRITING_MISSING = "ui.handwriting.missing"
    UI_STOPPED = "ui.stopped"
    VISIT_STARTED = "ui.visit.started"
    VISIT_ENDED = "ui.visit.ended"
    VISIT_TROUBLE = "ui.visit.trouble"
    VISIT_SUBMITTED = "ui.visit.submitted"
    VISIT_SEALED = "ui.visit.sealed"
    GUIDE_OPENED = "ui.guide.opened"
    PAGE_SHOWN = "ui.page.shown"
    DEVICE_CHANGED = "ui.device.changed"
    CRASHED = "process.crashed"


FIELDS = frozenset(
    {
        "event",
        "level",
        "at",
        "process",
        "disposition",
        "reason",
        "method",
        "route",
        "status",
        "problem",
        "duration_ms",
        "attempt",
        "bytes",
        "count",
        "trace_id",
        "terminal_id",
        "version",
        "offset_ms",
        "page",
        "device",
        "state",
        "bundle",
        "error_type",
    }
)
"""`route` is a path template, never a path; `error_type` an exception's class, never its text."""

_EVENTS = frozenset(Event)


class ForbiddenLogField(Exception):  # noqa: N818  it is a defect in the caller, not an error condition
    """A line with an event or field that is not in the lists."""


def only_known_fields(
    _logger: object, _method: str, line: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    """Structlog processor; raises `ForbiddenLogField`, naming keys and never values."""
    if line.get("event") not in _EVENTS:
        raise ForbiddenLogField("an event that is not in the list")
    unknown = sorted(set(line) - FIELDS)
    if unknown:
        raise ForbiddenLogField(", ".join(unknown))
    return line


class _PlainLibraries(logging.Handler):
    """What libraries log: name and level only, since their messages may quote URLs or bodies."""

    def __init__(self, logger: Any) -> None:
        super().__init__(level=logging.ERROR)
        self._logger = logger

    def emit(self, record: logging.LogRecord) -> None:
        error = record.exc_info[0] if record.exc_info else None
        kind = error.__name__ if error else record.levelname
        # Where nobody reads on, what is logged is lost; the thread that said it goes on.
        with contextlib.suppress(OSError, ValueError):
            self._logger.error(Event.CRASHED, reason=record.name, error_type=kind)


def set_up(process: str, stream: TextIO | None = None) -> Any:
    """Return the process's logger, writing to `stream` (standard error), and quieten the libraries."""
    logger = make_logger(process, stream or sys.stderr)
    root = logging.getLogger()
    root.handlers[:] = [_PlainLibraries(logger)]
    root.setLevel(logging.WARNING)
    return logger


def make_logger(process: str, stream: TextIO) -> Any:
    """Return a structlog logger that writes JSON lines to `stream`."""
    return structlog.wrap_logger(
        structlog.PrintLogger(stream),
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True, key="at"),
            only_known_fields,
            structlog.processors.JSONRenderer(ensure_ascii=False, sort_keys=True),
        ],
        wrapper_class=structlog.BoundLogger,
        cache_logger_on_first_use=True,
    ).bind(process=process)
