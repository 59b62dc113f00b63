"""Idempotency-Key: one key, one effect, one answer.

The key is claimed in a transaction of its own; the work and the stored answer are committed together. A
request that ends in a problem gives its key back, so that the corrected body may use it again.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import delete, update
from sqlalchemy.orm import Session
from starlette.responses import JSONResponse, Response

from kiosk.platform.models import ProblemType
from sandbox.platform.problems import ProblemError
from sandbox.platform.services import Services
from sandbox.platform.tables import IdempotencyRecord

REPLAYED = "Idempotent-Replayed"


@dataclass(frozen=True, slots=True)
class Answer:
    """What an operation answers; `body` None means no body."""

    status: int
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)

    def response(self) -> Response:
        """Return it as a response."""
        if self.body is None:
            return Response(status_code=self.status, headers=self.headers)
        return JSONResponse(self.body, status_code=self.status, headers=self.headers)


@dataclass(frozen=True, slots=True)
class Request:
    """What a key stands for: who asks for what."""

    owner: str
    key: str | None
    method: str
    path: str
    body: bytes

    @property
    def fingerprint(self) -> str:
        """Differs when the operation or the body differs."""
        digest = hashlib.sha256(f"{self.method} {self.path}\n".encode() + self.body)
        return digest.hexdigest()


Work = Callable[[Session], Answer]


def once(services: Services, request: Request, work: Work) -> Answer:
    """Do the work at most once for this key; raises `ProblemError`."""
    key = _key(request.key)
    stored = _claim(services, request, key)
    if stored is not None:
        return stored
    try:
        with services.database.transaction() as session:
            answer = work(session)
            session.execute(
                update(IdempotencyRecord)
                .where(IdempotencyRecord.owner == request.owner, IdempotencyRecord.key == key)
                .values(done=True, status=answer.status, headers=answer.headers, body=answer.body)
            )
        return answer
    except BaseException:
        _release(services, request.owner, key)
        raise


def forget_abandoned(services: Services) -> None:
    """At the start: nothing can be running. Also drops answers that are old enough."""
    horizon = services.clock() - services.settings.idempotency_life
    with services.database.transaction() as session:
        session.execute(delete(IdempotencyRecord).where(IdempotencyRecord.done.is_(False)))
        session.execute(delete(IdempotencyRecord).where(IdempotencyRecord.started_at < horizon))


def _key(given: str | None) -> str:
    if not given:
        raise ProblemError(ProblemType.IDEMPOTENCY_KEY_MISSING)
    try:
        return str(UUID(given))
    except ValueError:
        raise ProblemError(ProblemType.IDEMPOTENCY_KEY_MISSING) from None


def _claim(services: Services, request: Request, key: str) -> Answer | None:
    row = {
        "owner": request.owner,
        "key": key,
        "fingerprint": request.fingerprint,
        "started_at": services.clock(),
        "done": False,
    }
    with services.database.transaction() as session:
        statement = services.database.insert(IdempotencyRecord).values(row).on_conflict_do_nothing()
        inserted = session.execute(statement.returning(IdempotencyRecord.key)).scalar_one_or_none()
        if inserted is not None:
            return None
        record = session.get(IdempotencyRecord, (request.owner, key))
        if record is None:  # given back between the two statements
            raise ProblemError(ProblemType.IDEMPOTENCY_IN_FLIGHT, headers={"Retry-After": "1"})
        if record.fingerprint != request.fingerprint:
            raise ProblemError(ProblemType.IDEMPOTENCY_KEY_REUSED)
        if not record.done or record.status is None:
            raise ProblemError(ProblemType.IDEMPOTENCY_IN_FLIGHT, headers={"Retry-After": "1"})
        return Answer(record.status, record.body, {**(record.headers or {}), REPLAYED: "true"})


def _release(services: Services, owner: str, key: str) -> None:
    with services.database.transaction() as session:
        session.execute(
            delete(IdempotencyRecord).where(
                IdempotencyRecord.owner == owner,
                IdempotencyRecord.key == key,
                IdempotencyRecord.done.is_(False),
            )
        )
