"""Takes one photograph: papers on a surface, under a light, through a lens."""

from dataclasses import dataclass, field

import cv2
import numpy as np
from numpy.typing import NDArray

from devices.document_camera.simulator.papers.paper import Paper
from devices.document_camera.simulator.scene import sensor
from devices.document_camera.simulator.scene.hands import Hand, lay
from devices.document_camera.simulator.scene.light import Light
from devices.document_camera.simulator.scene.lying import Lying
from devices.document_camera.simulator.scene.surfaces import Surface
from devices.document_camera.simulator.scene.view import Points, View
from devices.document_camera.simulator.scene.worn import shape, worn

Picture = NDArray[np.uint8]
_STEP = 16
"""The map from pixels to places is exact every so many px and straight between."""


@dataclass(frozen=True, slots=True, eq=False)
class Placed:
    """A paper and how it lies.

    `ear`: mm of a corner that is folded over; `creases`: where it was folded before, in parts of its height;
    `thick` mm throws its shadow; `clutter`: it is not what is meant.
    """

    paper: Paper
    lying: Lying
    seed: int = 0
    ear: float = 0.0
    ear_at: int = 2
    creases: tuple[float, ...] = ()
    thick: float = 0.3
    clutter: bool = False


@dataclass(frozen=True, slots=True)
class Shot:
    """Everything that makes one photograph."""

    view: View
    surface: Surface
    placed: tuple[Placed, ...] = ()
    light: Light = field(default_factory=Light)
    hands: tuple[Hand, ...] = ()
    surface_degrees: float = 0.0
    blur: float = 0.6
    motion: float = 0.0
    motion_degrees: float = 0.0
    noise: float = 1.8
    quality: int = 90
    seed: int = 0
    note: dict[str, object] = field(default_factory=dict)


