"""What the camera gives: values only, so that the window's process loads no image library."""

from dataclasses import dataclass
from enum import StrEnum

from devices.status import Status

Corner = tuple[float, float]


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
    SAME_PAGE = "samePage"
    """This very page was taken before."""
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
class Capture:
    """A good page. `corners` in px of the original, clockwise from top left."""

    page_jpeg: bytes
    original_jpeg: bytes
    quality: Quality
    corners: tuple[Corner, ...]


@dataclass(frozen=True, slots=True)
class Rejected:
    """No page; `quality` where a page was found and measured."""

    advice: Advice
    quality: Quality | None = None


@dataclass(frozen=True, slots=True)
class Preview:
    """One frame for the screen: `rgb` holds width * height * 3 bytes, rows from the top.

    `corners` of the page in px of this frame, clockwise from top left; None where no page was found.
    """

    number: int
    width: int
    height: int
    rgb: bytes
    corners: tuple[Corner, ...] | None


@dataclass(frozen=True, slots=True)
class CameraSettings:
    """One camera's profile. `mm_per_px` at full size, None where nobody measured it."""

    width: int = 3264
    height: int = 2448
    frames_per_second: int = 15
    mm_per_px: float | None = None


@dataclass(frozen=True, slots=True)
class StatusChanged:
    """Sent once a change."""

    status: Status


@dataclass(frozen=True, slots=True)
class TakeDone:
    """The answer to one `take`."""

    request: int
    outcome: Capture | Rejected


CameraMessage = StatusChanged | TakeDone
