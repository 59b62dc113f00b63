"""What comes of what the staff's pages of figures ask."""

from dataclasses import dataclass

from kiosk.visit.facts import Told


@dataclass(frozen=True, slots=True)
class FactsTold:
    """What a page (as in AskFacts) asked for; None: the agent does not answer."""

    page: str
    told: Told | None


@dataclass(frozen=True, slots=True)
class GuidesWanted:
    """The agent looks for guides; `passes` had ended before. None: it does not answer."""

    passes: int | None


@dataclass(frozen=True, slots=True)
class OpenSettings:
    """Show a group of the settings, by its name in the profile."""

    group: str


@dataclass(frozen=True, slots=True)
class OpenSetting:
    """Change a setting, by its key."""

    key: str


@dataclass(frozen=True, slots=True)
class TypeSetting:
    """The value as it stands in the field."""

    text: str


@dataclass(frozen=True, slots=True)
class SettingPut:
    """A setting was written, or a fault's code: range, agentSilent."""

    key: str
    value: str
    fault: str | None = None


FactsMessage = FactsTold | GuidesWanted | OpenSettings | OpenSetting | TypeSetting | SettingPut
BY_STAFF = (OpenSettings, OpenSetting, TypeSetting)
"""Those that somebody makes: signs of life."""
