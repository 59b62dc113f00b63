"""Checks on the live widgets and their focus tree: sizes, gaps, reach, words, colours of the palette."""

from collections.abc import Iterator
from itertools import combinations

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
    return [
        *words(stage),
        *targets(stage),
        *gaps(stage),
        *reach(stage),
        *inside(stage),
        *text_sizes(stage),
        *clipped(stage),
        *overlaps(stage),
        *contrasts(stage.theme),
    ]


def _shown(stage: Stage) -> Iterator[Node]:
    for node in stage.focus.nodes():
        if node.visible:
            yield node


def _targets(stage: Stage) -> list[Node]:
    return [node for node in _shown(stage) if node.interactive]


def _named(node: Node) -> str:
    return f"{node.role} {node.name!r}"


def words(stage: Stage) -> list[str]:
    """Return nodes without role, name or speech, and ids that two targets share."""
    nodes = stage.focus.nodes()
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


def targets(stage: Stage) -> list[str]:
    """Return targets under 15 mm, and rows under 20 mm high."""
    mm = stage.theme.profile.mm
    found = []
    for node in _targets(stage):
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


def gaps(stage: Stage) -> list[str]:
    """Return targets nearer than 4 mm; keys need a pitch of 20 mm instead."""
    mm = stage.theme.profile.mm
    found = []
    for one, other in combinations(_targets(stage), 2):
        free = mm(distance(one.bounds, other.bounds))
        if one.role == other.role == "key":
            pitch = free + min(mm(side) for side in (*one.bounds[2:], *other.bounds[2:]))
            if free < 0 or pitch < MIN_KEY_PITCH_MM - SLACK_MM:
                found.append(f"{_named(one)} and {_named(other)} have a pitch of {pitch:.1f} mm")
        elif free < MIN_GAP_MM - SLACK_MM:
            found.append(f"{_named(one)} and {_named(other)} are {free:.1f} mm apart")
    return found


def reach(stage: Stage) -> list[str]:
    """Return targets above 1 220 mm over the floor; in low-reach mode above 240 mm over the edge.

    Beside a keyboard, which alone fills the low band, the field and 退出 may stand above it.
    """
    theme = stage.theme
    limit = theme.reach_px
    if theme.low_reach and any(node.role == "key" for node in _targets(stage)):
        limit = theme.profile.reach_px
    floor = theme.profile.height_px
    return [
        f"{_named(node)} ends {theme.profile.mm(floor - node.bounds[1] - limit):.0f} mm above reach"
        for node in _targets(stage)
        if floor - node.bounds[1] > limit + 1
    ]


def inside(stage: Stage) -> list[str]:
    """Return nodes of the frame that do not lie in the window, and scrolled ones wider than it."""
    wide, high = stage.theme.profile.width_px, stage.theme.profile.height_px
    found = []
    for node in stage.focus.nodes():
        x, y, w, h = node.bounds
        if x < 0 or x + w > wide or (node.visible and (y < 0 or y + h > high)):
            found.append(f"{_named(node)} stands outside the window at {node.bounds}")
    return found


def _texts(part: Part) -> Iterator[Text]:
    for child in part.parts:
        if isinstance(child, Text) and child.text and child.opacity:
            yield child
        yield from _texts(child)


def _top(stage: Stage) -> Part | None:
    return stage.overlays[-1] if stage.overlays else stage.page


def texts(stage: Stage) -> list[Text]:
    """Return every text that is shown."""
    top = _top(stage)
    return list(_texts(top)) if top is not None else []


def text_sizes(stage: Stage) -> list[str]:
    """Return texts whose glyphs are under 5 mm."""
    mm = stage.theme.profile.mm
    return [
        f"{text.text!r} is {mm(text.em) / GLYPH_TO_EM:.1f} mm high"
        for text in texts(stage)
        if mm(text.em) / GLYPH_TO_EM < FLOOR_MM - 0.15
    ]


def clipped(stage: Stage) -> list[str]:
    """Return texts that do not fit their place, or were cut short."""
    found = []
    for text in texts(stage):
        if text.height_for(int(text.width)) > text.height + 1:
            found.append(f"{text.text!r} needs {text.height_for(int(text.width))} px, has {text.height}")
        widest = max((stage.theme.fonts.width(line, text.em, text.bold) for line in text.lines), default=0)
        if widest > text.width + 2:
            found.append(f"{text.text!r} is {widest} px wide, has {text.width}")
        if text.lines and text.lines[-1].endswith("…") and not text.text.endswith("…"):
            found.append(f"{text.text!r} is cut short")
    return found


def overlaps(stage: Stage) -> list[str]:
    """Return pairs of texts whose lines lie over each other within one scroll area."""
    boxes = []
    for text in texts(stage):
        x, y, w, h = text.bounds()
        air = round(text.em * 0.3)
        boxes.append((text, (x, y + air, w, h - 2 * air), text.clip()))
    return [
        f"{one.text!r} lies over {other.text!r}"
        for (one, a, clip_a), (other, b, clip_b) in combinations(boxes, 2)
        if clip_a == clip_b and distance(a, b) < 0
    ]


def contrasts(theme: Theme) -> list[str]:
    """Return pairs of the palette under 7:1 (text) or 3:1 (shapes)."""
    palette = theme.palette
    return [
        f"{ink} on {ground} has {ratio:.1f}:1"
        for pairs, least in ((TEXT_PAIRS, TEXT_RATIO), (SHAPE_PAIRS, SHAPE_RATIO))
        for ink, ground in pairs
        if (ratio := contrast(getattr(palette, ink), getattr(palette, ground))) < least
    ]
