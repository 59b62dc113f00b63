"""Bands that say something: told, good, mind, wrong; by icon, word and tint."""

from collections.abc import Sequence

from screens.components.base import Part
from screens.components.button import Button
from screens.components.draw import panel
from screens.components.icons import draw_icon
from screens.components.layout import Column
from screens.components.press import Action
from screens.components.text import Text
from screens.focus.node import Node
from screens.theme.theme import Theme

KINDS = {
    # kind: ink, ground, icon, role
    "info": ("brand", "tint", "info", "note"),
    "ok": ("ok", "ok_tint", "tick", "note"),
    "warn": ("warn", "warn_tint", "warning", "note"),
    "error": ("error", "error_tint", "error", "alert"),
}


class Notice(Part):
    """A band; `title` is bold and optional. role `alert` is spoken at once, `note` in its order."""

    def __init__(
        self,
        theme: Theme,
        text: str,
        kind: str = "info",
        *,
        title: str = "",
        speech: str | None = None,
        id: str = "",
    ) -> None:
        super().__init__(theme)
        self._kind, self.id = kind, id
        self.wrong = KINDS[kind][3] == "alert"
        ink = KINDS[kind][0]
        self._texts = []
        if title:
            self._texts.append(Text(theme, title, role="body", bold=True, colour=ink))
        if text:
            self._texts.append(Text(theme, text, role="label", colour=ink))
        for part in self._texts:
            self.add_widget(part)
        self.name = "，".join(t for t in (title, text) if t)
        self.speech = self.name if speech is None else speech

    def _icon_px(self) -> int:
        return round(self._texts[0].em * 1.15)

    def _insets(self) -> tuple[int, int]:
        return self.theme.px(6.5) + self._icon_px() + self.theme.px(4), self.theme.px(6)

    def _height(self, width: int) -> int:
        left, right = self._insets()
        return sum(p.height_for(width - left - right) for p in self._texts) + 2 * self.theme.px(4.2)

    def _arrange(self) -> None:
        left, right = self._insets()
        wide = self.width - left - right
        heights = [part.height_for(wide) for part in self._texts]
        top = self.top - (self.height - sum(heights)) // 2
        for part, high in zip(self._texts, heights, strict=True):
            part.lay(self.x + left, top - high, wide, high)
            top -= high

    def _paint(self) -> None:
        theme = self.theme
        ink, ground, icon, _ = KINDS[self._kind]
        panel(
            self.ink,
            theme.masks,
            (self.x, self.y, self.width, self.height),
            fill=theme.colour(ground),
            edge=theme.colour(ink) if theme.high_contrast or self._kind == "error" else None,
            stroke=theme.stroke("control"),
            radius=theme.radius("card"),
        )
        px = self._icon_px()
        first = self._texts[0]
        leading = theme.leading(first.role)
        y = first.top - (leading + px) // 2
        draw_icon(self.ink, theme, icon, self.x + theme.px(6.5), y, px, ink)

    def node(self) -> Node | None:
        """Return the band as a node."""
        return Node(
            id=self.id,
            role=KINDS[self._kind][3],
            name=self.name,
            speech=self.speech,
            state=(self._kind,),
            bounds=self.bounds(),
            visible=self.is_seen(),
            focused=self.focused,
        )


class ErrorSummary(Column):
    """At the top of a page: 有 2 处需要改, with a button to each place, in the same words as there."""

    def __init__(self, theme: Theme, places: Sequence[Action], *, title: str = "") -> None:
        words = title or theme.texts("components.errors", count=len(places))
        parts: list[Part] = [Notice(theme, "", "error", title=words, id="error-summary")]
        parts += [
            Button(
                theme,
                text=place.text,
                on_act=place.on_act,
                kind="danger",
                icon="forward",
                small=True,
                speech=place.speech or None,
                id=place.id,
            )
            for place in places
        ]
        super().__init__(theme, parts, gap="target")
