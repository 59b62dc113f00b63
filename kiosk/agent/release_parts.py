"""The agent's releases, put together: the way to the platform's files, the desk, its thread and its route."""

import random
from datetime import datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from kiosk.agent.catalogue_source import SOFTWARE, CatalogueSource
from kiosk.agent.periodic import Periodic
from kiosk.agent.releases import RETRY_S, ReleaseDesk
from kiosk.agent.status import AgentStatus
from kiosk.agent.upstream import Upstream
from kiosk.releases.places import AGENT_FOLDER, Places
from kiosk.terminal.settings import SiteProfile


class ReleaseParts:
    """Made once; `start` when the terminal has an identity."""

    def __init__(
        self, profile: SiteProfile, upstream: Upstream, status: AgentStatus, places: Places, log: Any
    ) -> None:
        self._status = status
        self._dice = random.SystemRandom().uniform
        self._desk = ReleaseDesk(
            CatalogueSource(upstream, SOFTWARE),
            places,
            profile.paths.state_dir / AGENT_FOLDER,
            status,
            # The site's window is told in the terminal's local time.
            lambda: datetime.now().astimezone(),
            log,
            window=profile.updates.hours,
            bytes_per_s=profile.updates.bytes_per_s,
        )
        self._thread = Periodic("releases", self._run, log)
        self.route = Route("/agent/v1/release-look", self._look, methods=["POST"])

    def _run(self) -> float:
        pause = self._desk.run()
        # Terminals that came on together in the morning do not ask together for the rest of the day.
        return pause if pause < RETRY_S else pause * self._dice(0.7, 1.3)

    def start(self) -> None:
        """Begin to look."""
        self._thread.start()

    def look_now(self) -> None:
        """Have it look at once, whatever the site's window says; returns before it has."""
        self._desk.look_now()
        self._thread.wake()

    def let_go(self) -> None:
        """Begin nothing more."""
        self._desk.let_go()
        self._thread.let_go()

    def stop(self, within_s: float) -> None:
        """End."""
        self._thread.stop(within_s)

    async def _look(self, _request: Request) -> Response:
        self.look_now()
        return JSONResponse(self._status.now.to_json(), 202)
