"""Questions in front of a page: end the visit? help, are you still here?"""

from kiosk.text import Texts
from kiosk.visit.messages import CloseOverlay, LeaveConfirmed, OpenReport
from kiosk.visit.pages import Page
from kiosk.visit.views import Overlay, Screen
from screens.components import Action, Countdown, Dialog, Label, Paragraph
from screens.pages.page import Send
from screens.theme.theme import Theme

NO_REPORT = (Page.IDLE, Page.REPORT, Page.SUBMITTING, Page.GOODBYE)
"""Pages from which no report (办不成事) can be opened."""


class OverlayView:
    """One question, drawn as a dialog. `widget` is opened by the stage, `refresh` follows the countdown."""

    def __init__(self, screen: Screen, texts: Texts, theme: Theme, send: Send) -> None:
        """Take a screen that has an overlay; raises ValueError for one without, or of a kind not known."""
        if screen.frame.overlay is None:
            raise ValueError("no overlay to draw")
        self.texts, self.theme, self.send = texts, theme, send
        self.overlay: Overlay = screen.frame.overlay
        self.page = screen.frame.at.page
        self._countdown: Countdown | None = None
        makers = {"leave": self._leave, "help": self._help, "idle": self._idle}
        if self.overlay.kind not in makers:
            raise ValueError(f"no overlay {self.overlay.kind}")
        self.widget: Dialog = makers[self.overlay.kind]()

    def fits(self, screen: Screen) -> bool:
        """Whether `refresh` can show this screen's overlay."""
        other = screen.frame.overlay
        return (
            other is not None
            and (other.kind, other.topic) == (self.overlay.kind, self.overlay.topic)
            and screen.frame.aids.language == self.texts.language
        )

    def refresh(self, screen: Screen) -> None:
        """Show the seconds that are left."""
        overlay = screen.frame.overlay
        if self._countdown is not None and overlay is not None and overlay.seconds is not None:
            self._countdown.show(overlay.seconds)

    def _leave(self) -> Dialog:
        return Dialog(
            self.theme,
            page_id="leave",
            title=self.texts("leave.title"),
            body=[Paragraph(self.theme, self.texts("leave.text"))],
            others=[self._action("leave.stay", CloseOverlay(), "stay")],
            primary=self._action("leave.end", LeaveConfirmed(), "end"),
            danger=True,
        )

    def _help(self) -> Dialog:
        texts = self.texts
        words = "\n".join([texts(f"help.{self.overlay.topic}"), texts("help.staff"), texts("help.call")])
        others = []
        if self.page not in NO_REPORT:
            others.append(self._action("help.stuck", OpenReport(), "report"))
        return Dialog(
            self.theme,
            page_id="help",
            title=texts("help.title"),
            body=[Paragraph(self.theme, words)],
            others=others,
            primary=self._action("help.close", CloseOverlay(), "close"),
        )

    def _idle(self) -> Dialog:
        seconds = self.overlay.seconds or 0
        self._countdown = Countdown(self.theme, seconds, seconds)
        return Dialog(
            self.theme,
            page_id="idle_warning",
            title=self.texts("idle_warning.title"),
            body=[
                Paragraph(self.theme, self.texts("idle_warning.text")),
                self._countdown,
                Label(self.theme, self.texts("idle_warning.seconds"), colour="ink2", align="centre"),
            ],
            others=[self._action("idle_warning.end", LeaveConfirmed(), "end")],
            primary=self._action("idle_warning.stay", CloseOverlay(), "stay"),
        )

    def _action(self, key: str, message: CloseOverlay | LeaveConfirmed | OpenReport, id: str) -> Action:
        return Action(self.texts(key), lambda: self.send(message), id=id)
