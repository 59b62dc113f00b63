"""A scroll area with two buttons: no one has to know that a finger can push."""

from collections.abc import Callable, Iterable, Iterator
from typing import cast

from kivy.graphics import PopMatrix, PushMatrix, Translate
from kivy.graphics.scissor_instructions import ScissorPop, ScissorPush
from kivy.input.motionevent import MotionEvent

from screens.components import paging
from screens.components.base import Part
from screens.components.button import Button
from screens.components.cull import Culling
from screens.components.draw import box
from screens.components.press import Press
from screens.focus.node import Bounds
from screens.theme.theme import Theme

AIR_MM = 6.0
"""Parts are drawn so far around the area: the ring of the focus stands out of them."""
Place = tuple[tuple[int, ...], float]
"""The way to a part inside, by its number in each part around it, and how much of its height is above."""


class Viewport(Part):
    """The window through which the content is seen. Offset in px from the top of the content."""

    def __init__(self, theme: Theme, content: Part) -> None:
        super().__init__(theme)
        self.content = content
        self.offset = 0
        self.moved = _nothing
        self._culling = Culling()
        self.upward = False
        """Content that is shorter stands at the bottom; longer content is shown from its end."""
        self._was_upward = False
        self._place: Place | None = None
        """Where one was, until all is laid out anew."""
        self._scissor = ScissorPush(x=0, y=0, width=1, height=1)
        self._shift = Translate(0, 0, 0)
        for instruction in (self._scissor, PushMatrix(), self._shift):
            self.canvas.before.add(instruction)
        for instruction in (PopMatrix(), ScissorPop()):
            self.canvas.after.add(instruction)
        self.add_widget(content)

    @property
    def limit(self) -> int:
        """Largest offset, px: the end of the content is seen with the same air that its beginning has."""
        return max(0, int(self.content.height + 2 * self.theme.px(4) - self.height))

    def scroll_to(self, offset: float) -> None:
        """Scroll so that `offset` px of the content lie above the area."""
        offset = max(0, min(self.limit, round(offset)))
        self.offset = offset
        self._shift.y = offset
        air = self.theme.px(AIR_MM)
        self._culling.show(self.y - offset - air, self.top - offset + air)
        self.moved()

    def _arrange(self) -> None:
        x, y = (round(v) for v in self.to_window(*self.pos))
        self._scissor.x, self._scissor.y = x, y
        self._scissor.width, self._scissor.height = self.width, self.height
        margin = self.theme.px(4)
        wide = self.width - 2 * margin
        high = max(self.content.height_for(wide), 0)
        bottom = self.top - margin - high
        self.content.lay(self.x + margin, min(bottom, self.y + margin) if self.upward else bottom, wide, high)
        self._culling.measure(self.content, self.height / 2)
        if self.upward != self._was_upward:
            self._was_upward = self.upward
            self.scroll_to(self.limit if self.upward else 0)
        else:
            self.scroll_to(self.offset if self._place is None else self._offset_of(self._place))
        self._place = None

    # What is read stays where it is read, whatever size or language its words have.

    def _restyle(self) -> None:
        self._place = self.kept()

    def kept(self) -> Place | None:
        """Return which part stands at the top; None while nothing was scrolled."""
        if not self.offset:
            return None
        edge = self.top - self.offset
        part: Part = self.content
        way: tuple[int, ...] = ()
        while inside := part.parts:
            at = next((i for i, one in enumerate(inside) if one.height and one.y < edge), None)
            if at is None:
                break
            part, way = inside[at], (*way, at)
        return way, (part.top - edge) / max(1, part.height)

    def keep(self, kept: object) -> None:
        """Show the same part at the top with the next layout."""
        self._place = cast(Place, kept)
        self.changed()

    def _offset_of(self, place: Place) -> float:
        part = self.content
        for number in place[0]:
            if number >= len(part.parts):
                break
            part = part.parts[number]
        return float(self.top - part.top + place[1] * part.height)

    def spans(self) -> Iterator[paging.Span]:
        """Yield where what is seen begins and ends, by what is read or touched as one, also what is cut."""
        upper, lower = self.top - self.offset, self.y - self.offset
        waiting = [self.content]
        while waiting:
            part = waiting.pop()
            if part.height and part.y < upper and part.top > lower:
                if part.parts and not isinstance(part, Press):
                    waiting += part.parts
                else:
                    yield self.top - part.top, self.top - part.y

    def to_parent(self, x: float, y: float, **kwargs: object) -> tuple[float, float]:
        """Return where a point of the content stands around it."""
        return x, y + self.offset

    def to_local(self, x: float, y: float, **kwargs: object) -> tuple[float, float]:
        """Return which point of the content stands at this place."""
        return x, y - self.offset

    def inner_clip(self) -> Bounds:
        """Return the area itself, cut by what is around."""
        x, y, w, h = self.bounds()
        cx, cy, cw, ch = self.clip()
        left, top = max(x, cx), max(y, cy)
        return left, top, min(x + w, cx + cw) - left, min(y + h, cy + ch) - top

    def show_part(self, part: Part) -> None:
        """Scroll until a part inside is seen, with a little around it."""
        _, y, _, h = part.bounds()
        _, top, _, high = self.bounds()
        air = self.theme.px(6)
        if y - air < top:
            self.scroll_to(self.offset - (top - y + air))
        elif y + h + air > top + high:
            self.scroll_to(self.offset + min(y + h + air - top - high, y - air - top))

    def _inside(self, touch: MotionEvent, handler: str) -> bool:
        touch.push()
        touch.apply_transform_2d(self.to_local)
        taken = bool(getattr(super(), handler)(touch))
        touch.pop()
        return taken

    def on_touch_down(self, touch: MotionEvent) -> bool:
        """Give the touch to what lies under it and watch whether it becomes a push."""
        if not self.collide_point(*touch.pos):
            return False
        taken = self._inside(touch, "on_touch_down")
        if not touch.ud.get("still") and self.limit:
            touch.grab(self)
            touch.ud["pushed"] = (touch.y, self.offset)
        return taken or bool(self.limit)

    def on_touch_move(self, touch: MotionEvent) -> bool:
        """Follow a finger that pushes by more than 4 mm; what it pressed lets go."""
        if touch.grab_current is not self:
            return self._inside(touch, "on_touch_move")
        began, offset = touch.ud["pushed"]
        if abs(touch.y - began) > self.theme.px(4):
            touch.ud["scrolled"] = True
        if touch.ud.get("scrolled"):
            self.scroll_to(offset + touch.y - began)
        return True

    def on_touch_up(self, touch: MotionEvent) -> bool:
        """Let go."""
        if touch.grab_current is not self:
            return self._inside(touch, "on_touch_up")
        touch.ungrab(self)
        return True


