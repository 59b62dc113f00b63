"""What the camera over the mat sees: a paper, drawn, laid down and photographed."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

WIDTH, HEIGHT = 3264, 2448
_PAGE_W, _PAGE_H = 1654, 2339
_MM = 200 / 25.4

Picture = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Scene:
    """A paper under the camera and how it was photographed. No title and no lines: the bare sheet.

    `rotate` degrees clockwise, `shift` in parts of the frame from its middle, `scale` of the page's height to
    the frame's, `tilt` how much narrower the far edge is, `blur` the lens's sigma in px, `glare` the radius
    of a highlight in px, `light` the lamp (1 is well lit), `seed` of the noise and the mat.
    """

    title: str = ""
    lines: tuple[str, ...] = ()
    rotate: float = 0.0
    shift: tuple[float, float] = (0.0, 0.0)
    scale: float = 0.86
    tilt: float = 0.015
    blur: float = 0.0
    glare: float = 0.0
    light: float = 1.0
    seed: int = 1
    paper: bool = True
    stamp: bool = False


def scene(arguments: dict[str, Any]) -> Scene:
    """Make a scene of JSON values; raises TypeError for a name or a value that a scene does not have."""
    values = dict(arguments)
    values["lines"] = tuple(str(line) for line in values.get("lines", ()))
    if "shift" in values:
        across, down = values["shift"]
        values["shift"] = (float(across), float(down))
    if values.pop("cut", False):
        values["shift"] = (0.0, 0.32)
    if values.pop("blank", False):
        values |= {"title": "", "lines": (), "stamp": False}
    return Scene(**values)


def draw_page(wanted: Scene, fonts: Path) -> Picture:
    """Draw the sheet, A4 at 200 dpi, (2339, 1654, 3) BGR."""
    page = Image.new("RGB", (_PAGE_W, _PAGE_H), (250, 249, 246))
    draw = ImageDraw.Draw(page)
    top = int(25 * _MM)
    if wanted.title:
        size = min(64, int((_PAGE_W - 40 * _MM) / max(1, len(wanted.title))))
        face = ImageFont.truetype(str(fonts / "bold.otf"), size)
        draw.text((_PAGE_W / 2, top), wanted.title, (25, 25, 28), face, anchor="ma")
        top += int(size * 2.2)
    face = ImageFont.truetype(str(fonts / "regular.otf"), 36)
    for line in wanted.lines:
        while line:
            part = line
            while face.getlength(part) > _PAGE_W - 50 * _MM:
                part = part[:-1]
            draw.text((25 * _MM, top), part, (30, 30, 34), face)
            line = line[len(part) :]
            top += 66
    if wanted.stamp:
        at = (_PAGE_W - 70 * _MM, min(top, _PAGE_H - 60 * _MM))
        draw.ellipse((*at, at[0] + 42 * _MM, at[1] + 42 * _MM), outline=(205, 40, 40), width=8)
        small = ImageFont.truetype(str(fonts / "bold.otf"), 44)
        draw.text((at[0] + 21 * _MM, at[1] + 21 * _MM), "示例专用章", (205, 40, 40), small, anchor="mm")
    return np.asarray(page)[:, :, ::-1].copy()


def corners_of(wanted: Scene) -> NDArray[np.float32]:
    """Say where the sheet's corners lie in the frame: (4, 2), clockwise from the sheet's top left, px."""
    height = HEIGHT * wanted.scale
    width = height * _PAGE_W / _PAGE_H
    narrow = 1 - wanted.tilt
    sheet = np.array(
        [
            [-width / 2 * narrow, -height / 2],
            [width / 2 * narrow, -height / 2],
            [width / 2, height / 2],
            [-width / 2, height / 2],
        ]
    )
    angle = np.deg2rad(wanted.rotate)
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    middle = np.array([WIDTH * (0.5 + wanted.shift[0]), HEIGHT * (0.5 + wanted.shift[1])])
    return (sheet @ turn.T + middle).astype(np.float32)


def photograph(wanted: Scene, fonts: Path) -> Picture:
    """Lay the sheet on the mat and take the picture, (2448, 3264, 3) BGR."""
    chance = np.random.default_rng(wanted.seed)
    grain = _enlarged(chance.normal(0, 5, (HEIGHT // 4, WIDTH // 4)))
    frame = np.stack([grain + level for level in (44.0, 42.0, 40.0)], axis=2).astype(np.float32)
    if wanted.paper:
        frame = _laid_down(frame, draw_page(wanted, fonts), corners_of(wanted))
    frame *= _lamp(wanted)[:, :, None]
    if wanted.glare:
        frame += _highlight(wanted)[:, :, None]
    if wanted.blur:
        frame = np.asarray(cv2.GaussianBlur(frame, (0, 0), wanted.blur), np.float32)
    frame += _enlarged(chance.normal(0, 2.0, (HEIGHT // 2, WIDTH // 2)))[:, :, None]
    return np.clip(frame, 0, 255).astype(np.uint8)


def _enlarged(small: NDArray[np.floating]) -> NDArray[np.float32]:
    size = (WIDTH, HEIGHT)
    return np.asarray(cv2.resize(small.astype(np.float32), size, interpolation=cv2.INTER_LINEAR), np.float32)


def _laid_down(
    frame: NDArray[np.float32], page: Picture, corners: NDArray[np.float32]
) -> NDArray[np.float32]:
    right, bottom = _PAGE_W - 0.5, _PAGE_H - 0.5
    source = np.array([[-0.5, -0.5], [right, -0.5], [right, bottom], [-0.5, bottom]], np.float32)
    matrix = cv2.getPerspectiveTransform(source, corners)
    size = (WIDTH, HEIGHT)
    sheet = np.full((_PAGE_H, _PAGE_W), 255, np.uint8)
    cover = cv2.warpPerspective(sheet, matrix, size, flags=cv2.INTER_LINEAR)
    laid = cv2.warpPerspective(page, matrix, size, flags=cv2.INTER_LINEAR)
    small = cv2.resize(cover, (WIDTH // 8, HEIGHT // 8), interpolation=cv2.INTER_AREA)
    shade = _enlarged(np.asarray(cv2.GaussianBlur(small, (0, 0), 1.2), np.float32))
    alpha = cover.astype(np.float32) / 255
    # A sheet throws a soft shadow on the mat around it.
    frame *= ((1 - 0.35 / 255 * shade) * (1 - alpha))[:, :, None]
    return np.asarray(frame + laid * (0.88 * alpha)[:, :, None], np.float32)


def _lamp(wanted: Scene) -> NDArray[np.float32]:
    y, x = np.mgrid[0:HEIGHT:8, 0:WIDTH:8].astype(np.float32)
    fall = ((x - WIDTH * 0.42) / WIDTH) ** 2 + ((y - HEIGHT * 0.4) / HEIGHT) ** 2
    return _enlarged(wanted.light * (1.04 - 0.42 * fall))


def _highlight(wanted: Scene) -> NDArray[np.float32]:
    x = int(WIDTH * (0.5 + wanted.shift[0] + 0.06))
    y = int(HEIGHT * (0.5 + wanted.shift[1] - 0.1))
    spot = np.zeros((HEIGHT // 4, WIDTH // 4), np.float32)
    cv2.circle(spot, (x // 4, y // 4), int(wanted.glare / 4), 220.0, -1)
    return _enlarged(np.asarray(cv2.GaussianBlur(spot, (0, 0), max(1.0, wanted.glare / 12)), np.float32))


def encode(picture: Picture, quality: int = 90) -> bytes:
    """Encode as the camera's JPEG."""
    _, data = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, quality])
    return bytes(data.tobytes())
