"""The agent's half of the outbox, put together: what is made, started and stopped as one."""

import time
from collections.abc import Callable
from datetime import datetime
from typing import Any

from starlette.routing import Route

from kiosk.agent.outbox_delivery import Delivery
from kiosk.agent.outbox_desk import OutboxDesk
from kiosk.agent.outbox_keeper import OutboxKeeper
from kiosk.agent.outbox_routes import OutboxRoutes
from kiosk.agent.outbox_staff import StaffOutboxRoutes
from kiosk.agent.outbox_uploader import Uploader
from kiosk.agent.periodic import Periodic
from kiosk.agent.platform_calls import caller
from kiosk.agent.receipt_keys import ReceiptKeys
from kiosk.agent.status import AgentStatus, Facts
from kiosk.agent.upstream import Upstream
from kiosk.submission.outbox import Outbox
from kiosk.terminal.settings import SiteProfile


class OutboxParts:
    """Keeps the outbox in order from `start`, sends from `send` on, and answers the screens by `routes`.

    Raises `AnotherAgent` when another process empties this outbox, `DiskRefused` when there can be none.
    """

    def __init__(
        self,
        profile: SiteProfile,
        upstream: Upstream,
        status: AgentStatus,
        now: Callable[[], datetime],
        guides_wanted: Callable[[], None],
        log: Any,
    ) -> None:
        self._status = status
        self._outbox = outbox = Outbox(profile.paths.outbox, profile.outbox.free_bytes)
        self._desk = desk = OutboxDesk()
        self._keeper = keeper = OutboxKeeper(outbox, profile.outbox, status, now, time.monotonic, log)
        keys = ReceiptKeys(profile.paths.guide_store, lambda: status.now.guide_version)
        delivery = Delivery(outbox, caller(upstream), keys, now)
        self._uploader = Uploader(
            outbox,
            delivery,
            desk,
            lambda: keeper.may_send() and upstream.can_sign,
            now,
            log,
            settled=keeper.count,
            keys_wanted=guides_wanted,
            trouble=self._look_after,
        )
        self._keeping = Periodic("outbox-keeper", self._keep, log)
        self._uploading = Periodic("outbox-uploader", self._uploader.run, log)
        asked = OutboxRoutes(outbox, desk, delivery.ask, keeper.look, self._uploading.wake, keeper.count, now)
        staff = StaffOutboxRoutes(outbox, desk, self._send_now)
        self.routes: list[Route] = [*staff.routes, *asked.routes]
        status.watch(self._changed)

    def start(self) -> None:
        """Begin to look after the outbox."""
        self._keeping.start()

    def send(self) -> None:
        """Begin to empty it: the terminal has its identity."""
        self._uploading.start()

    def clock_is_right(self) -> None:
        """See `OutboxKeeper.clock_is_right`."""
        self._keeper.clock_is_right()

    def let_go(self) -> None:
        """Send no further chunk, let everybody go who waits; to be called before the line is cut."""
        self._uploader.stop()
        self._uploading.let_go()
        self._keeping.let_go()
        self._desk.close()

    def stop(self, within_s: float) -> None:
        """End the threads, let another agent in."""
        until = time.monotonic() + within_s
        self._uploading.stop(within_s)
        self._keeping.stop(max(until - time.monotonic(), 0.0))
        self._keeper.close()
        self._outbox.close()

    def _send_now(self) -> None:
        self._uploader.send_now()
        self._uploading.wake()

    def _look_after(self) -> None:
        self._keeping.wake()

    def _keep(self) -> float:
        could_send = self._keeper.may_send()
        pause = self._keeper.run()
        self._desk.sweep()
        if self._keeper.may_send() and not could_send:
            self._uploading.wake()
        return pause

    def _changed(self, before: Facts, after: Facts) -> None:
        if after.platform == "reachable" != before.platform:
            self._uploader.network_is_back()
            self._uploading.wake()
        if after.ui_state == "IDLE" != before.ui_state:
            self._desk.forget_answers()
