"""A word that stands large and faint on the ground of a page: what stands on it is not real."""

from kivy.graphics import Color, InstructionGroup, PopMatrix, PushMatrix, Rectangle, Rotate

from screens.theme.theme import Theme

EM_MM = 16.0
APART_MM = 34.0
"""From line to line."""
ANGLE = 24.0
"""Degrees, rising."""
FAINT = 0.07


def watermark(theme: Theme, words: str, width: int, height: int) -> InstructionGroup:
    """Return it for a ground of this size in px, its lower left corner at 0, 0.

    It is apart from the words of the page: whoever looks for those does not find it, and nobody reads it out.
    """
    group = InstructionGroup()
    line = theme.fonts.line(words, theme.px(EM_MM), bold=True)
    if line is None:
        return group
    wide, high = line.size
    step_x, step_y = wide * 3 // 2, max(high, theme.px(APART_MM))
    group.add(PushMatrix())
    group.add(Rotate(angle=ANGLE, origin=(width / 2, height / 2)))
    group.add(Color(*theme.colour("seal")[:3], FAINT))
    reach = max(width, height)
    for row in range(-reach // step_y - 1, 2 * reach // step_y + 1):
        shift = step_x // 2 if row % 2 else 0
        for x in range(-reach + shift, 2 * reach, step_x):
            group.add(Rectangle(texture=line, pos=(x, row * step_y), size=line.size))
    group.add(PopMatrix())
    return group
