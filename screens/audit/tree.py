"""Checks on the live widgets and their focus tree: sizes, gaps, reach, words, colours of the palette."""

from collections.abc import Iterator, Sequence
from itertools import combinations

import numpy as np

from screens.components.base import Part
from screens.components.stage import Stage
from screens.components.text import Text
from screens.focus.node import Bounds, Node
from screens.theme.theme import Theme
from screens.theme.tokens import FLOOR_MM, GLYPH_TO_EM, SHAPE_PAIRS, TEXT_PAIRS, contrast

MIN_TARGET_MM = 15.0
MIN_ROW_MM = 20.0
MIN_KEY_PITCH_MM = 20.0
MIN_GAP_MM = 4.0
SLACK_MM = 0.3
"""Whole pixels: a third of a millimetre on the coarsest panel."""

TEXT_RATIO, SHAPE_RATIO = 7.0, 3.0


def audit(stage: Stage) -> list[str]:
    """Return everything that is wrong with what the stage shows now."""
    stage.layout_now()
    return [*of_layout(stage), *contrasts(stage.theme)]


def of_layout(stage: Stage, nodes: Sequence[Node] | None = None) -> list[str]:
    """Return all of that which hangs on no palette. nodes: those of the focus tree now, where known."""
    nodes = stage.focus.nodes() if nodes is None else nodes
    shown = texts(stage)
    return [
        *words(nodes),
        *_touched(stage.theme, nodes),
        *inside_window(stage.theme, nodes),
        *text_sizes(stage.theme, shown),
        *clipped(stage.theme, shown),
        *overlaps(shown),
    ]


def near(stage: Stage, nodes: Sequence[Node]) -> list[str]:
    """Return what is wrong with the targets that can be seen now: what changes while one scrolls."""
    return _touched(stage.theme, nodes)


def _touched(theme: Theme, nodes: Sequence[Node]) -> list[str]:
    seen = [node for node in nodes if node.visible and node.interactive]
    return [*targets(theme, seen), *gaps(theme, seen), *reach(theme, seen)]


def _named(node: Node) -> str:
    return f"{node.role} {node.name!r}"


def words(nodes: Sequence[Node]) -> list[str]:
    """Return nodes without role, name or speech, and ids that two targets share."""
    found = [
        f"{_named(node)} #{node.id} has no {what}"
        for node in nodes
        for what in ("role", "name", "speech")
        if not getattr(node, what)
    ]
    ids = [node.id for node in nodes if node.interactive and node.id]
    return found + [
        f"id {one} is used {ids.count(one)} times" for one in sorted(set(ids)) if ids.count(one) > 1
    ]


def targets(theme: Theme, seen: Sequence[Node]) -> list[str]:
    """Return targets under 15 mm, and rows under 20 mm high."""
    mm = theme.profile.mm
    found = []
    for node in seen:
        _, _, w, h = node.bounds
        least = MIN_ROW_MM if node.role in {"checkbox", "radio"} else MIN_TARGET_MM
        if mm(h) < least - SLACK_MM or mm(w) < MIN_TARGET_MM - SLACK_MM:
            found.append(f"{_named(node)} is {mm(w):.1f} x {mm(h):.1f} mm")
    return found


def distance(one: Bounds, other: Bounds) -> float:
    """Return the free distance of two boxes in px; negative where they overlap."""
    across = max(one[0], other[0]) - min(one[0] + one[2], other[0] + other[2])
    down = max(one[1], other[1]) - min(one[1] + one[3], other[1] + other[3])
    return max(across, down)


def gaps(theme: Theme, seen: Sequence[Node]) -> list[str]:
    """Return targets nearer than 4 mm; keys need a pitch of 20 mm instead."""
    mm = theme.profile.mm
    found = []
    for one, other in combinations(seen, 2):
        free = mm(distance(one.bounds, other.bounds))
        if one.role == other.role == "key":
            pitch = free + min(mm(side) for side in (*one.bounds[2:], *other.bounds[2:]))
            if free < 0 or pitch < MIN_KEY_PITCH_MM - SLACK_MM:
                found.append(f"{_named(one)} and {_named(other)} have a pitch of {pitch:.1f} mm")
        elif free < MIN_GAP_MM - SLACK_MM:
            found.append(f"{_named(one)} and {_named(other)} are {free:.1f} mm apart")
    return found


