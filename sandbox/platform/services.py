"""Everything that a request needs, put together once by `app.create_app`."""

import secrets
import sys
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

import structlog
from structlog.typing import FilteringBoundLogger

from kiosk.catalogue.models import Bundle
from kiosk.catalogue.plan_models import Plan
from sandbox.platform.clock import Clock
from sandbox.platform.contract import Contract
from sandbox.platform.database import Database
from sandbox.platform.keys import Keys
from sandbox.platform.publishing import Publication, Publisher
from sandbox.platform.releasing import ReleasePublisher
from sandbox.platform.settings import Settings
from sandbox.platform.shared_data import SharedData
from sandbox.platform.texts import Texts

PlanFunction = Callable[[Bundle, Mapping[str, Any], Collection[str] | None], Plan]
"""(bundle, answers of situations and form, ticked item ids or None) -> Plan."""


@dataclass(frozen=True, slots=True)
class Services:
    """The platform without its web."""

    settings: Settings
    texts: Texts
    contract: Contract
    database: Database
    clock: Clock
    keys: Keys
    publisher: Publisher
    releases: ReleasePublisher
    plan: PlanFunction
    shared: SharedData
    log: FilteringBoundLogger

    @property
    def publication(self) -> Publication:
        """The catalogue in force."""
        return self.publisher.current


def new_id(prefix: str) -> str:
    """Return an id that cannot be guessed."""
    return f"{prefix}-{secrets.token_hex(12)}"


def make_log() -> FilteringBoundLogger:
    """Return the log: JSON lines on standard error; ids only, never values."""
    log: FilteringBoundLogger = structlog.wrap_logger(
        structlog.PrintLogger(sys.stderr),
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(20),
    )
    return log
