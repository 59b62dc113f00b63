"""What staff try at the devices, and what the devices say to it."""

from dataclasses import dataclass

from devices.document_camera.values import Lesson


@dataclass(frozen=True, slots=True)
class FillPaper:
    """A new roll is in (roll), or the tray is full again (tray)."""

    supply: str


@dataclass(frozen=True, slots=True)
class TryOut:
    """what: photo, card, a step of the camera's calibration (`calibration.lessons`), speaker, headphones,
    louder, heard, unheard.
    """

    what: str


@dataclass(frozen=True, slots=True)
class GlassTried:
    """The glass was tried: of so many cells these did not answer (column, row from the top left).

    Of so many crosses so many were met, at worst `worst_mm` from their middle; None where none was.
    """

    cells: int
    missed: tuple[tuple[int, int], ...]
    crosses: int
    met: int
    worst_mm: float | None


@dataclass(frozen=True, slots=True)
class LessonAsks:
    """The camera waits until the white sheet was moved."""


@dataclass(frozen=True, slots=True)
class LessonTaught:
    """What a step of the calibration came to."""

    lesson: Lesson


@dataclass(frozen=True, slots=True)
class KeyAnswered:
    """A key of the keypad was pressed (`devices.keypad.layout.Key`), or jack-in, jack-out."""

    key: str


TrialMessage = FillPaper | TryOut | GlassTried | LessonAsks | LessonTaught | KeyAnswered
BY_STAFF = (FillPaper, TryOut, GlassTried, KeyAnswered)
