"""What is sealed in these tests, and the platform's word on it."""

import base64
import io
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pyrage
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kiosk.platform.models import SealedReceipt
from kiosk.submission.seal import AgeSealer, Sealing

NOW = datetime(2026, 11, 21, 9, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)
SEALER = AgeSealer([("key-1", str(pyrage.x25519.Identity.generate().to_public()))])
PLATFORM = Ed25519PrivateKey.generate()
KEYS = {"p-1": PLATFORM.public_key()}


def sealing(package_id=None, plain=b"plain", now=NOW):
    return Sealing(package_id or uuid4(), "b-1", "t-1", now, io.BytesIO(plain), SEALER)


def signed(header, key=PLATFORM, **members):
    made = SealedReceipt(
        **{
            "package_id": header.package_id,
            "digest": header.digest,
            "received_at": NOW,
            "outcome": "ACCEPTED",
            "submission_no": "N-1",
            "key_id": "p-1",
            **members,
        }
    )
    return made.model_copy(update={"signature": base64.b64encode(key.sign(made.signed_bytes())).decode()})