def _nothing() -> None:
    """What happens at a move when no one listens."""


class Scroller(Part):
    """Content of any height, with ▲ and ▼ buttons of 20 mm below it when it does not fit.

    fill: the content takes at least the whole area.
    """

    def __init__(self, theme: Theme, content: Part) -> None:
        super().__init__(theme)
        self.view = Viewport(theme, content)
        self.view.moved = self._show_ends
        texts = theme.texts
        self._up = Button(
            theme, text=texts("components.up"), icon="up", small=True, kind="quiet", on_act=self.page_up,
            id="scroll-up", scale=theme.chrome_scale,
        )  # fmt: skip
        self._down = Button(
            theme, text=texts("components.down"), icon="down", small=True, kind="quiet",
            on_act=self.page_down, id="scroll-down", scale=theme.chrome_scale,
        )  # fmt: skip
        self.add_widget(self.view)
        self._buttons = False
        self.beside: Part | None = None
        """A part of those around that stands at the right of the buttons, 12 mm apart."""

    def _restyle(self) -> None:
        for button in (self._up, self._down):
            button.set_scale(self.theme.chrome_scale)

    def page_up(self) -> None:
        """Go most of an area up; what the edge cut is seen whole."""
        self._page(paging.up)

    def page_down(self) -> None:
        """Go most of an area down; what the edge cut is seen whole."""
        self._page(paging.down)

    def _page(self, way: Callable[[float, float, Iterable[paging.Span], float], float]) -> None:
        view = self.view
        view.scroll_to(way(view.offset, view.height, view.spans(), self.theme.px(4)))

    def _show_ends(self) -> None:
        if self._buttons:
            self._up.enabled = self.view.offset > 0
            self._down.enabled = self.view.offset < self.view.limit

    def _arrange(self) -> None:
        margin = self.theme.px(4)
        content_width = int(self.width) - 2 * margin
        needed = self.view.content.height_for(content_width)
        fits = not needed or needed + 2 * margin <= self.height
        if self._buttons == fits:
            self._buttons = not fits
            for button in (self._up, self._down):
                (self.add_widget if self._buttons else self.remove_widget)(button)
        room = self._lay_row(margin, content_width) if self._buttons or self.beside is not None else 0
        self.view.lay(self.x, self.y + room, self.width, self.height - room)
        self._show_ends()

    def height_for_all(self, width: int) -> int:
        """Return the height in px at which nothing has to be scrolled in this width."""
        row = 0
        if self.beside is not None:
            row = self.beside.height_for(self.beside.natural_width()) + self.theme.space("target")
        margin = self.theme.px(4)
        return self.view.content.height_for(width) + 2 * margin + row

    def _lay_row(self, margin: int, wide: int) -> int:
        """Lay the buttons and what stands beside them; return the height they take."""
        theme = self.theme
        gap = theme.space("target")
        left, right = self.x + margin, self.x + margin + wide
        high = 0
        if self.beside is not None:
            other = self.beside.natural_width()
            high = self.beside.height_for(other)
            self.beside.lay(right - other, self.y, other, high)
            right -= other + theme.space("apart")
        if self._buttons:
            each = (right - left - gap) // 2
            self._up.with_icon = self._down.with_icon = True
            with_icon = self._up.has_room(each) and self._down.has_room(each)
            self._up.with_icon = self._down.with_icon = with_icon
            high = max(self._up.height_for(each), high)
            for index, button in enumerate((self._up, self._down)):
                button.lay(left + index * (each + gap), self.y, each, high)
        return high + gap

    def _paint(self) -> None:
        if self._buttons:
            hair = self.theme.stroke("hairline")
            frame = (self.x + self.theme.px(4), self.view.y - hair, self.width - 2 * self.theme.px(4), hair)
            box(self.ink, self.theme.masks, frame, self.theme.colour("line"))
