"""One opening of the reader, until it is lost: the round that its thread repeats."""

import hashlib
import logging
from collections.abc import Callable
from datetime import datetime
from typing import Protocol

from devices.deadline import Clock, Deadline
from devices.id_card.errors import (
    CardError,
    DamagedAnswer,
    NeedsReset,
    NoCard,
    ReaderError,
    ReaderGone,
    ReaderSilent,
    Unsupported,
    WrongCard,
)
from devices.id_card.options import Options
from devices.id_card.portrait import PhotoDecoder
from devices.id_card.presence import Ask, Event, Presence
from devices.id_card.reader import SdtReader
from devices.id_card.reading import Reading
from devices.id_card.whole_card import CardReader
from devices.status import STARTING, DeviceStatus, MediaStatus, Status

_log = logging.getLogger(__name__)

HEARTBEAT = 3.0
"""Time between two questions for the module's health while nothing else is asked, s."""
SILENCES = 2
"""Answers that do not come at all until the port is opened afresh."""
DAMAGED = 3
"""Answers in a row that come damaged until it is the reader that is reported and not the card."""


class Listener(Protocol):
    """Who is told what happens on the reader."""

    @property
    def wanted(self) -> bool:
        """Whether cards are to be read now."""
        ...

    def take_again(self) -> bool:
        """Return once whether the card that lies there is to be read once more."""
        ...

    def reading(self) -> None:
        """Take that a card was found."""
        ...

    def presented(self, reading: Reading) -> None:
        """Take a new reading."""
        ...

    def removed(self, certain: bool = True) -> None:
        """Take that the card is gone."""
        ...

    def failed(self, code: str) -> None:
        """Take that a card was not read."""
        ...


