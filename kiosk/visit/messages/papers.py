"""The materials: how each is given, and what the camera says."""

from dataclasses import dataclass, field

from devices.document_camera.scanned import Corners, ReadCode, ReadLine, ScannedPhoto
from kiosk.application.pre_review import Review
from kiosk.catalogue.models import MaterialSource


@dataclass(frozen=True, slots=True)
class ChooseSource:
    """How a material is given."""

    material_id: str
    via: MaterialSource


@dataclass(frozen=True, slots=True)
class AgreeCommitment:
    """Ticks or unticks the commitment (告知承诺) of a material."""

    material_id: str
    agreed: bool


@dataclass(frozen=True, slots=True)
class TakePhoto:
    """现在就拍."""


@dataclass(frozen=True, slots=True)
class Retake:
    """Throw this picture away and take another."""


@dataclass(frozen=True, slots=True)
class UseSheet:
    """确实是，继续: the citizen says that the page is right, whatever was asked or advised."""


@dataclass(frozen=True, slots=True)
class UseSeveral:
    """The papers that lie there are the next sheets, in their order."""


@dataclass(frozen=True, slots=True)
class AdjustCorners:
    """调整四角: put the corners of this photograph where they belong."""


@dataclass(frozen=True, slots=True)
class SetCorners:
    """The corners as they stand now, in px of the photograph, clockwise from the page's top left."""

    corners: Corners


@dataclass(frozen=True, slots=True)
class ResetCorners:
    """Back to the corners that were found."""


@dataclass(frozen=True, slots=True)
class ApplyCorners:
    """Make the page with the corners as they stand."""


@dataclass(frozen=True, slots=True)
class DecideFound:
    """Take what was read of a field, or leave the form as it is."""

    field_id: str
    use: bool


@dataclass(frozen=True, slots=True)
class MatSeen:
    """Whether paper lies under the camera; None: it has not seen yet."""

    papers: bool | None


@dataclass(frozen=True, slots=True)
class CameraLit:
    """Whether the camera is on, as its indicator says."""

    on: bool


@dataclass(frozen=True, slots=True)
class PhotoBegan:
    """The automatic shutter takes the sheet that lies there."""


@dataclass(frozen=True, slots=True)
class PhotoTaken:
    """A photograph with the pages on it. `read`: a PageRead follows for each of them."""

    take: int
    photo: ScannedPhoto = field(repr=False)
    original: bytes = field(repr=False)
    read: bool = False


@dataclass(frozen=True, slots=True)
class PhotoRejected:
    """No picture; code is a key of `scan.advice.*`: gone, moving."""

    code: str


@dataclass(frozen=True, slots=True)
class PageRead:
    """What stands on one page of a photograph; `lines` None: it could not be read."""

    take: int
    page: int
    codes: tuple[ReadCode, ...] = field(repr=False)
    lines: tuple[ReadLine, ...] | None = field(repr=False)


@dataclass(frozen=True, slots=True)
class PageReviewed:
    """What the pre-review says of a page."""

    take: int
    page: int
    review: Review = field(repr=False)


@dataclass(frozen=True, slots=True)
class PagesCompared:
    """Whether a page was photographed before."""

    take: int
    page: int
    twice: bool
