"""What is proposed of what a profile names and of what was found. Pure: nothing is decided but by a person.

A device that is named and there stays as it is. What is found and not named may be used or left. Root's own
words stay: what root named is neither replaced nor taken out.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from devices.discovery.values import Answered, Found, Named

LEAVE = ""
"""The choice to leave a device that was found, or to take a named one out."""


@dataclass(frozen=True, slots=True)
class NamedProposal:
    """A device of the profile. `instead` are the ports at which another of its kind was found."""

    named: Named
    here: bool
    instead: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NewProposal:
    """A device that no profile names. `uses` are the kinds as which it may be used.

    `advised` is the one kind that is offered first: the device is surely of it, it is the only one, and the
    profile has none of it that is there.
    """

    found: Found
    uses: tuple[str, ...]
    advised: str | None = None


@dataclass(frozen=True, slots=True)
class Proposals:
    """Both, in the order of the profile and of what was found."""

    named: tuple[NamedProposal, ...] = ()
    new: tuple[NewProposal, ...] = ()


def propose(named: Sequence[Named], found: Sequence[Found]) -> Proposals:
    """Return what there is to say of each."""
    taken = frozenset().union(*(one.places for one in named))
    free = [one for one in found if not one.places & taken]
    fixed = {one.kind for one in named if one.fixed}
    held = fixed | {one.kind for one in named if one.places}
    surely = [one.kinds[0] for one in free if one.sure]

    def new(one: Found) -> NewProposal:
        uses = tuple(kind for kind in one.kinds if kind not in fixed)
        best = one.kinds[0] if one.sure else None
        only = best is not None and best not in held and surely.count(best) == 1
        return NewProposal(one, uses, best if only else None)

    def old(one: Named) -> NamedProposal:
        others = () if one.fixed else tuple(other.port for other in free if one.kind in other.kinds)
        return NamedProposal(one, bool(one.places), others)

    return Proposals(tuple(map(old, named)), tuple(map(new, free)))


def with_answer(found: Iterable[Found], answered: Answered) -> tuple[Found, ...]:
    """Return what was found with what one of them said of itself."""

    def better(one: Found) -> Found:
        if one.line != answered.port or answered.kind is None:
            return one
        return replace(one, kinds=(answered.kind,), sure=True, options=answered.options)

    return tuple(map(better, found))


def chosen(choices: Mapping[str, str], port: str, kind: str) -> Mapping[str, str]:
    """Return the choices (port → kind) after one more: a kind is used once. LEAVE takes the choice back."""
    others = {one: used for one, used in choices.items() if one != port and used != kind}
    return others if kind == LEAVE else {**others, port: kind}
