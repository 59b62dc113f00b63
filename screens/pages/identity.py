"""Put your card on the reader. The page goes on by itself once the platform knows who it is."""

from collections.abc import Iterator

from kiosk.visit.messages import OpenReport
from kiosk.visit.views import IdentityView
from screens.components import Action, Button, Card, DeviceHint, Label, Notice, Part
from screens.pages.page import PageView
from screens.pages.words import said

MANY_ATTEMPTS = 3
"""After so many failures the page offers people instead of another try."""


class IdentityPage(PageView[IdentityView]):
    """state: waiting, reading, checking, failed."""

    def title(self) -> str:
        """Return what to do."""
        return self.say("identity.same" if self.body.same_person else "identity.title")

    def sub(self) -> str:
        """Return how."""
        return self.say("identity.same.sub" if self.body.same_person else "identity.sub")

    def primary(self) -> Action | None:
        """Return what is waited for; the card itself goes on."""
        state = self.body.state if self.body.state in ("reading", "checking") else "waiting"
        return Action(self.say(f"identity.primary.{state}"), _nothing, enabled=False, busy=state != "waiting")

    def content(self) -> Iterator[Part]:
        """Yield the picture with the state below it, what went wrong, and the other ways."""
        body, theme = self.body, self.theme
        yield Card(
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
        if body.advice is not None and body.state in ("waiting", "failed"):
            yield Notice(theme, said(self.texts, body.advice), kind="warn", id="advice")
        yield Notice(theme, self.say("identity.take"), kind="info")
        yield Label(theme, self.say("identity.no_card"), colour="ink2")
        if body.attempts >= MANY_ATTEMPTS:
            yield Button(
                theme, text=self.say("home.stuck"), kind="tinted", icon="help",
                on_act=self.sends(OpenReport()), id="stuck",
            )  # fmt: skip


def _nothing() -> None:
    """What the primary does here: the card is the act."""
