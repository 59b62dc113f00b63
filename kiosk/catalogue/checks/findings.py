"""A finding: what is wrong with authored content, and where."""

from dataclasses import dataclass
from enum import StrEnum

from kiosk.catalogue.places import Place


class Severity(StrEnum):
    """ERROR: must not be published. WARNING: a clerk should look. INFO: worth knowing."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding. `place` is a JSON pointer (RFC 6901) into the file's data."""

    file: str
    place: str
    code: str
    message: str
    severity: Severity

    def __str__(self) -> str:
        return f"{self.file}: {self.place or '/'}: {self.code} {self.message}"


def error(place: Place, code: str, message: str) -> Finding:
    """Return a finding that must not be published."""
    return Finding(place.file, place.pointer, code, message, Severity.ERROR)


def warning(place: Place, code: str, message: str) -> Finding:
    """Return a finding that a clerk should look at."""
    return Finding(place.file, place.pointer, code, message, Severity.WARNING)


def info(place: Place, code: str, message: str) -> Finding:
    """Return a finding that is worth knowing."""
    return Finding(place.file, place.pointer, code, message, Severity.INFO)
