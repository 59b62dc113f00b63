"""POST /plans: the platform's authoritative plan."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends

from sandbox.platform.dependencies import ServicesDep, TerminalDep, body_of
from sandbox.platform.planning import bundle_in_force, make_plan, wire_plan
from sandbox.platform.services import new_id
from sandbox.platform.tables import PlanRow

router = APIRouter()


@router.post("/plans")
def post_plans(
    services: ServicesDep,
    _terminal: TerminalDep,
    body: Annotated[dict[str, Any], Depends(body_of("PlanRequest"))],
) -> dict[str, Any]:
    """Plan for facts and ticks; the plan can be named by its id afterwards."""
    bundle = bundle_in_force(services, body["bundleCode"], body["bundleRevision"])
    planned = make_plan(services, bundle, body["facts"], body.get("selectedItems"))
    plan_id = new_id("plan")
    with services.database.transaction() as session:
        session.add(
            PlanRow(
                id=plan_id,
                bundle_id=bundle.id,
                bundle_revision=bundle.revision,
                facts=planned.facts,
                selected=list(planned.plan.ticked),
                created_at=services.clock(),
            )
        )
    return wire_plan(plan_id, planned)
