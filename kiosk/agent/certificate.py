"""Keeps the terminal's certificate young: renewed after two thirds of its life, and when keys are missing.

The same thread goes on with a change of the key that the network or the power broke off.
"""

import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from cryptography import x509

from kiosk.agent.certificate_request import CertificateRefused, certificate_for
from kiosk.agent.enrolment import IDENTITY_FILE
from kiosk.agent.key_rotation import KeyRotation, RotationPending, RotationRefused
from kiosk.agent.keys import KeyStore, write_private
from kiosk.agent.upstream import Upstream, UpstreamDown
from kiosk.platform.models import EnrolmentResult
from kiosk.terminal.logs import Event

LOOK_S = 6 * 3600.0
RETRY_S = 900.0
AT_MOST_EVERY = timedelta(hours=1)
"""Orders with unknown keys must not make the terminal ask without end."""


class KeyNotChanged(Exception):  # noqa: N818  the name says what happened
    """The key that was in force still is; `reason` is a code."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


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
        rotation: KeyRotation | None = None,
    ) -> None:
        """`rotation` is None for a key that lives where the agent cannot make another."""
        self._upstream, self._key, self._file = upstream, key, state_dir / IDENTITY_FILE
        self._now, self._renewed, self._log, self._rotation = now, renewed, log, rotation
        self._identity: EnrolmentResult | None = None
        self._wanted = False
        self._asked: datetime | None = None
        self._lock = threading.Lock()
        """Held while the platform is asked: orders come in a thread of their own."""

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
        with self._lock:
            identity = self._identity
            if identity is None:
                return LOOK_S
            if self._rotation is not None and self._rotation.under_way:
                try:
                    self._change(self._rotation, identity)
                except KeyNotChanged:
                    return RETRY_S
                return LOOK_S
            if not (self._wanted or is_due(identity.certificate_chain, self._now())):
                return LOOK_S
            return self._renew(identity)

    def change_key(self) -> None:
        """Make a new key and put it in force once the platform has taken its signature.

        Raises `KeyNotChanged`. Where only the platform's answer is missing, `run` goes on later.
        """
        with self._lock:
            if self._rotation is None or self._identity is None:
                raise KeyNotChanged("not-possible")
            self._change(self._rotation, self._identity)

    def _change(self, rotation: KeyRotation, identity: EnrolmentResult) -> None:
        facts: dict[str, object] = {}
        try:
            fresh = rotation.run(identity)
        except (CertificateRefused, RotationRefused) as refused:
            facts = {"status": refused.status, "problem": refused.problem}
            reason, disposition = "refused", "refused"
        except RotationPending as pending:
            facts, reason, disposition = {"status": pending.status}, "platform-failed", "failed"
        except UpstreamDown:
            reason, disposition = "platform-unreachable", "failed"
        except OSError:
            reason, disposition = "disk", "failed"
        else:
            self._log.info(Event.KEY_CHANGED, disposition="done")
            self._identity = fresh
            self._renewed(fresh)
            return
        self._log.warning(Event.KEY_CHANGED, disposition=disposition, reason=reason, **facts)
        raise KeyNotChanged(reason)

    def _renew(self, identity: EnrolmentResult) -> float:
        self._wanted, self._asked = False, self._now()
        try:
            fresh = certificate_for(self._upstream, self._key, identity)
        except UpstreamDown as down:
            self._log.warning(Event.CERTIFICATE_RENEWED, disposition="failed", reason=down.error)
            return RETRY_S
        except CertificateRefused as refused:
            facts = {"status": refused.status, "problem": refused.problem, "reason": refused.reason}
            told = {name: value for name, value in facts.items() if value is not None}
            self._log.error(Event.CERTIFICATE_RENEWED, disposition="refused", **told)
            return RETRY_S
        write_private(self._file, fresh.model_dump_json(by_alias=True).encode())
        self._identity = fresh
        self._log.info(Event.CERTIFICATE_RENEWED, disposition="done")
        self._renewed(fresh)
        return LOOK_S
