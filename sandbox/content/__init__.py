"""The sample content: three published lists as a catalogue, sample people and sample papers.

Everything here that the lists do not say is sample content (示例数据) and marked so in the bundles. People
and papers are fictitious; only the bench and the sandbox platform read them.
"""

from importlib.resources import files
from typing import Any

import yaml

PEOPLE = "people.yaml"
PAPERS = "papers.yaml"


def documents() -> list[tuple[str, Any]]:
    """Return (file name, parsed content) of every catalogue file beside this one, by name.

    People and papers are no part of a catalogue and have their own functions.
    """
    names = sorted(
        entry.name
        for entry in files(__package__).iterdir()
        if entry.name.endswith(".yaml") and entry.name not in (PEOPLE, PAPERS)
    )
    return [(name, _read(name)) for name in names]


def people() -> list[dict[str, Any]]:
    """Return the sample citizens: card, shared data by element id, certificates (see the file's head)."""
    content: list[dict[str, Any]] = _read(PEOPLE)
    return content


def papers() -> list[dict[str, Any]]:
    """Return the papers that can lie under the document camera: material, page, title and printed lines."""
    content: list[dict[str, Any]] = _read(PAPERS)
    return content


def _read(name: str) -> Any:
    return yaml.safe_load(files(__package__).joinpath(name).read_text(encoding="utf-8"))