class ReaderSession:
    """An open reader in the supervisor's thread."""

    def __init__(
        self,
        visit: Listener,
        reader: SdtReader,
        options: Options,
        clock: Clock,
        now: Callable[[], datetime],
        decoder: PhotoDecoder | None = None,
    ) -> None:
        self._visit = visit
        self._reader = reader
        self._options = options
        self._clock = clock
        self._now = now
        self._decoder = decoder
        self._presence = Presence()
        self._sam_id: str | None = None
        self._next_heartbeat = clock()
        self._silences = 0
        self._damaged = 0
        self._was_reset = False
        self._announced = False
        self._last = STARTING

    def step(self, within: Deadline) -> Status:
        """Poll once. Raises ReaderGone when the port is lost or the module fell silent for good."""
        try:
            self._round(within)
        except ReaderGone:
            raise
        except NeedsReset as error:
            self._last = self._after_reset(error, within)
        except ReaderSilent as error:
            self._silences += 1
            if self._silences >= SILENCES:
                raise ReaderGone("silent") from error
            self._next_heartbeat = self._clock()
        except DamagedAnswer as error:
            self._damaged += 1
            self._next_heartbeat = self._clock()
            if self._damaged >= DAMAGED:
                self._last = self._unwell(error)
        except ReaderError as error:
            self._last = self._unwell(error)
        else:
            self._silences = 0
            if self._damaged >= DAMAGED:
                self._last = self._unwell(DamagedAnswer())
            else:
                self._last = Status(DeviceStatus.ONLINE, media=self._media())
        return self._last

    def _well(self) -> None:
        """Take that the module did what was asked of it."""
        self._damaged = 0
        self._was_reset = False

    def _after_reset(self, error: NeedsReset, within: Deadline) -> Status:
        if self._was_reset:
            # Once is enough: should the same come again, a reset does not mend it.
            return self._unwell(error)
        self._was_reset = True
        _log.warning("reader reset after %s", error)
        try:
            self._reader.reset(within)
        except ReaderGone:
            raise
        except ReaderError:
            return self._unwell(error)
        return Status(DeviceStatus.ONLINE, media=self._media())

    def _unwell(self, error: ReaderError) -> Status:
        self._next_heartbeat = self._clock()
        return Status(DeviceStatus.HARDWARE_ERROR, error.fault, media=MediaStatus.UNKNOWN)

    def close(self) -> None:
        """Give the port back; a card that lay there is no longer watched."""
        self._reader.close()
        if self._announced and not self._presence.lying and self._presence.reported != CardError.advice:
            self._visit.failed(CardError.advice)
        self._gone(self._announced or self._presence.lying, certain=False)
        self._presence.forget()

    def _media(self) -> MediaStatus:
        if self._presence.lying or self._announced:
            return MediaStatus.PRESENT
        return MediaStatus.NOT_PRESENT if self._visit.wanted else MediaStatus.UNKNOWN

    def _round(self, within: Deadline) -> None:
        if self._sam_id is None:
            self._reader.status(within)
            self._sam_id = self._reader.sam_id(within)
            _log.info("reader module %s, line speed %s", self._sam_id, self._reader.baud)
            self._limit_radio(within)
        if self._visit.take_again():
            self._presence.forget()
            self._announced = False
        if self._presence.lying:
            self._watch_card(within)
        elif self._visit.wanted or self._announced:
            # A card that was seen is followed until it is lifted, wanted or not.
            self._look_for_card(within)
        elif self._clock() >= self._next_heartbeat:
            self._reader.status(within)
            self._well()
            self._next_heartbeat = self._clock() + HEARTBEAT

    def _limit_radio(self, within: Deadline) -> None:
        if self._options.rf_bytes is None:
            return
        try:
            self._reader.set_rf_bytes(self._options.rf_bytes, within)
        except Unsupported:
            _log.info("module keeps its own limit of radio bytes")

    def _watch_card(self, within: Deadline) -> None:
        if self._presence.ask is Ask.STILL_THERE:
            self._presence.still_there(self._reader.still_there(within))
        else:
            self._look_for_card(within)

    def _look_for_card(self, within: Deadline) -> None:
        try:
            self._reader.find(within)
        except NoCard:
            self._well()
            events, fault = self._presence.nothing_found()
            if fault:
                self._visit.failed(fault)
            self._gone(self._announced or Event.REMOVED in events)
            return
        except CardError as error:
            if isinstance(error, DamagedAnswer) and not self._announced:
                # Nobody has laid a card down: the line is bad, not a card.
                raise
            self._announce()
            self._not_read(error)
            return
        if self._visit.wanted:
            self._read_found(within)
        elif self._presence.lying:
            # Something lies there that no longer answers as the card read: not ours to read now.
            self._presence.forget()
            self._gone(True)

    def _announce(self) -> None:
        if not self._announced and self._visit.wanted:
            self._announced = True
            self._visit.reading()

    def _read_found(self, within: Deadline) -> None:
        self._announce()
        card = CardReader(self._reader, self._sam_id or "", self._now, self._decoder)
        try:
            reading = card.read(self._options.fingerprints, self._options.appended_addresses, within)
        except CardError as error:
            self._not_read(error)
        except ReaderError:
            # The reader's own trouble; the citizen is told as of a card, at once when it is lifted meanwhile.
            self._failed(CardError.advice)
            raise
        else:
            self._well()
            self._tell(self._presence.read(_key(reading)), reading)

    def _gone(self, was_there: bool, certain: bool = True) -> None:
        self._announced = False
        if was_there:
            self._visit.removed(certain)

    def _not_read(self, error: CardError) -> None:
        if isinstance(error, DamagedAnswer):
            self._damaged += 1
        self._failed(error.advice, at_once=isinstance(error, WrongCard))

    def _failed(self, advice: str, at_once: bool = False) -> None:
        fault = self._presence.failed(advice, at_once)
        if fault:
            self._visit.failed(fault)

    def _tell(self, events: tuple[Event, ...], reading: Reading) -> None:
        if Event.REMOVED in events:
            # Another card took the place of the first: for the visit it came afresh.
            self._gone(True)
            self._announced = True
            self._visit.reading()
        if Event.PRESENTED in events:
            self._visit.presented(reading)
        else:
            reading.wipe()


def _key(reading: Reading) -> str:
    """Tell cards apart without keeping what they say."""
    return hashlib.sha256(bytes(reading.text)).hexdigest()
