"""Keeps the terminal's certificate young: renewed after two thirds of its life, and when keys are missing."""

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from cryptography import x509
from pydantic import ValidationError

from kiosk.agent.enrolment import IDENTITY_FILE
from kiosk.agent.keys import KeyStore, write_private
from kiosk.agent.upstream import Upstream, UpstreamDown
from kiosk.platform.models import EnrolmentResult
from kiosk.terminal.logs import Event
from kiosk.terminal.settings import CONTRACT_BASE

TARGET = f"{CONTRACT_BASE}/terminals/self/certificates"
LOOK_S = 6 * 3600.0
RETRY_S = 900.0
AT_MOST_EVERY = timedelta(hours=1)
"""Orders with unknown keys must not make the terminal ask without end."""


def is_due(chain: str, now: datetime) -> bool:
    """Return whether two thirds of the life of the first certificate (PEM) are over; False for none."""
    try:
        certificate = x509.load_pem_x509_certificate(chain.encode())
    except ValueError:
        return False
    begins, ends = certificate.not_valid_before_utc, certificate.not_valid_after_utc
    return now >= begins + (ends - begins) * 2 / 3


class CertificateKeeper:
    """`run` renews when it is due. `renewed` is told the new identity."""

    def __init__(
        self,
        upstream: Upstream,
        key: KeyStore,
        state_dir: Path,
        now: Callable[[], datetime],
        renewed: Callable[[EnrolmentResult], None],
        log: Any,
    ) -> None:
        self._upstream, self._key, self._file = upstream, key, state_dir / IDENTITY_FILE
        self._now, self._renewed, self._log = now, renewed, log
        self._identity: EnrolmentResult | None = None
        self._wanted = False
        self._asked: datetime | None = None

    def use(self, identity: EnrolmentResult) -> None:
        """Look after the certificate of this identity."""
        self._identity = identity

    def want(self) -> bool:
        """Renew at the next run although it is not due; False where that was done a short while ago."""
        if self._asked is not None and self._now() - self._asked < AT_MOST_EVERY:
            return False
        self._wanted = True
        return True

    def run(self) -> float:
        """Renew if need be; returns the seconds until the next look."""
        identity = self._identity
        if identity is None or not (self._wanted or is_due(identity.certificate_chain, self._now())):
            return LOOK_S
        self._wanted, self._asked = False, self._now()
        request = {"csr": self._key.certificate_request(identity.terminal_id)}
        try:
            answer = self._upstream.send(
                "POST", TARGET, {"Content-Type": "application/json"}, json.dumps(request).encode()
            )
        except UpstreamDown as down:
            self._log.warning(Event.CERTIFICATE_RENEWED, disposition="failed", reason=down.error)
            return RETRY_S
        if answer.status != 201:
            refused = {"status": answer.status, "problem": answer.problem}
            self._log.error(Event.CERTIFICATE_RENEWED, disposition="refused", **refused)
            return RETRY_S
        try:
            fresh = EnrolmentResult.model_validate_json(answer.body)
            if fresh.terminal_id != identity.terminal_id:
                raise ValueError("another terminal's")
        except (ValidationError, ValueError):
            self._log.error(Event.CERTIFICATE_RENEWED, disposition="refused", reason="malformed")
            return RETRY_S
        # The guides' root stays the one that was trusted first: it is followed by TUF's own rules.
        fresh = fresh.model_copy(update={"catalogue_root": identity.catalogue_root})
        write_private(self._file, fresh.model_dump_json(by_alias=True).encode())
        self._identity = fresh
        self._log.info(Event.CERTIFICATE_RENEWED, disposition="done")
        self._renewed(fresh)
        return LOOK_S
