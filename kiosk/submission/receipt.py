"""Whether a receipt is the platform's, and about this very file. Pure; the keys are handed in."""

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from kiosk.platform.models import SealedHeader, SealedReceipt


class ReceiptRefused(Exception):  # noqa: N818  the name says what happened
    """The receipt does not count; `code` says why: unknown-key, bad-signature, other-package, other-file."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class VerifiedReceipt:
    """A receipt whose signature was checked against the header's file; made by `verify_receipt` alone."""

    receipt: SealedReceipt


def verify_receipt(
    receipt: SealedReceipt, header: SealedHeader, keys: Mapping[str, Ed25519PublicKey]
) -> VerifiedReceipt:
    """Return the receipt as one that counts; raises `ReceiptRefused`.

    `keys` are the platform's, by key id.
    """
    key = keys.get(receipt.key_id)
    if key is None:
        raise ReceiptRefused("unknown-key")
    try:
        key.verify(base64.b64decode(receipt.signature, validate=True), receipt.signed_bytes())
    except (InvalidSignature, binascii.Error, ValueError) as error:
        raise ReceiptRefused("bad-signature") from error
    if receipt.package_id != header.package_id:
        raise ReceiptRefused("other-package")
    if receipt.digest != header.digest:
        raise ReceiptRefused("other-file")
    return VerifiedReceipt(receipt)
