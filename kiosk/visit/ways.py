"""How each material of the plan is given: pure functions of plan and visit.

The order of sources is the material's own (shared data before certificate before photograph before
commitment before the window); the citizen may choose another one that is open to them.
"""

from dataclasses import dataclass

from kiosk.catalogue.models import MaterialSource, Need
from kiosk.catalogue.plan_models import Plan, PlanMaterial
from kiosk.visit.messages import Certificate
from kiosk.visit.state import Visit

AUTOMATIC = (MaterialSource.SHARED_DATA, MaterialSource.E_CERTIFICATE, MaterialSource.GENERATED_FORM)


@dataclass(frozen=True, slots=True)
class Way:
    """One material with the way it is given and the ways it could be given."""

    entry: PlanMaterial
    via: MaterialSource
    choices: tuple[MaterialSource, ...]
    certificate: Certificate | None
    sheets: int
    """Sheets to photograph, 0 where nothing is photographed."""
    taken: int
    agreed: bool

    @property
    def optional(self) -> bool:
        """Whether one may go on without it."""
        return self.entry.need is not Need.REQUIRED

    @property
    def status(self) -> str:
        """Return ready, to_scan, scanned, to_agree or at_window."""
        if self.via is MaterialSource.SCAN:
            return "scanned" if self.taken >= self.sheets else "to_scan"
        if self.via is MaterialSource.COMMITMENT:
            return "ready" if self.agreed else "to_agree"
        return "at_window" if self.via is MaterialSource.WINDOW else "ready"

    @property
    def settled(self) -> bool:
        """Whether nothing is left to do for it here."""
        return self.status in ("ready", "scanned", "at_window")


def ways(plan: Plan, visit: Visit) -> tuple[Way, ...]:
    """Return the way of every material of the plan, in the plan's order."""
    return tuple(_way(entry, visit) for entry in plan.materials)


def _way(entry: PlanMaterial, visit: Visit) -> Way:
    material = entry.material
    certificate = next(
        (c for c in visit.certificates if c.state == "VALID" and c.type_name == material.certificate_type),
        None,
    )
    shared = material.id in visit.shared_materials
    open_to = tuple(
        source
        for source in entry.sources
        if (source is not MaterialSource.SHARED_DATA or shared)
        and (source is not MaterialSource.E_CERTIFICATE or certificate is not None)
        and source is not MaterialSource.OTHER_ITEM_RESULT
    ) or (MaterialSource.WINDOW,)
    wanted = visit.sources.get(material.id)
    via = wanted if wanted in open_to else open_to[0]
    sheets = max(1, len(material.pages)) if via is MaterialSource.SCAN else 0
    taken = sum(1 for index in range(sheets) if (material.id, index) in visit.sheets)
    return Way(entry, via, open_to, certificate, sheets, taken, material.id in visit.agreed)


def material_path(material_id: str) -> str:
    """Return the path under which the platform is asked whether its shared data give a material."""
    return f"material.{material_id}"
