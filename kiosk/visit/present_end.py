"""How a visit ends: handing in, the sealed package, the rating, the farewell. Pure."""

from kiosk.visit.idle import goodbye_limit
from kiosk.visit.state import PAPERS_LIE, State
from kiosk.visit.steps import planned
from kiosk.visit.views import Body, GoodbyeView, RatingView, SealedView, SubmittingView
from kiosk.visit.world import World


def submitting(state: State, world: World) -> Body:
    """Return how far sealing and handing in have come."""
    step, done, total = state.visit.submitting or ("seal", 0, 0)
    context = planned(state, world)
    items = len(context[1].ticked) if context else 0
    return SubmittingView(step, done, total, items, state.visit.sealed is not None)


def sealed(state: State, world: World) -> Body:
    """Return what is said of what was sealed here and is not accepted yet. Raises LookupError for nothing."""
    visit = state.visit
    context = planned(state, world)
    if context is None or visit.sealed is None:
        raise LookupError("nothing is sealed")
    return SealedView(
        bundle_name=context[0].name,
        claim_code=visit.sealed.claim_code,
        sealed_at=visit.sealed.sealed_at.astimezone(world.clock().tzinfo),
        item_count=len(context[1].ticked),
        slip=visit.slip,
        slip_fault=visit.slip_fault,
        phone=world.site.phone,
        can_print=not state.health.out("printer"),
        sign_at_window=visit.sign_at_window,
    )


def rating(state: State, world: World) -> Body:
    """Return the question how it was."""
    return RatingView((1, 2, 3, 4, 5), state.visit.rating)


def goodbye(state: State, world: World) -> Body:
    """Return the last page: what is not to be forgotten, and how long it stands."""
    left = goodbye_limit(state.visit, world.site.times) - (state.now - state.visit.page_since)
    papers = state.visit.mat == PAPERS_LIE
    return GoodbyeView(state.visit.card_here, papers, max(0, round(left)))
