"""Shots for the gates: sharp and blurred, glare, empty, the same page twice."""

from dataclasses import replace

import numpy as np

from devices.document_camera.simulator.papers.drawing import size_of
from devices.document_camera.simulator.scene.light import Highlight
from devices.document_camera.simulator.scene.taking import Placed, Shot, scale_at
from devices.document_camera.simulator.shots.ground import Ground
from devices.document_camera.simulator.shots.hard import hand_over
from devices.document_camera.simulator.shots.plain import HEIGHT, WIDTH, arm, arm_light, fitting

_MIDDLE = ((WIDTH - 1) / 2, (HEIGHT - 1) / 2)


def _over_the_mat(name: str, number: int, terminal: int, person: int, kind: str, ground: Ground) -> Shot:
    dice = ground.dice(name, number)
    view = arm(ground, terminal)
    scale = scale_at(view, _MIDDLE)
    lying = fitting(kind, dice, view, scale)
    placed = Placed(ground.paper(kind, person, scale), lying, person)
    return Shot(
        view,
        ground.mat(terminal // 8),
        (placed,),
        arm_light(ground, terminal, dice),
        surface_degrees=float(terminal // 8 * 37),
        blur=float(dice.uniform(0.4, 0.9)),
        noise=float(dice.uniform(1.0, 2.4)),
        seed=number,
    )


def blur(number: int, ground: Ground) -> Shot:
    """Even numbers sharp, odd ones the same scene out of focus or moved."""
    pair = number // 2
    kind = ground.kinds[pair % len(ground.kinds)]
    shot = _over_the_mat("blur", pair, pair, ground.person(pair + 7000), kind, ground)
    if number % 2 == 0:
        return replace(shot, note={"label": "sharp"})
    dice = ground.dice("blurred", pair)
    if pair % 4 == 3:
        return replace(
            shot,
            motion=float(dice.uniform(7, 16)),
            motion_degrees=float(dice.uniform(0, 180)),
            note={"label": "blurred"},
        )
    return replace(shot, blur=float(dice.uniform(2.2, 4.5)), note={"label": "blurred"})


def glare(number: int, ground: Ground) -> Shot:
    """Papers in a clear cover; even numbers with a lamp mirrored on them, odd ones only brightly lit."""
    kind = ground.kinds[number // 2 % len(ground.kinds)]
    shot = _over_the_mat("glare", number // 2, number // 2, ground.person(number // 2 + 8000), kind, ground)
    dice = ground.dice("glare lamp", number)
    placed = shot.placed[0]
    covered = replace(placed, paper=replace(placed.paper, gloss=1.0))
    light = replace(shot.light, level=float(dice.uniform(0.95, 1.06)), fall=float(dice.uniform(0.1, 0.3)))
    if number % 2:
        return replace(shot, placed=(covered,), light=light, note={"label": "bright"})
    width, height = size_of(kind)
    place = dice.uniform(0.2, 0.8, 2) * np.array([width, height])
    at = placed.lying.in_picture(place, shot.view) / np.array([WIDTH, HEIGHT])
    long = float(dice.uniform(0.02, 0.07)) * min(1.0, max(width, height) / 180)
    spot = Highlight(
        float(at[0]),
        float(at[1]),
        long,
        long * float(dice.uniform(0.35, 1)),
        float(dice.uniform(0, 180)),
        255.0,
    )
    light = replace(light, highlights=(spot,))
    return replace(shot, placed=(covered,), light=light, note={"label": "glare"})


def cut(number: int, ground: Ground) -> Shot:
    """Even numbers: a paper that reaches out of the frame by 2 to 30 mm; odd ones: it only nearly does."""
    kind = ground.kinds[number // 2 % len(ground.kinds)]
    shot = _over_the_mat("cut", number, number, ground.person(number + 11000), kind, ground)
    dice = ground.dice("cut over", number)
    view, placed = shot.view, shot.placed[0]
    angle = np.deg2rad(placed.lying.degrees)
    cos, sin = abs(np.cos(angle)), abs(np.sin(angle))
    width, height = placed.lying.size
    reach = np.array([width * cos + height * sin, width * sin + height * cos]) / 2
    half = np.array([WIDTH, HEIGHT]) / scale_at(view, _MIDDLE) / 2
    over = float(dice.uniform(2, 30)) if number % 2 == 0 else -float(dice.uniform(4, 8))
    axis, sign = int(dice.integers(2)), float(dice.choice([-1.0, 1.0]))
    middle = list(placed.lying.middle)
    middle[axis] = sign * (half[axis] - reach[axis] + over)
    lying = replace(placed.lying, middle=(float(middle[0]), float(middle[1])))
    label = "cut" if number % 2 == 0 else "near"
    return replace(shot, placed=(replace(placed, lying=lying),), note={"label": label})


def dark(number: int, ground: Ground) -> Shot:
    """Even numbers: the lamp is off or nearly; odd ones: the same paper in weak but sufficient light."""
    kind = ground.kinds[number // 2 % len(ground.kinds)]
    shot = _over_the_mat("dark", number // 2, number // 2, ground.person(number // 2 + 13000), kind, ground)
    dice = ground.dice("lamp off", number)
    low, high, label = (0.12, 0.3, "dark") if number % 2 == 0 else (0.62, 0.8, "weak")
    light = replace(shot.light, level=float(dice.uniform(low, high)))
    return replace(shot, light=light, noise=4.0 if number % 2 == 0 else 3.0, note={"label": label})


def hand(number: int, ground: Ground) -> Shot:
    """Even numbers: a hand over an edge of the paper; odd ones: the same paper alone."""
    kind = ground.kinds[number // 2 % len(ground.kinds)]
    shot = _over_the_mat("hand", number // 2, number // 2, ground.person(number // 2 + 12000), kind, ground)
    if number % 2:
        return replace(shot, note={"label": "alone"})
    over = (6.0, 0.45 * min(size_of(kind)))
    reaching = hand_over(ground.dice("fingers", number), shot.placed[0].lying, shot.view, over)
    return replace(shot, hands=(reaching,), note={"label": "hand"})


def empty(number: int, ground: Ground) -> Shot:
    """In turn: the bare mat, a blank sheet, a sheet with a little handwriting."""
    sort = ("mat", "blank", "little")[number % 3]
    kind = {"mat": "blank-sheet", "blank": "blank-sheet", "little": "short-note"}[sort]
    shot = _over_the_mat("empty", number, number, ground.person(number + 9000), kind, ground)
    return replace(shot, placed=() if sort == "mat" else shot.placed, note={"label": sort})


def twice(number: int, ground: Ground) -> Shot:
    """Three of each: a page, the same page laid down anew, and the same form filled in for another person."""
    which = number % 3
    group = number // 3
    kind = ground.kinds[group % len(ground.kinds)]
    person = ground.person(group + (30000 if which == 2 else 10000))
    shot = _over_the_mat("twice", number, group, person, kind, ground)
    return replace(shot, note={"label": "abc"[which], "group": group})
