"""The camera's calibration in steps over its live picture: each asks, learns, and says what it saw."""

from collections.abc import Iterator

from kiosk.visit.views.staff_devices import StaffCameraView
from screens.components import Line, Notice, Part
from screens.pages.words import said
from screens.staff.live_picture import LivePicture
from screens.staff.trial_page import TrialPage

HIGH_MM = 80.0
ICONS = {
    "mat": "space",
    "sheet": "list",
    "a4": "document",
    "light": "bolt",
    "glass": "search",
    "check": "contrast",
    "undo": "undo",
    "print-sheet": "printer",
}
ROWS = (("mat", "check"), ("sheet", "a4"), ("light", "glass"), ("print-sheet", "undo"))
"""Buttons that stand beside each other."""


class StaffCameraPage(TrialPage[StaffCameraView]):
    """What lies there is outlined in the picture, as the camera finds it."""

    name = "camera"

    def prepare(self) -> None:
        """Make the frame of the picture."""
        waiting = self.say("scan.waiting" if self.tools.camera is not None else "scan.no_camera")
        name = self.say("scan.picture")
        self._frame = LivePicture(self.theme, self.tools.camera, name, waiting, HIGH_MM)

    def content(self) -> Iterator[Part]:
        """Yield what the camera waits for, the picture, the steps, and what each came to."""
        body = self.body
        if not body.works:
            yield Notice(self.theme, self.say("notice_band.camera"), "warn", id="out")
        elif body.asks is not None:
            yield Notice(self.theme, said(self.texts, body.asks), "info", id="asks")
        elif body.doing:
            yield Notice(self.theme, self.say(f"staff.lesson.doing.{body.doing}"), "info", id="doing")
        told = [(step, view, ICONS[step]) for step, view in body.steps if view is not None]
        if told:
            yield self.board(iter(told))
        yield self._frame
        for row in ROWS:
            yield Line(self.theme, [self._key(step) for step in row])

    def _key(self, step: str) -> Part:
        body = self.body
        here = body.doing == step
        works = body.can_print if step == "print-sheet" else body.works
        return self.tries(step, ICONS[step], enabled=here or (works and not body.doing), busy=here)
