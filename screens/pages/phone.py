"""A code for the citizen's phone: scanned there, approved there; the page goes on by itself."""

from collections.abc import Iterator

from kiosk.visit.messages import Continue
from kiosk.visit.views import PhoneView
from screens.components import Action, Card, Label, Notice, Part, QrPanel
from screens.pages.page import PageView

OVER = ("denied", "over", "failed")
CODE_MM = 90.0


class PhonePage(PageView[PhoneView]):
    """state: asking, shown, scanned, denied, over, failed, checking."""

    def title(self) -> str:
        """Return what to do."""
        return self.say("link.title.over" if self.body.state in OVER else "link.title")

    def sub(self) -> str:
        """Return with what."""
        return self.say("link.sub.over" if self.body.state in OVER else "link.sub")

    def primary(self) -> Action | None:
        """Return another code where this one is over; otherwise the phone goes on."""
        if self.body.state in OVER:
            return Action(self.say("link.again"), self.sends(Continue()))
        return Action(self.say("link.primary"), _nothing, enabled=False)

    def content(self) -> Iterator[Part]:
        """Yield the code with where it stands, and whom not to help."""
        body, theme = self.body, self.theme
        words = self.say(f"link.state.{body.state}")
        if body.state in OVER:
            yield Notice(theme, words, kind="warn", id="state")
        elif body.qr_text and body.state in ("shown", "scanned"):
            yield Card(theme, [QrPanel(theme, body.qr_text, text=words, mm=CODE_MM)])
        else:
            yield Label(theme, words, role="strong", bold=True, id="state")
        yield Notice(theme, self.say("link.safe"), kind="info", id="safe")


def _nothing() -> None:
    """What the primary does here: the phone is the act."""
