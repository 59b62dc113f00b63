"""What home, search and guide show."""

from collections.abc import Iterable, Sequence

from kiosk.catalogue.models import Audience, Bundle, LocalText
from kiosk.terminal.remedies import remedy
from kiosk.visit.present_a4 import a4_view
from kiosk.visit.standing import missing
from kiosk.visit.state import State
from kiosk.visit.steps import blocked
from kiosk.visit.suggestion import other_items, other_materials, suggested
from kiosk.visit.views import Body, EditionView, GuideView, HomeView, Say, SearchView, Tile, TileGroup, say
from kiosk.visit.world import World

HOME_TILES = 9


def tile(state: State, world: World, bundle: Bundle, why: str = "") -> Tile:
    """Return a bundle as it stands on home and in lists."""
    devices = missing(state.health, world, bundle)
    return Tile(
        bundle_id=bundle.id,
        name=bundle.spoken_name,
        icon=bundle.icon,
        item_count=len(bundle.items),
        lead="、".join(bundle.lead),
        guide_only=bundle.guide_only,
        sample=bundle.sample,
        region=bundle.region.name,
        why=why,
        greyed=_greyed(state, bundle, devices),
    )


def _greyed(state: State, bundle: Bundle, devices: Sequence[str]) -> Say | None:
    if devices:
        return say(f"greyed.{devices[0]}")
    return None if bundle.guide_only or state.health.sealing is None else say("greyed.seal")


def home(state: State, world: World) -> Body:
    """Return at most nine tiles: the site's own choice first, then what can be applied for."""
    audience = state.visit.audience
    bundles = [bundle for bundle in world.guides.bundles() if bundle.audience is audience]
    rank = {bundle_id: place for place, bundle_id in enumerate(world.site.home_bundles)}
    ordered = sorted(bundles, key=lambda b: (rank.get(b.id, len(rank)), b.guide_only))
    present = {bundle.audience for bundle in world.guides.bundles()}
    audiences = tuple(a for a in world.site.audiences if a in present) or (Audience.PERSON,)
    return HomeView(
        audience, audiences, tuple(tile(state, world, b) for b in ordered[:HOME_TILES]), len(bundles)
    )


def search(state: State, world: World) -> Body:
    """Return what matches, or everything by life stage while nothing is typed."""
    query = state.visit.query.strip()
    if query:
        found = ((world.bundle(hit.bundle_id), hit.matched) for hit in world.guides.search(query))
        return SearchView(
            query, (), tuple(tile(state, world, bundle, why) for bundle, why in found if bundle is not None)
        )
    groups = []
    for stage in world.guides.life_stages():
        tiles = tuple(
            tile(state, world, bundle) for bundle in world.guides.bundles() if bundle.life_stage == stage.id
        )
        if tiles:
            groups.append(TileGroup(stage.name, stage.icon, tiles))
    return SearchView("", tuple(groups), ())


def guide(state: State, world: World) -> Body:
    """Return every element of the one-time notice over all items (一次告知)."""
    bundle = world.bundle(state.visit.bundle_id)
    if bundle is None:
        raise LookupError("a guide page without a guide")
    plan = suggested(world, bundle, {})
    devices = missing(state.health, world, bundle)
    reason = None if bundle.guide_only else blocked(state, devices)
    return GuideView(
        bundle_id=bundle.id,
        name=bundle.name,
        version=bundle.version,
        updated_on=bundle.updated_on,
        region=bundle.region.name,
        list_name=bundle.list_name,
        lead=bundle.lead,
        support=bundle.support,
        guide_only=bundle.guide_only,
        summary=bundle.guide.summary,
        plan=plan,
        other_items=other_items(bundle, plan),
        other_materials=other_materials(bundle, plan),
        materials_before=bundle.before.materials,
        visits_before=bundle.before.visits,
        have_in_hand=bundle.guide.have_in_hand,
        conditions=_union(text for item in bundle.items for text in item.conditions),
        basis=_union(text for item in bundle.items for text in item.basis),
        places=bundle.guide.places,
        hours=bundle.guide.hours,
        phone=bundle.guide.phone,
        complaint_phone=bundle.guide.complaint_phone,
        faq=tuple((entry.question, entry.answer) for entry in bundle.guide.faq),
        can_start=not bundle.guide_only and reason is None,
        blocked=say(f"blocked.{reason}") if reason else None,
        doors=_doors(state, reason) if reason is not None and reason in devices else (),
        can_print=not state.health.out("printer"),
        edition=_edition(world),
        a4=a4_view(state),
    )


def _edition(world: World) -> EditionView | None:
    edition, now = world.guides.edition, world.clock()
    if edition is None:
        return None
    made, checked = edition.created_at.astimezone(now.tzinfo), edition.checked_at
    day = checked.astimezone(now.tzinfo).date() if checked is not None else None
    days = max((now.date() - (day or made.date())).days, 0)
    return EditionView(edition.version, made.date(), day, days, edition.area, edition.bundles)


def _doors(state: State, kind: str) -> tuple[Say, ...]:
    """Return who mends a device, and what can be done without it."""
    device = state.health.devices.get(kind)
    fault = device.status.fault if device is not None and device.status is not None else None
    who = fault.who if fault is not None else remedy(state.health.faults[kind]).who
    return say(f"blocked.mend.{who}"), say("blocked.still")


def _union(texts: Iterable[LocalText]) -> tuple[LocalText, ...]:
    return tuple({text.zh: text for text in texts}.values())
