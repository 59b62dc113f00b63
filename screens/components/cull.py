"""Leaves out of drawing what a scroll area does not show: 500 rows cost as much as those in sight."""

from screens.components.base import Part


class Culling:
    """Of one scroll area. Places are px of the content, as it was laid."""

    def __init__(self) -> None:
        self._spans: list[tuple[float, float, Part]] = []
        self._left_out: list[Part] = []

    def measure(self, content: Part, tall: float) -> None:
        """Note where the parts stand; one taller than `tall` px is taken by its own parts."""
        for part in self._left_out:
            part.draw(True)
        self._left_out = []
        self._spans = []
        self._note(content, tall)

    def _note(self, around: Part, tall: float) -> None:
        for part in around.parts:
            if part.height > tall and part.parts:
                self._note(part, tall)
            else:
                self._spans.append((part.y, part.top, part))

    def show(self, low: float, high: float) -> None:
        """Draw what stands between two heights, and nothing else."""
        self._left_out = []
        for bottom, top, part in self._spans:
            seen = top > low and bottom < high
            part.draw(seen)
            if not seen:
                self._left_out.append(part)
