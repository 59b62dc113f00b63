"""Asks the platform for a certificate (contract, postTerminalsSelfCertificates)."""

import json

from pydantic import ValidationError

from kiosk.agent.keys import KeyStore
from kiosk.agent.upstream import Upstream
from kiosk.platform.models import EnrolmentResult
from kiosk.terminal.settings import CONTRACT_BASE

TARGET = f"{CONTRACT_BASE}/terminals/self/certificates"


class CertificateRefused(Exception):  # noqa: N818  the name says what happened
    """The platform gave none, or none that can be used."""

    def __init__(self, status: int, problem: str | None = None, reason: str | None = None) -> None:
        super().__init__(str(status))
        self.status, self.problem, self.reason = status, problem, reason

    @property
    def final(self) -> bool:
        """Whether the same request will be refused again."""
        return self.status in (400, 403, 409, 422)


def certificate_for(upstream: Upstream, key: KeyStore, identity: EnrolmentResult) -> EnrolmentResult:
    """Return the identity with a new certificate, for this key; asked for with the key in force.

    Raises `CertificateRefused` and `UpstreamDown`.
    """
    request = {"csr": key.certificate_request(identity.terminal_id)}
    answer = upstream.send("POST", TARGET, {"Content-Type": "application/json"}, json.dumps(request).encode())
    if answer.status != 201:
        raise CertificateRefused(answer.status, answer.problem)
    try:
        fresh = EnrolmentResult.model_validate_json(answer.body)
        if fresh.terminal_id != identity.terminal_id:
            raise ValueError("another terminal's")
    except (ValidationError, ValueError):
        raise CertificateRefused(answer.status, reason="malformed") from None
    # The guides' root stays the one that was trusted first: it is followed by TUF's own rules.
    return fresh.model_copy(update={"catalogue_root": identity.catalogue_root})
