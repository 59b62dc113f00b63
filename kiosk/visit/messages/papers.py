"""The materials: how each is given, and what the camera says."""

from dataclasses import dataclass

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
class PhotoTaken:
    """A straight page. JPEG bytes of the page and of the original, and quality figures by name."""

    page: bytes
    original: bytes
    quality: dict[str, float]


@dataclass(frozen=True, slots=True)
class PhotoRejected:
    """No good picture; code is a key of `scan.advice.*`: noPage, blurred, glare, cutEdge, tooDark, moving."""

    code: str
