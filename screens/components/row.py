"""Rows of a card: to read, to open, to choose, to tick."""

from typing import Any

from screens.components.base import Part
from screens.components.chip import Chip
from screens.components.draw import box, panel
from screens.components.icons import draw_icon
from screens.components.press import Act, Press
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
        self._texts = [Text(theme, text, bold=bold)]
        if sub:
            self._texts.append(Text(theme, sub, role="caption", colour=sub_colour))
        self.end = end
        for part in self._texts:
            self.add_widget(part)
        if end is not None:
            self.add_widget(end)

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
    """A row to read: name, line below, a pill or other part at the end."""

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
        id: str = "",
    ) -> None:
        super().__init__(theme)
        self.name, self.id, self._icon = text, id, icon
        word = end.text if isinstance(end, Chip) else ""
        self.speech = spoken(text, sub, word) if speech is None else speech
        self._body = RowBody(theme, text, sub, end, bold=bold)
        self.add_widget(self._body)

    def _left(self) -> int:
        return self.theme.px(14) if self._icon else 0

    def _height(self, width: int) -> int:
        pad = self.theme.px(2.5)
        inner = self._body.height_for(width - 2 * pad - self._left())
        return max(self.theme.size("row"), inner + 2 * self.theme.px(3))

    def _arrange(self) -> None:
        pad = self.theme.px(2.5)
        left = self._left()
        self._body.lay(self.x + pad + left, self.y, self.width - 2 * pad - left, self.height)

    def _paint(self) -> None:
        if self._icon:
            px = self.theme.px(10)
            y = self.y + (self.height - px) // 2
            draw_icon(self.ink, self.theme, self._icon, self.x + self.theme.px(2.5), y, px, "brand")

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


class PressRow(Press):
    """A row that is one target: a sign at the left, words, something at the right end."""

    inset_mm = (0.0, 2.0)

    def __init__(
        self,
        theme: Theme,
        *,
        text: str,
        sub: str = "",
        end: Part | None = None,
        on_act: Act | None = None,
        bold: bool = False,
        framed: bool = False,
        speech: str | None = None,
        enabled: bool = True,
        id: str = "",
    ) -> None:
        """framed: draws its own box (a row that stands alone instead of in a card)."""
        word = end.text if isinstance(end, Chip) else ""
        said = spoken(text, sub, word) if speech is None else speech
        super().__init__(theme, name=text, on_act=on_act, speech=said, hint=sub, enabled=enabled, id=id)
        self._framed = framed
        if framed:
            self.inset_mm = (0.0, 0.0)
        self._body = RowBody(theme, text, sub, end, bold=bold)
        self.add_widget(self._body)

    def _sign_px(self) -> int:
        return 0

    def _right_px(self) -> int:
        return 0

    def _insets(self) -> tuple[int, int]:
        pad = self.theme.px(6 if self._framed else 2.5)
        sign, right = self._sign_px(), self._right_px()
        return pad + (sign + self.theme.px(5.5) if sign else 0), pad + right

    def _height(self, width: int) -> int:
        left, right = self._insets()
        inner = self._body.height_for(width - left - right)
        return max(self.theme.grown("row"), inner + 2 * self.theme.px(3.5))

    def _arrange(self) -> None:
        left, right = self._insets()
        self._body.lay(self.x + left, self.y, self.width - left - right, self.height)

    def _chosen(self) -> bool:
        return False

    def _paint(self) -> None:
        theme = self.theme
        frame = (self.x, self.y, self.width, self.height)
        if self._framed:
            chosen = self._chosen()
            panel(
                self.ink,
                theme.masks,
                frame,
                fill=theme.colour("tint_pressed" if self.pressed else "tint" if chosen else "surface"),
                edge=theme.colour("brand" if chosen or self.pressed else "edge"),
                stroke=theme.stroke("field" if chosen else "hairline"),
                radius=theme.radius("control"),
            )
        elif self.pressed:
            dy = theme.px(self.inset_mm[1]) // 2
            inner = (self.x, self.y + dy, self.width, self.height - 2 * dy)
            box(self.ink, theme.masks, inner, theme.colour("tint_pressed"), theme.radius("tick"))
        self._paint_sign(self.x + theme.px(6 if self._framed else 2.5))

    def _paint_sign(self, x: float) -> None:
        """Draw the sign at the left, x in px."""


