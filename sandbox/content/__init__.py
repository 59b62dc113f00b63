"""The sample content: three published lists as a catalogue, sample people and sample papers.

Everything here that the lists do not say is sample content (示例数据) and marked so in the bundles. People
and papers are fictitious; only the bench and the sandbox platform read them.
"""

from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

import yaml

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""The same safe reading by libyaml, five times as fast, where PyYAML was built with it."""


def documents() -> list[tuple[str, Any]]:
    """Return (file name, parsed content) of every file of the catalogue folder, by name."""
    folder = files(__package__) / "catalogue"
    entries = sorted(
        (entry for entry in folder.iterdir() if entry.name.endswith(".yaml")), key=lambda entry: entry.name
    )
    return [(entry.name, _read(entry)) for entry in entries]


def people() -> list[dict[str, Any]]:
    """Return the sample citizens: card, shared data by element id, certificates (see the file's head)."""
    content: list[dict[str, Any]] = _read(files(__package__) / "people.yaml")
    return content


def papers() -> list[dict[str, Any]]:
    """Return the papers that can lie under the document camera: material, page, title and printed lines."""
    content: list[dict[str, Any]] = _read(files(__package__) / "papers.yaml")
    return content


def _read(file: Traversable) -> Any:
    return yaml.load(file.read_text(encoding="utf-8"), Loader=_LOADER)  # noqa: S506 a safe loader either way
