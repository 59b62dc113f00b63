"""Facts before text: tinted figures, totals, one large number."""

from collections.abc import Sequence
from dataclasses import dataclass

from kivy.graphics import InstructionGroup

from screens.components.base import Part
from screens.components.draw import box, panel
from screens.components.layout import Grid
from screens.components.text import Label, Text
from screens.focus.node import Node
from screens.theme.theme import Theme


@dataclass(frozen=True)
class Figure:
    """One figure: 4, 份材料 只交一次, and 9 where it stood before (struck out)."""

    value: str
    text: str
    before: str = ""
    speech: str = ""


def said(theme: Theme, figure: Figure) -> str:
    """Return a figure for the ear."""
    if figure.speech:
        return figure.speech
    text = figure.text.replace("\n", "")
    if figure.before:
        return str(theme.texts("components.figure_was", value=figure.value, text=text, before=figure.before))
    return f"{figure.value}{text}"


class Fact(Part):
    """A tinted figure."""

    def __init__(self, theme: Theme, figure: Figure) -> None:
        super().__init__(theme)
        self.figure = figure
        self._strike = InstructionGroup()
        self.canvas.after.add(self._strike)
        self._value = Text(theme, figure.value, role="figure", bold=True, colour="brand")
        self._before = Text(theme, figure.before, role="strong")
        self._text = Text(theme, figure.text, role="caption")
        for part in (self._before, self._value, self._text):
            self.add_widget(part)

    def _before_room(self) -> int:
        return self._before.natural_width() + self.theme.px(3.5) if self.figure.before else 0

    def _height(self, width: int) -> int:
        pad = self.theme.px(5)
        room = self._before_room()
        inner = width - 2 * pad
        return (
            self._value.height_for(inner - room)
            + self._text.height_for(inner)
            + 2 * self.theme.px(4.2)
            + self.theme.px(1)
        )

    def _arrange(self) -> None:
        pad, down = self.theme.px(5), self.theme.px(4.2)
        room = self._before_room()
        inner = self.width - 2 * pad
        high = self._value.height_for(inner - room)
        top = self.top - down
        if room:
            before = self._before.height_for(room)
            y = top - high + round(self._value.em * 0.03)
            self._before.lay(self.x + pad, y, self._before.natural_width(), before)
        self._value.lay(self.x + pad + room, top - high, inner - room, high)
        text = self._text.height_for(inner)
        self._text.lay(self.x + pad, top - high - self.theme.px(1) - text, inner, text)

    def repaint(self) -> None:
        """Draw the ground, and the stroke through the figure that no longer holds."""
        super().repaint()
        if self._laid is None or not self.figure.before:
            return
        before, theme = self._before, self.theme
        frame = (before.x - 2, before.center_y - 1, before.width + 3, max(3, theme.px(0.6)))
        self._strike.clear()
        box(self._strike, theme.masks, frame, theme.colour("ink2"))

    def _paint(self) -> None:
        theme = self.theme
        panel(
            self.ink,
            theme.masks,
            (self.x, self.y, self.width, self.height),
            fill=theme.colour("tint"),
            edge=theme.colour("line") if theme.high_contrast else None,
            stroke=theme.stroke("control"),
            radius=theme.radius("card"),
        )

    def node(self) -> Node | None:
        """Return the figure as one thing to hear."""
        return Node(
            id="",
            role="text",
            name=f"{self.figure.value} {self.figure.text}".replace("\n", ""),
            speech=said(self.theme, self.figure),
            bounds=self.bounds(),
            visible=self.is_seen(),
            focused=self.focused,
        )


class Facts(Grid):
    """Four figures beside each other; two and two in extra-large text."""

    def __init__(self, theme: Theme, figures: Sequence[Figure]) -> None:
        super().__init__(
            theme, [Fact(theme, f) for f in figures], columns=len(figures), large_columns=2, gap="target"
        )


class Total(Part):
    """One sum under its heading, with a hairline at the left."""

    def __init__(self, theme: Theme, figure: Figure, first: bool) -> None:
        super().__init__(theme)
        self._first = first
        self._figure = figure
        self._value = Text(theme, figure.value, role="echo", bold=True)
        self._text = Text(theme, figure.text, role="caption", colour="ink2")
        for part in (self._value, self._text):
            self.add_widget(part)

    def show(self, figure: Figure) -> None:
        """Show another figure."""
        self._figure = figure
        self._value.text, self._text.text = figure.value, figure.text

    def _left(self) -> int:
        return 0 if self._first else self.theme.px(5)

    def _height(self, width: int) -> int:
        inner = width - self._left()
        return round(self._value.height_for(inner) * 0.9) + self._text.height_for(inner)

    def _arrange(self) -> None:
        left = self._left()
        inner = self.width - left
        text = self._text.height_for(inner)
        value = self._value.height_for(inner)
        self._text.lay(self.x + left, self.top - round(value * 0.9) - text, inner, text)
        self._value.lay(self.x + left, self.top - value, inner, value)

    def _paint(self) -> None:
        if not self._first:
            theme = self.theme
            frame = (self.x, self.y, theme.stroke("hairline"), self.height)
            box(self.ink, theme.masks, frame, theme.colour("line"))

    def node(self) -> Node | None:
        """Return the sum as one thing to hear."""
        return Node(
            id="",
            role="text",
            name=f"{self._figure.value} {self._figure.text}",
            speech=said(self.theme, self._figure),
            bounds=self.bounds(),
            visible=self.is_seen(),
            focused=self.focused,
        )


class Totals(Grid):
    """Live sums; `show(figures)` changes them in place."""

    def __init__(self, theme: Theme, figures: Sequence[Figure]) -> None:
        self._totals = [Total(theme, f, index == 0) for index, f in enumerate(figures)]
        super().__init__(theme, self._totals, columns=len(figures), large_columns=2, gap="target")

    def show(self, figures: Sequence[Figure]) -> None:
        """Show other figures, as many as before."""
        for total, figure in zip(self._totals, figures, strict=True):
            total.show(figure)


class BigNumber(Label):
    """A number to take away, in groups of four; spoken sign by sign after what it is called."""

    def __init__(
        self, theme: Theme, value: str, *, group: int = 4, called: str = "", id: str = "number"
    ) -> None:
        plain = value.replace(" ", "").replace("-", "")
        groups = [plain[i : i + group] for i in range(0, len(plain), group)]
        super().__init__(
            theme,
            " ".join(groups),
            role="number",
            bold=True,
            colour="brand",
            balance=True,
            speech="，".join([*([called] if called else []), *(" ".join(part) for part in groups)]),
            id=id,
        )
