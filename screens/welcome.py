"""The first thing on the glass: what this is, and that a touch begins. Needs nothing but the components.

The idle page draws it; so does the start, before the rest of the program is loaded (screens/app.py).
"""

from collections.abc import Iterable, Iterator

from kiosk.text import Texts
from screens.components import Action, Card, Column, Part, Press, Shell, Text
from screens.components.draw import panel
from screens.components.icons import draw_icon
from screens.components.point import point
from screens.components.press import Act
from screens.theme.theme import Theme

STEPS = (("choose", "list"), ("card", "card"), ("submit", "pen"))
"""Key of `idle.step.*` and icon."""


def opening(theme: Theme, texts: Texts, languages: Iterable[str], site: str, on_act: Act) -> Shell:
    """Return the page of the start: the idle page without help, which is not loaded yet."""
    return Shell(
        theme,
        page_id="idle",
        title=texts("idle.title"),
        sub=texts("idle.sub"),
        site=site,
        body=Anywhere(theme, texts, languages, on_act),
        fill=True,
        primary=Action(texts("idle.start"), on_act),
    )


def steps(theme: Theme, texts: Texts) -> Iterator[Part]:
    """Yield the three steps."""
    for key, icon in STEPS:
        yield point(theme, icon, texts(f"idle.step.{key}"), texts(f"idle.step.{key}.sub"))


def invitations(texts: Texts, languages: Iterable[str]) -> list[str]:
    """Return the invitation in every language of the terminal, the page's own first."""
    others = [Texts(name) for name in languages if name != texts.language]
    return [one("idle.touch") for one in (texts, *others)]


class Anywhere(Press):
    """A touch anywhere begins."""

    def __init__(self, theme: Theme, texts: Texts, languages: Iterable[str], on_act: Act) -> None:
        words = invitations(texts, languages)
        super().__init__(theme, name=words[0], on_act=on_act, id="anywhere")
        calls = [Text(theme, words[0], role="title", bold=True, colour="brand", align="centre", balance=True)]
        calls += [Text(theme, word, role="strong", colour="ink2", align="centre") for word in words[1:]]
        self._steps = self.add(Card(theme, steps(theme, texts), rows=True))
        self._calls = self.add(Column(theme, calls, gap="tight"))
        self._sign = (0, 0)
        self._shows_sign = False
        self._frame = (0, 0, 0, 0)

    def _arrange(self) -> None:
        """Lay the steps above the place to touch, beside it on a wide panel; they go where room is short."""
        x, y, wide, free = (round(side) for side in (self.x, self.y, self.width, self.height))
        air = self.theme.space("section")
        beside = wide > free
        if beside:
            wide = (wide - air) // 2
        high = self._steps.height_for(wide)
        shown = high <= free if beside else high + 2 * air + self._calls.height_for(wide) + 2 * air <= free
        if shown != (self._steps.parent is self):
            (self.add_widget if shown else self.remove_widget)(self._steps)
        if not shown:
            wide = round(self.width)
        elif beside:
            self._steps.lay(x, y + free - high, wide, high)
            x += wide + air
        else:
            self._steps.lay(x, y + free - air - high, wide, high)
            free -= high + 2 * air
        self._frame = (x, y, wide, free)
        calls = self._calls.height_for(wide)
        sign = sign_px(self.theme) + air
        self._shows_sign = calls + sign + 2 * air <= free
        room = calls + (sign if self._shows_sign else 0)
        below = y + max(0, (free - room) // 2)
        self._calls.lay(x, below, wide, calls)
        self._sign = (x + (wide - sign + air) // 2, below + calls + air)

    def _paint(self) -> None:
        theme = self.theme
        panel(
            self.ink,
            theme.masks,
            self._frame,
            fill=theme.colour("tint_pressed" if self.pressed else "surface"),
            edge=theme.colour("brand"),
            stroke=theme.stroke("control"),
            radius=theme.radius("card"),
        )
        if self._shows_sign:
            draw_icon(self.ink, theme, "touch", *self._sign, sign_px(theme), "brand", 1.4)


def sign_px(theme: Theme) -> int:
    """Return the size of the hand in px."""
    return theme.px(40)
