"""The one set of materials: how each is given, the commitment, the camera."""

from dataclasses import dataclass

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
    pages_taken: int
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
class ScanView:
    """One sheet under the camera. state: placing, taking, rejected, taken."""

    material: Material
    sheet: LocalText | None
    index: int
    count: int
    state: str
    advice: Say | None
    picture: bytes | None
    """JPEG of the straight page, once taken."""
    alternatives: tuple[MaterialSource, ...]
    """没带怎么办: the other ways."""
    optional: bool = False
    """One may go on without it."""
