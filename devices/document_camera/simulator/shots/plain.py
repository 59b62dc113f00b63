"""Shots of one paper each: under the camera's arm, and with a phone."""

from dataclasses import replace

import numpy as np

from devices.document_camera.simulator.papers.drawing import size_of
from devices.document_camera.simulator.scene.light import Light, Shadow, bar, blob
from devices.document_camera.simulator.scene.lying import Curl, Lying
from devices.document_camera.simulator.scene.taking import Placed, Shot, scale_at
from devices.document_camera.simulator.scene.view import View, aimed
from devices.document_camera.simulator.scene.view import overhead as overhead_view
from devices.document_camera.simulator.shots.ground import Ground

WIDTH, HEIGHT = 3264, 2448
ARM_SCALE = 7.6
"""Px a mm of the camera on its arm: A4 upright fills most of the frame's height when it lies across."""

Dice = np.random.Generator


def arm(ground: Ground, number: int, scale: float = ARM_SCALE) -> View:
    """The camera on its arm; every eight pictures another terminal, whose arm leans a little otherwise."""
    dice = ground.dice("arm", number // 8)
    lean = (float(dice.uniform(-1.6, 1.6)), float(dice.uniform(-1.6, 1.6)))
    return overhead_view(
        WIDTH, HEIGHT, scale * float(dice.uniform(0.97, 1.0)), lean, float(dice.uniform(0.002, 0.012))
    )


def lamp(ground: Ground, number: int) -> Light:
    """The lamp of a terminal: even, a little warm or cool; the same for eight pictures."""
    dice = ground.dice("lamp", number // 8)
    return Light(
        level=float(dice.uniform(0.84, 1.0)),
        warmth=float(dice.uniform(-0.08, 0.16)),
        fall=float(dice.uniform(0.05, 0.3)),
        degrees=float(dice.uniform(0, 360)),
        vignette=float(dice.uniform(0.08, 0.22)),
    )


def arm_light(ground: Ground, number: int, dice: Dice) -> Light:
    """The terminal's lamp, and what comes in by the window at that hour."""
    own = lamp(ground, number)
    return replace(
        own,
        level=own.level * float(dice.uniform(0.95, 1.05)),
        warmth=own.warmth + float(dice.normal(0, 0.015)),
        fall=max(0.0, own.fall + float(dice.normal(0, 0.03))),
    )


def fitting(kind: str, dice: Dice, view: View, scale: float, margin: float = 6.0) -> Lying:
    """Lay a paper anywhere on the mat, turned any way that leaves it wholly in the frame."""
    size = size_of(kind)
    room = np.array([view.width, view.height]) / scale / 2 - margin
    quarter = int(dice.integers(4)) * 90
    for wide in (14.0, 8.0, 4.0, 1.5, 0.0):
        for turn in (quarter, quarter + 90):
            degrees = turn + float(dice.normal(0, 1) * wide / 2)
            angle = np.deg2rad(degrees)
            cos, sin = abs(np.cos(angle)), abs(np.sin(angle))
            half = np.array([size[0] * cos + size[1] * sin, size[0] * sin + size[1] * cos]) / 2
            spare = room - half
            if (spare >= 0).all():
                x, y = dice.uniform(-0.9, 0.9, 2) * spare
                return Lying(size, (float(x), float(y)), degrees)
    raise ValueError(f"{kind} does not fit under the camera")


def overhead(number: int, ground: Ground) -> Shot:
    """One paper over the mat, well lit, sharp."""
    dice = ground.dice("overhead", number)
    view = arm(ground, number)
    scale = scale_at(view, ((WIDTH - 1) / 2, (HEIGHT - 1) / 2))
    kind = ground.kinds[number % len(ground.kinds)]
    person = ground.person(number)
    size = size_of(kind)
    creases = (1 / 3, 2 / 3) if size[1] > 250 and dice.random() < 0.3 else ()
    placed = Placed(
        ground.paper(kind, person, scale), fitting(kind, dice, view, scale), person, creases=creases
    )
    return Shot(
        view,
        ground.mat(number // 8),
        (placed,),
        arm_light(ground, number, dice),
        surface_degrees=float(number // 8 * 37),
        blur=float(dice.uniform(0.4, 0.9)),
        noise=float(dice.uniform(1.0, 2.4)),
        seed=number,
    )


def phone_light(dice: Dice) -> Light:
    """Whatever light there is: lamps, windows, shadows of the one who photographs."""
    shadows = []
    if dice.random() < 0.5:
        side = dice.uniform(0, 2 * np.pi)
        x, y = 0.5 + 0.55 * np.cos(side), 0.5 + 0.6 * np.sin(side)
        outline = blob(dice, x, y, float(dice.uniform(0.25, 0.5)), float(dice.uniform(1.0, 1.6)))
        shadows.append(Shadow(outline, float(dice.uniform(0.12, 0.4)), float(dice.uniform(0.01, 0.06))))
    if dice.random() < 0.2:
        shadows.append(Shadow(bar(dice), float(dice.uniform(0.12, 0.3)), float(dice.uniform(0.003, 0.02))))
    return Light(
        level=float(dice.uniform(0.62, 1.05)),
        warmth=float(dice.uniform(-0.12, 0.34)),
        fall=float(dice.uniform(0.1, 0.7)),
        degrees=float(dice.uniform(0, 360)),
        vignette=float(dice.uniform(0.05, 0.35)),
        shadows=tuple(shadows),
    )


def phone(dice: Dice, size: tuple[float, float], share: tuple[float, float] = (0.42, 0.9)) -> View:
    """A phone held over a paper of `size` that lies around (0, 0), so that it fills a share of the frame."""
    width, height = (4032, 3024) if dice.random() < 0.3 else (WIDTH, HEIGHT)
    if dice.random() < 0.5:
        width, height = height, width
    part = float(dice.uniform(*share))
    # Most people turn the phone, or the paper, so that it fills the frame.
    across = (size[0] > size[1]) != (width > height)
    lying = across and dice.random() < 0.65
    roll = (90.0 if lying else 0.0) + (180.0 if dice.random() < 0.3 else 0.0) + float(dice.normal(0, 8))
    seen = (size[1], size[0]) if lying else size
    scale = part * min(width / seen[0], height / seen[1])
    slant = (float(dice.normal(0, 11)), float(dice.normal(0, 9)))
    slant = (float(np.clip(slant[0], -30, 30)), float(np.clip(slant[1], -26, 26)))
    focal = 0.78 * max(width, height)
    target = dice.normal(0, 0.05, 2) * np.array([width, height]) / scale * (1 - part)
    at = (float(target[0]), float(target[1]))
    return aimed(
        width, height, focal, scale, at, (slant[0], slant[1], roll), float(dice.uniform(-0.006, 0.016))
    )


def in_frame(lying: Lying, view: View, margin: float = 12.0) -> bool:
    """Say whether all corners are in the picture, `margin` px from its border."""
    corners = lying.corners(view)
    low, high = margin, np.array([view.width, view.height]) - 1 - margin
    return bool((corners >= low).all() and (corners <= high).all())


def gentle_curl(dice: Dice, size: tuple[float, float]) -> Curl | None:
    """Paper is seldom quite flat; a card is."""
    if max(size) < 100 or dice.random() < 0.4:
        return None
    form = ("end", "bow", "corner")[int(dice.integers(3))]
    return Curl(form, float(dice.uniform(0.5, 2.5)) * min(1.0, max(size) / 200), float(dice.uniform(0, 360)))


def handheld(number: int, ground: Ground) -> Shot:
    """One paper on some table, taken with a phone."""
    dice = ground.dice("handheld", number)
    kind = ground.kinds[int(dice.integers(len(ground.kinds)))]
    size = size_of(kind)
    person = ground.person(number + 500)
    curl = gentle_curl(dice, size)
    lying = Lying(size, (0.0, 0.0), float(dice.normal(0, 6)), curl)
    view = phone(dice, size)
    for _ in range(40):
        if in_frame(lying, view):
            break
        view = phone(dice, size, (0.4, 0.78))
    scale = scale_at(view, ((view.width - 1) / 2, (view.height - 1) / 2))
    creases = (0.5,) if size[1] > 200 and dice.random() < 0.25 else ()
    ear = float(dice.uniform(4, 12)) if max(size) > 130 and dice.random() < 0.08 else 0.0
    placed = Placed(
        ground.paper(kind, person, scale), lying, person, ear, int(dice.integers(4)), creases,
        thick=float(dice.uniform(0.1, 1.6)),
    )  # fmt: skip
    return Shot(
        view,
        ground.table(dice),
        (placed,),
        phone_light(dice),
        surface_degrees=float(dice.uniform(0, 360)),
        blur=float(dice.uniform(0.5, 1.5)),
        motion=float(dice.uniform(2, 5)) if dice.random() < 0.12 else 0.0,
        motion_degrees=float(dice.uniform(0, 180)),
        noise=float(dice.uniform(1.2, 4.0)),
        quality=int(dice.integers(82, 95)),
        seed=number,
    )
