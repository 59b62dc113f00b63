"""What the card reader read, in the contract's form. Pure."""

import base64
import json
from datetime import datetime

TEXT_BYTES = 256


def card_proof(sam_id: str, text: bytes, read_at: datetime) -> str:
    """Return the contract's `cardProof`: base64url without padding of JSON with samId, text and readAt.

    `text` is the reader's text block as it came (256 bytes, or with the photo behind it, which is left out);
    `read_at` has an offset. Raises `ValueError` otherwise.
    """
    if len(text) < TEXT_BYTES:
        raise ValueError("the text block is too short")
    if read_at.tzinfo is None:
        raise ValueError("the time has no offset")
    document = {
        "samId": sam_id,
        "text": base64.b64encode(text[:TEXT_BYTES]).decode(),
        "readAt": read_at.isoformat(),
    }
    return base64.urlsafe_b64encode(json.dumps(document).encode()).rstrip(b"=").decode()
