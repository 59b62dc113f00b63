"""Versions of releases and their order, which is that of PEP 440 and of Debian for the versions we make."""

import re
from dataclasses import dataclass

from kiosk.releases.errors import ManifestRefused

_VERSION = re.compile(
    r"(?P<digits>\d{1,6}(?:\.\d{1,6}){0,4})(?:\+(?P<time>\d{8}\.t\d{6})\.g(?P<commit>[0-9a-f]{7,12}))?"
)


@dataclass(frozen=True, slots=True, order=True)
class Version:
    """`1.4.0`, or `1.4.0+20261122.t034203.gea1d8d2` of a commit without a tag (tools/make_deb/version.py)."""

    digits: tuple[int, ...]
    """Without zeros at the end: 1.4 is 1.4.0."""
    time: str = ""
    """UTC of the commit; a release without one comes first."""
    commit: str = ""

    @classmethod
    def of(cls, text: str) -> "Version":
        """Read a version; raises `ManifestRefused`. It holds nothing that a path could be made of."""
        match = _VERSION.fullmatch(text)
        if match is None:
            raise ManifestRefused(f"no version: {text!r:.60}")
        digits = [int(part) for part in match["digits"].split(".")]
        while digits and digits[-1] == 0:
            digits.pop()
        return cls(tuple(digits), match["time"] or "", match["commit"] or "")


def is_version(text: str) -> bool:
    """Whether this is the name of a release."""
    return _VERSION.fullmatch(text) is not None
