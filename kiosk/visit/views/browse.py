"""Before anybody says who they are: the start, the home page, the search."""

from dataclasses import dataclass

from kiosk.catalogue.models import Audience, LocalText
from kiosk.visit.views.frame import Say


@dataclass(frozen=True, slots=True)
class IdleView:
    """Touch to start. `paper`: low, out, or empty; a word for the hall's staff who pass by."""

    paper: str = ""


@dataclass(frozen=True, slots=True)
class Tile:
    """A bundle on the home page or in a list."""

    bundle_id: str
    name: LocalText
    icon: str
    item_count: int
    lead: str
    guide_only: bool
    sample: bool
    region: str
    """Where it holds: two places may have a bundle of the same name."""
    why: str = ""
    """In search results: what matched."""
    greyed: Say | None = None
    """What is out of order that it needs, and what can be done all the same."""


@dataclass(frozen=True, slots=True)
class TileGroup:
    """The tiles of one life stage."""

    name: LocalText
    icon: str
    tiles: tuple[Tile, ...]


@dataclass(frozen=True, slots=True)
class HomeView:
    """今天要办什么事？ At most nine tiles; everything else by search."""

    audience: Audience
    audiences: tuple[Audience, ...]
    tiles: tuple[Tile, ...]
    total: int
    """Bundles of this audience in all."""


@dataclass(frozen=True, slots=True)
class SearchView:
    """Everything by life stage while the query is empty, else what matches, best first."""

    query: str
    groups: tuple[TileGroup, ...]
    results: tuple[Tile, ...]
