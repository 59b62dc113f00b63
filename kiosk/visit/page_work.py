"""What is found out about a page outside the frame loop: pre-review and comparison. Blocking: the pool's."""

from devices.document_camera.gates.twice import same
from kiosk.application.pre_review import review
from kiosk.visit import effects
from kiosk.visit.messages import PageReviewed, PagesCompared


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


def compared(effect: effects.ComparePages) -> PagesCompared:
    """Return whether a page is among the others."""
    twice = any(same(effect.fingerprint, other) for other in effect.others)
    return PagesCompared(effect.take, effect.page, twice)
