"""The bands over a page: what is out of order and matters there. Pure."""

from kiosk.visit.pages import Page
from kiosk.visit.standing import may_photograph, no_identity, photographs
from kiosk.visit.state import State
from kiosk.visit.steps import sealing_reason
from kiosk.visit.suggestion import suggested
from kiosk.visit.views import Say, say
from kiosk.visit.world import World


def _camera_maybe(state: State, world: World) -> list[Say]:
    """Return what it means for this guide, unless that is why one cannot begin at all."""
    bundle = world.bundle(state.visit.bundle_id)
    if bundle is None or bundle.guide_only:
        return []
    plan = suggested(world, bundle, {})
    maybe = may_photograph(plan) and not photographs(plan)
    return [say("notice_band.camera_maybe")] if maybe else []


def notices(state: State, world: World) -> tuple[Say, ...]:
    """Return what is out of order and matters on this page."""
    health, page = state.health, state.visit.at.page
    found = []
    if page in (Page.HOME, Page.SEARCH, Page.GUIDE):
        if health.guide_expired:
            found.append(say("notice_band.guide_expired"))
        if health.sealing is not None:
            found.append(say(f"notice_band.{sealing_reason(health.sealing)}"))
        elif not health.reachable:
            found.append(say("notice_band.platform"))
        if health.out("id_card") and not no_identity(health):
            found.append(say("notice_band.id_card"))
        elif health.out("id_card") and page is not Page.GUIDE:
            # The guide says itself what it needs, and who mends it.
            found.append(say("notice_band.no_identity"))
    if page is Page.GUIDE and health.out("document_camera"):
        found += _camera_maybe(state, world)
    if page is Page.IDENTITY and not health.reachable:
        found.append(say("notice_band.platform_card"))
    if page is Page.IDENTITY and health.out("id_card"):
        found.append(say("notice_band.id_card"))
    if page in (Page.GUIDE, Page.DECLARE) and (health.out("printer") or health.paper == "out"):
        found.append(say("notice_band.printer"))
    if page in (Page.MATERIALS, Page.SCAN) and health.out("document_camera"):
        found.append(say("notice_band.camera"))
    if page is Page.REVIEW and state.visit.sources_failed:
        found.append(say("notice_band.sources_failed"))
    return tuple(found)