def reach(theme: Theme, seen: Sequence[Node]) -> list[str]:
    """Return targets above 1 220 mm over the floor; in low-reach mode above 240 mm over the edge."""
    limit, floor, mm = theme.reach_px, theme.profile.height_px, theme.profile.mm
    return [
        f"{_named(node)} ends {mm(floor - node.bounds[1] - limit):.0f} mm above reach"
        for node in seen
        if floor - node.bounds[1] > limit + 1
    ]


def inside_window(theme: Theme, nodes: Sequence[Node]) -> list[str]:
    """Return nodes of the frame that do not lie in the window, and scrolled ones wider than it."""
    wide, high = theme.profile.width_px, theme.profile.height_px
    found = []
    for node in nodes:
        x, y, w, h = node.bounds
        if x < 0 or x + w > wide or (node.visible and (y < 0 or y + h > high)):
            found.append(f"{_named(node)} stands outside the window at {node.bounds}")
    return found


def _texts(part: Part) -> Iterator[Text]:
    for child in part.parts:
        if isinstance(child, Text) and child.text and child.opacity:
            yield child
        yield from _texts(child)


def texts(stage: Stage) -> list[Text]:
    """Return every text that is shown."""
    top = stage.overlays[-1] if stage.overlays else stage.page
    return list(_texts(top)) if top is not None else []


def text_sizes(theme: Theme, shown: Sequence[Text]) -> list[str]:
    """Return texts whose glyphs are under 5 mm."""
    mm = theme.profile.mm
    return [
        f"{text.text!r} is {mm(text.em) / GLYPH_TO_EM:.1f} mm high"
        for text in shown
        if mm(text.em) / GLYPH_TO_EM < FLOOR_MM - 0.15
    ]


def clipped(theme: Theme, shown: Sequence[Text]) -> list[str]:
    """Return texts that do not fit their place, or were cut short."""
    found = []
    for text in shown:
        if text.height_for(int(text.width)) > text.height + 1:
            found.append(f"{text.text!r} needs {text.height_for(int(text.width))} px, has {text.height}")
        widest = max((theme.fonts.width(line, text.em, text.bold) for line in text.lines), default=0)
        if widest > text.width + 2:
            found.append(f"{text.text!r} is {widest} px wide, has {text.width}")
        if text.lines and text.lines[-1].endswith("…") and not text.text.endswith("…"):
            found.append(f"{text.text!r} is cut short")
    return found


def overlaps(shown: Sequence[Text]) -> list[str]:
    """Return pairs of texts whose lines lie over each other within one scroll area."""
    found = []
    by_area: dict[Bounds, list[tuple[Text, Bounds]]] = {}
    for text in shown:
        x, y, w, h = text.bounds()
        air = round(text.em * 0.3)
        by_area.setdefault(text.clip(), []).append((text, (x, y + air, x + w, y + h - air)))
    for together in by_area.values():
        boxes = np.array([box for _, box in together])
        low, high = boxes[:, None, :2], boxes[None, :, 2:]
        over = ((low < high) & (boxes[None, :, :2] < boxes[:, None, 2:])).all(axis=2)
        for one, other in zip(*np.nonzero(np.triu(over, 1)), strict=True):
            found.append(f"{together[one][0].text!r} lies over {together[other][0].text!r}")
    return found


def contrasts(theme: Theme) -> list[str]:
    """Return pairs of the palette under 7:1 (text) or 3:1 (shapes)."""
    palette = theme.palette
    return [
        f"{ink} on {ground} has {ratio:.1f}:1"
        for pairs, least in ((TEXT_PAIRS, TEXT_RATIO), (SHAPE_PAIRS, SHAPE_RATIO))
        for ink, ground in pairs
        if (ratio := contrast(getattr(palette, ink), getattr(palette, ground))) < least
    ]
