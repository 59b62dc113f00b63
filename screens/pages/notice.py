"""Before the card is read: what is read, why, who receives it, how long it is kept (个人信息保护法 §17)."""

from collections.abc import Iterator

from kiosk.visit.messages import Continue
from kiosk.visit.views import NoticeView
from screens.components import Action, Card, Label, Part
from screens.components.point import point
from screens.pages.page import PageView

POINTS = (("what", "card"), ("why", "pen"), ("where", "building"), ("keep", "lock"), ("time", "clock"))
"""Key of `notice.*` and icon, in the order in which people ask."""


class NoticePage(PageView[NoticeView]):
    """Five short answers; going on means: read my card."""

    def title(self) -> str:
        """Return what comes next."""
        return self.say("notice.title")

    def sub(self) -> str:
        """Return what it is for."""
        return self.say("notice.for", bundle=self.texts.local(self.body.bundle_name))

    def primary(self) -> Action | None:
        """Return the agreement."""
        return Action(self.say("notice.agree"), self.sends(Continue()))

    def content(self) -> Iterator[Part]:
        """Yield the points and the other way."""
        yield Card(
            self.theme,
            [
                point(self.theme, icon, self.say(f"notice.{key}"), self.say(f"notice.{key}.text"))
                for key, icon in POINTS
            ],
            rows=True,
        )
        yield Label(self.theme, self.say("notice.refuse"), colour="ink2")
