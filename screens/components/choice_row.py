"""Rows to choose and to tick."""

from typing import Any

from screens.components.draw import box, panel
from screens.components.icons import draw_icon
from screens.components.press_row import PressRow
from screens.theme.theme import Theme


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