class OpenRow(PressRow):
    """A row that opens something: an arrow at the right. icon: at the left."""

    def __init__(self, theme: Theme, *, text: str, icon: str | None = None, **rest: Any) -> None:
        self._icon = icon
        super().__init__(theme, text=text, **rest)

    def _sign_px(self) -> int:
        return self.theme.grown("tile_icon") if self._icon else 0

    def _right_px(self) -> int:
        return self.theme.px(11)

    def _paint_sign(self, x: float) -> None:
        theme = self.theme
        if self._icon:
            px = self._sign_px()
            draw_icon(self.ink, theme, self._icon, x, self.y + (self.height - px) // 2, px, "brand")
        px = theme.px(8)
        right = self.right - theme.px(6 if self._framed else 2.5) - px
        draw_icon(self.ink, theme, "forward", right, self.y + (self.height - px) // 2, px, "brand")


class ChoiceRow(PressRow):
    """One of several answers, of which one holds (radio)."""

    node_role = "radio"

    def __init__(self, theme: Theme, *, text: str, chosen: bool = False, **rest: Any) -> None:
        self._is_chosen = chosen
        rest.setdefault("framed", True)
        super().__init__(theme, text=text, **rest)

    @property
    def chosen(self) -> bool:
        """Whether this is the answer."""
        return self._is_chosen

    @chosen.setter
    def chosen(self, chosen: bool) -> None:
        if chosen != self._is_chosen:
            self._is_chosen = chosen
            self.repaint()

    def _chosen(self) -> bool:
        return self._is_chosen

    def states(self) -> tuple[str, ...]:
        """Return the words of its state."""
        return (*super().states(), *(("checked",) if self._is_chosen else ()))

    def _sign_px(self) -> int:
        return round(self.theme.px(11) * self.theme.chrome_scale)

    def _paint_sign(self, x: float) -> None:
        theme, px = self.theme, self._sign_px()
        y = self.y + (self.height - px) // 2
        panel(
            self.ink,
            theme.masks,
            (x, y, px, px),
            fill=theme.colour("surface"),
            edge=theme.colour("brand"),
            stroke=theme.stroke("field"),
            radius=px // 2,
        )
        if self._is_chosen:
            inset = round(px * 0.24)
            dot = (x + inset, y + inset, px - 2 * inset, px - 2 * inset)
            box(self.ink, theme.masks, dot, theme.colour("brand"), px)


class TickRow(PressRow):
    """A thing to tick. locked: fixed as it is, and `sub` must say why; a tap then only says the reason."""

    node_role = "checkbox"

    def __init__(
        self, theme: Theme, *, text: str, ticked: bool = False, locked: bool = False, **rest: Any
    ) -> None:
        self._ticked, self._locked = ticked, locked
        super().__init__(theme, text=text, **rest)

    @property
    def ticked(self) -> bool:
        """Whether it is ticked."""
        return self._ticked

    @ticked.setter
    def ticked(self, ticked: bool) -> None:
        if ticked != self._ticked:
            self._ticked = ticked
            self.repaint()

    @property
    def locked(self) -> bool:
        """Whether it is fixed."""
        return self._locked

    def states(self) -> tuple[str, ...]:
        """Return the words of its state."""
        words = [*super().states()]
        if self._ticked:
            words.append("checked")
        if self._locked:
            words.append("locked")
        return tuple(words)

    def _on_tap(self, x: float, y: float) -> None:
        if self._locked:
            self.theme.feedback("locked")
            return
        super()._on_tap(x, y)

    def _chosen(self) -> bool:
        return self._ticked

    def _sign_px(self) -> int:
        return self.theme.grown("tick")

    def _paint_sign(self, x: float) -> None:
        theme, px = self.theme, self._sign_px()
        y = self.y + (self.height - px) // 2
        if self._locked:
            fill = edge = "ink2"
        else:
            fill, edge = ("brand" if self._ticked else "surface"), "brand"
        panel(
            self.ink,
            theme.masks,
            (x, y, px, px),
            fill=theme.colour(fill),
            edge=theme.colour(edge),
            stroke=theme.stroke("field"),
            radius=theme.radius("tick"),
        )
        if self._locked or self._ticked:
            inner = round(px * (0.62 if self._locked else 0.74))
            at = (px - inner) // 2
            name = "lock" if self._locked else "tick"
            draw_icon(self.ink, theme, name, x + at, y + at, inner, "on_brand", 2.8)
