"""What the camera sees, on a page of the staff, with the outline of what lies there."""

from collections.abc import Callable

from kivy.clock import Clock

from screens.components import PhotoFrame
from screens.pages.camera import CameraPreview
from screens.theme.theme import Theme

POLL_S = 1 / 30


class LivePicture(PhotoFrame):
    """Looks at the camera while it stands on the stage; `still` says that a photograph is shown instead."""

    def __init__(
        self, theme: Theme, camera: CameraPreview | None, name: str, waiting: str, height_mm: float
    ) -> None:
        super().__init__(theme, name=name, waiting=waiting, height_mm=height_mm)
        self._camera = camera
        self.still: Callable[[], bool] = lambda: False
        self._polling = Clock.create_trigger(self._poll, POLL_S, interval=True)

    def on_parent(self, _: object, parent: object) -> None:
        """Look while there is somebody to show it to."""
        if parent is not None and self._camera is not None:
            self._poll(0.0)
            self._polling()
        else:
            self._polling.cancel()

    def _poll(self, _: float) -> None:
        if self._camera is None or self.still():
            return
        frame = self._camera.preview()
        if frame is not None:
            self.show(frame.rgb, frame.width, frame.height)
            self.found(frame.corners)
