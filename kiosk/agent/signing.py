"""The terminal's signature on a request: RFC 9421, with the body's digest by RFC 9530.

Covered are exactly "@method" "@path" "@query" and, with a body, "content-digest"; the parameters are
created, keyid (the terminal's id), alg, nonce and tag (docs/api/openapi.yaml).
"""

import secrets
from collections.abc import Callable
from datetime import datetime

from http_message_signatures import HTTPMessageSigner, algorithms
from requests import PreparedRequest

from kiosk.agent.keys import KeyStore
from kiosk.platform.models import SIGNATURE_LABEL, SIGNATURE_TAG

COVERED = ("@method", "@path", "@query")


class RequestSigner:
    """Signs for one terminal; safe from several threads."""

    def __init__(self, key: KeyStore, terminal_id: str, now: Callable[[], datetime]) -> None:
        self._key = key
        self._terminal_id = terminal_id
        self._now = now
        self._signer = HTTPMessageSigner(signature_algorithm=algorithms.ED25519)

    def sign(self, request: PreparedRequest) -> None:
        """Add Content-Digest (with a body), Signature-Input and Signature to `request`."""
        body = request.body
        if isinstance(body, str):
            body = body.encode()
        prepared = self._signer.prepare(
            request,
            key_id=self._terminal_id,
            created=self._now(),
            nonce=secrets.token_urlsafe(16),
            label=SIGNATURE_LABEL,
            tag=SIGNATURE_TAG,
            covered_component_ids=COVERED,
            body=body or None,
        )
        self._signer.apply(request, prepared, self._key.sign(prepared.signature_base))
