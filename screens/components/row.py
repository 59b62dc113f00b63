"""Rows of a card to read; what the words of every row look like."""

from screens.components.base import Part
from screens.components.chip import Chip
from screens.components.icons import draw_icon
from screens.components.text import Text
from screens.focus.node import Node
from screens.theme.theme import Theme


class RowBody(Part):
    """Name, a line below it, and something at the right end; where the words are longer, it moves below."""

    def __init__(
        self,
        theme: Theme,
        text: str,
        sub: str = "",
        end: Part | None = None,
        *,
        bold: bool = False,
        sub_colour: str = "ink2",
    ) -> None:
        super().__init__(theme)
        self._sub_colour = sub_colour
        self._texts = [Text(theme, text, bold=bold)]
        if sub:
            self._texts.append(Text(theme, sub, role="caption", colour=sub_colour))
        self.end = end
        for part in self._texts:
            self.add_widget(part)
        if end is not None:
            self.add_widget(end)

    def fade(self, idle: bool) -> None:
        """Show that the row cannot be used now, or that it can."""
        for part, colour in zip(self._texts, ("ink", self._sub_colour), strict=False):
            part.colour = "disabled_ink" if idle else colour

    def _split(self, width: int) -> tuple[int, int, bool]:
        """Return the width of the words, of the end, and whether the end stands below."""
        if self.end is None:
            return width, 0, False
        end = min(self.end.natural_width(), width)
        words = width - end - self.theme.space("group")
        below = words < min(width * 0.45, self._texts[0].natural_width())
        return (width if below else words), end, below

    def _height(self, width: int) -> int:
        words, end, below = self._split(width)
        high = sum(part.height_for(words) for part in self._texts)
        if self.end is None:
            return high
        other = self.end.height_for(end)
        return high + self.theme.px(1.5) + other if below else max(high, other)

    def _arrange(self) -> None:
        words, end, below = self._split(int(self.width))
        high = sum(part.height_for(words) for part in self._texts)
        other = self.end.height_for(end) if self.end is not None else 0
        total = high + self.theme.px(1.5) + other if below else high
        top = self.top - (self.height - total) // 2
        for part in self._texts:
            height = part.height_for(words)
            part.lay(self.x, top - height, words, height)
            top -= height
        if self.end is not None:
            x = self.x if below else self.right - end
            y = top - self.theme.px(1.5) - other if below else self.y + (self.height - other) // 2
            self.end.lay(x, y, end, other)


def spoken(*parts: str) -> str:
    """Return words for the ear, joined."""
    return "，".join(part for part in parts if part)


class Row(Part):
    """A row to read: name, line below, a pill or other part at the end.

    flush: without its own margin, in line with what stands above or below it.
    """

    def __init__(
        self,
        theme: Theme,
        *,
        text: str,
        sub: str = "",
        end: Part | None = None,
        icon: str | None = None,
        bold: bool = False,
        speech: str | None = None,
        flush: bool = False,
        id: str = "",
    ) -> None:
        super().__init__(theme)
        self.name, self.id, self._icon = text, id, icon
        self._pad = 0 if flush else theme.px(2.5)
        word = end.text if isinstance(end, Chip) else ""
        self.speech = spoken(text, sub, word) if speech is None else speech
        self._body = RowBody(theme, text, sub, end, bold=bold)
        self.add_widget(self._body)

    def _left(self) -> int:
        return self.theme.px(14) if self._icon else 0

    def _height(self, width: int) -> int:
        inner = self._body.height_for(width - 2 * self._pad - self._left())
        return max(self.theme.size("row"), inner + 2 * self.theme.px(3))

    def _arrange(self) -> None:
        pad, left = self._pad, self._left()
        self._body.lay(self.x + pad + left, self.y, self.width - 2 * pad - left, self.height)

    def _paint(self) -> None:
        if self._icon:
            px = self.theme.px(10)
            y = self.y + (self.height - px) // 2
            draw_icon(self.ink, self.theme, self._icon, self.x + self._pad, y, px, "brand")

    def node(self) -> Node | None:
        """Return the row as one thing to hear."""
        return Node(
            id=self.id,
            role="listitem",
            name=self.name,
            speech=self.speech,
            bounds=self.bounds(),
            visible=self.is_seen(),
            focused=self.focused,
        )
