"""Shots that are hard on purpose: hands, curl, white on white, clutter, shadow; several papers at once."""

import numpy as np

from devices.document_camera.simulator.papers.drawing import size_of
from devices.document_camera.simulator.scene.hands import TONES, Hand
from devices.document_camera.simulator.scene.light import Light, Shadow, bar, blob
from devices.document_camera.simulator.scene.lying import Curl, Lying
from devices.document_camera.simulator.scene.surfaces import Surface
from devices.document_camera.simulator.scene.taking import Placed, Shot, scale_at
from devices.document_camera.simulator.scene.view import View
from devices.document_camera.simulator.shots.ground import Ground
from devices.document_camera.simulator.shots.plain import (
    HEIGHT,
    WIDTH,
    arm,
    arm_light,
    gentle_curl,
    in_frame,
    phone,
    phone_light,
)

Dice = np.random.Generator
_WHITE = ("lease-contract", "application-form", "medical-record", "receipt", "consent-letter", "statement",
          "judgment", "death-certificate", "invoice", "vaccination-page")  # fmt: skip
_FINGERS = ("index", "two", "four", "thumb")


def hard(number: int, ground: Ground) -> Shot:
    """In turn: a hand, a curled paper, white on white, clutter, deep shadow."""
    dice = ground.dice("hard", number)
    trouble = ("hand", "curl", "pale", "clutter", "shadow")[number % 5]
    kinds = ground.kinds
    if trouble == "pale":
        kinds = tuple(kind for kind in kinds if kind in _WHITE)
    if trouble == "curl":
        kinds = tuple(kind for kind in kinds if max(size_of(kind)) > 120)
    kind = kinds[int(dice.integers(len(kinds)))]
    size = size_of(kind)
    person = ground.person(number + 2000)
    curl = _curl(dice, size) if trouble == "curl" else gentle_curl(dice, size)
    lying = Lying(size, (0.0, 0.0), float(dice.normal(0, 8)), curl)
    view = phone(dice, size, (0.5, 0.8))
    for _ in range(40):
        if in_frame(lying, view):
            break
        view = phone(dice, size, (0.4, 0.68))
    scale = scale_at(view, ((view.width - 1) / 2, (view.height - 1) / 2))
    creases = (1 / 3, 2 / 3) if trouble == "curl" and size[1] > 250 else ()
    ear = float(dice.uniform(6, 18)) if trouble == "curl" and dice.random() < 0.5 else 0.0
    placed = [Placed(ground.paper(kind, person, scale), lying, person, ear, int(dice.integers(4)), creases)]
    if trouble == "clutter":
        placed = _clutter(dice, ground, lying, scale, number) + placed
    return Shot(
        view,
        _surface(trouble, dice, ground),
        tuple(placed),
        _deep(dice) if trouble == "shadow" else phone_light(dice),
        (hand_over(dice, lying, view),) if trouble == "hand" else (),
        surface_degrees=float(dice.uniform(0, 360)),
        blur=float(dice.uniform(0.6, 1.7)),
        noise=float(dice.uniform(1.5, 5.0)),
        quality=int(dice.integers(78, 94)),
        seed=number,
        note={"label": trouble},
    )


def _surface(trouble: str, dice: Dice, ground: Ground) -> Surface:
    if trouble == "pale":
        return ground.named(
            "white-table", "fibre-paper", "grey-paper", "ash", "marble", "peach-paper", dice=dice
        )
    return ground.table(dice)


def _curl(dice: Dice, size: tuple[float, float]) -> Curl:
    form = ("end", "bow", "corner")[int(dice.integers(3))]
    return Curl(
        form, float(dice.uniform(5, 16)) * min(1.0, max(size) / 220), float(dice.choice([0, 90, 180, 270]))
    )


def _deep(dice: Dice) -> Light:
    outline = blob(
        dice, float(dice.uniform(0.2, 0.8)), float(dice.uniform(0.2, 0.8)), float(dice.uniform(0.2, 0.4)), 1.2
    )
    shadows = (
        Shadow(outline, float(dice.uniform(0.4, 0.62)), float(dice.uniform(0.004, 0.02))),
        Shadow(bar(dice), float(dice.uniform(0.3, 0.5)), float(dice.uniform(0.001, 0.008))),
    )
    return Light(
        level=float(dice.uniform(0.8, 1.1)),
        warmth=float(dice.uniform(-0.1, 0.3)),
        fall=float(dice.uniform(0.3, 0.9)),
        degrees=float(dice.uniform(0, 360)),
        vignette=0.25,
        shadows=shadows,
    )


