"""From a page to the same page in another language: what somebody did there that only its parts know."""

from collections.abc import Iterator

from screens.components.base import Part


def carry(before: Part, after: Part) -> None:
    """Have the parts of a page keep what the parts of the page before it knew.

    Both are the same page of the same state, so parts of one kind stand in the same order.
    """
    known: dict[type[Part], list[object]] = {}
    for part in every(before):
        known.setdefault(type(part), []).append(part.kept())
    for part in every(after):
        mine = known.get(type(part))
        kept = mine.pop(0) if mine else None
        if kept is not None:
            part.keep(kept)


def every(part: Part) -> Iterator[Part]:
    """Yield a part and all inside, in reading order."""
    yield part
    for inside in part.parts:
        yield from every(inside)
