"""The staff's board: how each device stands, who mends it and how. It goes away by itself."""

from collections.abc import Iterator

from kiosk.visit.messages import Continue
from kiosk.visit.views import DeviceBoardView, DeviceRow, StandingView
from screens.components import Action, Card, Chip, Label, Part, Row
from screens.pages.page import PageView
from screens.pages.words import counted, dotted, said

ICONS = {
    "id_card": "card",
    "code_reader": "qr",
    "document_camera": "camera",
    "printer": "printer",
    "page_printer": "document",
}


class DeviceBoardPage(PageView[DeviceBoardView]):
    """One row a device; nothing here can be changed."""

    def title(self) -> str:
        """Return what this is."""
        return self.say("device_board.title")

    def sub(self) -> str:
        """Return that it is to be read only, and closes by itself."""
        return self.say("device_board.sub")

    def help(self) -> Action | None:
        """Return none: the board is itself the help."""
        return None

    def primary(self) -> Action | None:
        """Return the way out."""
        return Action(self.say("device_board.close"), self.sends(Continue()))

    def content(self) -> Iterator[Part]:
        """Yield the devices, those that are out first."""
        if not self.body.rows:
            yield Label(self.theme, self.say("device_board.none"), id="none")
        else:
            yield Card(self.theme, [self._row(row) for row in self.body.rows], rows=True)
        network = [
            self._standing("guides", self.body.guides, "document"),
            self._standing("outbox", self.body.outbox, "info"),
        ]
        yield Card(self.theme, network, rows=True)

    def _standing(self, name: str, standing: StandingView, icon: str) -> Row:
        return Row(
            self.theme,
            text=self.say(f"device_board.{name}.title"),
            sub="\n".join(said(self.texts, fact) for fact in standing.facts),
            end=Chip(self.theme, said(self.texts, standing.state), "ok" if standing.well else "error"),
            icon=icon,
            bold=True,
            id=name,
        )

    def _row(self, row: DeviceRow) -> Row:
        texts = self.texts
        when = self.say(
            "device_board.since", day=texts.short_day(row.since.date()), time=texts.clock(row.since.time())
        )
        back = counted(texts, "device_board.reopened", row.reopened) if row.reopened else ""
        code = self.say("device_board.code", code=row.code) if row.code else ""
        lines = [
            *(said(texts, words) for words in (row.what, row.how, row.who) if words is not None),
            dotted(texts, *(said(texts, words) for words in (row.paper, row.media) if words is not None)),
            dotted(texts, when, back, code),
        ]
        kind = "ok" if row.works else "error"
        return Row(
            self.theme,
            text=self.say(f"device.kind.{row.kind}"),
            sub="\n".join(line for line in lines if line),
            end=Chip(self.theme, said(texts, row.state), kind),
            icon=ICONS.get(row.kind, "info"),
            bold=True,
            id=f"device:{row.kind}",
        )
