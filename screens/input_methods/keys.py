"""Keys and candidates of the keyboard."""

from kivy.input.motionevent import MotionEvent

from screens.components.draw import panel
from screens.components.icons import draw_icon
from screens.components.press import Act, Press
from screens.components.text import Text
from screens.speech.character_words import explained
from screens.theme.theme import Theme
from screens.theme.tokens import FLOOR_MM, TYPE_MM

STEP = 0.05
"""By how much a word is made smaller at a time until it fits."""


class Key(Press):
    """One key: a character, an icon, or a word; `on` marks the pad that is shown."""

    node_role = "key"
    is_key = True

    def __init__(
        self,
        theme: Theme,
        *,
        text: str,
        on_act: Act,
        icon: str | None = None,
        word: bool = False,
        on: bool = False,
        speech: str | None = None,
        enabled: bool = True,
        id: str = "",
    ) -> None:
        super().__init__(
            theme, name=text, on_act=on_act, speech=speech, enabled=enabled, id=id or f"key-{text}"
        )
        self._icon, self._on = icon, on
        role = "label" if word else "key"
        self._lines = 2 if word else 1
        self._label = Text(
            theme, text, role=role, align="centre", scale=theme.chrome_scale, max_lines=self._lines
        )
        if icon is None or word:
            self.add_widget(self._label)

    def _restyle(self) -> None:
        self._label.scale = self.theme.chrome_scale

    def states(self) -> tuple[str, ...]:
        """Return the words of its state."""
        return (*super().states(), *(("selected",) if self._on else ()))

    def focus_radius(self) -> int:
        """Return the radius of a key."""
        return self.theme.radius("key")

    def _colour(self) -> str:
        if not self.enabled:
            return "disabled_ink"
        return "on_brand" if self._on else "ink"

    def _icon_px(self) -> int:
        return round(self.theme.em("key", self.theme.chrome_scale) * 0.9)

    def _has_both(self) -> bool:
        return self._icon is not None and bool(self._label.parent)

    def _icon_room(self) -> int:
        return self._icon_px() + self.theme.px(1.5) if self._has_both() else 0

    def _height(self, width: int) -> int:
        return self.theme.key_px

    def _natural(self) -> int:
        if self._label.parent is None:
            return self.theme.size("floor")
        return max(
            self.theme.size("floor"), self._label.natural_width() + self._icon_room() + self.theme.px(4)
        )

    def _arrange(self) -> None:
        if self._label.parent is None:
            return
        self._fit()
        room = self._icon_room()
        wide = min(self._label.natural_width(), self.width - room - 4)
        high = self._label.height_for(wide)
        x = self.x + (self.width - wide - room) // 2 + room
        self._label.lay(x, self.y + (self.height - high) // 2, wide, high)

    def _fit(self) -> None:
        """Write a word smaller where it has no room, never under 5 mm."""
        least = FLOOR_MM / TYPE_MM[self._label.role]
        scale = self.theme.chrome_scale
        self._label.rescale(scale)
        while scale > least and not self._fits(int(self.width) - self._icon_room() - 4):
            scale = max(least, scale - STEP)
            self._label.rescale(scale)

    def _fits(self, wide: int) -> bool:
        label = self._label
        if label.natural_width() <= wide:
            return True
        longest = max(self.name.split(), key=len, default="")
        one = self.theme.fonts.width(longest, label.em) <= wide
        whole = label.height_for(wide) <= self.height and not label.lines[-1].endswith("…")
        return self._lines > 1 and one and whole

    def _paint(self) -> None:
        theme = self.theme
        fill = "brand" if self._on else "surface"
        if self.pressed:
            fill = "tint_pressed"
        elif not self.enabled:
            fill = "disabled"
        self._label.colour = "ink" if self.pressed else self._colour()
        panel(
            self.ink,
            theme.masks,
            (self.x, self.y, self.width, self.height),
            fill=theme.colour(fill),
            edge=theme.colour("brand" if self._on else "edge" if self.enabled else "disabled_edge"),
            stroke=theme.stroke("hairline"),
            radius=theme.radius("key"),
        )
        if self._icon is not None:
            px = self._icon_px()
            both = self._has_both()
            x = self._label.x - theme.px(1.5) - px if both else self.x + (self.width - px) // 2
            y = self.y + (self.height - px) // 2
            colour = "ink" if self.pressed else self._colour()
            draw_icon(self.ink, theme, self._icon, x, y, px, colour)


class CandidateKey(Key):
    """One candidate, this one now and another one with the next letter; the first is what a space takes."""

    def __init__(self, theme: Theme, on_act: Act, index: int) -> None:
        super().__init__(theme, text="", on_act=on_act, id=f"candidate-{index}")
        self._first = False
        self._held: str | None = None

    def offer(self, text: str, *, first: bool) -> None:
        """Offer a candidate from now on."""
        self.name, self._first = text, first
        self._label.text, self._label.bold = text, first
        self.speech = explained(text, self.theme.texts) if self.theme.speech_on else None
        self.unlaid()

    def on_touch_down(self, touch: MotionEvent) -> bool:
        """Remember what was meant: while the finger rests, what is written is read and the key may change."""
        self._held = self.name
        return super().on_touch_down(touch)

    def _on_tap(self, x: float, y: float) -> None:
        held, self._held = self._held, None
        if held in (None, self.name):
            super()._on_tap(x, y)

    def _natural(self) -> int:
        return self._label.natural_width() + self.theme.px(7)

    def _paint(self) -> None:
        theme = self.theme
        panel(
            self.ink,
            theme.masks,
            (self.x, self.y, self.width, self.height),
            fill=theme.colour("tint_pressed" if self.pressed else "surface"),
            edge=theme.colour("brand" if self._first else "edge"),
            stroke=theme.stroke("field" if self._first else "hairline"),
            radius=theme.radius("key"),
        )
