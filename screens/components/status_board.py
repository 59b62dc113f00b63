"""A board of how things stand: each by its sign, what is known of it, and a word that needs no colour."""

from collections.abc import Iterable
from dataclasses import dataclass

from screens.components.card import Card
from screens.components.chip import Chip
from screens.components.row import Row
from screens.theme.theme import Theme


@dataclass(frozen=True, slots=True)
class Standing:
    """One thing on the board. facts: lines below its name; state: the word; icon: a name of icon_paths.

    tone: a kind of Chip; "" is ok or error as `well` says.
    """

    name: str
    facts: tuple[str, ...]
    state: str
    well: bool
    icon: str
    id: str = ""
    tone: str = ""


class StatusBoard(Card):
    """A card with one row a thing, to read only."""

    def __init__(self, theme: Theme, things: Iterable[Standing]) -> None:
        super().__init__(theme, [_row(theme, thing) for thing in things], rows=True)


def _row(theme: Theme, thing: Standing) -> Row:
    return Row(
        theme,
        text=thing.name,
        sub="\n".join(fact for fact in thing.facts if fact),
        end=Chip(theme, thing.state, thing.tone or ("ok" if thing.well else "error")),
        icon=thing.icon,
        bold=True,
        id=thing.id,
    )
