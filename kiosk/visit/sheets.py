"""What was photographed for the one set of materials, and what the camera is doing for the next sheet."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field

from devices.document_camera.scanned import Corners, Mark, ScannedPage, ScannedPhoto
from kiosk.application.pre_review import Review

Place = tuple[str, int]
"""(material id, number of the sheet)."""
READ, TWICE = "read", "twice"
"""What is found out about a page after it was shown: what stands on it, whether it was taken before."""
PAGE_TWICE = "same-page"
"""The question about a page that was photographed before; the others are verdicts of the pre-review."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A photographed sheet with what was made of it.

    `take` and `index` tell which page of which photograph it is, so that what is read later finds it.
    """

    scanned: ScannedPage = field(repr=False)
    photo: ScannedPhoto = field(repr=False)
    """The photograph on which it is, maybe with others."""
    original: bytes = field(repr=False)
    """JPEG as it came from the camera."""
    take: int = 0
    index: int = 0
    read: bool = False
    """What stands on it is told after the page itself."""
    pending: frozenset[str] = frozenset()
    """What is still being found out about it: READ, TWICE."""
    since: float = 0.0
    """Since when one waits for that."""
    review: Review | None = field(default=None, repr=False)
    """What the pre-review says; None: it was not read."""
    late: frozenset[str] = frozenset()
    """What was found out after the citizen had gone on: nothing is asked about it, staff see it."""
    twice: bool = False
    """This page was photographed before, for another sheet."""
    accepted: bool = False
    """The citizen said that it is right, whatever was asked."""
    moved: bool = False
    """The citizen put the corners where they are."""
    decided: frozenset[str] = frozenset()
    """Fields that were found on it and about which the citizen has decided."""

    @property
    def page(self) -> bytes:
        """JPEG of the straight page."""
        return self.scanned.jpeg

    @property
    def quality(self) -> Mapping[str, float]:
        """Figures by name, as far as they could be told."""
        figures = asdict(self.scanned.quality)
        return {name: float(value) for name, value in figures.items() if isinstance(value, int | float)}

    @property
    def question(self) -> str | None:
        """What the citizen is asked about it (key of `review.*`), None where nothing is open."""
        if self.accepted:
            return None
        if self.twice and TWICE not in self.late:
            return PAGE_TWICE
        asks = self.review is not None and self.review.asks and READ not in self.late
        return self.review.verdict.value if asks and self.review is not None else None

    @property
    def settled(self) -> bool:
        """Whether one may go on with it."""
        return not self.pending and self.question is None


@dataclass(frozen=True, slots=True)
class Shot:
    """A photograph at which a person has to look before a page comes of it.

    `read`: what stands on its pages will be told later.
    """

    take: int
    photo: ScannedPhoto = field(repr=False)
    original: bytes = field(repr=False)
    read: bool = False
    moved: bool = False


@dataclass(frozen=True, slots=True)
class Scan:
    """What the camera is doing for the sheet asked for.

    state: placing, taking, rejected, corners (the citizen puts them right), several (more papers lie there
    than sheets were laid so far). A sheet that is there is `taken`, whatever stands here.
    """

    state: str = "placing"
    advice: str | None = None
    marks: tuple[Mark, ...] = ()
    """Where on the photograph something is wrong."""
    shot: Shot | None = None
    corners: Corners | None = None
    """Where they stand now, in px of the photograph."""
    tries: int = 0
    """Pictures of this sheet that were not good."""
