"""Keys of the settings: what each takes, how it is written on a command line, and the words about it.

All of it comes from the models in settings.py; nothing is listed a second time.
"""

import ast
import inspect
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import tomlkit
from tomlkit.exceptions import TOMLKitError

from kiosk.terminal import settings, settings_service, settings_site
from kiosk.terminal.settings import ProfileError, SiteProfile

_PART = re.compile(r"([a-z_0-9]+)|\[(\d+)\]|\.(?=[a-z_0-9])")
Steps = tuple[str | int, ...]


class UnknownKey(ProfileError):  # noqa: N818 - what it is
    """There is no such setting."""


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting as people see it. `key` has `[]` where there may be several."""

    key: str
    takes: str
    default: str
    """As it is written in the file; empty where the setting has to be there."""
    about: str


def steps_of(key: str, profile: SiteProfile | None = None) -> Steps:
    """Return the steps to a setting: `devices[1].port`, or `devices.printer.port` by the kind.

    Raises UnknownKey.
    """
    found: list[str | int] = []
    at = 0
    while at < len(key):
        match = _PART.match(key, at)
        if match is None:
            raise UnknownKey(f"{key}: no such setting")
        name, index = match.groups()
        if name or index:
            found.append(name or int(index))
        at = match.end()
    if len(found) > 1 and found[0] == "devices" and isinstance(found[1], str):
        kinds = [device.kind for device in profile.devices] if profile is not None else []
        if found[1] not in kinds:
            raise UnknownKey(f"{key}: the terminal has no device {found[1]}")
        found[1] = kinds.index(found[1])
    return tuple(found)


def takes(steps: Steps) -> str:
    """Return in words what a setting takes; raises UnknownKey."""
    return _words(_schema_at(steps))


def written(steps: Steps, text: str) -> Any:
    """Return the value that a text of the command line means for a setting; raises UnknownKey."""
    schema = _schema_at(steps)
    kinds = {_plain(one).get("type") for one in schema.get("anyOf", [schema])}
    try:
        value = tomlkit.parse(f"value = {text}")["value"]
    except TOMLKitError:
        value = None
    if "array" in kinds and not isinstance(value, list):
        return [part.strip() for part in text.split(",") if part.strip()]
    if kinds <= {"string", "null"} and not isinstance(value, str | datetime):
        return text
    return text if value is None else value


def changed(text: str, steps: Steps, value: Any) -> str:
    """Return the text of a profile with one setting changed, its comments kept; None takes the setting out.

    Raises ProfileError where the text is no TOML or has no such place.
    """
    try:
        document = tomlkit.parse(text)
    except TOMLKitError as error:
        raise ProfileError(f"not TOML: {error}") from error
    place: Any = document
    try:
        for step in steps[:-1]:
            if isinstance(step, str) and step not in place:
                place[step] = tomlkit.table()
            place = place[step]
        if value is not None:
            place[steps[-1]] = value
        elif isinstance(steps[-1], int) or steps[-1] in place:
            del place[steps[-1]]
    except (TypeError, LookupError, TOMLKitError) as error:
        raise UnknownKey(f"{settings.key_of(steps)}: no such setting") from error
    return tomlkit.dumps(document)


def value_at(profile: SiteProfile, steps: Steps) -> Any:
    """Return the value of a setting in force, as JSON values; raises UnknownKey."""
    value: Any = profile.model_dump(mode="json")
    for step in steps:
        try:
            value = value[step]
        except (KeyError, IndexError, TypeError) as error:
            raise UnknownKey(f"{settings.key_of(steps)}: no such setting") from error
    return value


def flat(value: Any, key: str = "") -> Iterator[tuple[str, Any]]:
    """Yield every setting of JSON values with its key; lists of plain values and options stay whole."""
    if isinstance(value, Mapping) and not key.endswith("options"):
        for name, one in value.items():
            yield from flat(one, f"{key}.{name}" if key else name)
    elif isinstance(value, list) and any(isinstance(one, Mapping) for one in value):
        for index, one in enumerate(value):
            yield from flat(one, f"{key}[{index}]")
    else:
        yield key, value


def every_setting() -> Iterator[tuple[str, str, tuple[Setting, ...]]]:
    """Yield each group: its name in the file, what it is about, its settings."""
    for name, field in SiteProfile.model_fields.items():
        schema = _schema_at((name,))
        many = schema.get("type") == "array"
        model = _model(_schema_at((name, 0)) if many else schema)
        about = inspect.cleandoc(model.__doc__ or "")
        required = field.is_required()
        yield name, about, tuple(_settings(model, f"{name}[]" if many else name, required or many))


def marked(name: str) -> Iterator[tuple[str, Any]]:
    """Yield (key, value of the mark) of every setting of a group whose model has a mark of this name."""
    for group in SiteProfile.model_fields:
        schema = _schema_at((group,))
        for key, one in schema.get("properties", {}).items():
            mark = {**_plain(one), **one}.get(name)
            if mark is not None:
                yield f"{group}.{key}", mark


def limits(steps: Steps) -> tuple[int, int]:
    """Return the least and the most of a whole number; raises UnknownKey, and KeyError without limits."""
    schema = _schema_at(steps)
    least = schema["minimum"] if "minimum" in schema else schema["exclusiveMinimum"] + 1
    return int(least), int(schema["maximum"])


def _settings(model: Any, prefix: str, needed: bool) -> Iterator[Setting]:
    words = _docstrings()[model.__name__]
    for name, field in model.model_fields.items():
        steps: Steps = (model.__name__, name)
        default = "" if field.is_required() else _toml(field.get_default(call_default_factory=True))
        yield Setting(
            f"{prefix}.{name}", _words(_schema_at(steps, of_model=True)), default, words.get(name, "")
        )


@cache
def _schema() -> Mapping[str, Any]:
    return SiteProfile.model_json_schema()


def _plain(schema: Mapping[str, Any]) -> Mapping[str, Any]:
    """Follow a reference to its definition."""
    while "$ref" in schema:
        schema = _schema()["$defs"][schema["$ref"].rpartition("/")[2]]
    if len(schema.get("allOf", ())) == 1:
        return _plain(schema["allOf"][0])
    return schema


def _schema_at(steps: Steps, *, of_model: bool = False) -> Mapping[str, Any]:
    schema: Mapping[str, Any] = _schema()
    if of_model:
        schema, steps = schema["$defs"][steps[0]], steps[1:]
    for step in steps:
        schema = _plain(schema)
        if isinstance(step, int) and "items" in schema:
            schema = schema["items"]
        elif step in schema.get("properties", ()):
            schema = schema["properties"][step]
        elif isinstance(schema.get("additionalProperties"), dict):
            schema = schema["additionalProperties"]
        else:
            raise UnknownKey(f"{settings.key_of(steps)}: no such setting")
    return _plain(schema)


def _words(schema: Mapping[str, Any]) -> str:
    """Return what a schema allows, in words."""
    schema = _plain(schema)
    if "anyOf" in schema:
        parts = [_words(one) for one in schema["anyOf"] if one.get("type") != "null"]
        return " or ".join(dict.fromkeys(parts))
    if "enum" in schema:
        return "one of " + ", ".join(str(one) for one in schema["enum"])
    kind = schema.get("type")
    if kind == "array":
        return f"list of {_words(schema['items'])}"
    if kind == "object":
        return "a table"
    if kind in ("integer", "number"):
        return " ".join(["whole number" if kind == "integer" else "number", *_limits(schema)])
    if kind == "boolean":
        return "true or false"
    if schema.get("format") == "date-time":
        return "time with offset"
    if schema.get("format") == "path":
        return "path"
    if "pattern" in schema:
        return f"text like {schema['pattern']}"
    if "maxLength" in schema:
        return f"text of {schema.get('minLength', 0)} to {schema['maxLength']} characters"
    return "text, not empty" if schema.get("minLength") else "text"


def _limits(schema: Mapping[str, Any]) -> Iterator[str]:
    for key, word in (
        ("minimum", "from"),
        ("exclusiveMinimum", "above"),
        ("maximum", "to"),
        ("exclusiveMaximum", "below"),
    ):
        if key in schema:
            yield f"{word} {schema[key]:g}" if schema[key] < 1_000_000 else f"{word} {schema[key]}"


def _model(schema: Mapping[str, Any]) -> Any:
    return getattr(settings, _plain(schema)["title"])


def _toml(value: Any) -> str:
    """Return a default as it would stand in the file."""
    if value is None:
        return "left out"
    if isinstance(value, Path):
        value = str(value)
    if isinstance(value, tuple):
        value = list(value)
    return tomlkit.item(value).as_string()


@cache
def _docstrings() -> Mapping[str, Mapping[str, str]]:
    """Return the strings below the fields, by class and field: what the models say of their settings."""
    found: dict[str, dict[str, str]] = {}
    nodes = (node for module in (settings, settings_site, settings_service) for node in _nodes(module))
    for node in nodes:
        if not isinstance(node, ast.ClassDef):
            continue
        words = found.setdefault(node.name, {})
        for field, after in zip(node.body, node.body[1:], strict=False):
            if not isinstance(field, ast.AnnAssign) or not isinstance(field.target, ast.Name):
                continue
            if isinstance(after, ast.Expr) and isinstance(after.value, ast.Constant):
                words[field.target.id] = inspect.cleandoc(str(after.value.value))
    return found


def _nodes(module: ModuleType) -> list[ast.stmt]:
    return ast.parse(inspect.getsource(module)).body
