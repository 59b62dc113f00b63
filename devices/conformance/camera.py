"""Checks of a document camera, opened as the driver opens it. No picture is kept: sizes and times only."""

import contextlib
from time import monotonic

from devices.conformance.model import Check, DeviceLost, NotDone, Seen, judged, passed
from devices.conformance.walk import Step
from devices.deadline import Clock
from devices.document_camera import controls
from devices.document_camera.controls import Control
from devices.document_camera.decoding import decode
from devices.document_camera.driver import Camera, CameraGone
from devices.document_camera.formats import Format, formats
from devices.document_camera.values import CameraSettings

_FRAMES = 30
_LEAST_RATE = 5.0

OPENS = Check(
    "camera.opens",
    "The camera opens",
    "V4L2 device, MJPG, the size of the profile",
    "UVC 1.1, MJPEG payload",
    "Is the cable in, the name right, and no other program at it?",
)
LISTED = Check(
    "camera.formats",
    "The formats that the camera lists",
    "MJPG at the size of the profile among them",
    "V4L2 VIDIOC_ENUM_FMT and VIDIOC_ENUM_FRAMESIZES",
    "A camera without MJPG at this size is another one than the profile is for.",
)
CONTROLS = Check(
    "camera.controls",
    "The controls that a profile may set",
    "exposure and focus among them",
    "V4L2 VIDIOC_QUERYCTRL",
    "Without them the camera sets itself anew for every paper, and the first pictures are not sharp.",
)
FIRST = Check(
    "camera.first-frame",
    "The first picture",
    "within 3 s of opening",
    "patience of the scan page",
)
FORMAT = Check(
    "camera.format",
    "Pictures are whole JPEGs of the profile's size",
    "FF D8 … FF D9, decodable, width and height as asked",
    "ITU-T T.81; the page is measured at 200 dpi",
    "A smaller size does not reach 200 dpi on A4. Without JPEG, USB 2 gives two pictures a second.",
)
ALIVE = Check(
    "camera.alive",
    f"No picture of {_FRAMES} comes twice",
    "every picture another one",
    "noise of a sensor; a stream that stands shows the paper of a moment ago",
    "Firmware of the camera, or a hub that loses its packets.",
)
RATE = Check(
    "camera.rate",
    f"Rate over {_FRAMES} pictures",
    f"at least {_LEAST_RATE:.0f} a second",
    "preview of the scan page",
    "A slow hub, a long cable, or exposure times in a dark hall.",
)


class CameraChecks:
    """The walk over one camera."""

    def __init__(self, device: str, settings: CameraSettings, clock: Clock = monotonic) -> None:
        self._device = device
        self._settings = settings
        self._clock = clock
        self._camera: Camera | None = None
        self._opened_at = 0.0
        self._jpeg = b""
        self._formats: tuple[Format, ...] = ()
        self._controls: tuple[Control, ...] = ()
        self._pictures: set[int] = set()

    def steps(self) -> tuple[Step, ...]:
        """Return the checks in their order."""
        return (
            (OPENS, self._opens),
            (LISTED, self._listed),
            (CONTROLS, self._controlled),
            (FIRST, self._first),
            (FORMAT, self._format),
            (RATE, self._rate),
            (ALIVE, self._alive),
        )

    def close(self) -> None:
        """Let the device go."""
        if self._camera is not None:
            self._camera.close()
            self._camera = None

    def _opens(self) -> Seen:
        # Asked before: some drivers serve one program at a time.
        with contextlib.suppress(OSError):
            self._formats = formats(self._device)
            self._controls = controls.listed(self._device)
        self._opened_at = self._clock()
        try:
            self._camera = Camera(self._device, self._settings)
        except CameraGone as error:
            raise DeviceLost(str(error)) from error
        return passed("it opens", ((self._clock() - self._opened_at) * 1000,))

    def _listed(self) -> Seen:
        if not self._formats:
            raise NotDone("the driver lists none")
        wanted = self._settings.width, self._settings.height
        good = any(one.pixels == "MJPG" and one.offers(*wanted) for one in self._formats)
        return judged(good, "; ".join(_words(one) for one in self._formats))

    def _controlled(self) -> Seen:
        numbers = {control.number for control in self._controls}
        words = "; ".join(f"{one.name} {one.least} to {one.most}" for one in self._controls)
        return judged({controls.EXPOSURE, controls.FOCUS} <= numbers, words or "none")

    def _next(self) -> bytes:
        if self._camera is None:
            raise DeviceLost
        try:
            return self._camera.read()
        except CameraGone as error:
            raise DeviceLost(str(error)) from error

    def _first(self) -> Seen:
        self._jpeg = self._next()
        took = (self._clock() - self._opened_at) * 1000
        return judged(took <= 3000, f"{len(self._jpeg)} bytes", (took,))

    def _format(self) -> Seen:
        if not self._jpeg:
            raise NotDone("no picture came")
        picture = decode(self._jpeg)
        if picture is None:
            return judged(False, f"{len(self._jpeg)} bytes that are no JPEG")
        height, width = picture.shape[:2]
        wanted = (self._settings.width, self._settings.height)
        whole = self._jpeg.startswith(b"\xff\xd8") and b"\xff\xd9" in self._jpeg[-4096:]
        return judged(
            whole and (width, height) == wanted, f"{width} x {height} px, {'' if whole else 'not '}whole"
        )

    def _rate(self) -> Seen:
        times, sizes = [], []
        last = self._clock()
        for _ in range(_FRAMES):
            picture = self._next()
            sizes.append(len(picture))
            self._pictures.add(hash(picture))
            now = self._clock()
            times.append((now - last) * 1000)
            last = now
        rate = 1000 * len(times) / max(sum(times), 1.0)
        return judged(
            rate >= _LEAST_RATE, f"{rate:.1f} a second, {min(sizes)} to {max(sizes)} bytes each", times
        )

    def _alive(self) -> Seen:
        if not self._pictures:
            raise NotDone("no picture came")
        return judged(len(self._pictures) == _FRAMES, f"{len(self._pictures)} different ones")


def _words(listed: Format) -> str:
    sizes = (" to " if listed.stepwise else ", ").join(f"{w} x {h}" for w, h in listed.sizes)
    return f"{listed.pixels} {sizes or 'without sizes'}"
