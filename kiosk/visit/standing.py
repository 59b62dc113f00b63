"""Which devices a bundle needs, and which of these are out now. Pure.

A bundle needs a way to prove who one is (the card, or over the network a code or one's phone), and the camera
where a required paper can be given in no other way than by photographing it. The printer is needed for
nothing: the number stands on the screen.
"""

from kiosk.catalogue.models import Bundle, MaterialSource, Need
from kiosk.catalogue.plan_models import Plan
from kiosk.visit.state import Health
from kiosk.visit.suggestion import suggested
from kiosk.visit.world import World

CARD, CAMERA = "id_card", "document_camera"


def missing(health: Health, world: World, bundle: Bundle) -> tuple[str, ...]:
    """Return the kinds of the devices that the bundle needs and that are out, the weightiest first."""
    if bundle.guide_only:
        return ()
    found = [CARD] if no_identity(health) else []
    if health.out(CAMERA) and photographs(suggested(world, bundle, {})):
        found.append(CAMERA)
    return tuple(found)


def no_identity(health: Health) -> bool:
    """Whether nobody can prove here who they are: no card is read, and no code or phone is asked about."""
    return health.out(CARD) and not health.reachable


def photographs(plan: Plan) -> bool:
    """Whether a paper that is required can be given by photographing it and in no other way."""
    return any(
        entry.need is Need.REQUIRED and tuple(entry.sources) == (MaterialSource.SCAN,)
        for entry in plan.materials
    )


def may_photograph(plan: Plan) -> bool:
    """Whether a paper may have to be photographed: where data and certificates do not hold it."""
    sure = {MaterialSource.COMMITMENT, MaterialSource.WINDOW}
    return any(
        entry.need is Need.REQUIRED and MaterialSource.SCAN in entry.sources and not sure & set(entry.sources)
        for entry in plan.materials
    )
