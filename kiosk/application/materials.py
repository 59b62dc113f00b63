"""The one set of materials: how each may be given, and what is still missing."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from kiosk.application.validation import Problem
from kiosk.catalogue.models import MaterialSource, Need
from kiosk.catalogue.plan_models import Plan, PlanMaterial


class Via(StrEnum):
    """How a material is given: the contract's sources, and LATER for what may follow (容缺后补)."""

    SHARED_DATA = "SHARED_DATA"
    E_CERTIFICATE = "E_CERTIFICATE"
    GENERATED_FORM = "GENERATED_FORM"
    SCAN = "SCAN"
    COMMITMENT = "COMMITMENT"
    WINDOW = "WINDOW"
    LATER = "LATER"


@dataclass(frozen=True, slots=True)
class Provided:
    """One material as it is given."""

    via: Via
    pages: tuple[str, ...] = ()
    """Handles of the photographed pages, in the order of `Material.pages`."""
    certificate: str | None = None
    """Identifier of the electronic certificate (GB/T 36904)."""
    commitment: str | None = None
    """Id of the commitment that was signed."""


def ways_of(entry: PlanMaterial) -> tuple[Via, ...]:
    """Return the ways in which a material may be given, in the order in which they are tried."""
    ways = [Via(source.value) for source in entry.sources if source is not MaterialSource.OTHER_ITEM_RESULT]
    return (*ways, Via.LATER) if entry.need is Need.LATER else tuple(ways)


def pages_of(entry: PlanMaterial) -> int:
    """Return how many pages are photographed when it is given by photograph."""
    return max(1, len(entry.material.pages))


def is_complete(entry: PlanMaterial, provided: Provided) -> bool:
    """Whether nothing is left to do for a material given in this way."""
    if provided.via not in ways_of(entry):
        return False
    if provided.via is Via.SCAN:
        return len(provided.pages) >= pages_of(entry)
    if provided.via is Via.E_CERTIFICATE:
        return provided.certificate is not None
    if provided.via is Via.COMMITMENT:
        return entry.material.commitment is not None and provided.commitment == entry.material.commitment.id
    return True


def materials_left(plan: Plan, provided: Mapping[str, Provided]) -> tuple[PlanMaterial, ...]:
    """Return the materials that still wait for something, in the plan's order.

    An optional material that nobody began with is not left; neither is a form that is generated from the
    answers.
    """
    return tuple(entry for entry in plan.materials if _left(entry, provided.get(entry.material.id)))


def _left(entry: PlanMaterial, given: Provided | None) -> bool:
    if given is not None:
        return not is_complete(entry, given)
    return entry.need is not Need.OPTIONAL and MaterialSource.GENERATED_FORM not in entry.sources


def check_materials(plan: Plan, provided: Mapping[str, Provided]) -> tuple[Problem, ...]:
    """Return what is missing, one problem a material (`element_id` is the material's id)."""
    return tuple(
        Problem(entry.material.id, "material", "form.material_missing")
        for entry in materials_left(plan, provided)
    )