def take(shot: Shot, table: Picture | None = None) -> Picture:
    """Return the photograph, (height, width, 3) BGR uint8.

    `table`: what `bare` gave for the same view and surface, where it is at hand; it is drawn upon.
    """
    view = shot.view
    chance = np.random.default_rng([shot.seed, 3])
    picture = bare(view, shot.surface, shot.surface_degrees) if table is None else table
    gloss = np.full((view.height // 4, view.width // 4), shot.surface.gloss, np.float32)
    for placed in shot.placed:
        _put(picture, gloss, placed, shot)
    for hand in shot.hands:
        lay(picture, hand, scale_at(view, hand.tip), chance)
    _lit(picture, shot.light)
    _mirrored(picture, gloss, shot.light)
    soft = sensor.moved(sensor.blurred(picture, shot.blur), shot.motion, shot.motion_degrees)
    return sensor.noisy(soft, shot.noise, chance)


def scale_at(view: View, pixel: tuple[float, float]) -> float:
    """Return px a mm on the table at a pixel, the mean of both directions."""
    steps = np.array([[0, 0], [8, 0], [0, 8]], np.float64) + np.array(pixel)
    at = view.on_table(steps)
    area = abs(float(np.cross(np.append(at[1] - at[0], 0), np.append(at[2] - at[0], 0))[2]))
    return float(8 / np.sqrt(max(area, 1e-9)))


def bare(view: View, surface: Surface, degrees: float) -> Picture:
    """Return the surface without anything on it, drawn at half the fineness."""
    nodes = _nodes(view, 0, 0, -(-view.width // _STEP), -(-view.height // _STEP))
    table = view.on_table(nodes)
    angle = np.deg2rad(degrees)
    turned = table @ np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    side = surface.picture.shape[1]
    grid = ((turned / surface.mm + 0.37) * side).astype(np.float32)
    across, down = _spread(grid, 2)
    small = cv2.remap(surface.picture, across, down, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT)
    size = (small.shape[1] * 2, small.shape[0] * 2)
    whole = cv2.resize(small, size, interpolation=cv2.INTER_LINEAR)
    return np.ascontiguousarray(whole[: view.height, : view.width])


def _nodes(view: View, x0: int, y0: int, columns: int, rows: int) -> Points:
    """Pixels at the middles of cells of `_STEP` px, one cell more on each side."""
    across = (np.arange(x0 - 1, x0 + columns + 1) + 0.5) * _STEP - 0.5
    down = (np.arange(y0 - 1, y0 + rows + 1) + 0.5) * _STEP - 0.5
    return np.stack(np.meshgrid(across, down), axis=-1)


def _spread(grid: NDArray[np.float32], coarser: int = 1) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Spread values at nodes over all pixels of the cells (or every `coarser`-th one)."""
    step = _STEP // coarser
    size = (grid.shape[1] * step, grid.shape[0] * step)
    parts = [
        cv2.resize(np.ascontiguousarray(grid[:, :, c]), size, interpolation=cv2.INTER_LINEAR) for c in (0, 1)
    ]
    inner = (slice(step, -step), slice(step, -step))
    return np.asarray(parts[0][inner], np.float32), np.asarray(parts[1][inner], np.float32)


def _outline(lying: Lying, view: View) -> NDArray[np.float32]:
    width, height = lying.size
    t = np.linspace(0, 1, 12, endpoint=False)
    sides = [
        (t * width, 0 * t),
        (0 * t + width, t * height),
        (width - t * width, 0 * t + height),
        (0 * t, height - t * height),
    ]
    places = np.concatenate([np.stack(side, axis=1) for side in sides])
    return lying.in_picture(places, view).astype(np.float32)


def _put(picture: Picture, gloss: NDArray[np.float32], placed: Placed, shot: Shot) -> None:
    view, lying = shot.view, placed.lying
    outline = _outline(lying, view)
    low = np.floor((outline.min(axis=0) - 6) / _STEP).astype(int)
    high = np.ceil((outline.max(axis=0) + 6) / _STEP).astype(int)
    x0, y0 = max(0, int(low[0])), max(0, int(low[1]))
    x1, y1 = min(-(-view.width // _STEP), int(high[0])), min(-(-view.height // _STEP), int(high[1]))
    if x1 <= x0 or y1 <= y0:
        return
    nodes = _nodes(view, x0, y0, x1 - x0, y1 - y0)
    local = lying.seen_at(view.on_table(nodes), view)
    page = worn(placed.paper, placed.creases, placed.ear, placed.ear_at)
    finer = np.array([page.shape[1] / lying.size[0], page.shape[0] / lying.size[1]])
    across, down = _spread((local * finer - 0.5).astype(np.float32))
    room = (slice(y0 * _STEP, min(y1 * _STEP, view.height)), slice(x0 * _STEP, min(x1 * _STEP, view.width)))
    height, width = room[0].stop - room[0].start, room[1].stop - room[1].start
    across, down = across[:height, :width], down[:height, :width]
    mask = shape(placed.paper, placed.ear, placed.ear_at)
    cover = cv2.remap(mask, across, down, cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT)
    seen = cv2.remap(page, across, down, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    if lying.curl is not None:
        shade = _curl_shade(lying, local)
        full = cv2.resize(shade, (shade.shape[1] * _STEP, shade.shape[0] * _STEP))
        full = full[_STEP : _STEP + height, _STEP : _STEP + width]
        seen = cv2.multiply(seen, cv2.merge([full, full, full]), scale=1 / 128)
    _shadow(picture, np.asarray(cover, np.uint8), room, placed, shot)
    alpha = cover.astype(np.float32) * (1 / 255)
    picture[room] = cv2.blendLinear(seen, np.ascontiguousarray(picture[room]), alpha, 1 - alpha)
    quarter = cv2.resize(alpha, (width // 4, height // 4), interpolation=cv2.INTER_AREA)
    top, left = room[0].start // 4, room[1].start // 4
    part = gloss[top : top + height // 4, left : left + width // 4]
    quarter = quarter[: part.shape[0], : part.shape[1]]
    part += (placed.paper.gloss - part) * quarter


def _shadow(picture: Picture, cover: Picture, room: tuple[slice, slice], placed: Placed, shot: Shot) -> None:
    """Darken what lies beside and below a paper that has thickness and a lifted edge."""
    scale = scale_at(
        shot.view, (float(room[1].start + room[1].stop) / 2, float(room[0].start + room[0].stop) / 2)
    )
    lift = placed.thick + (placed.lying.curl.height * 0.25 if placed.lying.curl else 0.0)
    # It is lighter towards the lamp; the shadow falls away from it.
    angle = np.deg2rad(shot.light.degrees + 180)
    reach = (0.8 + lift) * scale / 8
    margin = int(np.ceil(reach * 5 + 6))
    height, width = cover.shape
    small = cv2.resize(cover, (-(-width // 8), -(-height // 8)), interpolation=cv2.INTER_AREA)
    small = cv2.copyMakeBorder(small, margin, margin, margin, margin, cv2.BORDER_CONSTANT, value=0)
    shift = np.array([[1, 0, reach * np.cos(angle)], [0, 1, reach * np.sin(angle)]])
    size = (small.shape[1], small.shape[0])
    away = cv2.warpAffine(small, shift, size)
    soft = cv2.GaussianBlur(np.maximum(away, small), (0, 0), 0.8 + reach * 0.7)
    left, top = room[1].start - margin * 8, room[0].start - margin * 8
    right, bottom = left + small.shape[1] * 8, top + small.shape[0] * 8
    x0, y0 = max(0, left), max(0, top)
    x1, y1 = min(picture.shape[1], right), min(picture.shape[0], bottom)
    gain = (255 - soft.astype(np.float32) * 0.42).astype(np.uint8)
    full = cv2.resize(gain, (small.shape[1] * 8, small.shape[0] * 8), interpolation=cv2.INTER_LINEAR)
    full = full[y0 - top : y1 - top, x0 - left : x1 - left]
    part = picture[y0:y1, x0:x1]
    picture[y0:y1, x0:x1] = cv2.multiply(
        np.ascontiguousarray(part), cv2.merge([full, full, full]), scale=1 / 255
    )


def _curl_shade(lying: Lying, local: Points) -> NDArray[np.uint8]:
    lifted = [
        lying.heights(local + np.array(step)) for step in ((1.0, 0.0), (-1.0, 0.0), (0.0, 1.0), (0.0, -1.0))
    ]
    slope = (lifted[0] - lifted[1]) * 0.7 + (lifted[2] - lifted[3]) * 0.5
    return np.clip(128 * (1 - 0.55 * slope / (1 + np.abs(slope))), 40, 178).astype(np.uint8)


def _lit(picture: Picture, light: Light) -> None:
    height, width = picture.shape[:2]
    gains = light.gains(-(-width // 8), -(-height // 8))
    small = np.clip(gains * 128, 0, 255).astype(np.uint8)
    full = cv2.resize(small, (small.shape[1] * 8, small.shape[0] * 8), interpolation=cv2.INTER_LINEAR)
    cv2.multiply(picture, np.ascontiguousarray(full[:height, :width]), dst=picture, scale=1 / 128)


def _mirrored(picture: Picture, gloss: NDArray[np.float32], light: Light) -> None:
    glare = light.glare(gloss.shape[1], gloss.shape[0])
    if glare is None:
        return
    height, width = picture.shape[:2]
    spot = cv2.resize(np.clip(glare * gloss, 0, 255).astype(np.uint8), (width, height))
    cv2.add(picture, cv2.merge([spot, spot, spot]), dst=picture)
