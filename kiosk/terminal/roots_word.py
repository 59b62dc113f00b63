"""What root says of a terminal, and the profile that is in force there.

/etc/yiciban/site.toml is root's: at least the platform's address and authorities, at most a whole profile.
The profile in force is the agent's to write, for enrolment and the set-up page do. It begins as root's file,
completed by the starter. Later root's word is taken over at every start for what an agent that was broken
into must not change for good: whom the terminal speaks to and believes, and where its folders are.
"""

import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Literal

import tomlkit
from tomlkit.exceptions import TOMLKitError
from tomlkit.items import Table

from kiosk.terminal import settings_file, settings_origins
from kiosk.terminal.settings import ProfileError, SiteProfile, parse
from kiosk.terminal.settings_keys import Steps, changed
from kiosk.terminal.starter import TEXT

GROUPS = ("platform", "paths", "otlp", "support")
"""Root's as a whole: whom one speaks to, where things are, for whom logs are sealed."""
KEYS = ("broker", "ca_file")
"""Root's in the group telemetry."""
Begun = Literal["made", "changed", "unchanged"]


def begin(profile: Path, told: Path) -> Begun:
    """Make the profile in force where there is none; else take over what is root's.

    Raises ProfileError where root's file is wrong or the profile cannot be read (it is not touched then: the
    last good one is in force), and OSError where the disk does not take it.
    """
    said = settings_file.text_of(told)
    whole = completed(said, told)
    _note(profile, told, said, whole)
    if not profile.exists():
        settings_file.put(profile, whole)
        return "made"
    before = settings_file.text_of(profile)
    text = with_roots_word(before, whole)
    if text == before:
        return "unchanged"
    settings_file.put(profile, text)
    return "changed"


def is_roots(key: str) -> bool:
    """Whether a setting (`platform.base_url`) is taken from root's word at every start."""
    group, _, name = key.partition(".")
    return group in GROUPS or (group == "telemetry" and name in KEYS)


def completed(told: str, path: Path) -> str:
    """Return a whole profile of what the file at `path` says and of the starter; raises ProfileError.

    Relative files and folders start at the file's folder, so they are absolute in what is returned.
    """
    try:
        document = tomlkit.parse(told)
        for group, value in tomlkit.parse(TEXT).items():
            if group not in document:
                document[group] = value
            elif isinstance(value, Table):
                for key, one in value.items():
                    document[group].setdefault(key, one)
        text = tomlkit.dumps(document)
    except TOMLKitError as error:
        raise ProfileError(f"{path}: not TOML: {error}") from error
    except AttributeError as error:
        raise ProfileError(f"{path}: a group is written as a single value") from error
    profile = parse(text, path)
    for steps, place in _places(profile):
        text = changed(text, steps, str(place))
    return text


def with_roots_word(text: str, whole: str) -> str:
    """Return the profile with what is root's taken from root's completed file; raises ProfileError."""
    try:
        held = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ProfileError(f"the profile is not TOML: {error}") from error
    said = tomllib.loads(whole)
    for steps in _roots(held, said):
        if (value := _at(said, steps)) != _at(held, steps):
            text = changed(text, steps, value)
    return text


def _note(profile: Path, told: Path, said: str, whole: str) -> None:
    """Note what root says, as it is in force: of relative files and folders where they are."""
    values = settings_origins.values_of(parse(whole, told).model_dump(mode="json"))
    mine = {key: values[key] for key in settings_origins.values_of(tomllib.loads(said)) if key in values}
    settings_origins.note(profile, "root", mine, str(told))


def _places(profile: SiteProfile) -> Iterator[tuple[Steps, Path]]:
    for name, place in profile.paths:
        yield ("paths", name), place
    yield ("platform", "ca_file"), profile.platform.ca_file
    if profile.telemetry.ca_file is not None:
        yield ("telemetry", "ca_file"), profile.telemetry.ca_file
    if profile.otlp.ca_file is not None:
        yield ("otlp", "ca_file"), profile.otlp.ca_file


def _roots(held: Mapping[str, Any], said: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for group in GROUPS:
        there = held.get(group)
        for key in sorted({*said.get(group, ()), *(there if isinstance(there, dict) else ())}):
            yield group, key
    for key in KEYS:
        yield "telemetry", key


def _at(document: Mapping[str, Any], steps: tuple[str, str]) -> Any:
    group = document.get(steps[0])
    return group.get(steps[1]) if isinstance(group, dict) else None
