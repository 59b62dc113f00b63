import base64
import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.platform.card_proof import card_proof

NOW = datetime(2026, 11, 21, tzinfo=UTC)


@given(sam=st.text(max_size=40), text=st.binary(min_size=256, max_size=1280))
def test_the_proof_carries_the_text_block_and_never_the_photo(sam, text):
    proof = card_proof(sam, text, NOW)
    assert "=" not in proof
    told = json.loads(base64.urlsafe_b64decode(proof + "=" * (-len(proof) % 4)))
    assert told["samId"] == sam
    assert base64.b64decode(told["text"]) == text[:256]
    assert datetime.fromisoformat(told["readAt"]) == NOW


def test_half_a_block_and_a_time_without_offset_are_refused():
    with pytest.raises(ValueError, match="short"):
        card_proof("s", b"x" * 255, NOW)
    with pytest.raises(ValueError, match="offset"):
        card_proof("s", b"x" * 256, datetime(2026, 11, 21))
