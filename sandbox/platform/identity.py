"""Who stands at a terminal: from the card's text block to a session that only this terminal can use."""

import base64
import binascii
import json
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from devices.id_card import layout
from kiosk.catalogue.masks import mask_id_number, mask_name
from kiosk.platform.models import FieldError, Principal, ProblemType, Subject
from kiosk.platform.models import Session as WireSession
from sandbox.platform.clock import CHINA
from sandbox.platform.problems import ProblemError
from sandbox.platform.services import Services, new_id
from sandbox.platform.tables import CitizenSession

_PROOF_AGE = timedelta(minutes=10)
_RESIDENT_CODE = "111"
_OTHER_CODE = "999"
SELF = "self"


@dataclass(frozen=True, slots=True, repr=False)
class Citizen:
    """The citizen of a live session."""

    session_id: str
    subject: str
    name: str
    number: str
    card: dict[str, Any]
    expires_at: datetime
    assurance: str


def read_card_proof(services: Services, proof: str) -> layout.Card:
    """Return the card of a `cardProof`; raises a validation problem when it does not hold."""
    now = services.clock()
    try:
        padded = proof + "=" * (-len(proof) % 4)
        data = json.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
        read_at = datetime.fromisoformat(data["readAt"])
        block = base64.b64decode(data["text"], validate=True)
        if not isinstance(data["samId"], str) or not data["samId"] or read_at.tzinfo is None:
            raise ValueError("incomplete")
        # A block of text and photo begins with the text.
        card = layout.parse(block[: layout.TEXT_SIZE])
    except (KeyError, TypeError, ValueError, binascii.Error):
        raise _unreadable(services) from None
    if abs(now - read_at) > _PROOF_AGE or not card.name or not card.number:
        raise _unreadable(services)
    if card.valid_from is not None and not card.valid_on(now.astimezone(CHINA).date()):
        raise ProblemError(ProblemType.ASSURANCE_TOO_LOW, methods=["ATTENDANT"])
    return card


def _unreadable(services: Services) -> ProblemError:
    detail = services.texts.field("card-proof")
    return ProblemError(
        ProblemType.VALIDATION, errors=[FieldError(pointer="/cardProof", code="card-proof", detail=detail)]
    )


def start_session(
    services: Services, session: Session, terminal_id: str, card: layout.Card
) -> tuple[CitizenSession, str]:
    """Open a session; sessions still open at this terminal end. Returns the row and the token."""
    now = services.clock()
    session.execute(
        update(CitizenSession)
        .where(CitizenSession.terminal_id == terminal_id, CitizenSession.ended_at.is_(None))
        .values(ended_at=now)
    )
    token = secrets.token_urlsafe(32)
    number = card.number.upper()
    row = CitizenSession(
        id=new_id("ses"),
        token_hash=services.keys.blind("token", token),
        terminal_id=terminal_id,
        subject=services.keys.blind("subject", number)[:32],
        name=card.name,
        number=number,
        card={
            "type": card.type.value,
            "name": card.name,
            "sex": card.sex.value,
            "birth_date": card.birth_date.isoformat() if card.birth_date else None,
            "ethnicity": card.ethnicity,
            "address": card.address,
            "number": number,
        },
        assurance="CARD",
        expires_at=now + services.settings.session_life,
    )
    session.add(row)
    return row, token


def find_citizen(services: Services, terminal_id: str, authorization: str | None) -> Citizen:
    """Return the citizen of a bearer token; raises `session-expired` for any other."""
    scheme, _, token = (authorization or "").partition(" ")
    expired = ProblemError(ProblemType.SESSION_EXPIRED, headers={"WWW-Authenticate": "Bearer"})
    if scheme.lower() != "bearer" or not token:
        raise expired
    with services.database.transaction() as session:
        row = session.scalar(
            select(CitizenSession).where(
                CitizenSession.token_hash == services.keys.blind("token", token.strip())
            )
        )
        if (
            row is None
            or row.terminal_id != terminal_id
            or row.ended_at is not None
            or row.expires_at <= services.clock()
        ):
            raise expired
        return Citizen(row.id, row.subject, row.name, row.number, row.card, row.expires_at, row.assurance)


def end_session(services: Services, session: Session, session_id: str) -> None:
    """End a session at once."""
    session.execute(
        update(CitizenSession).where(CitizenSession.id == session_id).values(ended_at=services.clock())
    )


def end_sessions_of(services: Services, session: Session, terminal_id: str) -> None:
    """End whatever is open at a terminal that says it is idle."""
    session.execute(
        update(CitizenSession)
        .where(CitizenSession.terminal_id == terminal_id, CitizenSession.ended_at.is_(None))
        .values(ended_at=services.clock())
    )


def wire_session(services: Services, citizen: Citizen, token: str) -> WireSession:
    """Return the session as the contract writes it, with everybody the citizen may act for."""
    person = services.shared.person(citizen.number)
    principals = [
        Principal(principal_id=SELF, kind="SELF", display_name=mask_name(citizen.name)),
        *(
            Principal(
                principal_id=entity.uscc,
                kind="LEGAL_ENTITY",
                display_name=entity.name,
                uscc=entity.uscc,
                authority=entity.authority,
            )
            for entity in (person.entities if person else ())
        ),
    ]
    resident = citizen.card.get("type") == layout.CardType.RESIDENT.value
    return WireSession(
        session_id=citizen.session_id,
        access_token=token,
        expires_at=citizen.expires_at,
        assurance=citizen.assurance,
        subject=Subject(
            display_name=mask_name(citizen.name),
            cert_type_code=_RESIDENT_CODE if resident else _OTHER_CODE,
            cert_no_masked=mask_id_number(citizen.number),
        ),
        principals=tuple(principals),
    )
