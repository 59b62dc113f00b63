"""What the service and its worker process say to each other, pickled over a socket that only they hold.

A session is the time from switching the camera on to switching it off: what belongs to an earlier one, and so
perhaps to another person, is dropped on both sides.
"""

from dataclasses import dataclass, field

from devices.document_camera.scanned import ReadCode, ReadLine, ScannedPhoto
from devices.document_camera.values import CameraSettings, Corner, Lesson, Rejected, ShutterState, Wanted


@dataclass(frozen=True, slots=True)
class Open:
    """Switch the camera on; told again within a session: something else is wanted."""

    settings: CameraSettings
    session: int
    wanted: Wanted


@dataclass(frozen=True, slots=True)
class Close:
    """Switch the camera off; open takes end as `gone`."""


@dataclass(frozen=True, slots=True)
class Take:
    """Take a photograph within `seconds`; `fired` where the shutter asked for it."""

    number: int
    seconds: float
    fired: bool = False


@dataclass(frozen=True, slots=True)
class Straighten:
    """Make pages of a photograph that was taken before, with the corners where a person put them.

    Needs no open camera. `corners` in px of the photograph, clockwise from the page's top left.
    """

    number: int
    original_jpeg: bytes = field(repr=False)
    corners: tuple[Corner, ...]
    wanted: Wanted
    settings: CameraSettings


@dataclass(frozen=True, slots=True)
class Compare:
    """Tell by the fingerprints whether a page is among others. Needs no open camera."""

    number: int
    fingerprint: bytes = field(repr=False)
    others: tuple[bytes, ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Teach:
    """Carry out one step of the calibration over the open camera, and keep it in the settings' file."""

    number: int
    step: str


@dataclass(frozen=True, slots=True)
class Taken:
    """The answer to a Take or a Straighten."""

    number: int
    outcome: ScannedPhoto | Rejected
    original_jpeg: bytes = field(default=b"", repr=False)
    to_read: tuple[int, ...] = ()
    """Pages for which a Read follows."""


@dataclass(frozen=True, slots=True)
class Read:
    """What stands on a page of a Taken."""

    number: int
    page: int
    codes: tuple[ReadCode, ...]
    lines: tuple[ReadLine, ...] | None


@dataclass(frozen=True, slots=True)
class Compared:
    """The answer to a Compare."""

    number: int
    twice: bool


@dataclass(frozen=True, slots=True)
class Asks:
    """A Teach goes on when the white sheet was moved."""

    number: int


@dataclass(frozen=True, slots=True)
class Taught:
    """The answer to a Teach."""

    number: int
    lesson: Lesson


@dataclass(frozen=True, slots=True)
class Fire:
    """The automatic shutter has counted down: a Take is due."""

    session: int


@dataclass(frozen=True, slots=True)
class Waits:
    """What the automatic shutter waits for, once a change."""

    session: int
    state: ShutterState


@dataclass(frozen=True, slots=True)
class Beat:
    """The worker lives; sent a few times a second. `held`: the device is open, `trouble` a fault's code.

    `used`: there were pictures in this process.
    """

    streaming: bool
    lost: bool
    held: bool = False
    trouble: str | None = None
    used: bool = False


Order = Open | Close | Take | Straighten | Compare | Teach
Answer = Taken | Read | Compared | Asks | Taught | Fire | Waits | Beat
