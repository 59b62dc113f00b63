"""Authored documents section by section: what stands in each, validated, every problem placed."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from kiosk.catalogue.places import Place, Problem, steps_of, where

Documents = Sequence[tuple[str, Any]]
"""(file name, parsed data) of each file."""

M = TypeVar("M", bound=BaseModel)

_SECTIONS = frozenset(
    {
        "catalogue",
        "life_stages",
        "elements",
        "materials",
        "declarations",
        "items",
        "defaults",
        "item_defaults",
        "bundles",
    }
)
_WORD: dict[type, str] = {Mapping: "mapping", list: "list"}


class Sections:
    """The sections of all files. Nothing is raised: `problems` has what is wrong, each once, as it is met."""

    def __init__(self, documents: Documents) -> None:
        self.problems: list[Problem] = []
        self._documents: list[tuple[Place, Mapping[str, Any]]] = []
        for file, data in documents:
            place = Place(file)
            if data is None:
                continue
            if not isinstance(data, Mapping):
                self.problem(place, "not-a-mapping", "a content file is a mapping of sections")
                continue
            for key in data:
                if key not in _SECTIONS:
                    self.problem(place.at(key), "unknown-section", f"no section is called {key!r}")
            self._documents.append((place, data))

    @property
    def first_place(self) -> Place:
        """The first file; where what belongs to no file is told."""
        return Place(self._documents[0][0].file if self._documents else "")

    def problem(self, place: Place, code: str, message: str) -> None:
        """Note a problem once."""
        problem = Problem(place, code, message)
        if problem not in self.problems:
            self.problems.append(problem)

    def section(self, name: str, kind: type) -> Iterator[tuple[Place, Any]]:
        """Yield each file's section of this name with its place; one of another kind is a problem."""
        for place, data in self._documents:
            value = data.get(name)
            if value is None:
                continue
            if not isinstance(value, kind):
                self.problem(place.at(name), "wrong-type", f"{name} is not a {_WORD[kind]}")
                continue
            yield place.at(name), value

    def validate(self, model: type[M], data: object, place: Place) -> M | None:
        """Return the model, or None with its problems noted at their places."""
        try:
            return model.model_validate(data)
        except ValidationError as error:
            details = error.errors(include_url=False, include_context=False)
            for detail in details:
                within = detail["loc"]
                deeper = (one["loc"] for one in details if len(one["loc"]) > len(within))
                if detail["type"] == "too_short" and any(loc[: len(within)] == within for loc in deeper):
                    continue  # too short only without the parts that are wrong, and those are told
                steps = steps_of(within, data)
                if steps is not None:
                    self.problem(place.at(*steps), "invalid", detail["msg"])
            return None

    def entries(
        self, section: Place, entries: Mapping[str, Any], model: type[M], into: dict[str, tuple[M, Place]]
    ) -> None:
        """Validate a mapping of entries by id into `into`; an id that stands there is a problem."""
        for key, data in entries.items():
            place = section.at(key)
            if key in into:
                self.problem(place, "duplicate-id", f"{key} stands also at {where(into[key][1])}")
                continue
            raw = self.with_id(key, data, place)
            value = self.validate(model, raw, place) if raw is not None else None
            if value is not None:
                into[key] = (value, place)

    def with_id(self, key: object, data: object, place: Place) -> dict[str, Any] | None:
        """Return an entry with its key as its id, or None with a problem noted."""
        if not isinstance(data, Mapping):
            self.problem(place, "wrong-type", "this is not a mapping")
            return None
        if data.get("id", key) != key:
            self.problem(place.at("id"), "wrong-id", f"the id differs from the key {key!r}")
            return None
        return {"id": key, **data}

    def file_defaults(self, file: str, name: str) -> Mapping[str, Any]:
        """Return the section `name` of one file, empty where it has none."""
        for place, data in self._documents:
            if place.file == file:
                value = data.get(name) or {}
                if isinstance(value, Mapping):
                    return value
                self.problem(place.at(name), "wrong-type", f"{name} is not a mapping")
        return {}
