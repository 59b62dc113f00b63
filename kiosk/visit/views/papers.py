"""The one set of materials: how each is given, the commitment, the camera."""

from dataclasses import dataclass, field

from kiosk.catalogue.models import LocalText, Material, MaterialSource
from kiosk.visit.views.frame import Say


@dataclass(frozen=True, slots=True)
class MaterialRow:
    """A material and how it is given. status: ready, to_scan, to_agree, to_choose, at_window, scanned."""

    material: Material
    copies: int
    status: str
    via: MaterialSource | None
    choices: tuple[MaterialSource, ...]
    certificate: str | None
    """Type name of the citizen's certificate that serves."""
    pages: int
    optional: bool


@dataclass(frozen=True, slots=True)
class MaterialsView:
    """One set of materials."""

    rows: tuple[MaterialRow, ...]
    produced: tuple[tuple[LocalText, LocalText], ...]
    """(material, item that produces it): nobody is asked for these."""
    left: int


@dataclass(frozen=True, slots=True)
class CommitmentView:
    """告知承诺 for one material."""

    material: Material
    agreed: bool


@dataclass(frozen=True, slots=True)
class Outline:
    """A polygon on a photograph, in px of it: a page that was found, or where something is wrong."""

    points: tuple[tuple[float, float], ...]
    wrong: bool = False


@dataclass(frozen=True, slots=True)
class Photograph:
    """The photograph itself, with what is drawn on it. `jpeg` empty: the live picture stands there."""

    jpeg: bytes = field(repr=False)
    width: int
    height: int
    outlines: tuple[Outline, ...] = ()


@dataclass(frozen=True, slots=True)
class QuestionView:
    """What the citizen is asked about a page. kind: a verdict of the pre-review, or same-page.

    `way_out`: there are other ways to give this material, and what is wrong cannot be put right here.
    """

    kind: str
    title: Say
    text: Say
    yes: Say
    """The door by which one goes on with it as it is."""
    way_out: bool = False


@dataclass(frozen=True, slots=True)
class ScanView:
    """One sheet under the camera. state: placing, taking, rejected, corners, several, taken."""

    material: Material
    sheet: LocalText | None
    index: int
    count: int
    state: str
    advice: Say | None
    picture: bytes | None = field(repr=False)
    """JPEG of the straight page, once taken."""
    alternatives: tuple[MaterialSource, ...]
    """没带怎么办: the other ways."""
    optional: bool = False
    """One may go on without it."""
    lit: bool = False
    """The camera is on."""
    photograph: Photograph | None = None
    """With marks where a picture was rejected; with outlines where several papers are looked at."""
    corners: tuple[tuple[float, float], ...] = ()
    """As the citizen has put them so far, in px of the photograph, clockwise from the page's top left."""
    corners_flaw: Say | None = None
    """Why no page can come of them."""
    corners_moved: bool = False
    may_use_anyway: bool = False
    """It was tried often enough: the picture may be given as it is."""
    may_adjust: bool = False
    reading: bool = False
    """What stands on the page is being read."""
    recognised: Say | None = None
    """What it was recognised as."""
    question: QuestionView | None = None
    found: int = 0
    """Fields that were read on it."""
    checked: bool = False
    """A check character of it fits."""


@dataclass(frozen=True, slots=True)
class FoundView:
    """One field that was read on a paper, beside the place where it stands; `held`: what the form says."""

    material: Material
    sheet: LocalText | None
    label: LocalText
    field_id: str
    value: str = field(repr=False)
    held: str | None = field(repr=False)
    checked: bool
    picture: bytes = field(repr=False)
    """JPEG of the straight page."""
    box: tuple[int, int, int, int]
    """Left, top, right, bottom of the place, in px of that picture."""
    left: int
    """How many more are asked after this one."""
