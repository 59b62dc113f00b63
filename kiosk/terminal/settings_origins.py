"""Where each setting in force comes from: root's file, the platform, this site, the file itself, or nowhere.

Who writes the profile notes beside it what was written and for whom. A note holds for the value alone that
was written: what was changed by hand since comes from the file. What root named is kept from the set-up page
of devices by it; all else is shown, and decided by nothing here.
"""

import contextlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from kiosk.terminal.settings import SiteProfile
from kiosk.terminal.settings_file import MODE
from kiosk.whole_file import write_whole

SUFFIX = ".origins"
Writer = Literal["root", "platform", "site"]
Origin = Literal["root", "platform", "site", "file", "default"]
WRITERS: tuple[Writer, ...] = ("root", "platform", "site")
Values = Mapping[str, Any]
"""Keys as `values_of` makes them, with JSON values."""


@dataclass(frozen=True, slots=True)
class Origins:
    """What each writer has written, and which file root's words stand in."""

    written: Mapping[str, Values] = field(default_factory=dict)
    roots_file: str = ""

    def of(self, key: str, value: Any, default: Any) -> Origin:
        """Return where a value comes from; `default` is what a terminal has of which nobody said anything."""
        for writer in WRITERS:
            held = self.written.get(writer, {})
            if key in held and held[key] == value:
                return writer
        return "default" if value == default else "file"

    def fixed(self, profile: SiteProfile) -> frozenset[str]:
        """Return the kinds of device that root named."""
        values = values_of(profile.model_dump(mode="json"))
        return frozenset(
            device.kind
            for device in profile.devices
            if self._named_by_root(device.kind, _of_kind(device.kind, values))
        )

    def _named_by_root(self, kind: str, device: Values) -> bool:
        """Whether what root says of this kind is in force."""
        mine = _of_kind(kind, self.written.get("root", {}))
        return bool(mine) and all(device.get(key) == value for key, value in mine.items())


def values_of(document: Mapping[str, Any]) -> dict[str, Any]:
    """Return the settings of a profile by key, a device's by its kind: `devices.printer.port`.

    `document` are JSON values as in the file or from the models; other lists stay whole.
    """
    return dict(_flat(document))


def note(profile: Path, writer: Writer, values: Values, roots_file: str = "") -> None:
    """Note what was written into a profile; root's words are noted as a whole, the others' are added.

    A disk that does not take it loses the note alone.
    """
    held = read(profile)
    mine = dict(values) if writer == "root" else {**held.written.get(writer, {}), **values}
    others = {
        name: {key: value for key, value in written.items() if writer == "root" or key not in values}
        for name, written in held.written.items()
        if name != writer
    }
    told = {"rootsFile": roots_file or held.roots_file, "written": {**others, writer: mine}}
    text = json.dumps(told, ensure_ascii=False, indent=1, sort_keys=True)
    with contextlib.suppress(OSError):
        place = _place(profile)
        if not place.exists() or place.read_text(encoding="utf-8") != text:
            write_whole(place, text.encode(), MODE)


def read(profile: Path) -> Origins:
    """Return what was noted; nothing where there is no note that can be read."""
    try:
        told = json.loads(_place(profile).read_text(encoding="utf-8"))
        written = {str(writer): dict(values) for writer, values in told["written"].items()}
        return Origins(written, str(told["rootsFile"]))
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return Origins()


def _of_kind(kind: str, values: Values) -> Values:
    return {key: value for key, value in values.items() if key.startswith(f"devices.{kind}.")}


def _place(profile: Path) -> Path:
    return profile.with_name(profile.name + SUFFIX)


def _flat(document: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for group, held in document.items():
        if group == "devices" and isinstance(held, list | tuple):
            for device in held:
                for name, value in device.items():
                    if name != "kind" and value != {}:
                        yield f"devices.{device.get('kind')}.{name}", value
        elif isinstance(held, Mapping):
            for name, value in held.items():
                yield f"{group}.{name}", value
        elif held:
            yield group, held
