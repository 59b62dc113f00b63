"""A terminal's side of the wire, and a clock that moves only when told."""

import json
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import requests
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.x509.oid import NameOID
from http_message_signatures import HTTPMessageSigner, HTTPSignatureKeyResolver, algorithms
from platform_sample import START

from sandbox.platform.settings import API_BASE


class ManualClock:
    """Time moves only when told."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **amount: float) -> None:
        self.now += timedelta(**amount)


class _Key(HTTPSignatureKeyResolver):
    def __init__(self, key: Ed25519PrivateKey) -> None:
        self.key = key

    def resolve_private_key(self, key_id: str) -> Ed25519PrivateKey:
        return self.key


def csr_of(key: Any, algorithm: Any = None) -> str:
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "terminal")])
    request = x509.CertificateSigningRequestBuilder().subject_name(subject).sign(key, algorithm)
    return request.public_bytes(serialization.Encoding.PEM).decode()


@dataclass
class SignedTerminal:
    """A terminal's side of the wire: signs as the contract says."""

    base: str
    clock: ManualClock
    http: requests.Session
    terminal_id: str = ""
    key: Ed25519PrivateKey = field(default_factory=Ed25519PrivateKey.generate)
    token: str | None = None

    def prepare(
        self,
        method: str,
        path: str,
        *,
        json_body: Any = None,
        data: bytes | None = None,
        headers: dict[str, str] | None = None,
        key: str | None = None,
        nonce: str | None = None,
        created: datetime | None = None,
        sign: bool = True,
    ) -> requests.PreparedRequest:
        sent = dict(headers or {})
        if json_body is not None:
            data = json.dumps(json_body, ensure_ascii=False).encode()
            sent.setdefault("Content-Type", "application/json")
        if self.token:
            sent.setdefault("Authorization", f"Bearer {self.token}")
        if key:
            sent["Idempotency-Key"] = key
        path = path if path.startswith(("/kiosk", "/sandbox", "/back")) else API_BASE + path
        request = requests.Request(method, self.base + path, headers=sent, data=data).prepare()
        if sign:
            self.sign(request, nonce=nonce, created=created)
        return request

    def sign(
        self, request: requests.PreparedRequest, nonce: str | None = None, created: datetime | None = None
    ) -> None:
        signer = HTTPMessageSigner(signature_algorithm=algorithms.ED25519, key_resolver=_Key(self.key))
        body = request.body.encode() if isinstance(request.body, str) else request.body
        signer.sign(
            request,
            key_id=self.terminal_id,
            created=created or self.clock(),
            nonce=nonce or uuid4().hex,
            label="sig1",
            tag="yiciban-terminal",
            covered_component_ids=("@method", "@path", "@query"),
            body=body or None,
        )

    def send(self, method: str, path: str, **rest: Any) -> requests.Response:
        return self.http.send(self.prepare(method, path, **rest), timeout=30)

    def get(self, path: str, **rest: Any) -> requests.Response:
        return self.send("GET", path, **rest)

    def post(self, path: str, body: Any = None, *, key: str | None = None, **rest: Any) -> requests.Response:
        return self.send("POST", path, json_body=body, key=key, **rest)

    def create(self, path: str, body: Any, **rest: Any) -> requests.Response:
        return self.post(path, body, key=str(uuid4()), **rest)
