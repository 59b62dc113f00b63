"""/prefill-requests and /data-disputes: shared data under consent, field by field."""

import asyncio
import time
from datetime import timedelta
from typing import Annotated, Any

from anyio.to_thread import run_sync
from fastapi import APIRouter, Depends, Response
from sqlalchemy.orm import Session

from kiosk.catalogue.models import Bundle, MaterialSource
from kiosk.platform.models import (
    Accepted,
    PrefillField,
    PrefillRequest,
    PrefillResult,
    PrefillStatus,
    ProblemType,
)
from sandbox.platform.consenting import SHARED_DATA, require_consent
from sandbox.platform.dependencies import (
    KeyedDep,
    ProvenDep,
    ServicesDep,
    TerminalDep,
    WaitDep,
    body_of,
)
from sandbox.platform.idempotency import Answer
from sandbox.platform.identity import Citizen
from sandbox.platform.issues import open_issue
from sandbox.platform.problems import ProblemError
from sandbox.platform.services import Services, new_id
from sandbox.platform.settings import API_BASE
from sandbox.platform.tables import PlanRow, PrefillRow

router = APIRouter()
_POLL = 0.05
_MATERIAL = "material."


@router.post("/prefill-requests")
async def post_prefill(
    services: ServicesDep,
    citizen: ProvenDep,
    keyed: KeyedDep,
    body: Annotated[dict[str, Any], Depends(body_of("PrefillRequest"))],
) -> Response:
    """Ask the sources; the answer comes later."""
    request = PrefillRequest.model_validate(body)

    def work(session: Session) -> Answer:
        consent = require_consent(services, session, citizen, request.consent_id, SHARED_DATA)
        plan = session.get(PlanRow, request.plan_id)
        bundle = services.publication.bundle(plan.bundle_id) if plan else None
        if bundle is None:
            raise ProblemError(ProblemType.NOT_FOUND)
        allowed = consent.body.get("items")
        fields = [_look_up(services, citizen, bundle, name, allowed) for name in request.fields]
        row = PrefillRow(
            id=new_id("pre"),
            subject=citizen.subject,
            ready_at=services.clock() + timedelta(seconds=services.settings.prefill_seconds),
            fields=[field.to_wire() for field in fields],
        )
        session.add(row)
        accepted = Accepted(id=row.id, status_url=f"{API_BASE}/prefill-requests/{row.id}")
        return Answer(202, accepted.to_wire())

    return (await keyed.run(work)).response()


def _look_up(
    services: Services, citizen: Citizen, bundle: Bundle, path: str, allowed: list[str] | None
) -> PrefillField:
    """Return one field; a source that fails is never the citizen's missing document."""
    name = path.removeprefix(_MATERIAL)
    source = _source(bundle, path)
    if source is None or (allowed and path not in allowed):
        return PrefillField(path=path, status=PrefillStatus.NOT_PERMITTED)
    person = services.shared.person(citizen.number)
    if person is not None and name in person.failing:
        return PrefillField(path=path, status=PrefillStatus.SOURCE_ERROR, source=source)
    found = person.values.get(name) if person is not None else None
    if found is None:
        return PrefillField(path=path, status=PrefillStatus.ABSENT, source=source)
    return PrefillField(
        path=path,
        status=PrefillStatus.FOUND,
        value=found.value,
        source=found.source or source,
        as_of=found.as_of or services.clock(),
        receipt=new_id("rcpt"),
    )


def _source(bundle: Bundle, path: str) -> str | None:
    """Return the source's name: of a data element, or of a material under "material.<id>"; None for none."""
    if path in bundle.elements:
        source = bundle.elements[path].from_shared
        return source.zh if source else None
    material = bundle.materials.get(path.removeprefix(_MATERIAL)) if path.startswith(_MATERIAL) else None
    if material is None or MaterialSource.SHARED_DATA not in material.sources:
        return None
    return (material.shared_resource or material.name).zh


@router.get("/prefill-requests/{request_id}")
async def get_prefill(
    services: ServicesDep, citizen: ProvenDep, request_id: str, wait: WaitDep
) -> dict[str, Any]:
    """Return the fields once the sources have answered; waits at most `waitSeconds`."""
    deadline = time.monotonic() + wait
    while True:
        row = await run_sync(_row, services, citizen, request_id)
        if row.ready_at <= services.clock():
            return {"state": "DONE", "fields": row.fields}
        left = deadline - time.monotonic()
        if left <= 0:
            return PrefillResult(state="RUNNING", fields=()).to_wire()
        await asyncio.sleep(min(_POLL, left))


def _row(services: Services, citizen: Citizen, request_id: str) -> PrefillRow:
    with services.database.transaction() as session:
        row = session.get(PrefillRow, request_id)
        if row is None or row.subject != citizen.subject:
            raise ProblemError(ProblemType.NOT_FOUND)
        return row


@router.post("/data-disputes")
async def post_disputes(
    services: ServicesDep,
    terminal: TerminalDep,
    _citizen: ProvenDep,
    keyed: KeyedDep,
    body: Annotated[dict[str, Any], Depends(body_of("DataDispute"))],
) -> Response:
    """Tell the source that a value is wrong; the case goes on."""

    def work(session: Session) -> Answer:
        state = open_issue(services, session, terminal, {**body, "kind": "DATA_DISPUTE"})
        return Answer(201, state.to_wire())

    return (await keyed.run(work)).response()
