"""One card as it was read: the parsed card, and its raw bytes in memory only."""

import base64
import json
from dataclasses import dataclass, field
from datetime import UTC, datetime

from devices.id_card.layout import Card
from devices.id_card.portrait import Portrait


def sam_id(data: bytes) -> str:
    """Return the printed form of the module's number, `05.01-20110511-0012345678-0123456789`.

    `data` is 16 bytes: u16, u16, u32, u32, u32, little endian. Raises ValueError for another size.
    """
    if len(data) != 16:
        raise ValueError("a module number has 16 bytes")
    a, b = (int.from_bytes(data[i : i + 2], "little") for i in (0, 2))
    c, d, e = (int.from_bytes(data[i : i + 4], "little") for i in (4, 8, 12))
    return f"{a:02d}.{b:02d}-{c:08d}-{d:010d}-{e:010d}"


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Reading:
    """What one read gave. Its raw bytes can be wiped; they are never decoded or stored here.

    `text` is the 256-byte block, `photo` the 1024 bytes of the card's own compression, `fingerprints` 0, 512
    or 1024 bytes, `read_at` in UTC, `portrait` what a vendor's decoder made of the photo.
    """

    card: Card
    sam_id: str
    read_at: datetime
    text: bytearray
    photo: bytearray = field(default_factory=bytearray)
    fingerprints: bytearray = field(default_factory=bytearray)
    appended_addresses: tuple[str, ...] = ()
    portrait: Portrait | None = None

    def __repr__(self) -> str:
        return f"Reading({self.card.type.value})"

    @property
    def wiped(self) -> bool:
        """Whether the raw bytes are gone."""
        return not self.text

    def proof(self) -> str:
        """Return the contract's `cardProof`: base64url of JSON {samId, text, readAt}.

        Raises ValueError after `wipe`.
        """
        if self.wiped:
            raise ValueError("the reading was wiped")
        told = {
            "samId": self.sam_id,
            "text": base64.b64encode(self.text).decode(),
            "readAt": self.read_at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z"),
        }
        return base64.urlsafe_b64encode(json.dumps(told).encode()).decode()

    def wipe(self) -> None:
        """Overwrite and drop the raw bytes."""
        for raw in (self.text, self.photo, self.fingerprints):
            raw[:] = bytes(len(raw))
            raw.clear()
        if self.portrait is not None:
            self.portrait.wipe()
