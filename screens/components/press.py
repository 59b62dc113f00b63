"""Everything that can be acted on: one way to press, for all of them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from kivy.input.motionevent import MotionEvent

from screens.components.base import Part
from screens.focus.node import Bounds, Node
from screens.theme.theme import Theme

Act = Callable[[], None]


@dataclass(frozen=True)
class Action:
    """What a button of the frame says and does.

    text: names the act (就办这 4 项, not 确定). speech: for the ear, text where left out.
    """

    text: str
    on_act: Act
    enabled: bool = True
    busy: bool = False
    speech: str = ""
    id: str = ""


def _inside(part: Part) -> Iterator[Part]:
    for child in part.parts:
        yield child
        yield from _inside(child)


class Press(Part):
    """A target.

    Acts on release inside the target; sliding off cancels (WCAG 2.2, 2.5.2), so does scrolling; a repeat
    at the same place within 0.5 s does nothing. Works by one finger, a stylus or the keypad (`act()`).
    """

    node_role = "button"
    is_key = False
    turns = True
    """Whether all of it is painted as pressed; a field shows a touch by its caret."""
    inset_mm = (0.0, 0.0)
    """How far the target keeps from the edge of what is drawn, across and down: where neighbours touch."""

    def __init__(
        self,
        theme: Theme,
        *,
        name: str,
        on_act: Act | None = None,
        speech: str | None = None,
        hint: str = "",
        enabled: bool = True,
        busy: bool = False,
        id: str = "",
    ) -> None:
        super().__init__(theme)
        self.name, self.on_act, self.hint, self.id = name, on_act, hint, id
        self.speech = speech
        self._enabled, self._busy = enabled, busy
        self.pressed = False

    @property
    def enabled(self) -> bool:
        """Whether it may be acted on."""
        return self._enabled

    @enabled.setter
    def enabled(self, enabled: bool) -> None:
        if enabled != self._enabled:
            self._enabled = enabled
            self._state_changed()

    @property
    def busy(self) -> bool:
        """Whether what it started still goes on; a busy target does not act again."""
        return self._busy

    @busy.setter
    def busy(self, busy: bool) -> None:
        if busy != self._busy:
            self._busy = busy
            self._state_changed()

    def _state_changed(self) -> None:
        self.repaint()

    def _set_pressed(self, pressed: bool) -> None:
        if pressed != self.pressed:
            self.pressed = pressed
            self._state_changed()
            if not pressed:
                for part in _inside(self):
                    part.repaint()

    def repaint(self) -> None:
        """Draw again in the same place; what is pressed with all on it, in colours of their own."""
        if not (self.pressed and self.turns):
            super().repaint()
            return
        with self.theme.under_a_finger():
            super().repaint()
            for part in _inside(self):
                part.repaint()

    def act(self) -> None:
        """Do what it stands for, as a tap would."""
        if self._enabled and not self._busy:
            self.theme.feedback("act")
            self._on_tap(self.center_x, self.center_y)

    def _on_tap(self, x: float, y: float) -> None:
        """Answer a tap at (x, y) in own coordinates."""
        if self.on_act is not None:
            self.on_act()

    def hit(self, x: float, y: float) -> bool:
        """Whether a point in own coordinates lies on the target."""
        dx, dy = (self.theme.px(mm) for mm in self.inset_mm)
        return bool(self.x + dx <= x < self.right - dx and self.y + dy <= y < self.top - dy)

    def bounds(self) -> Bounds:
        """Return the target in window px from the top left."""
        dx, dy = (self.theme.px(mm) for mm in self.inset_mm)
        x, y, w, h = super().bounds()
        return x + dx, y + dy, w - 2 * dx, h - 2 * dy

    def on_touch_down(self, touch: MotionEvent) -> bool:
        """Take hold of a touch that starts here."""
        if not self._laid or not self.hit(*touch.pos) or touch.is_mouse_scrolling:
            return bool(super().on_touch_down(touch))
        if self._enabled and not self._busy:
            touch.grab(self)
            self._set_pressed(True)
        return True

    def on_touch_move(self, touch: MotionEvent) -> bool:
        """Show whether letting go now would act."""
        if touch.grab_current is not self:
            return bool(super().on_touch_move(touch))
        if touch.ud.get("scrolled"):
            touch.ungrab(self)
            self._set_pressed(False)
        else:
            self._set_pressed(self.hit(*touch.pos))
        return True

    def on_touch_up(self, touch: MotionEvent) -> bool:
        """Act if the touch ends here and nothing forbids it."""
        if touch.grab_current is not self:
            return bool(super().on_touch_up(touch))
        touch.ungrab(self)
        self._set_pressed(False)
        inside = self.hit(*touch.pos) and not touch.ud.get("scrolled")
        if inside and self._enabled and not self._busy:
            x, y = self.to_window(*touch.pos)
            if self.theme.taps.allow(x, y, is_key=self.is_key):
                self.theme.feedback("act")
                self._on_tap(*touch.pos)
        return True

    def let_go(self) -> None:
        """Be pressed no longer, and do nothing."""
        self._set_pressed(False)

    def states(self) -> tuple[str, ...]:
        """Return the words of its state."""
        words = []
        if not self._enabled:
            words.append("disabled")
        if self._busy:
            words.append("busy")
        if self.pressed:
            words.append("pressed")
        return tuple(words)

    def value(self) -> str:
        """Return its value, empty where it has none."""
        return ""

    def node(self) -> Node | None:
        """Return it as a node that can be acted on."""
        return Node(
            id=self.id,
            role=self.node_role,
            name=self.name,
            speech=self.name if self.speech is None else self.speech,
            bounds=self.bounds(),
            state=self.states(),
            value=self.value(),
            hint=self.hint,
            enabled=self._enabled and not self._busy,
            visible=self.is_seen(),
            focused=self.focused,
            action=self.act,
        )
