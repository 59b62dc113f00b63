"""Authored content -> `Catalogue`.

Content is written as documents (files), each a mapping with any of these keys:

    catalogue:      {version: 1, area: {code: "120000", name: 天津市}}     once in all files
    life_stages:    [LifeStage, …]
    elements:       {id: DataElement without its id, …}
    materials:      {id: Material without its id, …}
    declarations:   {id: Declaration without its id, …}
    items:          {id: Item without its id, …}            items that several bundles use
    defaults:       fields for every bundle of this file that does not give them itself
    item_defaults:  fields for every item of this file that does not give them itself
    bundles:        [Bundle, …], where
                    items: ids of shared items, or {use: id, …fields that differ here}, or whole items
                    declarations: ids
                    elements, materials: of this bundle alone, if any, as above

`compose` puts into each bundle exactly the elements and materials that its items name. This module reads
parsed data only; what a file is written in (YAML, JSON) is the caller's affair.
"""

from collections.abc import Sequence

from kiosk.catalogue.content_reader import Documents, Reader, Reading
from kiosk.catalogue.models import Catalogue
from kiosk.catalogue.places import Problem

__all__ = ["ContentError", "Documents", "compose", "read"]


class ContentError(ValueError):
    """The content does not make a catalogue. `problems` holds all that was found, not the first only."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


def compose(documents: Documents) -> Catalogue:
    """Return the catalogue that the documents make.

    Raises:
        ContentError: with every problem found, each with file and place.

    """
    reading = read(documents)
    if reading.catalogue is None:
        raise ContentError(reading.problems)
    return reading.catalogue


def read(documents: Documents) -> Reading:
    """Read as much as can be read; nothing is raised. The linter looks further at what was read."""
    return Reader(documents).run()
