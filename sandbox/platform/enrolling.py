"""One-time codes, enrolment, renewal, revocation."""

import secrets
from typing import Any

from cryptography.hazmat.primitives import serialization
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from kiosk.platform.models import Enrolment, EnrolmentResult, FieldError, ProblemType
from sandbox.platform.key_changes import announce
from sandbox.platform.problems import ProblemError
from sandbox.platform.services import Services
from sandbox.platform.tables import EnrolmentCode, SiteOrder, Terminal
from sandbox.platform.tls import CsrError, terminal_key

_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"


def new_code(services: Services, site: dict[str, Any] | None = None) -> str:
    """Return a new one-time code: 12 characters in groups of four.

    `site` is what the terminal is to be told of its place: members of TerminalConfig.
    """
    code = "-".join("".join(secrets.choice(_ALPHABET) for _ in range(4)) for _ in range(3))
    with services.database.transaction() as session:
        session.add(
            EnrolmentCode(
                code_hash=(code_hash := _hash(services, code)),
                expires_at=services.clock() + services.settings.enrolment_code_life,
            )
        )
        if site:
            session.add(SiteOrder(code_hash=code_hash, config=site))
    return code


def site_of(session: Session, terminal_id: str) -> SiteOrder | None:
    """Return what the work order of a terminal says of its place, None where it says nothing."""
    return session.scalars(select(SiteOrder).where(SiteOrder.terminal_id == terminal_id)).one_or_none()


def _hash(services: Services, code: str) -> str:
    """Return what is kept of a code; spaces, dashes and small letters make no other one."""
    return services.keys.blind("enrolment", "".join(code.split()).replace("-", "").upper())


def _refusal(services: Services, session: Session, code_hash: str) -> ProblemError:
    """Return why a code is not good: 12 random characters are not found by asking, so it may be said."""
    known = session.get(EnrolmentCode, code_hash)
    reason = "wrong" if known is None else "used" if known.used_at is not None else "expired"
    detail = services.texts.field(f"code-{reason}")
    return ProblemError(
        ProblemType.TERMINAL_NOT_AUTHORISED,
        detail=detail,
        errors=[FieldError(pointer="/code", code=reason, detail=detail)],
    )


def enrol(services: Services, session: Session, request: Enrolment) -> EnrolmentResult:
    """Take a terminal in; the code is spent with it. Raises `ProblemError`."""
    _key_of(services, request.csr)
    now = services.clock()
    code_hash = _hash(services, request.code)
    spent = session.execute(
        update(EnrolmentCode)
        .where(
            EnrolmentCode.code_hash == code_hash,
            EnrolmentCode.used_at.is_(None),
            EnrolmentCode.expires_at > now,
        )
        .values(used_at=now)
        .returning(EnrolmentCode.code_hash)
    ).scalar_one_or_none()
    if spent is None:
        raise _refusal(services, session, code_hash)
    terminal_id = f"zd-{secrets.token_hex(6)}"
    session.add(
        Terminal(
            id=terminal_id,
            public_key=_key_of(services, request.csr),
            serial=request.hardware.serial[:100],
            software=request.software.version[:100],
            enrolled_at=now,
        )
    )
    session.execute(update(SiteOrder).where(SiteOrder.code_hash == code_hash).values(terminal_id=terminal_id))
    return result(services, terminal_id, request.csr)


def renew(services: Services, session: Session, terminal_id: str, csr: str) -> EnrolmentResult:
    """Give a new certificate. Another key is in force from the first request that it signs."""
    terminal = session.get(Terminal, terminal_id)
    if terminal is None:
        raise ProblemError(ProblemType.TERMINAL_NOT_AUTHORISED)
    key = _key_of(services, csr)
    if key != terminal.public_key:
        announce(session, terminal_id, key)
    return result(services, terminal_id, csr)


def revoke(services: Services, terminal_id: str) -> bool:
    """Shut a terminal out from now on; False when there is no such terminal."""
    with services.database.transaction() as session:
        terminal = session.get(Terminal, terminal_id)
        if terminal is None:
            return False
        terminal.revoked_at = terminal.revoked_at or services.clock()
        return True


def result(services: Services, terminal_id: str, csr: str) -> EnrolmentResult:
    """Issue the certificate and say what a terminal must trust."""
    authority = services.keys.authority
    certificate = authority.issue_terminal(
        csr, terminal_id, services.clock(), services.settings.certificate_life
    )
    pem = certificate.public_bytes(serialization.Encoding.PEM).decode()
    return EnrolmentResult(
        terminal_id=terminal_id,
        certificate_chain=pem + authority.pem,
        expires_at=certificate.not_valid_after_utc,
        trust_roots=(authority.pem,),
        catalogue_root=services.publisher.repository.root.decode(),
        command_keys=services.keys.commands.published,
    )


def _key_of(services: Services, csr: str) -> bytes:
    try:
        return terminal_key(csr).public_bytes_raw()
    except CsrError:
        detail = services.texts.field("csr")
        raise ProblemError(
            ProblemType.VALIDATION, errors=[FieldError(pointer="/csr", code="csr", detail=detail)]
        ) from None
