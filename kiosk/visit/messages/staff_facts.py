"""What comes of what the staff's pages of figures ask."""

from dataclasses import dataclass

from kiosk.visit.facts import Told


@dataclass(frozen=True, slots=True)
class FactsTold:
    """What a page (outbox, network, versions, readiness) asked for; None: the agent does not answer."""

    page: str
    told: Told | None


@dataclass(frozen=True, slots=True)
class GuidesWanted:
    """The agent looks for guides; `passes` had ended before. None: it does not answer."""

    passes: int | None


FactsMessage = FactsTold | GuidesWanted
