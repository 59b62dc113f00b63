"""The end of a visit."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RatingView:
    """Five equal levels, and 跳过."""

    levels: tuple[int, ...]
    chosen: int | None


@dataclass(frozen=True, slots=True)
class GoodbyeView:
    """Take your card, your papers, your slip."""

    card_here: bool
    papers_here: bool
    """Under the camera."""
    seconds: int
