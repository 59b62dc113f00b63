"""One sheet under the camera: the live picture with its ring, what to do better, then the straight page.

Where the corners are in doubt, or several papers lie there, the photograph itself stands there instead.
"""

from collections.abc import Iterator
from functools import partial

from kivy.clock import Clock

from kiosk.visit.messages import (
    ApplyCorners,
    Continue,
    ResetCorners,
    Retake,
    SetCorners,
    TakePhoto,
    UseSeveral,
    UseSheet,
)
from kiosk.visit.views import ScanView, Screen
from screens.components import Action, Card, Chip, CornerFrame, Part, PhotoFrame, Row
from screens.pages.camera import Still, decode
from screens.pages.corner_pad import CornerPad
from screens.pages.page import PageView
from screens.pages.papers import sheet_name
from screens.pages.scan_area import ScanArea
from screens.pages.scan_words import words
from screens.pages.without import open_without
from screens.pages.words import said

POLL_S = 1 / 30
STEADY = 6
"""Frames in a row that must agree before the words follow them: they shall not flicker."""
ON_PAPER = ("corners", "several")
"""States in which a person looks at the photograph and not through the camera."""


class ScanPage(PageView[ScanView]):
    """state: placing, taking, rejected, corners, several, taken."""

    fill = True

    def prepare(self) -> None:
        """Make the frames: what the camera sees, what it took, and the photograph with its corners."""
        theme = self.theme
        waiting = "scan.waiting" if self.tools.camera is not None else "scan.no_camera"
        self._live = PhotoFrame(theme, name=self.say("scan.picture"), waiting=self.say(waiting))
        self._still = PhotoFrame(theme, name=self.say("scan.picture.taken"))
        self._corners = CornerFrame(
            theme,
            name=self.say("scan.corners.photo"),
            on_move=lambda corners: self.send(SetCorners(corners)),  # type: ignore[arg-type]  # always four
            on_choose=lambda index: self._pad.choose(index),
        )
        self._pad = CornerPad(
            theme,
            self.texts,
            on_choose=self._corners.choose,
            on_step=self._corners.step,
            on_undo=self.sends(ResetCorners()),
        )
        self._decoded: bytes | None = None
        self._found, self._agreeing, self._shutter = False, 0, "off"
        self._polling = Clock.create_trigger(self._poll, POLL_S, interval=True)
        self._area = ScanArea(theme, self._live, self._below(), self._sheet())
        self._show_picture()

    def filling(self) -> Part:
        """Return picture and words."""
        return self._area

    def title(self) -> str:
        """Return which sheet is wanted, or the question about the picture."""
        match self.body.state:
            case "taken":
                question = self.body.question
                return self.say("scan.title.taken") if question is None else said(self.texts, question.title)
            case "corners":
                return self.say("scan.corners.title")
            case "several":
                return self.say("scan.several.title", count=self._papers())
        name = sheet_name(self.texts, self.body.material, self.body.sheet)
        return self.say("scan.title", name=name)

    def sub(self) -> str:
        """Return what to do with the hands."""
        match self.body.state:
            case "taken":
                return self.say("scan.sub.taken") if self.body.question is None else ""
            case "corners" | "several":
                return self.say(f"scan.{self.body.state}.sub")
        if not self.camera_works():
            return ""
        return self.say("scan.sub" if self._shutter == "off" else "scan.sub.auto")

    def primary(self) -> Action | None:
        """Return the shutter, or what becomes of the picture."""
        body = self.body
        match body.state:
            case "taken" if body.question is not None:
                return Action(self.say("review.again"), self.sends(Retake()))
            case "taken":
                return Action(self.say("scan.use"), self.sends(Continue()), busy=body.reading)
            case "corners":
                good = body.corners_flaw is None and self.camera_works()
                return Action(self.say("scan.corners.do"), self.sends(ApplyCorners()), enabled=good)
            case "several":
                return Action(self.say("scan.several.do", count=self._papers()), self.sends(UseSeveral()))
        busy = body.state == "taking"
        key = "scan.doing" if busy else "scan.do"
        return Action(self.say(key), self.sends(TakePhoto()), enabled=self.camera_works(), busy=busy)

    def help(self) -> Action | None:
        """Return the other door: without the original, another picture, or going on with this one."""
        body = self.body
        if body.state == "taken" and body.question is not None:
            return Action(said(self.texts, body.question.yes), self.sends(UseSheet()), id="use-it")
        if body.state in ("taken", *ON_PAPER):
            return Action(self.say("scan.retake"), self.sends(Retake()), id="retake")
        return Action(self.say("scan.without"), lambda: open_without(self), id="without")

    def content(self) -> Iterator[Part]:
        """Yield the words under the picture; none of how to lay a paper where no picture can be taken."""
        if self.body.state != "placing" or self.camera_works():
            yield from words(self, self._shutter, self._found)

    def camera_works(self) -> bool:
        """Whether another picture can be taken."""
        return not any(words.key == "notice_band.camera" for words in self.screen.frame.notices)

    def _below(self) -> Iterator[Part]:
        """Yield what stands under the picture: the words, and what moves the corners."""
        yield from self._all()
        if self.body.state == "corners":
            yield self._pad

    def _papers(self) -> int:
        photograph = self.body.photograph
        return len(photograph.outlines) if photograph is not None else 0

    def _sheet(self) -> Part:
        """Return which sheet of which material this is, and what is wanted of it."""
        theme, body, local = self.theme, self.body, self.texts.local
        end = None
        if body.count > 1:
            words = self.say("scan.sheet", index=body.index + 1, count=body.count)
            end = Chip(theme, words)
        name, wanted = local(body.material.name), local(body.material.requirement)
        return Card(theme, [Row(theme, text=name, sub=wanted, end=end, id="sheet")], rows=True)

    def update(self, before: Screen) -> None:
        """Change words and buttons; the live picture goes on."""
        self.update_frame()
        self._show_picture()
        if not self._only_corners_moved(before):
            self._area.tell(self._below())

    def update_frame(self) -> None:
        """Bring the middle button up to date too."""
        super().update_frame()
        button, action = self.widget.bar.help, self.help()
        if button is not None and action is not None:
            button.on_act, button.id, button.text = action.on_act, action.id, action.text

    def _only_corners_moved(self, before: Screen) -> bool:
        """Whether nothing but a corner is elsewhere: what moves it stays, and with it the focus."""
        old, new = before.body, self.body
        return (
            isinstance(old, ScanView)
            and old.state == new.state == "corners"
            and (old.corners_flaw, old.advice) == (new.corners_flaw, new.advice)
            and before.frame.notices == self.screen.frame.notices
        )

    # -- pictures

    def _show_picture(self) -> None:
        """Show the taken page, the photograph to be looked at, or what the camera sees."""
        body = self.body
        photograph = body.photograph
        self._live.lit(self.say("scan.lit") if body.lit else "")
        if photograph is not None and photograph.jpeg and body.state == "several":
            size = photograph.width, photograph.height
            self._still.outline([(one.points, one.wrong) for one in photograph.outlines], size)
            self._decode(photograph.jpeg, self._still)
        elif photograph is not None and photograph.jpeg:
            size = photograph.width, photograph.height
            self._corners.place(body.corners, size, body.corners_flaw is not None)
            self._pad.undoable(body.corners_moved)
            self._decode(photograph.jpeg, self._corners, times=2)
        elif body.picture is not None:
            self._still.outline((), (1, 1))
            self._decode(body.picture, self._still)
        else:
            self._decoded = None
            self._still.clear()
            self._corners.clear()
            marks = photograph.outlines if photograph is not None else ()
            size = (photograph.width, photograph.height) if photograph is not None else (1, 1)
            self._live.outline([(one.points, one.wrong) for one in marks], size)
            self._area.show(self._live)

    def _decode(self, jpeg: bytes, frame: PhotoFrame | CornerFrame, times: int = 1) -> None:
        """Show a photograph in a frame; times: finer than the frame itself, for the magnifying glass."""
        self._live.clear()
        self._area.show(frame)
        if jpeg != self._decoded:
            self._decoded = jpeg
            size = (times * self.theme.px(240), times * self.theme.px(220))
            decode(self.tools.pool, jpeg, size, partial(self._picture_ready, jpeg, frame))

    def _picture_ready(self, picture: bytes, frame: PhotoFrame | CornerFrame, still: Still | None) -> None:
        """Show a decoded picture, if it is still the one that counts."""
        if still is not None and picture is self._decoded:
            frame.show(still.rgb, still.width, still.height)

    def on_stage(self, standing: bool) -> None:
        """Look at the camera while the page stands on the stage."""
        if standing:
            self._polling()
        else:
            self._polling.cancel()
            for frame in (
                self._live,
                self._still,
                self._corners,
            ):  # whose papers they show is nobody's any more
                frame.clear()

    def _poll(self, _: float) -> None:
        camera, body = self.tools.camera, self.body
        if camera is None or body.picture is not None or (body.photograph and body.photograph.jpeg):
            return
        frame = camera.preview()
        if frame is None:
            return
        self._live.show(frame.rgb, frame.width, frame.height)
        self._live.found(frame.corners)
        self._live.countdown(frame.share if frame.shutter == "counting" else None)
        if frame.shutter not in ("off", "change", "taking"):
            self._live.outline((), (1, 1))  # what was marked has been moved since
        found = frame.corners is not None
        self._agreeing = self._agreeing + 1 if found != self._found else 0
        if frame.shutter != self._shutter or self._agreeing >= STEADY:
            off = "off" in (self._shutter, frame.shutter)
            self._shutter = str(frame.shutter)
            self._found, self._agreeing = found, 0
            if off:
                self.update_frame()
            if body.state == "placing":
                self._area.tell(self._below())
