"""Where something stands in authored content, and what is wrong there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

_UNION_MEMBERS = frozenset({"SchemaCondition", "AllOf", "AnyOf", "Not"})


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands: file name and JSON pointer (RFC 6901) within it."""

    file: str
    pointer: str = ""

    def at(self, *steps: str | int) -> "Place":
        """Return the place `steps` further in."""
        return Place(self.file, self.pointer + "".join(f"/{_escape(str(step))}" for step in steps))


def _escape(step: str) -> str:
    return step.replace("~", "~0").replace("/", "~1")


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong, and where."""

    place: Place
    code: str
    message: str

    def __str__(self) -> str:
        return f"{self.place.file}: {self.place.pointer or '/'}: {self.code} {self.message}"


def where(place: Place) -> str:
    """Return a place in words."""
    return f"{place.file}: {place.pointer}"


def steps_of(loc: tuple[str | int, ...], data: object) -> list[str | int] | None:
    """Return the path of a validation error without the names of union members.

    None for the members of the union that were evidently not meant: a condition with a scope is not an
    AND, so what AND would have wanted of it is noise.
    """
    steps: list[str | int] = []
    here: Any = data
    for step in loc:
        if step in _UNION_MEMBERS:
            if step != _meant(here):
                return None
            continue
        steps.append(step)
        if isinstance(here, Mapping):
            here = here.get(step)
        elif isinstance(here, Sequence) and isinstance(step, int) and step < len(here):
            here = here[step]
        else:
            here = None
    return steps


def _meant(condition: object) -> str:
    kind = condition.get("type") if isinstance(condition, Mapping) else None
    return {"AND": "AllOf", "OR": "AnyOf", "NOT": "Not"}.get(str(kind), "SchemaCondition")
