"""A question or message over the page. It alone can be touched and met until it is answered."""

from collections.abc import Iterable

from kivy.input.motionevent import MotionEvent

from screens.components.base import Part
from screens.components.button import Button
from screens.components.draw import box, surface
from screens.components.layout import Column
from screens.components.press import Action
from screens.components.scroller import Scroller
from screens.components.text import Title
from screens.focus.node import Node
from screens.theme.theme import Theme


class Dialog(Part):
    """Opened by `stage.open(dialog)`, closed by `stage.close(dialog)` from its own actions.

    page_id: a word for tests. primary stands last and is filled; others before it. A touch outside does
    nothing: nobody closes it by accident.
    """

    def __init__(
        self,
        theme: Theme,
        *,
        page_id: str,
        title: str,
        body: Iterable[Part] = (),
        others: Iterable[Action] = (),
        primary: Action | None = None,
        danger: bool = False,
    ) -> None:
        """danger: the primary cannot be undone; it is drawn so and kept 12 mm from the rest."""
        super().__init__(theme)
        self.page_id = page_id
        self._danger = danger
        self.title = Title(theme, title, id="dialog-title")
        self.body = Column(theme, body, gap="group")
        self._scroller = Scroller(theme, self.body)
        buttons = [(action, "secondary") for action in others]
        if primary is not None:
            buttons.append((primary, "danger" if danger else "primary"))
        self.buttons = [
            Button(
                theme,
                text=action.text,
                on_act=action.on_act,
                kind=kind,
                enabled=action.enabled,
                busy=action.busy,
                speech=action.speech or None,
                id=action.id,
            )
            for action, kind in buttons
        ]
        for part in (self.title, self._scroller, *self.buttons):
            self.add_widget(part)
        self._card = (0, 0, 0, 0)

    def _button_gap(self, index: int) -> int:
        apart = self._danger and index == len(self.buttons) - 1
        return self.theme.space("apart" if apart else "group")

    def _arrange(self) -> None:
        theme = self.theme
        pad = theme.px(12)
        wide = int(self.width) - 2 * theme.space("margin")
        inner = wide - 2 * pad
        margin = theme.px(4)
        title = self.title.height_for(inner)
        heights = [button.height_for(inner) for button in self.buttons]
        buttons = sum(heights) + sum(self._button_gap(i) for i in range(len(heights)))
        wanted = self.body.height_for(inner)
        wanted += 2 * margin if wanted else 0
        air = theme.px(10)
        fixed = title + buttons + 2 * pad + theme.space("group")
        # Where all of it has no room within reach, the title stands above: nobody has to touch it.
        full = wanted + fixed > theme.reach_px - 2 * air
        above = title + theme.space("group") if full else 0
        ceiling = min(theme.reach_px + above, int(self.height))
        body = max(0, min(wanted, ceiling - 2 * air - fixed))
        high = fixed + body
        x = self.x + theme.space("margin")
        centre = self.y + round(min(theme.reach_px, self.height) * 0.52)
        y = max(self.y + air, min(centre - high // 2, self.y + ceiling - high))
        self._card = (x, y, wide, high)
        top = y + high - pad
        self.title.lay(x + pad, top - title, inner, title)
        top -= title + theme.space("group")
        self._scroller.lay(x + pad - margin, top - body, inner + 2 * margin, body)
        top -= body
        for index, (button, button_high) in enumerate(zip(self.buttons, heights, strict=True)):
            top -= self._button_gap(index)
            button.lay(x + pad, top - button_high, inner, button_high)
            top -= button_high

    def _paint(self) -> None:
        theme = self.theme
        veil = (self.x, self.y, self.width, self.height)
        box(self.ink, theme.masks, veil, theme.colour("veil"))
        surface(self.ink, theme, self._card, "dialog")

    def node(self) -> Node | None:
        """Return the dialog itself: its title is said when it opens."""
        x, y, w, h = self._card
        top = self.theme.profile.height_px - y - h
        return Node(
            id="dialog",
            role="dialog",
            name=self.title.text,
            speech=self.title.text,
            bounds=(round(x), round(top), round(w), round(h)),
            focused=self.focused,
        )

    def on_touch_down(self, touch: MotionEvent) -> bool:
        """Keep every touch: what lies below cannot be met."""
        super().on_touch_down(touch)
        return True
