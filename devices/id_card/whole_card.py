"""Everything of the card that was found: select, read, appended addresses, as one `Reading`."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta, timezone

from devices.deadline import Deadline
from devices.id_card.layout import parse
from devices.id_card.portrait import PhotoDecoder, Portrait
from devices.id_card.reader import SdtReader
from devices.id_card.reading import Reading

_log = logging.getLogger(__name__)

CARD_SECONDS = 12.0
"""Longest time for one card, from select to its last item, s."""
_CHINA = timezone(timedelta(hours=8))


class CardReader:
    """Reads found cards from one module. `sam_id` is the module's number in its printed form.

    `now` is in UTC; `decoder`, the vendor's for the photo, is called here.
    """

    def __init__(
        self,
        reader: SdtReader,
        sam_id: str,
        now: Callable[[], datetime],
        decoder: PhotoDecoder | None = None,
    ) -> None:
        self._reader = reader
        self._sam_id = sam_id
        self._now = now
        self._decoder = decoder

    def read(self, fingerprints: bool, appended_addresses: bool, within: Deadline) -> Reading:
        """Return the card that find has found. Raises a ReaderError; all steps share one deadline.

        That is `within`, or `CARD_SECONDS` from now where it is later.
        """
        within = within.at_most(CARD_SECONDS)
        self._reader.select(within)
        text, photo, prints = self._reader.read(fingerprints, within)
        appended = self._reader.appended_addresses(within) if appended_addresses else ()
        read_at = self._now()
        return Reading(
            card=parse(text, read_at.astimezone(_CHINA).date()),
            sam_id=self._sam_id,
            read_at=read_at,
            text=bytearray(text),
            photo=bytearray(photo),
            fingerprints=bytearray(prints),
            appended_addresses=appended,
            portrait=self._portrait(photo),
        )

    def _portrait(self, photo: bytes) -> Portrait | None:
        if self._decoder is None or not photo:
            return None
        try:
            return self._decoder.decode(photo, self._sam_id)
        except Exception as error:
            # A vendor's code may fail in any way; its message may carry what was on the card.
            _log.warning("photo not decoded: %s", type(error).__name__)
            return None
