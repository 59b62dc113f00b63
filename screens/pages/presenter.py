"""From screens to widgets: which page stands on the stage, what lies over it, and the aids both ways."""

from collections.abc import Callable, Mapping
from typing import Any

from kiosk.text import Texts
from kiosk.visit.messages import SetAid
from kiosk.visit.pages import Page
from kiosk.visit.views import Screen
from screens.components import Stage
from screens.components.carry import carry
from screens.pages.overlays import OverlayView
from screens.pages.page import NO_TOOLS, PageView, Send, Tools
from screens.theme.theme import Theme

AIDS = ("text_size", "high_contrast", "low_reach", "language", "speech_on", "keypad_on")
"""Properties of the theme that stand under the same names in the visit's aids."""


class Presenter:
    """Shows each `Screen` on the stage: the page is refreshed in place where it can be, else built.

    pages: the registry. texts: gives the words of a language. A tap on the aid strip changes the theme,
    which is said to the visit; what the visit says of the aids (all of them off when it ends) changes the
    theme.
    """

    def __init__(
        self,
        stage: Stage,
        theme: Theme,
        send: Send,
        pages: Mapping[Page, type[PageView[Any]]],
        tools: Tools = NO_TOOLS,
        texts: Callable[[str], Texts] = Texts,
    ) -> None:
        self.stage, self.theme, self.send = stage, theme, send
        self._pages, self.tools = pages, tools
        self._texts_of = texts
        self._texts: dict[str, Texts] = {}
        self._screen: Screen | None = None
        self.page: PageView[Any] | None = None
        self.overlay: OverlayView | None = None
        for name in AIDS:
            theme.fbind(name, self._aid_changed, name)

    def show(self, screen: Screen) -> None:
        """Show a screen. On the UI thread."""
        self._screen = screen
        aids = screen.frame.aids
        self.theme.languages = screen.frame.languages
        for name in AIDS:
            setattr(self.theme, name, getattr(aids, name))
        if aids.language not in self._texts:
            self._texts[aids.language] = self._texts_of(aids.language)
        texts = self._texts[aids.language]
        if self.page is not None and self.page.fits(screen):
            self.page.refresh(screen)
        else:
            before = self.page if self.page is not None and self.page.reads_as(screen) else None
            make = self._pages[screen.frame.at.page]
            self.page = make(screen, texts, self.theme, self.send, self.tools, before)
            self.stage.show(self.page.widget)
            if before is not None:
                carry(before.widget, self.page.widget)
            self.overlay = None
        self._show_overlay(screen, texts)

    def _show_overlay(self, screen: Screen, texts: Texts) -> None:
        if self.overlay is not None and self.overlay.fits(screen):
            self.overlay.refresh(screen)
            return
        if self.overlay is not None:
            self.stage.close(self.overlay.widget)
            self.overlay = None
        if screen.frame.overlay is not None:
            self.overlay = OverlayView(screen, texts, self.theme, self.send)
            self.stage.open(self.overlay.widget)

    def _aid_changed(self, name: str, _: object, value: object) -> None:
        """Tell the visit, unless it is the visit that said so."""
        if self._screen is not None and getattr(self._screen.frame.aids, name) != value:
            self.send(SetAid(name, value))
