"""A chain of a few records in small segments, at times that a test sets."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from kiosk.audit_log.chain import Chain


class SetClock:
    def __init__(self) -> None:
        self.now = datetime(2026, 11, 22, 8, tzinfo=UTC)

    def __call__(self) -> datetime:
        self.now += timedelta(milliseconds=7)
        return self.now

    def pass_days(self, days: float) -> None:
        self.now += timedelta(days=days)


@pytest.fixture
def clock() -> SetClock:
    return SetClock()


@pytest.fixture
def make_chain(tmp_path, clock) -> Callable[..., Chain]:
    opened = []

    def make(name="agent", **options):
        chain = Chain(tmp_path / "audit", name, clock, **options)
        opened.append(chain)
        return chain

    yield make
    for chain in opened:
        if chain._file is not None:
            chain.close()
