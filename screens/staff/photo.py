"""A photograph on trial: taken, shown, judged in words; and dirt on the glass, found on a blank sheet."""

from collections.abc import Iterator
from functools import partial

from kiosk.visit.views import Screen
from kiosk.visit.views.staff_devices import StaffPhotoView
from screens.components import Line, Notice, Part
from screens.pages.camera import Still, decode
from screens.pages.words import said
from screens.staff.live_picture import LivePicture
from screens.staff.trial_page import TrialPage

HIGH_MM = 105.0
ICONS = {"photo": "camera", "glass": "search"}


class StaffPhotoPage(TrialPage[StaffPhotoView]):
    """The picture stays the same part, so that the camera goes on under changing words."""

    name = "photo"

    def prepare(self) -> None:
        """Make the frame of the picture."""
        waiting = self.say("scan.waiting" if self.tools.camera is not None else "scan.no_camera")
        name = self.say("scan.picture")
        self._frame = LivePicture(self.theme, self.tools.camera, name, waiting, HIGH_MM)
        self._frame.still = lambda: self.body.picture is not None
        self._decoded: bytes | None = None
        self._show_picture()

    def content(self) -> Iterator[Part]:
        """Yield what the camera waits for, the picture, what can be tried, and what is said of it."""
        body = self.body
        if not body.works:
            yield Notice(self.theme, self.say("notice_band.camera"), "warn", id="out")
        if body.asks is not None:
            yield Notice(self.theme, said(self.texts, body.asks), "info", id="asks")
        yield self._frame
        free = body.works and not body.doing
        keys = [
            self.tries(what, ICONS[what], enabled=free or body.doing == what, busy=body.doing == what)
            for what in ICONS
        ]
        yield Line(self.theme, keys)
        if body.said:
            yield self.board((name, view, ICONS[name]) for name, view in body.said)

    def update(self, before: Screen) -> None:
        """Show the photograph once it is there."""
        super().update(before)
        self._show_picture()

    def _show_picture(self) -> None:
        body = self.body
        self._frame.outline(body.outlines, body.size)
        if body.picture is None:
            self._decoded = None
        elif body.picture is not self._decoded:
            self._decoded = body.picture
            self._frame.found(None)
            size = self.theme.px(200), self.theme.px(HIGH_MM)
            decode(self.tools.pool, body.picture, size, partial(self._ready, body.picture))

    def _ready(self, picture: bytes, still: Still | None) -> None:
        if still is not None and picture is self._decoded:
            self._frame.show(still.rgb, still.width, still.height)
