"""What the parts of all sets are made of, and dice that always fall the same way."""

import sys
import zlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from devices.document_camera.simulator import papers
from devices.document_camera.simulator.papers.drawing import size_of
from devices.document_camera.simulator.papers.paper import Paper
from devices.document_camera.simulator.scene.surfaces import Surface, surface

FONTS = Path(sys.prefix) / "share" / "yiciban" / "fonts"
"""The typefaces that the terminal is set up with."""

_PAPERS = {
    "tuning": (
        "id-card-front",
        "bank-card",
        "register-home",
        "register-cover",
        "marriage-certificate",
        "birth-certificate",
        "lease-contract",
        "application-form",
        "receipt",
        "medical-record",
        "consent-letter",
        "health-card",
    ),
    "unseen": (
        "id-card-back",
        "social-security-card",
        "register-person",
        "register-spread",
        "marriage-cover",
        "death-certificate",
        "property-certificate",
        "business-licence",
        "statement",
        "judgment",
        "cremation-certificate",
        "vaccination-page",
        "invoice",
    ),
}
_TABLES = {
    "tuning": (
        "oak",
        "walnut",
        "white-table",
        "plaid",
        "grey-paper",
        "gravel",
        "tiles",
        "leather",
        "green-felt",
        "sand-paper",
        "fibre-paper",
        "concrete",
    ),
    "unseen": (
        "floor",
        "redwood",
        "ash",
        "marble",
        "flowers",
        "purple-card",
        "bricks",
        "terrazzo",
        "blue-felt",
        "peach-paper",
        "black-cloth",
        "grass",
    ),
}
_MATS = {"tuning": ("rubber-mat", "grey-felt"), "unseen": ("black-cloth", "dark-laid")}


@dataclass(frozen=True, slots=True)
class Ground:
    """The papers and surfaces of a part."""

    part: str
    fonts: Path
    finest: float

    def dice(self, name: str, number: int) -> np.random.Generator:
        """Return the dice of one picture."""
        return np.random.default_rng([zlib.crc32(f"{name} {self.part}".encode()), number])

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of paper."""
        return _PAPERS[self.part]

    def person(self, number: int) -> int:
        """Return the seed of a person; people of one part never occur in the other."""
        return number * 2 + (1 if self.part == "unseen" else 0)

    def paper(self, kind: str, person: int, px_per_mm: float) -> Paper:
        """Draw a paper a little finer than the camera will see it."""
        width, height = size_of(kind)
        most = min(self.finest, 3600 / max(width, height))
        return papers.draw(kind, person, self.fonts, min(most, max(2.0, round(px_per_mm * 1.12, 1))))

    def table(self, dice: np.random.Generator) -> Surface:
        """Return any table of the part."""
        names = _TABLES[self.part]
        return surface(names[int(dice.integers(len(names)))], int(dice.integers(3)))

    def named(self, *names: str, dice: np.random.Generator) -> Surface:
        """Return one of the surfaces that the part has among `names`."""
        own = [n for n in names if n in _TABLES[self.part] or n in _MATS[self.part]]
        return surface(own[int(dice.integers(len(own)))], int(dice.integers(3)))

    def mat(self, number: int = 0) -> Surface:
        """Return a camera's mat; a camera has one."""
        names = _MATS[self.part]
        return surface(names[number % len(names)], 1)
