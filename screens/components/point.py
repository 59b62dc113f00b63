"""A point to read: an icon, a name and a text."""

from screens.components.base import Part
from screens.components.icons import Icon
from screens.components.layout import Column, Line
from screens.components.text import Label
from screens.theme.theme import Theme


def point(theme: Theme, icon: str, name: str, text: str) -> Part:
    """Return a point to read: icon, name in bold, text in full size below it."""
    words = Column(theme, [Label(theme, name, bold=True), Label(theme, text)], gap="hair")
    return Padded(theme, Line(theme, [Icon(theme, icon, mm=12), words], gap="section", weights=[0, 1]))


class Padded(Column):
    """A part with the air of a row in a card around it."""

    def __init__(self, theme: Theme, part: Part) -> None:
        super().__init__(theme, [part], pad=3.5)
