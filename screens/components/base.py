"""What every component is: it knows its height for a width, lays its parts out and paints itself."""

from collections.abc import Iterator
from typing import Any, TypeVar

from kivy.graphics import InstructionGroup
from kivy.uix.widget import Widget

from screens.components.draw import border
from screens.focus.node import Bounds, Node
from screens.theme.theme import Theme

P = TypeVar("P", bound="Part")
Frame = tuple[int, int, int, int]
"""x, y, width, height in px, from the bottom left of what is around."""


def hull(one: Frame, other: Frame) -> Frame:
    """Return the smallest frame around two."""
    x, y = min(one[0], other[0]), min(one[1], other[1])
    right, top = max(one[0] + one[2], other[0] + other[2]), max(one[1] + one[3], other[1] + other[3])
    return x, y, right - x, top - y


class Part(Widget):
    """A piece of the screen.

    Layout is one synchronous pass from the stage down, in whole pixels: `height_for(width)` asks,
    `lay(x, y, width, height)` places and paints. A component overrides `_height`, `_natural`, `_arrange`
    and `_paint`, never the public ones. After a change of content it calls `changed()`; after a change
    of look alone `repaint()`.
    """

    focused = False
    wrong = False
    """Whether it says that something is wrong; where nobody listens, a sound tells of it."""
    is_ground = False
    """Whether what it paints follows from place and theme alone: not drawn anew for what stands on it."""
    is_apart = False
    """Whether it lays out itself what changes inside, by `replaced()`: nothing around is asked."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(size_hint=(None, None))
        self.theme = theme
        self.ink = InstructionGroup()
        self.canvas.before.add(self.ink)
        self._laid: Frame | None = None
        self._revision = -1
        self.drawn = True
        """Whether it is drawn, as far as those around it are."""
        self._stands: Frame | None = None
        self._painted: tuple[Frame, int] | None = None
        self.stood: Frame | None = None
        """Where it stood since it was last drawn, other than now; None for nowhere. See damage.py."""
        self.refilled = False
        """Whether parts came or went since it was last drawn."""

    def apply_class_lang_rules(self, *_: object, **__: object) -> None:
        """Take no rules from Kivy's style sheet: it goes by class names and draws grey widgets."""

    # What a component may override.

    def _height(self, width: int) -> int:
        """Return the height in px that this width needs."""
        return 0

    def _natural(self) -> int:
        """Return the width in px that it takes when it may choose; 0: all there is."""
        return 0

    def _arrange(self) -> None:
        """Place the parts inside."""

    def _paint(self) -> None:
        """Draw into `self.ink`."""

    def _restyle(self) -> None:
        """Forget what depends on the theme."""

    def let_go(self) -> None:
        """Forget the finger that holds it: what is shown has changed under it."""

    # What others call.

    def add(self, part: P) -> P:
        """Put a part inside, after those that are there; return it."""
        self.add_widget(part)
        self.changed()
        return part

    def add_widget(self, widget: Widget, *args: Any, **kwargs: Any) -> None:
        """Put a widget inside. One that stands elsewhere moves, so a page may keep a part of a card."""
        if widget.parent is not None:
            widget.parent.remove_widget(widget)
        super().add_widget(widget, *args, **kwargs)
        self.refilled = True

    def remove_widget(self, widget: Widget, *args: Any, **kwargs: Any) -> None:
        """Take a widget out, also one that is not drawn just now."""
        if isinstance(widget, Part):
            widget.draw(True)
        super().remove_widget(widget, *args, **kwargs)
        self.refilled = True

    def draw(self, drawn: bool) -> None:
        """Be drawn, or be left out of drawing where nobody can see it; all else goes on."""
        if drawn != self.drawn and self.parent is not None:
            self.drawn = drawn
            (self.parent.canvas.add if drawn else self.parent.canvas.remove)(self.canvas)
            self.parent.refilled = True

    def drop(self, part: "Part") -> None:
        """Take a part out."""
        self.remove_widget(part)
        self.changed()

    @property
    def parts(self) -> "list[Part]":
        """The parts inside, in reading order."""
        return [child for child in reversed(self.children) if isinstance(child, Part)]

    def _fresh(self) -> None:
        if self._revision != self.theme.revision:
            self._revision = self.theme.revision
            self._laid = None
            self._restyle()

    def height_for(self, width: int) -> int:
        """Return the height in px that this width needs."""
        self._fresh()
        return self._height(int(width))

    def natural_width(self) -> int:
        """Return the width in px that it takes when it may choose; 0: all there is."""
        self._fresh()
        return self._natural()

    def lay(self, x: float, y: float, width: float, height: float) -> None:
        """Take this place (px, origin bottom left, whole numbers) and paint."""
        self._fresh()
        frame = (round(x), round(y), round(width), round(height))
        if frame == self._laid:
            return
        self._laid = frame
        before, self._stands = self._stands, frame
        if before is not None and before != frame:
            self.stood = before if self.stood is None else hull(self.stood, before)
        self.pos, self.size = frame[:2], frame[2:]
        self._arrange()
        if not self.is_ground or self._painted != (frame, self._revision):
            self.repaint()

    def repaint(self) -> None:
        """Draw again in the same place."""
        if self._laid is not None:
            self._painted = self._laid, self._revision
            self.ink.clear()
            self._paint()
            if self.focused:
                self._paint_ring()

    def changed(self) -> None:
        """Say that the content is another: this part and all around it are laid out anew."""
        part: Widget | None = self
        while isinstance(part, Part) and not (part.is_apart and part is not self):
            part.unlaid()
            parent = part.parent
            part = parent if parent is not part else None

    def replaced(self) -> None:
        """Say that what is inside is another and takes the same room: laid out anew here alone, at once."""
        if self._laid is None:
            self.changed()
        else:
            self._arrange()
            self.repaint()

    def unlaid(self) -> None:
        """Forget the place, so that the next layout goes through here; the stage also asks for one."""
        self._laid = None

    # A page that is built anew, in another language.

    def kept(self) -> object:
        """Return what somebody did here that this part alone knows; None for nothing."""
        return None

    def keep(self, kept: object) -> None:
        """Take over what `kept` of the same part said before its page was built anew."""

    # Focus.

    def node(self) -> Node | None:
        """Return what this part is in the focus tree; None for decoration."""
        return None

    def focus_parts(self) -> "Iterator[Part]":
        """Yield this part and those inside in reading order."""
        yield self
        for part in self.parts:
            yield from part.focus_parts()

    def set_focus(self, focused: bool) -> None:
        """Take or lose the focus."""
        self.focused = focused
        self.repaint()

    def focus_radius(self) -> int:
        """Return the radius in px of the shape that the focus ring follows."""
        return self.theme.radius("control")

    def _paint_ring(self) -> None:
        """Draw a ring of 2 mm in ink outside a gap of paper: 3:1 against both sides whatever lies below."""
        theme = self.theme
        wide, gap = theme.size("ring"), theme.px(0.75)
        radius = self.focus_radius()
        for out, stroke, colour in ((gap, gap + 1, "paper"), (gap + wide, wide, "ink")):
            frame = (self.x - out, self.y - out, self.width + 2 * out, self.height + 2 * out)
            border(self.ink, theme.masks, frame, theme.colour(colour), stroke, radius + out)

    def reveal(self) -> None:
        """Have the scroll areas around show this part."""
        around = self.parent
        while isinstance(around, Part):
            around.show_part(self)
            around = around.parent

    def show_part(self, part: "Part") -> None:
        """Scroll until a part inside is seen; only scroll areas do something here."""

    def bounds(self) -> Bounds:
        """Return x, y, width, height in window px from the top left."""
        x, y = self.to_window(*self.pos)
        return round(x), round(self.theme.profile.height_px - y - self.height), self.width, self.height

    def clip(self) -> Bounds:
        """Return what of the window this part may be seen through, in the same coordinates."""
        around = self.parent
        if isinstance(around, Part):
            return around.inner_clip()
        return 0, 0, self.theme.profile.width_px, self.theme.profile.height_px

    def inner_clip(self) -> Bounds:
        """Return what of the window the parts inside may be seen through."""
        return self.clip()

    def is_seen(self) -> bool:
        """Whether all of it lies inside the window and its scroll area."""
        x, y, w, h = self.bounds()
        cx, cy, cw, ch = self.clip()
        return x >= cx - 1 and y >= cy - 1 and x + w <= cx + cw + 1 and y + h <= cy + ch + 1
