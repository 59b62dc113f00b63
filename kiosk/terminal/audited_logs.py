"""The log of a process together with its chain of the audit log."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from kiosk.audit_log.chain import Chain
from kiosk.audit_log.sink import AuditSink
from kiosk.terminal.logs import Event, set_up
from kiosk.terminal.settings import SiteProfile


def set_up_audited(process: str, profile: SiteProfile) -> tuple[Any, Callable[[], None]]:
    """Return the process's logger, and what ends its audit log.

    A terminal whose audit log cannot be written serves all the same, and says so in its log.
    """
    try:
        chain = Chain(
            profile.paths.audit,
            process,
            lambda: datetime.now(UTC),
            profile.audit.digest,
            profile.audit.keep,
        )
    except OSError as error:
        logger = set_up(process)
        logger.error(Event.AUDIT_FAILED, chain=process, reason=type(error).__name__)
        return logger, lambda: None
    sink = AuditSink(chain)
    logger = set_up(process, audit=sink)
    sink.tell_failures(lambda reason: logger.error(Event.AUDIT_FAILED, chain=process, reason=reason))
    return logger, sink.close
