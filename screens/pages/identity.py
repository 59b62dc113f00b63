"""Put your card on the reader, or show a code; other ways are doors. The page goes on by itself."""

from collections.abc import Iterator

from kiosk.visit.messages import OpenDoor, OpenReport, PrintGuide
from kiosk.visit.views import IdentityView
from screens.components import Action, Button, Card, DeviceHint, Label, Notice, OpenRow, Part, Row
from screens.pages.page import PageView
from screens.pages.parts import section
from screens.pages.words import said

MANY_ATTEMPTS = 3
"""After so many failures the page offers people instead of another try."""


class IdentityPage(PageView[IdentityView]):
    """state: waiting, reading, checking, failed."""

    def title(self) -> str:
        """Return what to do."""
        return self.say(f"identity.{self._case()}")

    def sub(self) -> str:
        """Return how."""
        return self.say(f"identity.{self._case()}.sub")

    def primary(self) -> Action | None:
        """Return what is waited for; the card itself goes on."""
        state = self.body.state if self.body.state in ("reading", "checking") else "waiting"
        if state == "waiting" and self.body.reader_out:
            return Action(self.say("identity.primary.choose"), _nothing, enabled=False)
        return Action(self.say(f"identity.primary.{state}"), _nothing, enabled=False, busy=state != "waiting")

    def content(self) -> Iterator[Part]:
        """Yield the picture with the state below it, what went wrong, and the other ways."""
        body, theme = self.body, self.theme
        if not body.reader_out or body.state == "checking":
            yield self._reader()
        if body.advice is not None and body.state in ("waiting", "failed"):
            yield Notice(theme, said(self.texts, body.advice), kind="warn", id="advice")
        yield from self._others()
        if not body.reader_out:
            yield Notice(theme, self.say("identity.take"), kind="info")
        if body.proof_wanted:
            yield Button(
                theme, text=self.say("identity.counter"), kind="quiet", icon="printer",
                on_act=self.sends(PrintGuide()), enabled=body.can_print, id="take",
            )  # fmt: skip
        if body.attempts >= MANY_ATTEMPTS:
            yield Button(
                theme, text=self.say("home.stuck"), kind="tinted", icon="help",
                on_act=self.sends(OpenReport()), id="stuck",
            )  # fmt: skip

    def _case(self) -> str:
        """Return what the page is for: a key of `identity.*` with one below it for how."""
        if self.body.state == "checking":
            return "wait"
        if self.body.proof_wanted:
            return "proof"
        if self.body.same_person:
            return "same"
        return "choose" if self.body.reader_out else "card"

    def _reader(self) -> Part:
        body, theme = self.body, self.theme
        return Card(
            theme,
            [
                DeviceHint(theme, "place-card"),
                Label(
                    theme,
                    self.say(f"identity.{body.state}"),
                    role="strong",
                    bold=True,
                    align="centre",
                    id="state",
                ),
                Label(
                    theme,
                    self.say("identity.retry" if body.state == "failed" else "identity.done"),
                    colour="ink2",
                    align="centre",
                ),
            ],
            gap="group",
        )

    def _others(self) -> Iterator[Part]:
        """Yield the ways of who has no card with them."""
        body, theme = self.body, self.theme
        if body.state == "checking":
            return
        rows: list[Part] = []
        if body.scan:
            words, how = self.say("identity.scan"), self.say("identity.scan.sub")
            rows.append(Row(theme, text=words, sub=how, bold=True, id="scan"))
        rows += [
            OpenRow(
                theme,
                text=self.say(f"identity.{door}"),
                sub=self.say(f"identity.{door}.sub"),
                bold=True,
                on_act=self.sends(OpenDoor(door)),
                id=f"door-{door}",
            )
            for door in body.doors
        ]
        if rows and body.reader_out:
            yield Card(theme, rows, rows=True)
        elif rows:
            yield section(theme, self.say("identity.other"), [Card(theme, rows, rows=True)])


def _nothing() -> None:
    """What the primary does here: the card is the act."""
