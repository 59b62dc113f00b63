"""The contract file as a judge: request bodies are validated against its own JSON Schemas.

Violations come back as a complete list with JSON Pointers, in plain Chinese.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import yaml
from jsonschema import Draft202012Validator, FormatChecker
from jsonschema.exceptions import ValidationError
from referencing import Registry
from referencing.jsonschema import DRAFT202012

from kiosk.platform.models import FieldError
from sandbox.platform.texts import Texts

_DOCUMENT = "urn:yiciban:contract"
METHODS = frozenset({"get", "put", "post", "delete", "patch", "head", "options"})
_LIMITS = {
    "maxLength": "too-long",
    "minLength": "too-short",
    "minimum": "too-small",
    "exclusiveMinimum": "too-small",
    "maximum": "too-big",
    "exclusiveMaximum": "too-big",
    "minItems": "too-few",
    "maxItems": "too-many",
    "minProperties": "too-few",
    "maxProperties": "too-many",
}
_FORMATS = FormatChecker(("date", "uuid"))
_PLAIN = frozenset({"type", "enum", "pattern", "format"})


@_FORMATS.checks("date-time")
def is_moment(value: object) -> bool:
    """Tell whether a text is an RFC 3339 moment with an offset, between the years 2000 and 2200."""
    if not isinstance(value, str):
        return True
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        return False
    return moment.tzinfo is not None and "T" in value.upper() and 2000 < moment.year < 2200


def pointer(*steps: str | int) -> str:
    """Return the JSON Pointer (RFC 6901) of the steps."""
    return "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in steps)


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation of the contract."""

    method: str
    path: str
    operation_id: str
    implemented: bool


class Contract:
    """The parsed OpenAPI document."""

    def __init__(self, document: dict[str, Any]) -> None:
        self.document = document
        resource = DRAFT202012.create_resource(document)
        self._registry: Registry[Any] = Registry().with_resource(_DOCUMENT, resource)
        self._validators: dict[str, Draft202012Validator] = {}

    @classmethod
    def load(cls, path: Path) -> "Contract":
        """Read the YAML file."""
        return cls(yaml.safe_load(path.read_text("utf-8")))

    def operations(self) -> Iterator[Operation]:
        """Yield every operation."""
        for path, methods in self.document["paths"].items():
            for method, operation in methods.items():
                if method in METHODS:
                    yield Operation(
                        method.upper(),
                        path,
                        operation["operationId"],
                        operation["x-yiciban-status"] == "implemented",
                    )

    def violations(self, place: str, value: Any, texts: Texts) -> list[FieldError]:
        """Return everything in `value` that breaks the schema at `place`.

        `place` is a schema's name, or a JSON Pointer into the document for a schema without one.
        """
        validator = self._validators.get(place)
        if validator is None:
            target = place if place.startswith("/") else f"/components/schemas/{place}"
            validator = Draft202012Validator(
                {"$ref": f"{_DOCUMENT}#{target}"}, registry=self._registry, format_checker=_FORMATS
            )
            self._validators[place] = validator
        return list(as_field_errors(validator.iter_errors(value), texts))


def as_field_errors(
    errors: Iterator[ValidationError],
    texts: Texts,
    *,
    prefix: tuple[str, ...] = (),
    names: dict[str, str] | None = None,
) -> Iterator[FieldError]:
    """Yield one entry for each violation; values never stand in it. `names` are labels for members."""
    labels = names or {}
    for error in sorted(errors, key=lambda each: [str(step) for step in each.absolute_path]):
        path = list(error.absolute_path)
        validator = str(error.validator)
        limit: Any = error.validator_value
        if validator == "required" and isinstance(error.instance, dict):
            for member in limit:
                if member not in error.instance:
                    code = "required" if member in labels else "missing-member"
                    yield FieldError(
                        pointer=pointer(*prefix, *path, member),
                        code="required",
                        detail=texts.field(code, name=labels.get(member, member)),
                    )
            continue
        if validator == "additionalProperties" and isinstance(error.instance, dict):
            known = error.schema.get("properties", {}) if isinstance(error.schema, dict) else {}
            for member in (name for name in error.instance if name not in known):
                yield FieldError(
                    pointer=pointer(*prefix, *path, member),
                    code="unneeded",
                    detail=texts.field("unneeded", name=labels.get(member, member)),
                )
            continue
        last = next((str(step) for step in reversed(path) if not isinstance(step, int)), "")
        name = labels.get(last, last or "/")
        code = _LIMITS.get(validator) or (validator if validator in _PLAIN else "other")
        yield FieldError(
            pointer=pointer(*prefix, *path), code=code, detail=texts.field(code, name=name, limit=limit)
        )
