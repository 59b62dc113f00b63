"""The pre-review of a page, outside the frame loop. Blocking: the pool's."""

from kiosk.application.pre_review import review
from kiosk.visit import effects
from kiosk.visit.messages import PageReviewed


def reviewed(effect: effects.ReviewPage) -> PageReviewed:
    """Return what the pre-review says."""
    found = review(
        effect.material,
        effect.sheet,
        effect.lines,
        effect.codes,
        answers=effect.answers,
        today=effect.today,
        others=effect.others,
        readable=effect.readable,
    )
    return PageReviewed(effect.take, effect.page, found)
