"""What lets a sealed file be deleted: the platform's own word on this very file, and nothing else."""

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from pydantic import ValidationError
from sealed_samples import KEYS, LATER, NOW, sealing, signed

from kiosk.platform.models import ReceiptCase, SealedReceipt
from kiosk.submission.outbox_states import WrongState
from kiosk.submission.receipt import ReceiptRefused, verify_receipt


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
