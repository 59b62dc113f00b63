"""Settings that the hall's staff may change at the terminal: those that their models mark so. Pure.

Everything else takes root or the platform. A value is typed with the keys of the page: a whole number within
the model's own limits, or a telephone number.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal

from kiosk.terminal.settings import SiteProfile
from kiosk.terminal.settings_keys import limits, marked, steps_of, value_at

MOST_CHARACTERS = 20
_NUMBER = re.compile(r"[0-9]{1,5}")
_PHONE = re.compile(r"(?:[0-9]{3,5}-)?[0-9]{5,12}|")
Wrong = Literal["number", "range", "phone"]


@dataclass(frozen=True, slots=True)
class OnSite:
    """One of them. `least` and `most` belong to a number."""

    key: str
    kind: Literal["number", "phone"]
    least: int = 0
    most: int = 0

    def wrong(self, text: str) -> Wrong | None:
        """Return what is wrong with a text that was typed, None where nothing is."""
        text = text.strip()
        if self.kind == "phone":
            return None if _PHONE.fullmatch(text) else "phone"
        if not _NUMBER.fullmatch(text):
            return "number"
        return None if self.least <= int(text) <= self.most else "range"

    def value(self, text: str) -> int | str:
        """Return the value of a text in which nothing is wrong."""
        return int(text) if self.kind == "number" else text.strip()


@cache
def on_site() -> tuple[OnSite, ...]:
    """Return all of them, in the order of the models."""
    return tuple(_of(key, kind) for key, kind in marked("onSite"))


def find(key: str) -> OnSite | None:
    """Return the setting of this key, None where nobody may change it here."""
    return next((one for one in on_site() if one.key == key), None)


def values(profile: SiteProfile) -> Mapping[str, str]:
    """Return what is in force, as it would be typed."""
    return {one.key: str(value_at(profile, steps_of(one.key))) for one in on_site()}


def _of(key: str, kind: str) -> OnSite:
    if kind == "phone":
        return OnSite(key, "phone")
    least, most = limits(steps_of(key))
    return OnSite(key, "number", least, most)
