"""What is being tried at the devices, and what came of it. It lives as long as the page where it is tried."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from devices.document_camera.scanned import ScannedPhoto
from devices.document_camera.values import Lesson
from kiosk.visit.messages.identity import Chip
from kiosk.visit.messages.staff_devices import GlassTried


@dataclass(frozen=True, slots=True)
class TestCard:
    """A card that was read to see whether the reader works. `name` is masked; nothing else of it is kept."""

    __test__ = False

    name: str
    number_fits: bool
    chip: Chip


@dataclass(frozen=True, slots=True)
class Trial:
    """what: photo, card, a step of `calibration.lessons`, a sound. stage: ask, doing, move, done."""

    what: str = ""
    stage: str = "ask"
    photo: ScannedPhoto | None = None
    picture: bytes = field(default=b"", repr=False)
    """JPEG of the photograph as it came from the camera."""
    rejected: str = ""
    """Why there is no photograph: advice of the camera."""
    lessons: Mapping[str, Lesson] = field(default_factory=dict)
    """What each step of the calibration came to, the last first."""
    card: TestCard | None = None
    card_failed: str = ""
    keys: tuple[str, ...] = ()
    """Keys of the keypad that answered."""
    jack: bool | None = None
    """Whether headphones are in; None: nobody plugged any while the page stood."""
    volume: int = 1
    """Step of the volume."""
    heard: bool | None = None
    """What the staff said to the last sound."""
    touched: GlassTried | None = None
