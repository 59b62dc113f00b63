"""What the camera gives: values only, so that the window's process loads no image library."""

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from devices.status import Status

if TYPE_CHECKING:
    from devices.document_camera.scanned import ReadCode, ReadLine, ScannedPhoto

Corner = tuple[float, float]
CALIBRATION_FILE = "document-camera.json"
"""Name of the calibration in the folder of the site's calibrations."""


class Advice(StrEnum):
    """Why a picture was not taken; the screen has words for each."""

    NO_PAGE = "noPage"
    CUT_EDGE = "cutEdge"
    TOO_DARK = "tooDark"
    MOVING = "moving"
    BLURRED = "blurred"
    GLARE = "glare"
    EMPTY_PAGE = "emptyPage"
    HAND = "hand"
    UNSURE = "unsure"
    """The detectors disagree about the corners: lay it down again, or move them."""
    WRONG_SIDE = "wrongSide"
    SEVERAL = "several"
    """More papers lie there than were asked for."""
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class Quality:
    """Figures of a page at 200 dpi."""

    blur: float | None
    """Width of its edges in px; None for a page with too few edges to say."""
    glare: float
    """Part of the page, 0..1, under connected highlights that are burnt out."""
    brightness: float
    """0..255, of the paper as photographed."""
    ink: float
    """Part of the page, 0..1, that is not paper."""


@dataclass(frozen=True, slots=True)
class Rejected:
    """No page; `quality` where a page was found and measured."""

    advice: Advice
    quality: Quality | None = None


class ShutterState(StrEnum):
    """What the automatic shutter waits for; the screen has words for each."""

    OFF = "off"
    """Nothing is taken by itself: it is switched off, or the camera is."""
    PLACING = "placing"
    """No paper lies there."""
    HANDS = "hands"
    """A hand, or something else that is no paper, reaches over the mat."""
    HOLD_STILL = "holdStill"
    COUNTING = "counting"
    TAKING = "taking"
    """A photograph is being taken and straightened, asked for by the shutter or by a person."""
    CHANGE = "change"
    """This paper was taken: it begins again when another lies there, or this one was laid anew."""


@dataclass(frozen=True, slots=True)
class Preview:
    """One frame for the screen: `rgb` holds width * height * 3 bytes, rows from the top.

    `corners` of the page in px of this frame, clockwise from top left; None where no page was found.
    `share` 0..1 of the countdown has passed; 0 unless `shutter` is COUNTING.
    """

    number: int
    width: int
    height: int
    rgb: bytes
    corners: tuple[Corner, ...] | None
    shutter: ShutterState = ShutterState.OFF
    share: float = 0.0


@dataclass(frozen=True, slots=True)
class CameraSettings:
    """One camera's profile. `width` and `height` in px are the most that is asked of it.

    None leaves a control to the camera's own automatic. `exposure` in 100 µs, `white_balance` in K, `focus`
    and `gain` in the camera's own steps (V4L2_CID_EXPOSURE_ABSOLUTE, …). `mains_hz` keeps lamps from
    flickering: 50, 60, or 0 to leave it. `calibration` is the file that `kiosk camera calibrate` wrote.
    """

    width: int = 3264
    height: int = 2448
    frames_per_second: int = 15
    exposure: int | None = None
    focus: int | None = None
    white_balance: int | None = None
    gain: int | None = None
    mains_hz: int = 50
    automatic_shutter: bool = True
    countdown: float = 1.2
    """Seconds of stillness that the ring shows before a photograph is taken by itself."""
    calibration: str = ""
    memory_mb: int = 450
    """Resident memory, MiB, above which the worker is replaced between two photographs."""
    idle: float = 15.0
    """Seconds with the camera off after which a worker that held pictures is replaced by a fresh one."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be laid under the camera next.

    `automatic`: the shutter may take by itself, where the profile lets it. `expected_mm` short and long side
    of the paper in its portrait or landscape lie, where the material says it. `papers` asked for in one
    photograph, None where any number will do. `read`: codes and text are wanted too; PageRead follows.
    """

    automatic: bool = True
    expected_mm: tuple[float, float] | None = None
    papers: int | None = 1
    read: bool = True


@dataclass(frozen=True, slots=True)
class StatusChanged:
    """Sent once a change."""

    status: Status


@dataclass(frozen=True, slots=True)
class IndicatorChanged:
    """Whether the camera is on: from before it is opened until it was let go."""

    on: bool


@dataclass(frozen=True, slots=True)
class ShutterChanged:
    """The automatic shutter waits for something else now; the ring's share comes with the preview."""

    state: ShutterState


@dataclass(frozen=True, slots=True)
class TakeBegan:
    """The automatic shutter took a photograph; TakeDone with this number follows."""

    request: int


@dataclass(frozen=True, slots=True)
class TakeDone:
    """The answer to one `take` or `straighten`, or to a TakeBegan.

    A ScannedPhoto also where its pages, or it as a whole, come with advice; Rejected where there was no
    photograph at all: `gone` or `moving`. `original_jpeg` as it came from the camera.
    """

    request: int
    outcome: "ScannedPhoto | Rejected"
    original_jpeg: bytes = b""
    to_read: tuple[int, ...] = ()
    """Places in `pages` for which a PageRead follows, whatever happens."""


@dataclass(frozen=True, slots=True)
class PageRead:
    """What stands on one page of a photograph; one for each place in `to_read` of its TakeDone.

    `lines` None: it could not be read, and nothing is known of it. Places in px of the straight page.
    """

    request: int
    page: int
    codes: "tuple[ReadCode, ...]"
    lines: "tuple[ReadLine, ...] | None"


@dataclass(frozen=True, slots=True)
class PageCompared:
    """The answer to one `compare`. `twice`: it is among the others; False also where nobody could tell."""

    request: int
    twice: bool


@dataclass(frozen=True, slots=True)
class Lesson:
    """What one step of the calibration came to (`calibration.lessons`).

    `problem` is why nothing was learnt, by its code, empty where it was. `faults` are codes of what was
    learnt and is not good, `figures` (name, value) of what was seen. `specks` of dirt: x, y and size in px
    of a photograph of `size`.
    """

    step: str
    problem: str = ""
    faults: tuple[str, ...] = ()
    figures: tuple[tuple[str, str], ...] = ()
    specks: tuple[tuple[float, float, float], ...] = ()
    size: tuple[int, int] = (1, 1)

    @property
    def good(self) -> bool:
        """Whether it was carried out, and nothing is wrong."""
        return not self.problem and not self.faults


@dataclass(frozen=True, slots=True)
class LessonMove:
    """The first photograph of the white sheet is taken: it is to be moved now."""

    request: int


@dataclass(frozen=True, slots=True)
class LessonDone:
    """The answer to one `teach`."""

    request: int
    lesson: Lesson


CameraMessage = (
    StatusChanged | IndicatorChanged | ShutterChanged | TakeBegan | TakeDone | PageRead | PageCompared
    | LessonMove | LessonDone
)  # fmt: skip
