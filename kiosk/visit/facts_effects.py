"""What the staff's pages of figures want done outside; carried out by facts_work.py."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class AskFacts:
    """Find out what a page shows (outbox, network, versions, readiness, settings); FactsTold follows."""

    page: str


@dataclass(frozen=True, slots=True)
class SendNow:
    """Have everything that waits in the outbox tried at once; StaffActed follows."""


@dataclass(frozen=True, slots=True)
class LookForGuides:
    """Have newer guides looked for; GuidesWanted follows, how it ended stands in the agent's status."""


@dataclass(frozen=True, slots=True)
class LookForRelease:
    """Have a newer release of the program looked for; StaffActed follows."""


@dataclass(frozen=True, slots=True)
class PutSetting:
    """Have a setting written that the staff may change; SettingPut follows."""

    key: str
    value: str


FactsEffect = AskFacts | SendNow | LookForGuides | LookForRelease | PutSetting
