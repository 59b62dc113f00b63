"""Adds packages and acknowledges one while the disk fails; says on standard output what it was told.

python injected_workload.py FOLDER
"""

import base64
import io
import json
import sys
import uuid
from datetime import UTC, datetime
from pathlib import Path

import pyrage
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kiosk.platform.models import SealedReceipt
from kiosk.submission.outbox import Outbox
from kiosk.submission.outbox_states import OutboxError, SealInDoubt
from kiosk.submission.receipt import verify_receipt
from kiosk.submission.seal import AgeSealer, Sealing

NOW = datetime(2026, 11, 21, 9, tzinfo=UTC)
BEFORE = [uuid.UUID(int=number, version=4) for number in (1, 2)]
ADDED = [uuid.UUID(int=number, version=4) for number in (3, 4, 5)]
NAMES = (
    *("outbox.sqlite", "outbox.sqlite-wal", "outbox.sqlite-shm", "gate.lock", "write.lock"),
    *(f"{one}{suffix}" for one in (*BEFORE, *ADDED) for suffix in (".age", ".json")),
    *(f".{one}{suffix}.part" for one in ADDED for suffix in (".age", ".json")),
)
KEY = Ed25519PrivateKey.generate()
SEALER = AgeSealer([("key-1", str(pyrage.x25519.Identity.generate().to_public()))])


def sealing(package_id):
    return Sealing(package_id, "b-1", "t-1", NOW, io.BytesIO(package_id.bytes * 9000), SEALER)


def prepare(folder):
    """Queue two on a sound disk; return what was said of them."""
    with Outbox(folder, 0) as outbox:
        for package_id in BEFORE:
            outbox.add(sealing(package_id))
            outbox.begin(package_id, NOW)
    return {str(package_id): "SENDING" for package_id in BEFORE}


def attempt(package_id, call):
    try:
        told = {"said": str(package_id), "is": call()}
    except OutboxError as error:
        told = {"refused": str(package_id), "code": error.code, "doubt": isinstance(error, SealInDoubt)}
    sys.stdout.write(json.dumps(told) + "\n")


def added(outbox, package_id):
    outbox.add(sealing(package_id))
    return "SEALED"


def acknowledged(outbox, package_id):
    header = outbox.get(package_id).header
    made = SealedReceipt(
        package_id=package_id,
        digest=header.digest,
        received_at=NOW,
        outcome="ACCEPTED",
        submission_no="N-1",
        key_id="p-1",
    )
    signed = made.model_copy(update={"signature": base64.b64encode(KEY.sign(made.signed_bytes())).decode()})
    receipt = verify_receipt(signed, header, {"p-1": KEY.public_key()})
    return outbox.acknowledge(package_id, NOW, receipt).state


def main(folder):
    with Outbox(folder, 0) as outbox:
        attempt(ADDED[0], lambda: added(outbox, ADDED[0]))
        attempt(BEFORE[0], lambda: acknowledged(outbox, BEFORE[0]))
        attempt(ADDED[1], lambda: added(outbox, ADDED[1]))
        outbox.check(NOW)
        attempt(ADDED[2], lambda: added(outbox, ADDED[2]))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
