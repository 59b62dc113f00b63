"""The stage: the one widget in the window. Shows a page, and a dialog over it."""

from collections.abc import Iterator

from kivy.base import EventLoop
from kivy.clock import Clock
from kivy.input.motionevent import MotionEvent

from screens.components.base import Part
from screens.focus.tree import FocusTree
from screens.theme.theme import Theme

FINGERS = (None, "left")
"""Buttons of a touch: of a panel of its own, and of one that comes as a pointer."""


class Stage(Part):
    """Shows one page at a time and lays out what changed before the next frame.

    Switching the theme re-lays in place. A change of `theme.language` is for the owner of the pages.
    """

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self.page: Part | None = None
        self.overlays: list[Part] = []
        self.focus = FocusTree(self)
        self._trigger = Clock.create_trigger(self._layout, -1)
        theme.fbind("revision", self._theme_changed)
        self.size = (theme.profile.width_px, theme.profile.height_px)

    @property
    def page_id(self) -> str:
        """The id of the page shown, empty for none."""
        return str(getattr(self.page, "page_id", ""))

    @property
    def dialog_id(self) -> str:
        """The id of the dialog on top, empty for none."""
        return str(getattr(self.overlays[-1], "page_id", "")) if self.overlays else ""

    def show(self, page: Part) -> None:
        """Show a page instead of the one before; open dialogs close."""
        self._leave()
        self.page = page
        self.add_widget(page)
        self.layout_now()

    def clear(self) -> None:
        """Show nothing, and have nothing left to do: the page that was shown beats no more."""
        self._leave()
        self.page = None
        self._trigger.cancel()

    def _let_go(self) -> None:
        """Let go what is held: a finger that rests belongs to what was shown, and acts on nothing."""
        for touch in EventLoop.touches:
            for held in list(touch.grab_list):
                part = held()
                if isinstance(part, Part):
                    touch.ungrab(part)
                    part.let_go()

    def _leave(self) -> None:
        self._let_go()
        for overlay in list(self.overlays):
            self.close(overlay)
        if self.page is not None:
            self.remove_widget(self.page)

    def open(self, overlay: Part) -> None:
        """Lay a dialog over everything; it alone can be touched and met by the focus."""
        self.focus.clear()
        self._let_go()
        self.overlays.append(overlay)
        self.add_widget(overlay)
        self.layout_now()

    def close(self, overlay: Part) -> None:
        """Take a dialog away; does nothing when it is not open."""
        if overlay in self.overlays:
            self._let_go()
            self.overlays.remove(overlay)
            self.remove_widget(overlay)

    def focus_parts(self) -> Iterator[Part]:
        """Yield what can be met now, in reading order."""
        shown = self.overlays[-1] if self.overlays else self.page
        if shown is not None:
            yield from shown.focus_parts()

    def unlaid(self) -> None:
        """Lay out before the next frame."""
        super().unlaid()
        self._trigger()

    def _theme_changed(self, *_: object) -> None:
        self._laid = None
        self._trigger()

    def _layout(self, *_: object) -> None:
        self._laid = None
        profile = self.theme.profile
        self.lay(0, 0, profile.width_px, profile.height_px)

    def layout_now(self) -> None:
        """Lay out at once."""
        self._trigger.cancel()
        self._layout()

    def _arrange(self) -> None:
        for part in self.parts:
            part.lay(self.x, self.y, self.width, self.height)

    def on_touch_down(self, touch: MotionEvent) -> bool:
        """Give a touch to the dialog on top, or to the page; a touch takes the focus ring away.

        Other buttons of a pointer than the first, and its wheel, are no touch.
        """
        if touch.button not in FINGERS:
            return True
        self.focus.clear()
        shown = self.overlays[-1] if self.overlays else self.page
        return bool(shown.dispatch("on_touch_down", touch)) if shown is not None else False