def _clutter(dice: Dice, ground: Ground, lying: Lying, scale: float, number: int) -> list[Placed]:
    """Other papers that lie beside it, partly under it."""
    others = []
    reach = np.hypot(*lying.size) / 2
    for place in range(int(dice.integers(2, 5))):
        kind = ground.kinds[int(dice.integers(len(ground.kinds)))]
        person = ground.person(number * 10 + place + 4000)
        size = size_of(kind)
        side = dice.uniform(0, 2 * np.pi)
        far = reach * float(dice.uniform(0.75, 1.1)) + 0.3 * min(size)
        at = (float(far * np.cos(side)), float(far * np.sin(side)))
        paper = ground.paper(kind, person, scale * 0.8)
        others.append(Placed(paper, Lying(size, at, float(dice.uniform(0, 360))), person, clutter=True))
    return others


def hand_over(dice: Dice, lying: Lying, view: View, over: tuple[float, float] = (8, 34)) -> Hand:
    """Return a hand that comes from outside, so many mm over one of the paper's edges."""
    width, height = lying.size
    side = int(dice.integers(4))
    part = float(dice.uniform(0.25, 0.75))
    inside = float(dice.uniform(*over))
    local, out = [
        ((part * width, inside), (0.0, -1.0)),
        ((width - inside, part * height), (1.0, 0.0)),
        ((part * width, height - inside), (0.0, 1.0)),
        ((inside, part * height), (-1.0, 0.0)),
    ][side]
    tip = np.array(local)
    points = lying.in_picture(np.stack([tip, tip + np.array(out) * 30]), view)
    back = points[1] - points[0]
    degrees = float(np.degrees(np.arctan2(-back[1], -back[0])) + dice.normal(0, 14))
    return Hand(
        (float(points[0, 0]), float(points[0, 1])),
        degrees,
        int(dice.integers(len(TONES))),
        _FINGERS[int(dice.integers(4))],
        bool(dice.random() < 0.5),
        tuple(int(value) for value in dice.integers(20, 190, 3)),  # type: ignore[arg-type]
    )


_PAIRS = {
    "tuning": (
        ("id-card-front", "bank-card"),
        ("register-home", "register-home"),
        ("consent-letter", "consent-letter"),
    ),
    "unseen": (
        ("id-card-back", "social-security-card"),
        ("register-person", "register-person"),
        ("vaccination-page", "vaccination-page"),
    ),
}


def several(number: int, ground: Ground) -> Shot:
    """Two papers side by side over the mat, of the same kind or two cards."""
    dice = ground.dice("several", number)
    view = arm(ground, number)
    scale = scale_at(view, ((WIDTH - 1) / 2, (HEIGHT - 1) / 2))
    pair = _PAIRS[ground.part][number % 3]
    sizes = [size_of(kind) for kind in pair]
    upright = sizes[0][1] > sizes[0][0] or sizes[0][0] < 100
    gap = float(dice.uniform(2, 25))
    turn = float(dice.choice([0, 0, 180, 90 if sizes[0][0] < 100 else 0])) + float(dice.normal(0, 3))
    angle = np.deg2rad(turn)
    turning = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    off = dice.uniform(-1, 1, 2) * np.array([70.0, 24.0 if sizes[0][0] < 120 else 8.0])
    placed = []
    for place, (kind, size) in enumerate(zip(pair, sizes, strict=True)):
        sign = place * 2 - 1
        far = ((sizes[0][0] if upright else sizes[0][1]) + gap) / 2
        jitter = dice.normal(0, 2.0, 2)
        along, aside = sign * far + float(jitter[0]) * 0.2, float(jitter[1])
        flat = np.array((along, aside) if upright else (aside, along)) @ turning + off
        at = (float(flat[0]), float(flat[1]))
        person = ground.person(number * 2 + place + 6000)
        lying = Lying(size, at, turn + float(dice.normal(0, 1.2)))
        placed.append(Placed(ground.paper(kind, person, scale), lying, person, thick=0.8))
    return Shot(
        view,
        ground.mat(number // 8),
        tuple(placed),
        arm_light(ground, number, dice),
        surface_degrees=float(number // 8 * 37),
        blur=float(dice.uniform(0.4, 0.9)),
        noise=float(dice.uniform(1.0, 2.4)),
        seed=number,
    )
