"""A signature as it was drawn: strokes with time and pressure, bound to the text that was shown."""

import hashlib
import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Annotated, Literal

from pydantic import Field

from kiosk.platform.models.wire import Wire

INK_FORMAT: Literal["yiciban-ink/1"] = "yiciban-ink/1"

InkPoint = tuple[float, float, int] | tuple[float, float, int, float]
"""mm to the right, mm down from the top left of the field, ms since the pen first touched it, pressure 0..1
where the screen tells one."""
Digest = Annotated[str, Field(pattern=r"^sha-256:[0-9a-f]{64}$")]


class SignatureInk(Wire):
    """What the pen did. `binding` ties strokes, statement, its text and the moment together.

    `picture` is the same as a PNG data URL, for those who cannot draw strokes.
    """

    format: Literal["yiciban-ink/1"] = INK_FORMAT
    width_mm: float = Field(gt=0, le=1000)
    height_mm: float = Field(gt=0, le=1000)
    strokes: tuple[tuple[InkPoint, ...], ...] = Field(repr=False, min_length=1)
    picture: str | None = Field(default=None, repr=False)
    binding: Digest


def ink_binding(
    declaration_id: str,
    revision: int,
    text_digest: str,
    signed_at: datetime,
    strokes: Sequence[Sequence[Sequence[float]]],
) -> str:
    """Return the digest that ties a signature to what was signed.

    sha-256 over a line with the format and JSON of: declaration, revision, digest of the text that was shown,
    moment in UTC with microseconds, strokes with lengths in 0.01 mm, times in ms and pressure in thousandths.
    """
    points = [
        [
            [round(point[0] * 100), round(point[1] * 100), round(point[2])]
            + [round(pressure * 1000) for pressure in point[3:]]
            for point in stroke
        ]
        for stroke in strokes
    ]
    moment = signed_at.astimezone(UTC).isoformat(timespec="microseconds")
    members = [declaration_id, revision, text_digest, moment, points]
    text = json.dumps(members, ensure_ascii=False, separators=(",", ":"))
    return "sha-256:" + hashlib.sha256(f"{INK_FORMAT}\n{text}\n".encode()).hexdigest()
