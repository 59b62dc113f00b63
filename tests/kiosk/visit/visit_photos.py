"""Photographs as the camera's worker tells them, for visits that have no camera."""

from collections.abc import Sequence

from devices.document_camera.scanned import Mark, ReadLine, ScannedPage, ScannedPhoto
from devices.document_camera.values import Advice, Quality
from kiosk.visit import messages as m

JPEG = b"\xff\xd8\xff\xe0 sample page \xff\xd9"
WIDTH, HEIGHT = 3264, 2448
CORNERS = ((400.0, 300.0), (2600.0, 320.0), (2580.0, 2000.0), (390.0, 1990.0))


def page(
    jpeg: bytes = JPEG,
    *,
    agreed: bool = True,
    advice: Advice | None = None,
    marks: tuple[Mark, ...] = (),
    fingerprint: bytes = b"",
    corners=CORNERS,
) -> ScannedPage:
    return ScannedPage(
        corners=corners,
        agreed=agreed,
        rotation=0,
        quality=Quality(blur=2.5, glare=0.0, brightness=200.0, ink=0.1),
        advice=advice,
        marks=marks,
        width=1654,
        height=2339,
        dpi=200.0,
        jpeg=jpeg,
        black_and_white=False,
        fingerprint=fingerprint,
    )


def photographed(
    *pages: ScannedPage, take: int = 1, read: bool = False, advice: Advice | None = None, original=JPEG
) -> m.PhotoTaken:
    return m.PhotoTaken(take, ScannedPhoto(WIDTH, HEIGHT, pages, advice), original, read)


def line(text: str, x: float, y: float, height: float = 40.0, score: float = 0.98) -> ReadLine:
    wide = height * len(text)
    corners = ((x, y), (x + wide, y), (x + wide, y + height), (x, y + height))
    return ReadLine(text, score, corners)


def lines(*rows: str, score: float = 0.98) -> Sequence[ReadLine]:
    """Rows of print below each other, the first as a title in the middle."""
    return tuple(line(row, 200.0, 150.0 + 90.0 * number, score=score) for number, row in enumerate(rows))


GOOD = photographed(page())
