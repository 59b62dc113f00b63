"""Papers under a camera, drawn for the scenes: a page with print, its photograph, what was read on it."""

import io
import math
import sys
from functools import cache
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from devices.document_camera.scanned import Corners, Mark, ReadLine, ScannedPage, ScannedPhoto
from devices.document_camera.values import Advice, Preview, Quality, ShutterState
from kiosk.visit import messages as m

FONT = Path(sys.prefix) / "share/yiciban/fonts/regular.otf"
WIDTH, HEIGHT = 1632, 1224
PAGE = (840, 1180)
ROWS = (
    "居民户口簿（示例）",
    "户别 家庭户",
    "户主姓名 李示例",
    "住址 示例市示例区示例路1号",
    "签发 示例市公安局示例分局",
)
_TURN = math.radians(4.0)


@cache
def sheet(rows: tuple[str, ...] = ROWS, size: tuple[int, int] = PAGE) -> Image.Image:
    """Draw a straight page, black on nearly white."""
    page = Image.new("RGB", size, (243, 240, 230))
    draw = ImageDraw.Draw(page)
    font = ImageFont.truetype(str(FONT), 44)
    for number, row in enumerate(rows):
        draw.text((80, 90 + 110 * number), row, (35, 32, 30), font)
    return page


def jpeg(picture: Image.Image) -> bytes:
    """Encode."""
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=85)
    return out.getvalue()


def corners_of(count: int = 1, index: int = 0) -> Corners:
    """Return where a page lies on the photograph: turned a little, side by side where there are several."""
    scale = 0.85 if count == 1 else 0.62
    w, h = PAGE[0] * scale / 2, PAGE[1] * scale / 2
    cx, cy = WIDTH * (index + 1) / (count + 1), HEIGHT / 2
    cos, sin = math.cos(_TURN), math.sin(_TURN)
    points = [(cx + x * cos - y * sin, cy + x * sin + y * cos)
              for x, y in ((-w, -h), (w, -h), (w, h), (-w, h))]  # fmt: skip
    a, b, c, d = points
    return a, b, c, d


@cache
def photograph(count: int = 1) -> bytes:
    """Return the camera's JPEG of so many pages on a dark mat."""
    picture = Image.new("RGB", (WIDTH, HEIGHT), (38, 40, 44))
    for index in range(count):
        a, _, c, _ = corners_of(count, index)
        scale = 0.85 if count == 1 else 0.62
        page = sheet().resize((round(PAGE[0] * scale), round(PAGE[1] * scale)))
        mask = Image.new("L", page.size, 255)
        turned = page.rotate(-math.degrees(_TURN), expand=True)
        hole = mask.rotate(-math.degrees(_TURN), expand=True)
        middle = (a[0] + c[0]) / 2, (a[1] + c[1]) / 2
        picture.paste(
            turned, (round(middle[0] - turned.width / 2), round(middle[1] - turned.height / 2)), hole
        )
    return jpeg(picture)


def scanned(
    count: int = 1,
    index: int = 0,
    *,
    agreed: bool = True,
    advice: Advice | None = None,
    marks: tuple[Mark, ...] = (),
    rows: tuple[str, ...] = ROWS,
    fingerprint: bytes = b"",
) -> ScannedPage:
    """Return what the pipeline makes of a page."""
    return ScannedPage(
        corners=corners_of(count, index),
        agreed=agreed,
        rotation=0,
        quality=Quality(blur=2.4, glare=0.0, brightness=220.0, ink=0.06),
        advice=advice,
        marks=marks,
        width=PAGE[0],
        height=PAGE[1],
        dpi=200.0,
        jpeg=jpeg(sheet(rows)),
        black_and_white=False,
        fingerprint=fingerprint,
    )


def taken(
    *pages: ScannedPage, advice: Advice | None = None, read: bool = False, take: int = 1
) -> m.PhotoTaken:
    """Return the camera's word on a photograph with these pages, one good page where none is given."""
    found = pages or ((scanned(),) if advice is None else ())
    photo = ScannedPhoto(WIDTH, HEIGHT, found, advice)
    return m.PhotoTaken(take, photo, photograph(max(1, len(found))), read)


def rejected(advice: Advice) -> m.PhotoTaken:
    """Return a photograph with a page that is not good, and where on it something is wrong."""
    blob = ((700.0, 500.0), (900.0, 480.0), (920.0, 640.0), (720.0, 660.0))
    return taken(scanned(advice=advice, marks=(Mark(advice, blob),)))


def read(*rows: str, take: int = 1, page: int = 0) -> m.PageRead:
    """Return what stands on a page, row by row as `sheet` draws it."""
    lines = []
    for number, row in enumerate(rows):
        x, y = 80.0, 90.0 + 110 * number
        box = ((x, y), (x + 44.0 * len(row), y), (x + 44.0 * len(row), y + 50), (x, y + 50))
        lines.append(ReadLine(row, 0.99, box))
    return m.PageRead(take, page, (), tuple(lines))


class StillCamera:
    """A camera over one sheet that does not move."""

    def __init__(
        self, found: bool = True, shutter: ShutterState = ShutterState.OFF, share: float = 0.0
    ) -> None:
        with Image.open(io.BytesIO(photograph())) as image:
            picture = image.resize((816, 612))
        corners = tuple((x / 2, y / 2) for x, y in corners_of())
        self._frame = Preview(1, 816, 612, picture.tobytes(), corners if found else None, shutter, share)

    def preview(self) -> Preview | None:
        return self._frame
