"""How the terminal comes to its identity, its profile and its guides."""

from collections.abc import Iterator

from kiosk.visit.messages import Continue
from kiosk.visit.views.staff import SetUpProgressView
from screens.components import Action, Card, Chip, Notice, Part, Progress, Row
from screens.pages.words import said
from screens.staff.page import StaffPage

CHIPS = {"done": "ok", "failed": "error", "doing": "busy", "waiting": "plain"}
ICONS = {"identity": "lock", "site": "map", "guides": "document"}


class SetUpProgressPage(StaffPage[SetUpProgressView]):
    """One row a step; it goes on by itself."""

    def title(self) -> str:
        """Return what goes on."""
        return self.say("set_up.progress.title")

    def sub(self) -> str:
        """Return that one may wait."""
        return self.say("set_up.progress.sub")

    def primary(self) -> Action | None:
        """Return the way on, for who will not wait for the guides."""
        return Action(self.say("action.continue"), self.sends(Continue()), enabled=self.body.can_go_on)

    def content(self) -> Iterator[Part]:
        """Yield what is wrong, the steps, and how much of the guides is here."""
        body = self.body
        if body.problem is not None:
            yield Notice(self.theme, said(self.texts, body.problem), "warn", id="problem")
        yield Card(self.theme, [self._row(name, state) for name, state in body.steps], rows=True)
        if body.total:
            share = body.received / body.total
            yield Progress(self.theme, self.say("set_up.progress.bytes", share=round(100 * share)), share)

    def _row(self, name: str, state: str) -> Row:
        return Row(
            self.theme,
            text=self.say(f"set_up.step.{name}"),
            sub=self.say(f"set_up.step.{name}.sub"),
            end=Chip(self.theme, self.say(f"set_up.state.{state}"), CHIPS[state]),
            icon=ICONS[name],
            bold=True,
            id=name,
        )
