"""Who stands at a terminal: from what identifies them to a session that only this terminal can use."""

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
from devices.id_card.numbers import check_number_2017, read_date
from kiosk.catalogue.masks import mask_id_number, mask_name
from kiosk.catalogue.numbers import check_id_number
from kiosk.platform.models import FieldError, Holder, Principal, ProblemType, Subject
from kiosk.platform.models import Session as WireSession
from sandbox.platform.clock import CHINA
from sandbox.platform.problems import ProblemError
from sandbox.platform.services import Services, new_id
from sandbox.platform.tables import CitizenSession

_PROOF_AGE = timedelta(minutes=10)
_RESIDENT_CODE = "111"
_OTHER_CODE = "999"
SELF = "self"
PROOFS = ("ID_CARD", "CODE", "LINK_CODE")
"""Methods by which somebody proves who they are, as far as this platform offers them."""
DECLARED = "DECLARED"
"""Assurance of what was only typed: nothing of anybody is shown, nothing is received."""


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


@dataclass(frozen=True, slots=True, repr=False)
class Identified:
    """Who is to get a session, how sure that is, and the text of their card as far as it is known."""

    assurance: str
    name: str
    number: str
    card: dict[str, Any]


def require_proven(citizen: Citizen) -> Citizen:
    """Return the citizen; raises `assurance-too-low` where name and number were only typed."""
    if citizen.assurance == DECLARED:
        raise ProblemError(ProblemType.ASSURANCE_TOO_LOW, methods=list(PROOFS))
    return citizen


def read_card_proof(
    services: Services, proof: str, at: datetime | None = None, longest: timedelta = _PROOF_AGE
) -> layout.Card:
    """Return the card of a `cardProof` shown now or `at`; raises a validation problem if it is wrong.

    `longest`: how long before it may have been read.
    """
    now = at or services.clock()
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
    if abs(now - read_at) > longest or not card.name or not card.number:
        raise _unreadable(services)
    if card.valid_from is not None and not card.valid_on(now.astimezone(CHINA).date()):
        raise ProblemError(ProblemType.ASSURANCE_TOO_LOW, methods=["ATTENDANT"])
    return card


def _unreadable(services: Services) -> ProblemError:
    return _wrong(services, "/cardProof", "card-proof")


def _wrong(services: Services, pointer: str, code: str) -> ProblemError:
    error = FieldError(pointer=pointer, code=code, detail=services.texts.field(code))
    return ProblemError(ProblemType.VALIDATION, errors=[error])


def by_card(card: layout.Card, assurance: str = "CARD") -> Identified:
    """Return who a card names; with assurance APP it is what an app knows of its owner."""
    number = card.number.upper()
    text = {
        "type": card.type.value,
        "name": card.name,
        "sex": card.sex.value,
        "birth_date": card.birth_date.isoformat() if card.birth_date else None,
        "ethnicity": card.ethnicity,
        "address": card.address,
        "number": number,
    }
    return Identified(assurance, card.name or card.name_latin or "", number, text)


def by_app(services: Services, number: str | None, pointer: str, code: str) -> Identified:
    """Return the owner of an app; raises a validation problem at `pointer` where nobody is behind it."""
    person = services.shared.person(number) if number else None
    if person is None or person.card is None:
        raise _wrong(services, pointer, code)
    return by_card(person.card, "APP")


def by_typing(services: Services, name: str, number: str) -> Identified:
    """Return who says they are this; raises a validation problem for what cannot be a name or a number."""
    name = name.strip()
    if not name or any(character.isdigit() or not character.isprintable() for character in name):
        raise _wrong(services, "/name", "typed-name")
    today = services.clock().astimezone(CHINA).date()
    if len(number) == 15:
        # The century is not in it; the check digit is what can be compared.
        found = check_number_2017(number, None)
        wrong = "number.check_digit" in found or read_date("20" + number[7:13]) is None
    else:
        wrong = bool(check_id_number(number, today))
    if wrong:
        raise _wrong(services, "/certNo", "typed-number")
    return Identified(DECLARED, name, number, {"name": name, "number": number})


def start_session(
    services: Services, session: Session, terminal_id: str, who: Identified
) -> tuple[CitizenSession, str]:
    """Open a session; sessions still open at this terminal end. Returns the row and the token."""
    now = services.clock()
    session.execute(
        update(CitizenSession)
        .where(CitizenSession.terminal_id == terminal_id, CitizenSession.ended_at.is_(None))
        .values(ended_at=now)
    )
    token = secrets.token_urlsafe(32)
    session_id = new_id("ses")
    # Who only says who they are is a subject of their own: nothing of the named person is ever theirs.
    subject = f"{session_id}/{who.number}" if who.assurance == DECLARED else who.number
    row = CitizenSession(
        id=session_id,
        token_hash=services.keys.blind("token", token),
        terminal_id=terminal_id,
        subject=services.keys.blind("subject", subject)[:32],
        name=who.name,
        number=who.number,
        card=who.card,
        assurance=who.assurance,
        expires_at=now + services.settings.session_life,
    )
    session.add(row)
    return row, token


def citizen_of(services: Services, who: Identified, session_id: str, expires_at: datetime) -> Citizen:
    """Return who a card names as a citizen, without a session of theirs."""
    subject = services.keys.blind("subject", who.number)[:32]
    return Citizen(session_id, subject, who.name, who.number, who.card, expires_at, who.assurance)


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
    person = None if citizen.assurance == DECLARED else services.shared.person(citizen.number)
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
    resident = citizen.card.get("type", _type_of(citizen.number)) == layout.CardType.RESIDENT.value
    return WireSession(
        session_id=citizen.session_id,
        access_token=token,
        expires_at=citizen.expires_at,
        assurance=citizen.assurance,
        subject=Subject(
            display_name=mask_name(citizen.name),
            cert_type_code=_RESIDENT_CODE if resident else _OTHER_CODE,
            cert_no_masked=mask_id_number(citizen.number),
            holder=_holder(citizen) if citizen.assurance == "APP" else None,
        ),
        principals=tuple(principals),
    )


def _type_of(number: str) -> str:
    """Return the type of card that a number is of: foreigners' begin with 9 or with three letters."""
    foreign = number[:1] == "9" or len(number) == 15
    return (layout.CardType.FOREIGNER_2023 if foreign else layout.CardType.RESIDENT).value


def _holder(citizen: Citizen) -> Holder:
    card = citizen.card
    return Holder(
        name=citizen.name,
        cert_no=citizen.number,
        sex=card.get("sex"),
        ethnicity=card.get("ethnicity"),
        birth_date=card.get("birth_date"),
        address=card.get("address"),
    )
