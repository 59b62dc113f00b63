"""What lets a sealed file be deleted: the platform's own word on this very file, and nothing else."""

import base64
import io
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pyrage
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from pydantic import ValidationError

from kiosk.platform.models import ReceiptCase, SealedReceipt
from kiosk.submission.outbox import Outbox
from kiosk.submission.outbox_states import WrongState
from kiosk.submission.receipt import ReceiptRefused, verify_receipt
from kiosk.submission.seal import AgeSealer, Sealing

NOW = datetime(2026, 11, 21, 9, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)
SEALER = AgeSealer([("key-1", str(pyrage.x25519.Identity.generate().to_public()))])
PLATFORM = Ed25519PrivateKey.generate()
KEYS = {"p-1": PLATFORM.public_key()}


@pytest.fixture
def outbox(tmp_path):
    with Outbox(tmp_path / "outbox", 0) as made:
        yield made


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


def test_a_receipt_counts_only_when_it_is_the_platforms_and_about_this_file(outbox):
    header, other = outbox.add(sealing()), outbox.add(sealing())
    good = signed(header, cases=(ReceiptCase(item_key="i-1", case_no="C-1", status="RECEIVED"),))
    assert verify_receipt(good, header, KEYS).receipt == good
    assert verify_receipt(SealedReceipt.model_validate(good.to_wire()), header, KEYS)
    wrong = {
        "unknown-key": signed(header, key_id="p-2"),
        "bad-signature": signed(header, key=Ed25519PrivateKey.generate()),
        "other-package": signed(other, digest=header.digest),
        "other-file": signed(header, digest=other.digest),
    }
    for code, receipt in wrong.items():
        with pytest.raises(ReceiptRefused) as refused:
            verify_receipt(receipt, header, KEYS)
        assert refused.value.code == code
    for change in (
        {"submission_no": "N-2"},
        {"received_at": LATER},
        {"cases": ()},
        {"signature": "!"},
        {"signature": good.signature[:-4]},
    ):
        with pytest.raises(ReceiptRefused) as refused:
            verify_receipt(good.model_copy(update=change), header, KEYS)
        assert refused.value.code == "bad-signature"


def test_a_receipt_says_either_number_or_problem(outbox):
    header = outbox.add(sealing())
    for wrong in (
        {"submission_no": None},
        {"problem": "malformed"},
        {"outcome": "REJECTED"},
        {"outcome": "REJECTED", "submission_no": None},
        {"outcome": "REJECTED", "submission_no": None, "problem": "李示例 is not 18"},
    ):
        with pytest.raises(ValidationError):
            signed(header, **wrong)


def test_no_file_is_deleted_on_another_receipt(outbox):
    header, other = outbox.add(sealing()), outbox.add(sealing())
    verified = verify_receipt(signed(other), other, KEYS)
    rejected = verify_receipt(
        signed(header, outcome="REJECTED", submission_no=None, problem="malformed"), header, KEYS
    )
    for receipt in (verified, rejected):
        with pytest.raises(WrongState):
            outbox.acknowledge(header.package_id, NOW, receipt)
    with pytest.raises(WrongState):
        outbox.reject(header.package_id, NOW, "malformed", verified)
    assert outbox.verify() == ()


def test_a_dead_letter_is_closed_only_with_the_platforms_word(outbox):
    told, untold, waiting = (outbox.add(sealing()) for _ in range(3))
    refusal = signed(told, outcome="REJECTED", submission_no=None, problem="validation")
    outbox.reject(told.package_id, NOW, "validation", verify_receipt(refusal, told, KEYS))
    outbox.reject(untold.package_id, NOW, "sealed-file-damaged")
    outbox.forget_rejected(told.package_id)
    assert [entry.header for entry in outbox.list()] == [untold, waiting]
    assert outbox.verify() == ()
    for header in (untold, waiting):
        with pytest.raises(WrongState):
            outbox.forget_rejected(header.package_id)
