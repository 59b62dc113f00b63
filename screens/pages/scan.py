"""One sheet under the camera: the live picture, what to do better, then the straight page to look at."""

from collections.abc import Iterator
from functools import partial

from kivy.clock import Clock

from kiosk.catalogue.models import MaterialSource
from kiosk.text import Texts
from kiosk.visit.messages import ChooseSource, Continue, Message, OpenReport, Retake, ShowHelp, TakePhoto
from kiosk.visit.views import ScanView, Screen
from screens.components import (
    Action,
    Card,
    Chip,
    Dialog,
    Notice,
    OpenRow,
    Paragraph,
    Part,
    PhotoFrame,
    Row,
    Wrap,
)
from screens.pages.camera import Still, decode
from screens.pages.doors import close_over, open_over
from screens.pages.page import NO_TOOLS, PageView, Send, Tools
from screens.pages.papers import sheet_name
from screens.pages.scan_area import ScanArea
from screens.pages.words import said, source, source_note
from screens.theme.theme import Theme

POLL_S = 1 / 30
STEADY = 6
"""Frames in a row that must agree before the words follow them: they shall not flicker."""
CHECKS = ("edges", "sharp", "glare")
"""What the camera has made sure of once a picture is taken; keys of `scan.good.*`."""


class ScanPage(PageView[ScanView]):
    """state: placing, taking, rejected, taken."""

    fill = True

    def __init__(
        self, screen: Screen, texts: Texts, theme: Theme, send: Send, tools: Tools = NO_TOOLS
    ) -> None:
        super().__init__(screen, texts, theme, send, tools)
        self.widget.fbind("parent", self._shown)

    def prepare(self) -> None:
        """Make the two frames: what the camera sees, and what it took."""
        waiting = "scan.waiting" if self.tools.camera is not None else "scan.no_camera"
        self._live = PhotoFrame(self.theme, name=self.say("scan.picture"), waiting=self.say(waiting))
        self._still = PhotoFrame(self.theme, name=self.say("scan.picture.taken"))
        self._decoded: bytes | None = None
        self._found, self._agreeing = False, 0
        self._polling = Clock.create_trigger(self._poll, POLL_S, interval=True)
        self._area = ScanArea(self.theme, self._live, self._all(), self._sheet())
        self._show_picture()

    def filling(self) -> Part:
        """Return picture and words."""
        return self._area

    def title(self) -> str:
        """Return which sheet is wanted, or the question about the picture."""
        if self._taken():
            return self.say("scan.title.taken")
        name = sheet_name(self.texts, self.body.material, self.body.sheet)
        return self.say("scan.title", name=name)

    def sub(self) -> str:
        """Return what to do with the hands."""
        return self.say("scan.sub.taken" if self._taken() else "scan.sub")

    def primary(self) -> Action | None:
        """Return the shutter, or the picture's acceptance."""
        if self._taken():
            return Action(self.say("scan.use"), self.sends(Continue()))
        busy = self.body.state == "taking"
        key = "scan.doing" if busy else "scan.do"
        return Action(self.say(key), self.sends(TakePhoto()), enabled=self._camera_works(), busy=busy)

    def help(self) -> Action | None:
        """Return the way for those without the original; once there is a picture, the way to another."""
        if self._taken():
            return Action(self.say("scan.retake"), self.sends(Retake()), id="retake")
        return Action(self.say("scan.without"), self._without, id="without")

    def content(self) -> Iterator[Part]:
        """Yield the words under the picture."""
        yield self._band()
        if self._taken():
            yield Wrap(
                self.theme, [Chip(self.theme, self.say(f"scan.good.{check}"), "ok") for check in CHECKS]
            )

    def _sheet(self) -> Part:
        """Return which sheet of which material this is, and what is wanted of it."""
        theme, body, local = self.theme, self.body, self.texts.local
        end = None
        if body.count > 1:
            words = self.say("scan.sheet", index=body.index + 1, count=body.count)
            end = Chip(theme, words, "warn", icon=None)
        name, wanted = local(body.material.name), local(body.material.requirement)
        return Card(theme, [Row(theme, text=name, sub=wanted, end=end, id="sheet")], rows=True)

    def update(self, before: Screen) -> None:
        """Change words and buttons; the live picture goes on."""
        self.update_frame()
        self._show_picture()
        self._area.tell(self._all())

    def update_frame(self) -> None:
        """Bring the middle button up to date too."""
        super().update_frame()
        button, action = self.widget.bar.help, self.help()
        if button is not None and action is not None:
            button.on_act, button.id, button.text = action.on_act, action.id, action.text

    def _taken(self) -> bool:
        return self.body.state == "taken"

    def _camera_works(self) -> bool:
        return not any(words.key == "notice_band.camera" for words in self.screen.frame.notices)

    def _band(self) -> Notice:
        body = self.body
        if body.state == "rejected" and body.advice is not None:
            return Notice(self.theme, said(self.texts, body.advice), kind="warn", id="advice")
        if body.state in ("taking", "taken"):
            kind = "ok" if self._taken() else "info"
            return Notice(self.theme, self.say(f"scan.{body.state}"), kind=kind, id="state")
        return Notice(self.theme, self.say("scan.found" if self._found else "scan.placing"), id="state")

    def _show_picture(self) -> None:
        """Show the taken page, or what the camera sees."""
        picture = self.body.picture
        if picture is None:
            self._decoded = None
            self._still.clear()
            self._area.show(self._live)
            return
        self._live.clear()
        self._area.show(self._still)
        if picture != self._decoded:
            self._decoded = picture
            size = (self.theme.px(240), self.theme.px(220))
            decode(self.tools.pool, picture, size, partial(self._picture_ready, picture))

    def _picture_ready(self, picture: bytes, still: Still | None) -> None:
        """Show a decoded picture, if it is still the one that counts."""
        if still is not None and picture is self._decoded:
            self._still.show(still.rgb, still.width, still.height)

    def _shown(self, _: object, stage: object) -> None:
        """Look at the camera while the page stands on the stage."""
        if stage is not None:
            self._polling()
        else:
            self._polling.cancel()
            for frame in (self._live, self._still):  # whose papers they show is nobody's any more
                frame.clear()

    def _poll(self, _: float) -> None:
        camera = self.tools.camera
        if camera is None or self.body.picture is not None:
            return
        frame = camera.preview()
        if frame is None:
            return
        self._live.show(frame.rgb, frame.width, frame.height)
        self._live.found(frame.corners)
        self._agreeing = self._agreeing + 1 if (frame.corners is not None) != self._found else 0
        if self._agreeing >= STEADY:
            self._found, self._agreeing = not self._found, 0
            if self.body.state == "placing":
                self._area.tell(self._all())

    def _without(self) -> None:
        """Say what can be done without the original."""
        body, theme = self.body, self.theme

        def then(message: Message) -> None:
            close_over(self, dialog)
            self.send(message)

        def other(via: MaterialSource) -> OpenRow:
            return OpenRow(
                theme,
                text=source(self.texts, via),
                sub=source_note(self.texts, body.material, via),
                framed=True,
                on_act=partial(then, ChooseSource(body.material.id, via)),
                id=f"way:{via}",
            )

        ways: list[Part] = [other(via) for via in body.alternatives]
        if body.optional:
            skip = self.say("scan.without.skip")
            ways.append(OpenRow(theme, text=skip, framed=True, on_act=partial(then, Continue()), id="skip"))
        if not ways:
            ways = [Paragraph(theme, self.say("scan.without.none"))]
        dialog = Dialog(
            theme,
            page_id="without",
            title=self.say("scan.without.title" if body.alternatives or body.optional else "scan.without"),
            body=ways,
            others=[
                Action(self.say("action.help"), partial(then, ShowHelp()), id="more-help"),
                Action(self.say("scan.without.stuck"), partial(then, OpenReport()), id="report"),
            ],
            primary=Action(self.say("scan.without.close"), lambda: close_over(self, dialog), id="close"),
        )
        open_over(self, dialog)
