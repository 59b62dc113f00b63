"""What of the window is another than it was drawn: the places of the parts whose drawing has changed.

Kivy marks every changed instruction, and all that it lies in, until it is drawn; a mark that no part inside
explains is a part's own.
"""

from kivy.graphics import Canvas
from kivy.uix.widget import Widget

from screens.components.base import Frame, Part, hull

Box = Frame
"""x, y, width, height in px of the window from the bottom left."""

AIR_MM = 4.0
"""So far around a part its focus ring is drawn."""
PASS_PX = 50_000
"""What drawing once more costs without a pixel of it, as pixels."""


def damage(stage: Part) -> list[Box]:
    """Return where something is to be drawn otherwise than it was, apart or overlapping."""
    found: list[Box] = []
    _collect(stage, found)
    return found


def joined(boxes: list[Box], wide: int, high: int) -> list[Box]:
    """Return fewer boxes that cover all of these within a window, as cheap to draw as can be had easily."""
    rest = [cut for box in boxes if (cut := _cut(box, wide, high))]
    done: list[Box] = []
    while rest:
        box = rest.pop()
        for other in rest + done:
            both = hull(box, other)
            if area(both) <= area(box) + area(other) + PASS_PX:
                (rest if other in rest else done).remove(other)
                rest.append(both)
                break
        else:
            done.append(box)
    return done


def area(box: Box) -> int:
    """Return its pixels."""
    return box[2] * box[3]


def _cut(box: Box, wide: int, high: int) -> Box | None:
    x, y = max(0, box[0]), max(0, box[1])
    right, top = min(wide, box[0] + box[2]), min(high, box[1] + box[3])
    return (x, y, right - x, top - y) if right > x and top > y else None


def _collect(part: Part, found: list[Box]) -> None:
    inside = [child for child in part.children if child.canvas.needs_redraw]
    if part.refilled or _is_own(part.canvas, inside):
        found.append(_place(part))
    part.refilled, part.stood = False, None
    for child in inside:
        if isinstance(child, Part) and child.drawn:
            _collect(child, found)


def _is_own(canvas: Canvas, inside: list[Widget]) -> bool:
    """Whether something in a canvas is marked that is no part of those inside, or nothing in it is."""
    marked = [one for one in canvas.children if one.needs_redraw]
    canvases = {child.canvas.uid for child in inside if isinstance(child, Part)}
    return not marked or any(one.uid not in canvases for one in marked)


def _place(part: Part) -> Box:
    frame = (round(part.x), round(part.y), round(part.width), round(part.height))
    if part.stood is not None:
        frame = hull(frame, part.stood)
    x, y = part.to_window(frame[0], frame[1])
    air = part.theme.px(AIR_MM)
    return round(x) - air, round(y) - air, frame[2] + 2 * air, frame[3] + 2 * air
