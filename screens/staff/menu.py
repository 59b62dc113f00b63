"""What who looks after the terminal can see and do."""

from collections.abc import Iterator

from kiosk.visit.messages import Continue
from kiosk.visit.messages.staff import OpenStaffPage, StaffAct
from kiosk.visit.staff import PAGES
from kiosk.visit.views.staff import StaffMenuView
from screens.components import Action, Chip, Column, Notice, OpenRow, Part
from screens.pages.words import counted, said
from screens.staff.page import StaffPage


class StaffMenuPage(StaffPage[StaffMenuView]):
    """One row for each thing."""

    def title(self) -> str:
        """Return what this is."""
        return self.say("staff.menu")

    def sub(self) -> str:
        """Return who is here."""
        return self.say("staff.menu.sub", label=self.body.label)

    def primary(self) -> Action | None:
        """Return the way out."""
        return Action(self.say("staff.close"), self.sends(Continue()))

    def content(self) -> Iterator[Part]:
        """Yield what became of the last act, and the rows."""
        body = self.body
        if body.said is not None:
            yield Notice(self.theme, said(self.texts, body.said), "ok" if body.well else "error", id="said")
        out = body.devices_out
        state = counted(self.texts, "staff.devices.out", out) if out else self.say("staff.devices.ok")
        service = "restore" if body.withdrawn else "withdraw"
        rows = [
            self._row("devices", "list", end=Chip(self.theme, state, "error" if out else "ok")),
            self._row("paper", "document", end=self._paper()),
            self._row("trials", "touch"),
            self._row("outbox", "lock"),
            self._row("network", "globe"),
            self._row("versions", "info"),
            self._row("readiness", "tick"),
            self._row("settings", "list"),
            self._row("logs", "document"),
            self._row("test-print", "printer", enabled=body.can_print),
            self._row(service, "lock" if service == "withdraw" else "tick"),
            self._row("train-end" if body.training else "train", "school"),
            self._row("restart", "refresh"),
        ]
        yield Column(self.theme, rows, gap="target")

    def _paper(self) -> Part | None:
        """Return the word where paper runs short; nothing where there is enough."""
        word = self.body.paper
        kind = "error" if word == "out" else "warn"
        return Chip(self.theme, self.say(f"staff.paper.{word}"), kind) if word else None

    def _row(self, id: str, icon: str, end: Part | None = None, enabled: bool = True) -> OpenRow:
        opens = id in PAGES
        return OpenRow(
            self.theme,
            text=self.say(f"staff.row.{id}"),
            sub=self.say(f"staff.row.{id}.sub"),
            icon=icon,
            end=end,
            framed=True,
            enabled=enabled,
            on_act=self.sends(OpenStaffPage(id) if opens else StaffAct(id)),
            id=id,
        )
