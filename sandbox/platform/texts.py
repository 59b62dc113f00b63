"""The platform's own words, from `texts.yaml`."""

from dataclasses import dataclass
from importlib import resources
from typing import Any

import yaml


@dataclass(frozen=True, slots=True)
class ProblemText:
    """Status and Chinese words of one problem type."""

    status: int
    title: str
    detail: str
    retryable: bool = False


@dataclass(frozen=True, slots=True)
class Texts:
    """Read once, at the start."""

    problems: dict[str, ProblemText]
    fields: dict[str, str]
    steps: dict[str, str]
    by: dict[str, str]
    remedies: tuple[str, ...]
    rating_levels: dict[int, str]
    rating_reasons: tuple[dict[str, str], ...]
    issue_handler: str
    later_materials: str

    def field(self, code: str, **values: object) -> str:
        """Return the words for one violation."""
        return self.fields[code].format(**values)


def load_texts() -> Texts:
    """Read `texts.yaml` from this package."""
    data: dict[str, Any] = yaml.safe_load(
        resources.files("sandbox.platform").joinpath("texts.yaml").read_text("utf-8")
    )
    return Texts(
        problems={name: ProblemText(**entry) for name, entry in data["problems"].items()},
        fields=data["fields"],
        steps=data["steps"],
        by=data["by"],
        remedies=tuple(data["remedies"]),
        rating_levels=data["rating_levels"],
        rating_reasons=tuple(data["rating_reasons"]),
        issue_handler=data["issue_handler"],
        later_materials=data["later_materials"],
    )
