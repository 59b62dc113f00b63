"""All settings in force, as they are shown: by group, with where each comes from and who may change it.

The models say which there are, the profile what they are, the notes beside it (settings_origins.py) whence.
What they are called stands in the locale under `setting.<group>.<name>`. Nothing secret is shown.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from kiosk.terminal import roots_word, settings_on_site
from kiosk.terminal.settings import SiteProfile
from kiosk.terminal.settings_base import Section
from kiosk.terminal.settings_origins import Origin, Origins, values_of
from kiosk.terminal.starter import TEXT

ROOTS_FILE = "/etc/yiciban/site.toml"
"""Where root's words stand on an installed terminal."""
HIDDEN = "••••"
_SECRET = re.compile(
    r"(?:^|_)(?:pass|password|passphrase|secret|token|pin|(?:private|api)_?key)(?:_|$)", re.IGNORECASE
)
"""Names of options whose value is nobody's to see."""
Changer = Literal["here", "root", "others"]


@dataclass(frozen=True, slots=True)
class Shown:
    """One setting. `label` is the last part of its words' key; `key` is what `kiosk settings` calls it.

    `value` is empty where it is left out. `more` are (label, value) of what belongs to it: a device's driver.
    """

    key: str
    label: str
    value: str
    origin: Origin
    changer: Changer
    more: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """One group of the profile, by its name there."""

    name: str
    settings: tuple[Shown, ...]


@dataclass(frozen=True, slots=True)
class AllSettings:
    """Every group, in the order of the models, and where root's words stand."""

    groups: tuple[Group, ...]
    roots_file: str

    def group(self, name: str) -> Group:
        """Return a group; raises LookupError for none of that name."""
        found = next((one for one in self.groups if one.name == name), None)
        if found is None:
            raise LookupError(name)
        return found


def all_settings(profile: SiteProfile, origins: Origins) -> AllSettings:
    """Return what is in force and whence."""
    document = profile.model_dump(mode="json")
    values, defaults = values_of(document), _defaults()
    groups = []
    for name in SiteProfile.model_fields:
        if name == "devices":
            rows = tuple(_device(one, values, origins) for one in document[name])
        elif isinstance(getattr(profile, name), Section):
            keys = (f"{name}.{key}" for key in document[name])
            rows = tuple(_setting(key, values[key], defaults.get(key), origins) for key in keys)
        else:
            whence = origins.of(name, document[name], [])
            rows = tuple(_entry(name, at, one, whence) for at, one in enumerate(document[name]))
        groups.append(Group(name, rows))
    return AllSettings(tuple(groups), origins.roots_file or ROOTS_FILE)


def written(value: Any) -> str:
    """Return a value as it is read by people; empty where there is none."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Mapping):
        return ", ".join(f"{key} = {hidden(key, one)}" for key, one in value.items())
    if isinstance(value, list | tuple):
        return ", ".join(map(written, value))
    return f"{value:g}" if isinstance(value, float) else str(value)


def hidden(name: str, value: Any) -> str:
    """Return an option's value, or that it is not shown."""
    return HIDDEN if _SECRET.search(name) else written(value)


def _setting(key: str, value: Any, default: Any, origins: Origins) -> Shown:
    name = key.partition(".")[2]
    return Shown(key, key, hidden(name, value), origins.of(key, value, default), _changer(key))


def _device(device: Mapping[str, Any], values: Mapping[str, Any], origins: Origins) -> Shown:
    kind = device["kind"]
    key = f"devices.{kind}.port"
    default = _defaults().get(key)
    more = [("devices.driver", written(device["driver"]))]
    if device.get("options"):
        more.append(("devices.options", written(device["options"])))
    return Shown(
        key,
        f"device.{kind}",
        written(device["port"]),
        origins.of(key, values[key], default),
        "others",
        tuple(more),
    )


def _entry(group: str, at: int, entry: Mapping[str, Any], whence: Origin) -> Shown:
    """Return one of several of a kind, such as a planned outage: its first member, and the others below."""
    (first, value), *others = ((f"{group}.{name}", written(one)) for name, one in entry.items())
    return Shown(f"{group}[{at}]", first, value, whence, "others", tuple(one for one in others if one[1]))


def _changer(key: str) -> Changer:
    if settings_on_site.find(key) is not None:
        return "here"
    return "root" if roots_word.is_roots(key) else "others"


def _defaults() -> dict[str, Any]:
    """Return what a terminal has of which nobody has said anything: of the models, else of the starter."""
    return {**dict(_of_models()), **values_of(tomllib.loads(TEXT))}


def _of_models() -> Iterator[tuple[str, Any]]:
    for group, field in SiteProfile.model_fields.items():
        model = field.annotation
        if not isinstance(model, type) or not issubclass(model, Section):
            continue
        for name, one in model.model_fields.items():
            if not one.is_required():
                yield f"{group}.{name}", _plain(one.get_default(call_default_factory=True))


def _plain(value: Any) -> Any:
    """Return a default as it stands in JSON."""
    if isinstance(value, tuple):
        return list(value)
    return value if isinstance(value, str | int | float | bool | None) else str(value)
