"""The figures of a terminal in Prometheus' text format (exposition format 0.0.4). Pure.

Few enough to write by hand; a client library would bring registries and process-wide state for it.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
PREFIX = "yiciban_"
_NAME = re.compile(r"[a-z][a-z0-9_]*")


@dataclass(frozen=True, slots=True)
class Sample:
    """One number, with its labels."""

    value: float
    labels: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Figure:
    """A metric: a name without prefix, what it is, and its samples. `since`: when a counter began."""

    name: str
    kind: Literal["gauge", "counter"]
    about: str
    samples: tuple[Sample, ...]
    since: datetime | None = None


def one(name: str, about: str, value: float, kind: Literal["gauge", "counter"] = "gauge") -> Figure:
    """Return a figure with a single sample."""
    return Figure(name, kind, about, (Sample(value, {}),))


def text(figures: Iterable[Figure]) -> str:
    """Return the page; figures without samples are left out."""
    lines: list[str] = []
    for figure in figures:
        if not _NAME.fullmatch(figure.name):
            raise ValueError(f"{figure.name} is no name of a metric")
        if not figure.samples:
            continue
        name = PREFIX + figure.name
        lines += [f"# HELP {name} {figure.about}", f"# TYPE {name} {figure.kind}"]
        lines += [f"{name}{_labels(sample.labels)} {_number(sample.value)}" for sample in figure.samples]
    return "\n".join([*lines, ""])


def _labels(labels: Mapping[str, str]) -> str:
    if not labels:
        return ""
    inside = ",".join(f'{name}="{_escaped(value)}"' for name, value in labels.items())
    return "{" + inside + "}"


def _escaped(value: str) -> str:
    return value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")


def _number(value: float) -> str:
    return str(int(value)) if float(value).is_integer() else repr(float(value))
