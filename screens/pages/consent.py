"""May we fetch these for you? Refusing means typing and photographing, never a wall."""

from collections.abc import Iterator

from kiosk.catalogue.models import MaterialSource
from kiosk.visit.messages import DecideConsent
from kiosk.visit.views import ConsentView
from screens.components import Action, Button, Chip, Label, Notice, Part, Row
from screens.pages.page import PageView
from screens.pages.parts import listed
from screens.pages.words import joined, source


class ConsentPage(PageView[ConsentView]):
    """What would be fetched and from where; yes below, no in the page, both plain."""

    def title(self) -> str:
        """Return the question."""
        return self.say("consent.title")

    def sub(self) -> str:
        """Return what it spares."""
        return self.say("consent.sub")

    def primary(self) -> Action | None:
        """Return yes."""
        return Action(self.say("consent.grant"), self.sends(DecideConsent(True)), id="grant")

    def content(self) -> Iterator[Part]:
        """Yield the records, the certificates, and the other answer."""
        theme, body, local = self.theme, self.body, self.texts.local
        if body.decided is not None:
            was = "granted" if body.decided else "refused"
            yield Notice(theme, self.say(f"consent.was.{was}"), kind="info")
        if body.elements:
            sources = dict.fromkeys(local(origin) for _, origin in body.elements)
            rows = [Row(theme, text=origin, sub=joined(self.texts, self._from(origin))) for origin in sources]
            yield listed(theme, self.say("consent.elements"), rows)
        if body.certificates:
            chip = source(self.texts, MaterialSource.E_CERTIFICATE)
            rows = [Row(theme, text=name, end=Chip(theme, chip)) for name in body.certificates]
            yield listed(theme, self.say("consent.certificates"), rows)
        yield Label(theme, self.say("consent.once"), colour="ink2")
        yield Button(
            theme, text=self.say("consent.refuse"), enabled=self.screen.frame.busy is None,
            on_act=self.sends(DecideConsent(False)), id="refuse",
        )  # fmt: skip
        yield Label(theme, self.say("consent.refuse.note"), colour="ink2")

    def _from(self, origin: str) -> list[str]:
        """Return the names of what one source gives."""
        local = self.texts.local
        return [local(label) for label, where in self.body.elements if local(where) == origin]
