"""How large the panel really is: a bank card is held against its picture, which is fitted to it."""

from collections.abc import Iterator

from kiosk.terminal.settings import CARD_MM
from kiosk.visit.messages import Continue
from kiosk.visit.messages.set_up import SizeCard
from kiosk.visit.views.staff import SetUpScreenView
from screens.components import Action, Button, Grid, Label, Notice, Part
from screens.components.draw import panel
from screens.focus.node import Node
from screens.pages.words import said
from screens.staff.page import StaffPage
from screens.theme.theme import Theme

CARD_HIGH_MM, CORNER_MM = 53.98, 3.18
"""ISO/IEC 7810 ID-1."""
STEPS = (-10, -1, 1, 10)
"""Pixels that one tap adds."""
LEAST_PX = 100.0


class CardPicture(Part):
    """The outline of a bank card, `px` wide."""

    def __init__(self, theme: Theme, name: str, px: float) -> None:
        super().__init__(theme)
        self.name, self.id, self._px = name, "card", px

    def _high(self) -> int:
        return round(self._px * CARD_HIGH_MM / CARD_MM)

    def _height(self, width: int) -> int:
        return self._high() + 2 * self.theme.space("group")

    def _paint(self) -> None:
        theme, high, wide = self.theme, self._high(), round(self._px)
        frame = (self.x + (self.width - wide) // 2, self.y + (self.height - high) // 2, wide, high)
        panel(
            self.ink,
            theme.masks,
            frame,
            fill=theme.colour("tint"),
            edge=theme.colour("brand"),
            stroke=theme.stroke("control"),
            radius=round(self._px * CORNER_MM / CARD_MM),
        )

    def node(self) -> Node | None:
        """Return it as a picture with its name."""
        return Node(
            id=self.id,
            role="img",
            name=self.name,
            speech=self.name,
            bounds=self.bounds(),
            visible=self.is_seen(),
            focused=self.focused,
        )


class SetUpScreenPage(StaffPage[SetUpScreenView]):
    """The last page of the set-up."""

    def title(self) -> str:
        """Return what is to be done."""
        return self.say("set_up.screen.title")

    def sub(self) -> str:
        """Return how."""
        return self.say("set_up.screen.sub")

    def primary(self) -> Action | None:
        """Return that it fits, and that all is done."""
        return Action(self.say("set_up.screen.done"), self.sends(Continue()))

    def content(self) -> Iterator[Part]:
        """Yield the card and the keys that make it larger and smaller."""
        if self.body.problem is not None:
            yield Notice(self.theme, said(self.texts, self.body.problem), "error", id="problem")
        yield CardPicture(self.theme, self.say("set_up.screen.card"), self._px())
        keys = [self._key(step) for step in STEPS]
        yield Grid(self.theme, keys, columns=4, large_columns=2)
        wide = f"{self._px():.0f}"
        yield Label(self.theme, self.say("set_up.screen.px", px=wide), role="label", colour="ink2", id="px")

    def _px(self) -> float:
        told = self.body.card_px
        return self.theme.profile.px_per_mm * CARD_MM if told is None else told

    def _key(self, step: int) -> Button:
        most = self.theme.profile.width_px - 2.0 * self.theme.space("margin")
        px = min(max(round(self._px()) + step, LEAST_PX), most)
        return Button(
            self.theme,
            text=f"+{step}" if step > 0 else f"−{-step}",
            speech=self.say("set_up.screen.larger" if step > 0 else "set_up.screen.smaller", px=abs(step)),
            small=True,
            on_act=self.sends(SizeCard(px)),
            id=f"step:{step}",
        )
