"""What of a visit belongs to one person, so that nothing that holds it is said into the room. Pure.

Pages mark what is private; this is the net below them: a text with the person's name, a number or anything
that was entered is private wherever it stands.
"""

from collections.abc import Iterable, Iterator, Mapping

from kiosk.application.application import ValueSource
from kiosk.visit.state import Visit
from screens.speech.words import only_signs

SHORTEST = 2
"""One character alone (男) would make half of all texts private."""
SHORTEST_PLAIN = 4
"""So long a number or a Latin word has to be."""


def personal_words(visit: Visit) -> frozenset[str]:
    """Return the values of this visit that belong to a person, as `only_signs` writes them.

    What was chosen from a list is none: its words stand on the page for everybody.
    """
    application = visit.application.values.values()
    values: list[object] = [visit.typed.name, visit.typed.number]
    values += [one.value for one in application if one.source is not ValueSource.CHOSEN]
    if visit.citizen is not None:
        values += [visit.citizen.facts, visit.citizen.display_name]
    return frozenset(_kept(_strings(values)))


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for one in value.values():
            yield from _strings(one)
    elif isinstance(value, Iterable) and not isinstance(value, bytes):
        for one in value:
            yield from _strings(one)


def _kept(values: Iterable[str]) -> Iterator[str]:
    for value in values:
        signs = only_signs(value)
        if len(signs) >= (SHORTEST_PLAIN if signs.isascii() else SHORTEST):
            yield signs
