"""Groups of components that several pages put together the same way."""

from collections.abc import Iterable

from screens.components import Card, Column, Icon, Label, Line, Part, Title
from screens.theme.theme import Theme


def section(theme: Theme, heading: str, parts: Iterable[Part]) -> Part:
    """Return a heading with what belongs to it close below."""
    return Column(theme, [Title(theme, heading, small=True), *parts], gap="tight")


def listed(theme: Theme, heading: str, rows: Iterable[Part]) -> Part:
    """Return a heading with a card of rows."""
    return section(theme, heading, [Card(theme, rows, rows=True)])


def point(theme: Theme, icon: str, name: str, text: str) -> Part:
    """Return a point to read: icon, name in bold, text in full size below it."""
    words = Column(theme, [Label(theme, name, bold=True), Label(theme, text)], gap="hair")
    return Padded(theme, Line(theme, [Icon(theme, icon, mm=12), words], gap="section", weights=[0, 1]))


class Padded(Column):
    """A part with the air of a row in a card around it."""

    def __init__(self, theme: Theme, part: Part) -> None:
        super().__init__(theme, [part], pad=3.5)
