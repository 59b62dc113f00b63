"""Reads list.toml and writes what is made of it. Used by `python -m kiosk.events` and the tests only."""

import re
import tomllib
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from kiosk.events.kinds import Kind

HERE = Path(__file__).parent
LIST = HERE / "list.toml"
NAMES = HERE / "names.py"
GIVEN = {
    "event": "name of the event",
    "level": "info, warning or error",
    "at": "UTC, RFC 3339",
    "process": "agent or ui",
}
"""Fields that every line has; they are not in the list."""


class ListedField(BaseModel):
    """One field of the list."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    kind: Kind
    about: str = Field(min_length=3)


class ListedEvent(BaseModel):
    """One event of the list."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    about: str = Field(min_length=3)
    fields: tuple[str, ...] = ()
    dispositions: tuple[str, ...] = ()
    audit: bool = False


class Listed(BaseModel):
    """The whole list."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    fields: dict[str, ListedField]
    events: dict[str, ListedEvent]


class ListWrong(ValueError):  # noqa: N818  the name says what happened
    """The list contradicts itself; the message names the event."""


def read(path: Path = LIST) -> Listed:
    """Read the list. Raises `ListWrong` and pydantic's `ValidationError`."""
    listed = Listed.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    for name, event in listed.events.items():
        if not re.fullmatch(r"[a-z]+(\.[a-z][a-z-]*){1,3}", name):
            raise ListWrong(f"{name}: an event is area.thing.what-happened")
        unknown = set(event.fields) - set(listed.fields) - set(GIVEN)
        if unknown:
            raise ListWrong(f"{name}: no such field: {', '.join(sorted(unknown))}")
        if bool(event.dispositions) != ("disposition" in event.fields):
            raise ListWrong(f"{name}: a disposition has a list, and a list a disposition")
    return listed


def constant(name: str) -> str:
    """Return the enum's member: the process is named only where nothing but what happened follows."""
    process, _, rest = name.partition(".")
    known = process == "process" or (process in ("agent", "ui") and "." in rest)
    return re.sub(r"[.-]", "_", rest if known else name).upper()


def python_of(listed: Listed) -> str:
    """Return the text of names.py."""
    lines = [
        '"""Made from list.toml by `python -m kiosk.events`; not to be edited."""',
        "",
        "from collections.abc import Mapping",
        "from enum import StrEnum",
        "",
        "from kiosk.events.kinds import Kind",
        "",
        "",
        "class Event(StrEnum):",
        '    """Every event that may be logged."""',
        "",
    ]
    for name, event in listed.events.items():
        lines += [f'    {constant(name)} = "{name}"', f'    """{event.about}"""']
    lines += ["", "", "FIELDS: Mapping[str, Kind] = {"]
    lines += [f'    "{name}": Kind.{field.kind.name},' for name, field in listed.fields.items()]
    lines += ["}", '"""Field → what it may hold."""', "", "FIELDS_OF: Mapping[Event, frozenset[str]] = {"]
    for name, event in listed.events.items():
        lines.append(f"    Event.{constant(name)}: {_frozen(event.fields)},")
    lines += ["}", "", "DISPOSITIONS: Mapping[Event, frozenset[str]] = {"]
    lines += [
        f"    Event.{constant(name)}: {_frozen(event.dispositions)},"
        for name, event in listed.events.items()
        if event.dispositions
    ]
    audited = [f"        Event.{constant(name)}," for name, event in listed.events.items() if event.audit]
    lines += ["}", "", "AUDITED = frozenset(", "    {", *audited, "    }", ")"]
    lines += ['"""Events that also go into the audit log."""', ""]
    return "\n".join(lines)


def markdown_of(listed: Listed) -> str:
    """Return the text of docs/events.md."""
    lines = [
        "# Log events",
        "",
        "Made from `kiosk/events/list.toml` by `python -m kiosk.events`; not to be edited.",
        "",
        "Both processes write one JSON object a line on standard error (journald). A line carries what",
        "stands here and nothing else: numbers, codes of the program and ids. A value that its field may not",
        "hold is written as `withheld`; an event or a field that is not in the list is an error in the",
        "program. There is no field for a name, a number, an answer, a path or a message text.",
        "",
        "## Fields",
        "",
        "| field | holds | what it says |",
        "|---|---|---|",
    ]
    lines += [f"| `{name}` | given | {about} |" for name, about in GIVEN.items()]
    lines += [f"| `{name}` | {field.kind} | {field.about} |" for name, field in listed.fields.items()]
    lines += [
        "",
        "## Events",
        "",
        "audit: the event also goes into the [audit log](telemetry.md#audit-log).",
        "",
        "| event | fields | audit | what happened |",
        "|---|---|---|---|",
    ]
    for name, event in listed.events.items():
        fields = ", ".join(f"`{field}`" for field in event.fields) or "–"
        ends = (
            f" Dispositions: {', '.join(f'`{one}`' for one in event.dispositions)}."
            if event.dispositions
            else ""
        )
        lines.append(f"| `{name}` | {fields} | {'yes' if event.audit else ''} | {event.about}{ends} |")
    return "\n".join([*lines, ""])


def _frozen(names: tuple[str, ...]) -> str:
    if not names:
        return "frozenset()"
    inside = ", ".join(f'"{name}"' for name in names)
    return f"frozenset({{{inside}}})"


def documents(listed: Listed, root: Path) -> dict[Path, str]:
    """Return what is made of the list, by file."""
    made: dict[Path, Any] = {NAMES: python_of(listed), root / "docs" / "events.md": markdown_of(listed)}
    return made
