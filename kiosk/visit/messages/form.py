"""The questions and the items, and the data that comes from elsewhere."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to a situation (情形)."""

    situation_id: str
    value: str


@dataclass(frozen=True, slots=True)
class Toggle:
    """A tap on an item of the plan."""

    item_id: str


@dataclass(frozen=True, slots=True)
class DecideConsent:
    """Grant or refuse the fetching of shared data and certificates."""

    granted: bool


@dataclass(frozen=True, slots=True)
class SetField:
    """A value as entered. Kept even when invalid, so that nothing typed is lost."""

    element_id: str
    value: Any


@dataclass(frozen=True, slots=True)
class PlanAgreed:
    """The platform's authoritative plan: its id and the items it selects."""

    plan_id: str
    selected: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Fetched:
    """One value from a shared source."""

    element_id: str
    status: str
    value: Any = None
    source: str = ""
    as_of: str = ""


@dataclass(frozen=True, slots=True)
class Certificate:
    """An electronic certificate of the citizen."""

    certificate_id: str
    type_name: str
    state: str
    issuer: str = ""


@dataclass(frozen=True, slots=True)
class DataFetched:
    """Shared data and certificates, as far as their sources answered."""

    consent_ids: tuple[str, ...]
    values: tuple[Fetched, ...]
    certificates: tuple[Certificate, ...]
