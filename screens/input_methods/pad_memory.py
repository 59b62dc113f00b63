"""The pad that a citizen chose, for the next field of the same visit: who writes by hand goes on by hand."""

from collections.abc import Sequence

from screens.input_methods.layouts import Pad

_ALIKE = (
    frozenset({Pad.PINYIN}),
    frozenset({Pad.WRITING}),
    frozenset({Pad.ENGLISH, Pad.PASSPORT}),
)
"""Pads in which one goes on typing; signs and radicals are looked for now and then."""


class PadMemory:
    """Forgotten with the visit."""

    def __init__(self) -> None:
        self._pads: frozenset[Pad] = frozenset()

    def chose(self, pad: Pad) -> None:
        """Remember a pad that was asked for."""
        self._pads = next((pads for pads in _ALIKE if pad in pads), self._pads)

    def first(self, pads: Sequence[Pad]) -> Pad:
        """Return the pad of these that is shown first."""
        return next((pad for pad in pads if pad in self._pads), pads[0])

    def forget(self) -> None:
        """Begin as for somebody else."""
        self._pads = frozenset()
