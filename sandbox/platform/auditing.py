"""Takes terminals' audit logs: only what is chained to what is here already."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from kiosk.audit_log.record import NoRecord, Record, canonical, parsed
from kiosk.platform.models import FieldError, ProblemType
from sandbox.platform.operation_tables import AuditRow
from sandbox.platform.problems import ProblemError
from sandbox.platform.services import Services

AT_MOST_SEQ = 2**31 - 1


def take(services: Services, session: Session, terminal_id: str, batch: Mapping[str, Any]) -> str:
    """Keep a batch and return its id. Raises `ProblemError`: records that do not follow from each other."""
    records = _records(services, batch)
    chain = batch.get("chain", "agent")
    last = session.scalars(
        select(AuditRow)
        .where(AuditRow.terminal_id == terminal_id, AuditRow.chain == chain)
        .order_by(AuditRow.seq.desc())
        .limit(1)
    ).first()
    if last is not None:
        records = _new_ones(session, terminal_id, chain, last, records)
    now = services.clock()
    for record in records:
        session.add(
            AuditRow(
                terminal_id=terminal_id,
                chain=chain,
                seq=record.seq,
                digest=record.digest,
                body=record.to_json(),
                received_at=now,
            )
        )
    return f"{chain}-{batch['digest'][-16:]}"


def _records(services: Services, batch: Mapping[str, Any]) -> list[Record]:
    """Return the records of a batch, each of them whole and chained to the one before."""
    records: list[Record] = []
    for position, event in enumerate(batch["events"]):
        try:
            record = parsed(canonical(event))
            if not record.is_whole() or record.seq > AT_MOST_SEQ:
                raise NoRecord("not its digest")
            if records and (record.seq, record.previous) != (records[-1].seq + 1, records[-1].digest):
                raise NoRecord("not chained")
        except (NoRecord, ValueError, TypeError):
            raise _invalid(services, f"/events/{position}") from None
        records.append(record)
    ends_right = bool(records) and records[0].seq == batch["seq"] and records[-1].digest == batch["digest"]
    if not ends_right or batch.get("previousDigest", records[0].previous) != records[0].previous:
        raise _invalid(services, "/digest")
    return records


def _new_ones(
    session: Session, terminal_id: str, chain: str, last: AuditRow, records: list[Record]
) -> list[Record]:
    """Return what is not here yet; `state-conflict` where the terminal's past is not the one known here."""
    for record in records:
        if record.seq > last.seq:
            break
        known = session.get(AuditRow, (terminal_id, chain, record.seq))
        if known is not None and known.digest != record.digest:
            raise ProblemError(ProblemType.STATE_CONFLICT)
    new = [record for record in records if record.seq > last.seq]
    if new and (new[0].seq != last.seq + 1 or new[0].previous != last.digest):
        raise ProblemError(ProblemType.STATE_CONFLICT)
    return new


def _invalid(services: Services, pointer: str) -> ProblemError:
    detail = services.texts.field("other", name=pointer)
    return ProblemError(
        ProblemType.VALIDATION, errors=[FieldError(pointer=pointer, code="chain", detail=detail)]
    )
