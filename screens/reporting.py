"""Tells the agent how the devices stand and what was counted, and hears what the platform ordered."""

import logging
import threading
from collections.abc import Callable

from devices.status import PaperStatus
from kiosk.platform.client import PlatformClient
from kiosk.platform.errors import PlatformError
from kiosk.telemetry.counters import Counters
from kiosk.telemetry.ui_report import CallReport, DeviceReport, UiReport
from kiosk.terminal.paper import OF_DEVICE, Outlook
from kiosk.visit.messages import Message, ServiceOrdered
from kiosk.visit.pages import Page
from kiosk.visit.state import Device, State

_log = logging.getLogger(__name__)

EVERY_S = 5.0
MOST_PRINTS = 999_999
UNHEARD = object()


class UiReporter:
    """One thread. `tell` gets a `ServiceOrdered` when the order changes; `restart` is called when nobody
    is here.

    While the agent does not answer the last order holds.
    """

    def __init__(
        self,
        client: PlatformClient,
        counters: Counters,
        look: Callable[[], State],
        tell: Callable[[Message], None],
        restart: Callable[[], None],
        every_s: float = EVERY_S,
    ) -> None:
        self._client, self._counters, self._look = client, counters, look
        self._tell, self._restart, self._every_s = tell, restart, every_s
        self._ordered: object = UNHEARD
        self._restart_at_start: object = UNHEARD
        self._stumble: type[Exception] | None = None
        """Of the last round: it is said once."""
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="ui report", daemon=True)

    def start(self) -> None:
        """Begin to report."""
        self._thread.start()

    def stop(self) -> None:
        """End the thread."""
        self._stopping.set()
        self._thread.join(timeout=3)

    def step(self) -> None:
        """Report once and do what is ordered."""
        state = self._look()
        report = UiReport(
            devices=devices_of(state),
            since=self._counters.since,
            counts=self._counters.counts(),
            calls=calls_of(state),
        )
        try:
            orders = self._client.report(report.model_dump_json(exclude_none=True).encode())
        except PlatformError:
            return
        if orders.ordered_out != self._ordered:
            self._ordered = orders.ordered_out
            self._tell(ServiceOrdered(orders.ordered_out))
        if self._restart_at_start is UNHEARD:
            # An order that was given before these screens began is done with.
            self._restart_at_start = orders.restart
        if orders.restart not in (None, self._restart_at_start) and is_alone(state):
            self._restart_at_start = orders.restart
            self._restart()

    def _run(self) -> None:
        while True:
            try:
                self.step()
                self._stumble = None
            except Exception as error:
                # Without reports the platform takes the screens for gone, and its orders are not heard.
                if type(error) is not self._stumble:
                    _log.error("ui report", exc_info=error)
                self._stumble = type(error)
            if self._stopping.wait(self._every_s):
                return


def is_alone(state: State) -> bool:
    """Return whether nobody stands here whom a restart would disturb."""
    return state.visit.at.page in (Page.IDLE, Page.OUT_OF_SERVICE)


def devices_of(state: State) -> tuple[DeviceReport, ...]:
    """Return the devices in the words of XFS4IoT; those that have said nothing yet are left out."""
    health = state.health
    found = (
        _device(kind, device, health.supplies.get(OF_DEVICE.get(kind, "")))
        for kind, device in sorted(health.devices.items())
    )
    return tuple(one for one in found if one is not None)


def calls_of(state: State) -> tuple[CallReport, ...]:
    """Return what the hall's staff are called for."""
    return tuple(
        CallReport(code=call.code, device=call.device, since=since)
        for call, since in state.health.calls.items()
    )


def _device(kind: str, device: Device, supply: Outlook | None) -> DeviceReport | None:
    status = device.status
    if status is None:
        return None
    fault = status.fault
    return DeviceReport(
        kind=kind,
        device=status.device,
        fault=fault.code if fault else None,
        who=fault.who if fault else None,
        paper=_paper(status.paper, supply),
        media=status.media,
        prints_left=_prints_left(supply),
    )


def _paper(seen: PaperStatus | None, supply: Outlook | None) -> PaperStatus | None:
    """Return how the paper stands: low where the printer's sensor or the count of prints says so."""
    unseen = seen in (None, PaperStatus.UNKNOWN, PaperStatus.FULL)
    return PaperStatus.LOW if unseen and supply is not None and supply.low else seen


def _prints_left(supply: Outlook | None) -> int | None:
    if supply is None or supply.prints_left is None:
        return None
    return min(supply.prints_left, MOST_PRINTS)
