"""The pages on which staff look after paper and try the devices."""

from dataclasses import dataclass, field

from kiosk.visit.views.board import StandingView
from kiosk.visit.views.frame import Say


@dataclass(frozen=True, slots=True)
class StaffPaperView:
    """rows: (supply, how it stands). `said` tells what became of the last filling, `well` how."""

    rows: tuple[tuple[str, StandingView], ...]
    said: Say | None
    well: bool


@dataclass(frozen=True, slots=True)
class StaffTrialsView:
    """rows: (name of a page of trials, whether its device is there and works)."""

    rows: tuple[tuple[str, bool], ...]


@dataclass(frozen=True, slots=True)
class StaffPhotoView:
    """A photograph to look at, and what is said of it. `picture` is its JPEG, of `size` px, None before.

    outlines: (points in px of the photograph, wrong); doing: photo, glass, or empty.
    """

    works: bool
    picture: bytes | None = field(repr=False)
    size: tuple[int, int]
    outlines: tuple[tuple[tuple[tuple[float, float], ...], bool], ...]
    doing: str
    asks: Say | None
    """What the camera waits for."""
    said: tuple[tuple[str, StandingView], ...]


@dataclass(frozen=True, slots=True)
class StaffReadCardView:
    """stage: ask, done. rows: (part of the reader, how it stands)."""

    stage: str
    rows: tuple[tuple[str, StandingView], ...]


@dataclass(frozen=True, slots=True)
class StaffCameraView:
    """steps: (step, what came of it so far). doing: the step under way, or empty."""

    works: bool
    steps: tuple[tuple[str, StandingView | None], ...]
    doing: str
    asks: Say | None
    can_print: bool
    """There is an A4 printer for the sheet."""


@dataclass(frozen=True, slots=True)
class StaffTouchView:
    """result: how the glass answered, None while it is tried. missed: cells (column, row) that did not."""

    result: StandingView | None
    missed: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class StaffSoundView:
    """works: speech is there. asked: which sound was played and is asked about, or empty.

    keys: (name of a key, whether it answered), empty where there is no keypad. jack: None while nobody
    plugged anything.
    """

    works: bool
    volume: int
    volumes: int
    asked: str
    result: StandingView | None
    keys: tuple[tuple[str, bool], ...]
    jack: bool | None


TrialBody = (
    StaffPaperView
    | StaffTrialsView
    | StaffPhotoView
    | StaffReadCardView
    | StaffCameraView
    | StaffTouchView
    | StaffSoundView
)
