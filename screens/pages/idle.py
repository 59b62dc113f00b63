"""Nobody is here. A touch anywhere begins; the page says in three pictures what will happen."""

from collections.abc import Iterator

from kiosk.text import Texts
from kiosk.visit.messages import Touched
from kiosk.visit.views import IdleView
from screens.components import Action, Card, Column, Part, Press, Text
from screens.components.draw import panel
from screens.components.icons import draw_icon
from screens.pages.page import PageView
from screens.pages.parts import point
from screens.theme.theme import Theme

STEPS = (("choose", "list"), ("card", "card"), ("submit", "pen"))
"""Key of `idle.step.*` and icon."""


class IdlePage(PageView[IdleView]):
    """The whole main area is one target."""

    fill = True

    def title(self) -> str:
        """Return what this is."""
        return self.say("idle.title")

    def sub(self) -> str:
        """Return what it does."""
        return self.say("idle.sub")

    def filling(self) -> Part:
        """Return the target with everything on it."""
        return Anywhere(self)

    def primary(self) -> Action | None:
        """Return the same as a button, for those who look for one."""
        return Action(self.say("idle.start"), self.sends(Touched()))

    def steps(self) -> Iterator[Part]:
        """Yield the three steps."""
        for key, icon in STEPS:
            yield point(self.theme, icon, self.say(f"idle.step.{key}"), self.say(f"idle.step.{key}.sub"))

    def invitations(self) -> list[str]:
        """Return the invitation in every language of the terminal, the page's own first."""
        own = self.texts.language
        languages = [own, *(name for name in self.screen.frame.languages if name != own)]
        return [Texts(name)("idle.touch") for name in languages]

    def update(self, before: object) -> None:
        """Nothing on this page changes but the frame."""
        self.update_frame()


class Anywhere(Press):
    """A touch anywhere begins."""

    def __init__(self, page: IdlePage) -> None:
        theme, words = page.theme, page.invitations()
        super().__init__(theme, name=words[0], on_act=page.sends(Touched()), id="anywhere")
        calls = [Text(theme, words[0], role="title", bold=True, colour="brand", align="centre", balance=True)]
        calls += [Text(theme, word, role="strong", colour="ink2", align="centre") for word in words[1:]]
        self._steps = self.add(Card(theme, page.steps(), rows=True))
        self._calls = self.add(Column(theme, calls, gap="tight"))
        self._sign = (0, 0)
        self._shows_sign = False
        self._frame = (0, 0, 0, 0)

    def _arrange(self) -> None:
        wide, air = int(self.width), self.theme.space("section")
        high = self._steps.height_for(wide)
        self._steps.lay(self.x, self.top - air - high, wide, high)
        free = int(self.height) - high - 2 * air
        self._frame = (round(self.x), round(self.y), wide, free)
        calls = self._calls.height_for(wide)
        sign = sign_px(self.theme) + air
        self._shows_sign = calls + sign + 2 * air <= free
        room = calls + (sign if self._shows_sign else 0)
        below = round(self.y) + max(0, (free - room) // 2)
        self._calls.lay(self.x, below, wide, calls)
        self._sign = (round(self.x) + (wide - sign + air) // 2, below + calls + air)

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
