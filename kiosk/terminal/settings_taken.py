"""Devices that somebody took or left at the set-up, written into the profile. Pure."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from kiosk.terminal.settings import DRIVERS, Problem, ProfileError, SiteProfile
from kiosk.terminal.settings_keys import changed


@dataclass(frozen=True, slots=True)
class Taken:
    """One device: instead of the one of its kind that the profile names, or besides the others."""

    kind: str
    port: str
    options: Mapping[str, str | int | float | bool] = field(default_factory=dict)
    """Besides those that the profile has for the kind already."""


def with_devices(
    text: str, profile: SiteProfile, taken: Sequence[Taken], left: Collection[str], fixed: Collection[str]
) -> str:
    """Return the text of a profile with these devices taken and those of the kinds in `left` out of it.

    `fixed` are kinds that root named. Raises ProfileError for one of them, and for a kind that there is not.
    """
    for kind in (*(one.kind for one in taken), *left):
        if kind not in DRIVERS:
            raise ProfileError(f"devices: no kind {kind}", [Problem("devices", "no such kind", kind)])
        if kind in fixed:
            raise ProfileError(f"devices.{kind}: root named it", [Problem(f"devices.{kind}", "is root's")])
    news = {one.kind: one for one in taken}
    devices = [
        _device(device.model_dump(mode="json"), news.pop(device.kind, None))
        for device in profile.devices
        if device.kind not in left or device.kind in news
    ]
    devices += [_device({"driver": DRIVERS[kind][0]}, one) for kind, one in news.items()]
    return changed(text, ("devices",), devices)


def _device(held: Mapping[str, Any], taken: Taken | None) -> dict[str, Any]:
    """Return a device as it stands in the file; nothing of it that is empty."""
    if taken is None:
        return {name: value for name, value in held.items() if value != {}}
    options = {**held.get("options", {}), **taken.options}
    named = {"kind": taken.kind, "driver": held["driver"], "port": taken.port}
    return {**named, "options": options} if options else named
