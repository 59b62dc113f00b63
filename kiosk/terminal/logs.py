"""Logs of both processes: one JSON object a line, and no personal data in any of them.

Events, their fields and what a field may hold are one list (kiosk/events/list.toml). An event or a field that
is not in it is an error in the program, found by whoever runs the line first; a value that its field may not
hold is withheld, since a terminal must not stop over a word that a library chose.
"""

import contextlib
import logging
import sys
from collections.abc import Callable, Mapping, MutableMapping
from typing import Any, TextIO

import structlog

from kiosk.events.kinds import WITHHELD, fits
from kiosk.events.names import AUDITED, DISPOSITIONS, FIELDS, FIELDS_OF
from kiosk.events.names import Event as Event

AuditSink = Callable[[str, Mapping[str, Any]], None]
"""Takes the name of an audited event and its facts; never raises."""

_GIVEN = frozenset({"event", "level", "at", "process"})


class ForbiddenLogField(Exception):  # noqa: N818  it is a defect in the caller, not an error condition
    """A line with an event or field that is not in the lists."""


def only_known_fields(
    _logger: object, _method: str, line: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    """Structlog processor; raises `ForbiddenLogField`, naming keys and never values."""
    try:
        event = Event(line.get("event", ""))
    except ValueError:
        raise ForbiddenLogField("an event that is not in the list") from None
    unknown = sorted(set(line) - FIELDS_OF[event] - _GIVEN)
    if unknown:
        raise ForbiddenLogField(f"{event}: {', '.join(unknown)}")
    if line.get("disposition") not in DISPOSITIONS.get(event, frozenset({None})):
        raise ForbiddenLogField(f"{event}: a disposition that is not in its list")
    for field, kind in FIELDS.items():
        if field in line and not fits(kind, line[field]):
            line[field] = WITHHELD
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


def set_up(process: str, stream: TextIO | None = None, audit: AuditSink | None = None) -> Any:
    """Return the process's logger, writing to `stream` (standard error), and quieten the libraries.

    `audit` is handed every event that the list marks for it.
    """
    logger = make_logger(process, stream or sys.stderr, audit)
    root = logging.getLogger()
    root.handlers[:] = [_PlainLibraries(logger)]
    root.setLevel(logging.WARNING)
    return logger


class _Audited:
    """Structlog processor: hands on what the list marks for the audit log."""

    def __init__(self, sink: AuditSink) -> None:
        self._sink = sink

    def __call__(
        self, _logger: object, _method: str, line: MutableMapping[str, Any]
    ) -> MutableMapping[str, Any]:
        if line["event"] in AUDITED:
            facts = {key: value for key, value in line.items() if key in FIELDS and value is not None}
            self._sink(str(line["event"]), facts)
        return line


def make_logger(process: str, stream: TextIO, audit: AuditSink | None = None) -> Any:
    """Return a structlog logger that writes JSON lines to `stream`."""
    audited = [_Audited(audit)] if audit is not None else []
    return structlog.wrap_logger(
        structlog.PrintLogger(stream),
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True, key="at"),
            only_known_fields,
            *audited,
            structlog.processors.JSONRenderer(ensure_ascii=False, sort_keys=True),
        ],
        wrapper_class=structlog.BoundLogger,
        cache_logger_on_first_use=True,
    ).bind(process=process)
