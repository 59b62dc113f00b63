"""Figures pushed to the operator's collector by OTLP/HTTP.

Each push says how things stand, counters included: nothing is queued while the collector is gone, and nothing
grows.
"""

import gzip
import threading
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import requests
from urllib3.exceptions import HTTPError

from kiosk.agent.tracked_connections import Line
from kiosk.agent.upstream import AGENT, CUT, error_type
from kiosk.telemetry.figures import Figure
from kiosk.telemetry.otlp import Teller, not_taken, request
from kiosk.telemetry.pace import BackOff, Dice, around
from kiosk.terminal.logs import Event

PATH = "/v1/metrics"
KIND = "application/x-protobuf"
CONNECT_S, ANSWER_S = 5.0, 10.0
ANSWER_BYTES = 64 * 1024
NOT_NOW = frozenset({429, 502, 503, 504})
LONGEST_S = 900.0
"""So long a collector that is gone is left alone at most, or an interval, whichever is more."""
AT_MOST_S = 3600
"""And so long when it says how long itself."""


class NotTaken(Exception):  # noqa: N818  the name says what happened
    """The collector has not taken the figures: `reason` is a code."""

    def __init__(self, reason: str, status: int | None = None, wait_s: int = 0) -> None:
        super().__init__(reason)
        self.reason, self.status, self.wait_s = reason, status, wait_s


class Collector:
    """The line to the collector, with the terminal's certificate; `ca_file` alone is believed."""

    def __init__(
        self, endpoint: str, ca_file: Path, certificate: Path, key: Path, present: Callable[[], None]
    ) -> None:
        """`present` writes the file `certificate`; called before the first push, and when it was renewed."""
        self._present = present
        self._stale = threading.Event()
        self._stale.set()
        self._address = endpoint + PATH
        self._line = Line(1, User_Agent=AGENT, Content_Type=KIND, Content_Encoding="gzip")
        self._line.session.verify = str(ca_file)
        self._line.session.cert = (str(certificate), str(key))
        self._stopping = threading.Event()

    def send(self, body: bytes) -> int:
        """Hand a request over; return how many data points were not taken. Raises NotTaken."""
        try:
            return self._send(body)
        except NotTaken as lost:
            if lost.reason != CUT or self._stopping.is_set():
                raise
            # The collector had just closed a line that was idle; what comes twice is equal.
            return self._send(body)

    def _send(self, body: bytes) -> int:
        try:
            if self._stale.is_set():
                self._stale.clear()
                self._show_certificate()
            with self._line.session.post(
                self._address,
                # mtime: what is equal looks equal.
                data=gzip.compress(body, mtime=0),
                timeout=(CONNECT_S, ANSWER_S),
                allow_redirects=False,
                stream=True,
            ) as response:
                # The specification says 200; a receiver that says 204 has taken them, too.
                if not 200 <= response.status_code < 300:
                    raise _refusal(response)
                return not_taken(response.raw.read(ANSWER_BYTES, decode_content=True))
        except requests.RequestException as error:
            raise NotTaken(error_type(error, aborted=self._stopping.is_set())) from error
        except (HTTPError, ValueError) as error:
            raise NotTaken("http_protocol_error") from error
        except OSError as error:
            # The certificate's files cannot be read.
            raise NotTaken("disk") from error

    def renewed(self) -> None:
        """Show the renewed certificate from the next push on."""
        self._stale.set()

    def abort(self) -> None:
        """Break off what is under way: the process is stopping."""
        self._stopping.set()
        self._line.abort()

    def _show_certificate(self) -> None:
        try:
            self._present()
        except OSError:
            self._stale.set()
            raise
        self._line.drop_idle()

    def close(self) -> None:
        """Give the connection back."""
        self._line.close()


class FiguresPush:
    """What a thread does again and again: `step`."""

    def __init__(
        self,
        collector: Collector,
        figures: Callable[[], list[Figure]],
        teller: Teller,
        every_s: float,
        now: Callable[[], datetime],
        log: Any,
        dice: Dice,
    ) -> None:
        self._collector, self._figures, self._teller = collector, figures, teller
        self._every_s, self._now, self._dice, self._log = every_s, now, dice, log
        self._back_off = BackOff(dice, every_s, max(LONGEST_S, every_s))
        self._first = True
        self._said: str | None = None
        """Which reason was logged last ("": none, they are taken), so that what goes on is said once."""

    @property
    def last_reason(self) -> str | None:
        """Why the collector does not take the figures; "" when it does, None before the first push."""
        return self._said

    def step(self) -> float:
        """Push; return the seconds until the next push."""
        if self._first:
            # Terminals that are switched on together do not go on pushing together.
            self._first = False
            return self._every_s * self._dice()
        try:
            refused = self._collector.send(request(self._figures(), self._teller, self._now()))
        except NotTaken as lost:
            pause = max(self._back_off.next(), lost.wait_s)
            self._say(lost.reason, status=lost.status, attempt=self._back_off.attempts)
            return pause
        self._back_off.well()
        if refused:
            self._say("partly-refused", count=refused)
        else:
            self._say("")
        return around(self._every_s, self._dice)

    def _say(self, reason: str, **more: int | None) -> None:
        if reason == self._said:
            return
        self._said = reason
        if reason:
            self._log.warning(Event.FIGURES_LOST, reason=reason, **more)
        else:
            self._log.info(Event.FIGURES_TAKEN)


def _refusal(response: requests.Response) -> NotTaken:
    status = response.status_code
    if status not in NOT_NOW:
        return NotTaken("refused", status)
    wait = response.headers.get("Retry-After", "")
    return NotTaken("not-now", status, min(int(wait), AT_MOST_S) if wait.isascii() and wait.isdigit() else 0)
