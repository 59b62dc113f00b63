"""One opening of the reader, until it is lost: the round that its thread repeats."""

import hashlib
import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from devices.deadline import Clock
from devices.id_card.errors import (
    CardError,
    NeedsReset,
    NoCard,
    ReaderError,
    ReaderGone,
    ReaderSilent,
    WrongCard,
)
from devices.id_card.layout import parse
from devices.id_card.presence import Ask, Event, Presence
from devices.id_card.reader import SdtReader
from devices.id_card.reading import Reading
from devices.status import STARTING, DeviceStatus, MediaStatus, Status

_log = logging.getLogger(__name__)

HEARTBEAT = 3.0
"""Time between two questions for the module's health while nothing else is asked, s."""


@dataclass(frozen=True, slots=True)
class Options:
    """How the reader is used. `baud` None: the speed is found by probing."""

    port: str
    baud: int | None = None
    fingerprints: bool = False
    appended_addresses: bool = False


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
    ) -> None:
        self._visit = visit
        self._reader = reader
        self._options = options
        self._clock = clock
        self._now = now
        self._presence = Presence()
        self._sam_id: str | None = None
        self._next_heartbeat = clock()
        self._silences = 0
        self._announced = False
        self._last = STARTING

    def step(self) -> Status:
        """Poll once. Raises ReaderGone when the port is lost or the module fell silent for good."""
        try:
            self._round()
        except ReaderGone:
            raise
        except NeedsReset as error:
            self._last = self._after_reset(error)
        except ReaderSilent as error:
            self._silences += 1
            if self._silences >= 2:
                raise ReaderGone from error
            self._next_heartbeat = self._clock()
        except ReaderError as error:
            self._last = self._unwell(error)
        else:
            self._silences = 0
            self._last = Status(DeviceStatus.ONLINE, media=self._media())
        return self._last

    def _after_reset(self, error: NeedsReset) -> Status:
        _log.warning("reader reset after %s", error)
        try:
            self._reader.reset()
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
        if self._announced and not self._presence.lying:
            self._visit.failed(CardError.advice)
        self._gone(self._announced or self._presence.lying, certain=False)
        self._presence.forget()

    def _media(self) -> MediaStatus:
        if self._presence.lying or self._announced:
            return MediaStatus.PRESENT
        return MediaStatus.NOT_PRESENT if self._visit.wanted else MediaStatus.UNKNOWN

    def _round(self) -> None:
        if self._sam_id is None:
            self._reader.status()
            self._sam_id = self._reader.sam_id()
            _log.info("reader module %s at %d bit/s", self._sam_id, self._reader.baud)
        if self._visit.take_again():
            self._presence.forget()
            self._announced = False
        if self._presence.lying:
            self._watch_card()
        elif self._visit.wanted or self._announced:
            # A card that was seen is followed until it is lifted, wanted or not.
            self._look_for_card()
        elif self._clock() >= self._next_heartbeat:
            self._reader.status()
            self._next_heartbeat = self._clock() + HEARTBEAT

    def _watch_card(self) -> None:
        if self._presence.ask is Ask.STILL_THERE:
            self._presence.still_there(self._reader.still_there())
        else:
            self._look_for_card()

    def _look_for_card(self) -> None:
        try:
            self._reader.find()
        except NoCard:
            events, fault = self._presence.nothing_found()
            if fault:
                self._visit.failed(fault)
            self._gone(self._announced or Event.REMOVED in events)
            return
        except CardError as error:
            self._not_read(error)
            return
        if self._visit.wanted:
            self._read_found()
        elif self._presence.lying:
            # Something lies there that no longer answers as the card read: not ours to read now.
            self._presence.forget()
            self._gone(True)

    def _read_found(self) -> None:
        if not self._announced:
            self._announced = True
            self._visit.reading()
        try:
            reading = self._read()
        except CardError as error:
            self._not_read(error)
        except ReaderError:
            # The reader's own trouble; should the card be lifted meanwhile, the citizen is told.
            self._presence.failure = CardError.advice
            raise
        else:
            self._tell(self._presence.read(_key(reading)), reading)

    def _gone(self, was_there: bool, certain: bool = True) -> None:
        self._announced = False
        if was_there:
            self._visit.removed(certain)

    def _read(self) -> Reading:
        self._reader.select()
        text, photo, prints = self._reader.read(self._options.fingerprints)
        appended = self._reader.appended_addresses() if self._options.appended_addresses else ()
        return Reading(
            card=parse(text),
            sam_id=self._sam_id or "",
            read_at=self._now(),
            text=bytearray(text),
            photo=bytearray(photo),
            fingerprints=bytearray(prints),
            appended_addresses=appended,
        )

    def _not_read(self, error: CardError) -> None:
        fault = self._presence.failed(error.advice, at_once=isinstance(error, WrongCard))
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
