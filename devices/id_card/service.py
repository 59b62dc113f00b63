"""The identity-card reader as the visit sees it: cards presented and removed, faults, and how it stands.

`IdCardService` is the handle that every thread may use. Its device thread is the supervisor's: the service
gives it `plan()`. Messages go out through `emit` from that thread and must be taken without blocking.
"""

import logging
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from time import monotonic

from devices.deadline import Clock
from devices.finding import is_there, resolve
from devices.id_card.errors import ReaderGone, ReaderSilent
from devices.id_card.messages import CardFault, CardPresented, CardReading, CardRemoved, Emit
from devices.id_card.options import Options
from devices.id_card.portrait import PhotoDecoder
from devices.id_card.reader import SdtReader, open_reader
from devices.id_card.reading import Reading
from devices.id_card.session import ReaderSession
from devices.supervisor import Plan

_log = logging.getLogger(__name__)

KIND = "id_card"
"""The kind of device, by which `devices.finding` knows what port fits."""
POLL = 0.25
"""Time between two polls, s."""
ROUND = 15.0
"""Longest round: a card, and what goes before it when the port was just opened, s."""


class IdCardService:
    """Handle of the reader. Cards are read only between `start_reading` and `stop_reading`.

    A card that was read is watched until it is lifted, also after `stop_reading`, and is not read again
    before: a forgotten card never becomes the next visitor's. `emit` is called from the device thread, and so
    is `decoder`, the vendor's for the photo.
    """

    def __init__(
        self,
        options: Options,
        emit: Emit,
        clock: Clock = monotonic,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        open_reader: Callable[[str, int | None], SdtReader] = open_reader,
        poll: float = POLL,
        decoder: PhotoDecoder | None = None,
    ) -> None:
        self._options = options
        self._emit = emit
        self._clock = clock
        self._now = now
        self._open_reader = open_reader
        self._poll = poll
        self._decoder = decoder
        self._wanted = threading.Event()
        self._again = threading.Event()
        self._lying = threading.Event()
        self._lock = threading.Lock()
        self._reading: Reading | None = None

    def plan(self) -> Plan:
        """Return what the supervisor needs to keep the reader."""
        port = self._options.port
        return Plan(
            open=self._open,
            interval=self._poll,
            present=lambda: is_there(port, KIND),
            round=ROUND,
            stalled=ROUND + 5.0,
        )

    def start_reading(self, again: bool = False) -> None:
        """Read the next card that is laid down; with `again` also the one that lies there, once more."""
        if again:
            self._again.set()
        self._wanted.set()

    def stop_reading(self) -> None:
        """Read no card that is laid down from now on."""
        self._wanted.clear()

    @property
    def card_lying(self) -> bool:
        """Whether the card that was read still lies there."""
        return self._lying.is_set()

    def wipe(self) -> None:
        """Overwrite the raw bytes of the last reading, wherever they are still held."""
        with self._lock:
            if self._reading is not None:
                self._reading.wipe()
            self._reading = None

    # -- for the device thread -------------------------------------------------------------------

    def _open(self) -> ReaderSession:
        try:
            # Asked anew each time: the port behind a stable name changes with every plugging in.
            port = resolve(self._options.port, KIND)
            reader = self._open_reader(port, self._options.baud)
        except ReaderSilent as error:
            # Nothing that speaks the protocol is there; the supervisor tries again later.
            raise ReaderGone from error
        return ReaderSession(self, reader, self._options, self._clock, self._now, self._decoder)

    @property
    def wanted(self) -> bool:
        """Whether cards are to be read now."""
        return self._wanted.is_set()

    def take_again(self) -> bool:
        """Return once whether the card that lies there is to be read once more."""
        if not self._again.is_set():
            return False
        self._again.clear()
        return True

    def reading(self) -> None:
        """Tell that a card was found."""
        self._emit(CardReading())

    def presented(self, reading: Reading) -> None:
        """Keep and tell a new reading."""
        with self._lock:
            if self._reading is not None:
                self._reading.wipe()
            self._reading = reading
        self._lying.set()
        self._emit(CardPresented(reading))

    def removed(self, certain: bool = True) -> None:
        """Tell that the card is gone."""
        self._lying.clear()
        self._emit(CardRemoved(certain))

    def failed(self, code: str) -> None:
        """Tell that a card was not read."""
        _log.info("card not read: %s", code)
        self._emit(CardFault(code))
