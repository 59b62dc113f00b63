"""本机暂停服务: why, and where else. It goes away by itself."""

from collections.abc import Iterator

from kiosk.visit.views import OutOfServiceView
from screens.components import Action, Label, Notice, Part
from screens.pages.doors import people, row
from screens.pages.page import PageView
from screens.pages.parts import section


class OutOfServicePage(PageView[OutOfServiceView]):
    """Nothing can be done here; nothing pretends otherwise."""

    def title(self) -> str:
        """Return that it is out of service."""
        return self.say("out_of_service.title")

    def sub(self) -> str:
        """Return what to do."""
        return self.say("out_of_service.sub")

    def primary(self) -> Action | None:
        """Return none."""
        return None

    def content(self) -> Iterator[Part]:
        """Yield the reason and the doors."""
        yield Notice(self.theme, self._why(), "warn", id="reason")
        other = row(self, "other", "map", "out_of_service")
        yield section(self.theme, self.say("out_of_service.doors"), [people(self, other)])
        yield Label(self.theme, self._back(), colour="ink2")

    def _why(self) -> str:
        if self.body.told is not None:
            return self.say("out_of_service.planned", reason=self.texts.local(self.body.told))
        key = f"out_of_service.{self.body.reason}"
        return self.say(key if self.texts.has(key) else "out_of_service.unknown")

    def _back(self) -> str:
        until = self.body.until
        if until is None:
            return self.say("out_of_service.back")
        return self.say("out_of_service.until", day=self.texts.day(until), time=self.texts.clock(until))
