"""What a visit is handed: guides, the place it runs at, clocks. Nothing in here changes during a message."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from kiosk.catalogue.models import Audience, Bundle, LifeStage
from kiosk.catalogue.plan import plan
from kiosk.catalogue.plan_models import Plan
from kiosk.text import Texts
from kiosk.visit.health import Outage


class Found(Protocol):
    """A search result."""

    @property
    def bundle_id(self) -> str:
        """Which bundle."""

    @property
    def matched(self) -> str:
        """The name, alias or item that matched, as shown."""


class Edition(Protocol):
    """Which guides are in use."""

    @property
    def version(self) -> int:
        """Version of the snapshot."""

    @property
    def created_at(self) -> datetime:
        """When the platform made it."""

    @property
    def checked_at(self) -> datetime | None:
        """When the platform last confirmed that it is the newest; None before the first time."""

    @property
    def area(self) -> str:
        """Name of the area whose lists these are."""

    @property
    def bundles(self) -> int:
        """How many are in effect."""


class Guides(Protocol):
    """The signed guides on this terminal."""

    @property
    def version(self) -> int:
        """Version of the snapshot; 0 where there is none."""

    @property
    def edition(self) -> Edition | None:
        """What is in use, None where there is nothing."""

    def bundle(self, bundle_id: str) -> Bundle:
        """Return a bundle; raises KeyError for one that the guides do not hold."""

    def bundles(self) -> Sequence[Bundle]:
        """Return all bundles, in the snapshot's order."""

    def life_stages(self) -> Sequence[LifeStage]:
        """Return the groups of the home page, in order."""

    def search(self, query: str) -> Sequence[Found]:
        """Return matches, best first."""


@dataclass(frozen=True, slots=True)
class Times:
    """Idle limits in seconds (ux.md §6 after WCAG 2.2.1)."""

    browsing: float = 120
    session: float = 60
    unhurried: float = 180
    """With an aid switched on, and where reading, scanning or signing takes long."""
    warning: float = 30
    answer: float = 30
    """How long one waits for the platform's answer while nothing moves."""
    unreachable: float = 5
    """The same, where the platform cannot be reached: it may be back in a moment."""
    done: float = 45
    done_warning: float = 20
    goodbye: float = 10
    goodbye_by_ear: float = 30
    """For who goes by speech or keypad: what to take has to be said first, and found."""
    card_alarm: float = 5
    papers: float = 60
    """So long the last page waits for papers to be taken from under the camera."""
    staff: float = 120
    """After so long without a touch the pages of the staff close."""
    training: float = 600
    """After so long on the first page training ends."""


@dataclass(frozen=True, slots=True)
class Site:
    """Where this terminal stands and how it presents itself."""

    site_name: str
    machine_label: str
    area_code: str
    languages: tuple[str, ...] = ("zh-CN", "en")
    audiences: tuple[Audience, ...] = (Audience.PERSON, Audience.ENTERPRISE, Audience.PROJECT)
    home_bundles: tuple[str, ...] = ()
    phone: str | None = None
    progress_url: str = ""
    """Where the slip's QR leads; the short code is put behind it."""
    guide_url: str = ""
    """Where the printed guide's QR leads, with the bundle's id behind it; empty: none is printed."""
    devices: tuple[str, ...] = ()
    """Kinds of the devices that the profile names."""
    software: str = ""
    """Version of the program."""
    on_site: Mapping[str, str] = field(default_factory=dict)
    """Settings that the staff may change here, by key, as they would be typed."""
    settings_refused: tuple[str, ...] | None = None
    """Wrong keys of a site profile that is not in force, the last good one being; None: it is in force."""
    outages: tuple[Outage, ...] = ()
    times: Times = Times()


@dataclass(frozen=True, slots=True)
class World:
    """All that a message may look at besides the state."""

    guides: Guides
    site: Site
    clock: Callable[[], datetime]
    """Local time with offset."""
    texts: Mapping[str, Texts]

    def bundle(self, bundle_id: str | None) -> Bundle | None:
        """Return a bundle, or None where the guides hold no such bundle."""
        try:
            return self.guides.bundle(bundle_id) if bundle_id else None
        except KeyError:
            return None

    def plan(
        self, bundle_id: str | None, answers: Mapping[str, str], ticked: frozenset[str] | None
    ) -> tuple[Bundle, Plan] | None:
        """Return the bundle with its plan, or None where the guides hold no such bundle."""
        bundle = self.bundle(bundle_id)
        return None if bundle is None else (bundle, plan(bundle, answers, ticked))
