"""The logs onto a stick: what, for whom, onto which; the bar while it goes; when it may be pulled."""

from collections.abc import Iterator

from kiosk.visit.messages import Continue
from kiosk.visit.messages.staff_logs import CopyLogs
from kiosk.visit.views import Screen
from kiosk.visit.views.staff_logs import StaffLogsView
from screens.components import Action, Button, Card, Notice, Part, Progress, StatusBoard
from screens.pages.words import said
from screens.staff.device_rows import standing
from screens.staff.page import StaffPage


class StaffLogsPage(StaffPage[StaffLogsView]):
    """One button begins; nothing else can be done while it goes."""

    def prepare(self) -> None:
        """Make the bar; it lives as long as the page."""
        self._bar = Progress(self.theme, self._doing(), self.body.share)

    def title(self) -> str:
        """Return what this is."""
        return self.say("staff.row.logs")

    def sub(self) -> str:
        """Return what it is for."""
        return self.say("staff.row.logs.sub")

    def back(self) -> Action | None:
        """Return the way back; none leads away from a copy under way."""
        return None if self.body.doing is not None else super().back()

    def fits(self, screen: Screen) -> bool:
        """Whether the same buttons are wanted."""
        body = screen.body
        if not isinstance(body, StaffLogsView) or (body.doing is None) != (self.body.doing is None):
            return False
        return super().fits(screen)

    def primary(self) -> Action | None:
        """Return the way back to what can be done; while a copy goes, that it goes."""
        going = self.body.doing is not None
        return Action(self.say("staff.menu"), self.sends(Continue()), busy=going)

    def content(self) -> Iterator[Part]:
        """Yield what was said, the bar or the button, and the rows."""
        body, theme = self.body, self.theme
        if body.said is not None:
            yield Notice(theme, said(self.texts, body.said), body.tone, id="said")
        if body.doing is not None:
            yield Card(theme, [self._bar])
        else:
            yield Button(
                theme,
                text=self.say("staff.logs.copy"),
                kind="quiet",
                small=True,
                icon="tick",
                enabled=body.can_copy,
                on_act=self.sends(CopyLogs()),
                id="copy",
            )
        if body.rows:
            things = [
                standing(self.texts, said(self.texts, row.title), row.standing, row.icon, row.id)
                for row in body.rows
            ]
            yield StatusBoard(theme, things)

    def update(self, before: Screen) -> None:
        """Move the bar; draw the rest anew where more than the bar has changed."""
        earlier = before.body
        assert isinstance(earlier, StaffLogsView)
        self._bar.show(self._doing(), self.body.share)
        if self._still(earlier) != self._still(self.body):
            if self._bar.parent is not None:
                self._bar.parent.remove_widget(self._bar)
            super().update(before)

    def _doing(self) -> str:
        return said(self.texts, self.body.doing) if self.body.doing is not None else ""

    @staticmethod
    def _still(body: StaffLogsView) -> object:
        """Return all but how far the bar is."""
        return body.rows, body.can_copy, body.said, body.tone
