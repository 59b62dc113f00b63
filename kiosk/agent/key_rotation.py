"""A new key for the terminal: asked for with the old one, proven, and only then in force.

Each step may be the last before a power cut; the next `run` goes on from what stands on disk (`KeyChange`).
The platform takes both keys until the new one has signed (contract, postTerminalsSelfCertificates).
"""

from collections.abc import Callable
from datetime import datetime

from kiosk.agent.certificate_request import CertificateRefused, certificate_for
from kiosk.agent.key_change import KeyChange
from kiosk.agent.keys import FileKeyStore, ReplaceableKey
from kiosk.agent.signing import RequestSigner
from kiosk.agent.upstream import Upstream
from kiosk.platform.models import EnrolmentResult
from kiosk.terminal.settings import CONTRACT_BASE

PROOF = f"{CONTRACT_BASE}/terminals/self/config"
"""A request that changes nothing, signed by the new key."""
TAKEN = (200, 304)
NOT_TAKEN = (401, 403)


class RotationRefused(Exception):  # noqa: N818  the name says what happened
    """The new key is not taken and is forgotten; the old one stays in force."""

    def __init__(self, status: int, problem: str | None) -> None:
        super().__init__(str(status))
        self.status, self.problem = status, problem


class RotationPending(Exception):  # noqa: N818  the name says what happened
    """The platform could not say; the next run goes on from here."""

    def __init__(self, status: int) -> None:
        super().__init__(str(status))
        self.status = status


class KeyRotation:
    """Not for two threads at once. `key` is what everything else signs with."""

    def __init__(
        self, upstream: Upstream, key: ReplaceableKey, change: KeyChange, now: Callable[[], datetime]
    ) -> None:
        self._upstream, self._key, self._change, self._now = upstream, key, change, now
        if change.certified() is not None:
            # The platform may have dropped the old one; the new one it takes, for it gave it a certificate.
            key.replace(change.begin())

    @property
    def under_way(self) -> bool:
        """Whether one was begun and is not over."""
        return self._change.under_way

    def run(self, identity: EnrolmentResult) -> EnrolmentResult:
        """Begin or go on; returns the identity of the new key, which is in force then.

        Raises `UpstreamDown`, `RotationPending`, `CertificateRefused`, `RotationRefused` and OSError; the
        old key is in force then.
        """
        fresh = self._change.begin()
        certified = self._change.certified()
        if certified is None:
            certified = self._certified(fresh, identity)
            self._change.answered(certified)
        self._prove(fresh, identity.terminal_id)
        # Before the files: what was signed by the old key may be refused a while from now.
        self._key.replace(fresh)
        self._change.finish()
        return certified

    def _certified(self, fresh: FileKeyStore, identity: EnrolmentResult) -> EnrolmentResult:
        try:
            return certificate_for(self._upstream, fresh, identity)
        except CertificateRefused as refused:
            if refused.final:
                self._change.drop()
            raise

    def _prove(self, fresh: FileKeyStore, terminal_id: str) -> None:
        signer = RequestSigner(fresh, terminal_id, self._now)
        answer = self._upstream.send("GET", PROOF, signer=signer)
        if answer.status in NOT_TAKEN:
            self._key.replace(self._change.in_force())
            self._change.drop()
            raise RotationRefused(answer.status, answer.problem)
        if answer.status not in TAKEN:
            raise RotationPending(answer.status)
