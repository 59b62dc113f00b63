"""How far one tap on ▲ or ▼ goes: most of an area, and never past what was seen only in part."""

from collections.abc import Iterable

PAGE = 0.85
"""Share of the area that one tap moves at most."""
LEAST = 0.5
"""And at least: where less would be left, something is too tall to be minded."""
Span = tuple[float, float]
"""Upper and lower edge of a thing that is read or touched as one, px from the top of the content."""


def down(offset: float, height: float, spans: Iterable[Span], air: float) -> float:
    """Return the offset after ▼: what the lower edge cuts stands whole at the top, `air` px below it."""
    far = offset + height * PAGE
    cut = [top - air for top, bottom in spans if top < offset + height < bottom]
    near = min([far, *cut])
    return near if near - offset >= height * LEAST else far


def up(offset: float, height: float, spans: Iterable[Span], air: float) -> float:
    """Return the offset after ▲: what the upper edge cuts stands whole at the bottom, `air` px above."""
    far = offset - height * PAGE
    cut = [bottom + air - height for top, bottom in spans if top < offset < bottom]
    near = max([far, *cut])
    return near if offset - near >= height * LEAST else far
