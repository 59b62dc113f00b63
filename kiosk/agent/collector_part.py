"""The agent's line to the operator's collector, put together: only where a collector is set."""

import random
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kiosk.agent.periodic import Periodic
from kiosk.telemetry.figures import Figure
from kiosk.terminal.settings import SiteProfile

if TYPE_CHECKING:
    from kiosk.agent.figures_push import Collector, FiguresPush

HANG_UP_S = 0.3


class CollectorPart:
    """`begin` needs an identity; every other call may come before that, and does nothing then."""

    def __init__(
        self,
        profile: SiteProfile,
        certificate: Path,
        key_file: Path,
        present: Callable[[], None],
        figures: Callable[[], list[Figure]],
        version: str,
        now: Callable[[], datetime],
        log: Any,
    ) -> None:
        """`present` writes the certificate's file from the identity in force; `figures` tells them now."""
        self._profile, self._certificate, self._key_file = profile, certificate, key_file
        self._present, self._figures = present, figures
        self._version, self._now, self._log = version, now, log
        self._collector: Collector | None = None
        self._pushing: FiguresPush | None = None
        self._thread: Periodic | None = None

    def begin(self, terminal_id: str) -> None:
        """Push as this terminal from now on, where a collector is set."""
        settings = self._profile.otlp
        if not settings.endpoint:
            return
        # Here and not above: without a collector the agent does without protobuf.
        from kiosk.agent.figures_push import Collector, FiguresPush
        from kiosk.telemetry.otlp import Teller

        self._collector = Collector(
            settings.endpoint,
            settings.ca_file or self._profile.platform.ca_file,
            self._certificate,
            self._key_file,
            self._present,
        )
        self._pushing = FiguresPush(
            self._collector,
            self._figures,
            Teller(terminal_id, self._version),
            settings.interval_s,
            self._now,
            self._log,
            random.SystemRandom().random,
        )
        self._thread = Periodic("figures-push", self._pushing.step, self._log)
        self._thread.start()

    def renewed(self) -> None:
        """Show the renewed certificate from the next push on."""
        if self._collector is not None:
            self._collector.renewed()

    def diagnostics(self) -> dict[str, Any]:
        """Return what an operator is told of the line; nothing where there is none."""
        return {} if self._pushing is None else {"collector": {"lastReason": self._pushing.last_reason}}

    def stop(self) -> None:
        """Break off what is under way and end the thread."""
        if self._thread is not None and self._collector is not None:
            self._thread.let_go()
            self._collector.abort()
            self._thread.stop(HANG_UP_S)
            self._collector.close()
