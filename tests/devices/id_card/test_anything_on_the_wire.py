"""Any bytes for an answer, in any pieces: an answer or an error of ours, in time."""

import contextlib
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from devices.deadline import Deadline
from devices.id_card import commands
from devices.id_card.errors import ReaderError, ReaderGone
from devices.id_card.frame import build
from devices.id_card.options import Options
from devices.id_card.service import ROUND
from devices.id_card.session import ReaderSession
from devices.status import Status

answers = st.one_of(
    st.binary(max_size=120),
    # Frames that are right but for what they say.
    st.binary(min_size=3, max_size=300).map(build),
    st.tuples(st.sampled_from(["90", "9f", "91", "80", "41"]), st.binary(max_size=300)).map(
        lambda said: build(b"\0\0" + bytes.fromhex(said[0]) + said[1])
    ),
)
pieces = st.lists(answers | st.floats(0.01, 3.0), max_size=6)
ASK = {
    "status": lambda reader: reader.status(),
    "sam id": lambda reader: reader.sam_id(),
    "find": lambda reader: reader.find(),
    "select": lambda reader: reader.select(),
    "read": lambda reader: reader.read(),
    "read with fingerprints": lambda reader: reader.read(fingerprints=True),
    "appended": lambda reader: reader.appended_addresses(),
    "still there": lambda reader: reader.still_there(),
    "reset": lambda reader: reader.reset(),
}


@pytest.mark.parametrize("question", sorted(ASK))
@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(script=st.lists(pieces, max_size=3))
def test_any_answer_is_an_answer_or_an_error_of_ours_in_time(scripted, question, script) -> None:
    reader, wire = scripted(*script)
    with contextlib.suppress(ReaderError):
        ASK[question](reader)
    longest = commands.READ_WITH_FINGERPRINTS.seconds(115200) + 1.5
    # Asked at most twice, of which each is followed by a bounded wait; presence by three commands.
    assert wire.now <= 6 * longest


class Nobody:
    wanted = True

    def take_again(self) -> bool:
        return False

    def __getattr__(self, name: str):
        assert name in ("reading", "presented", "removed", "failed")
        return lambda *_: None


@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(script=st.lists(pieces, max_size=12))
def test_a_round_over_any_answers_ends_with_a_status_or_a_reader_given_up(scripted, script) -> None:
    reader, wire = scripted(*script)
    options = Options("/dev/reader", fingerprints=True, appended_addresses=True, rf_bytes=80)
    session = ReaderSession(Nobody(), reader, options, wire.clock, _now)
    for _ in range(6):
        before = wire.now
        try:
            assert isinstance(session.step(Deadline(ROUND, wire.clock)), Status)
        except ReaderGone:
            break
        # The last exchange may end a moment late: its answer is waited out.
        assert wire.now - before < ROUND + 1.5
    session.close()
    assert wire.closed


def _now() -> datetime:
    return datetime.now(UTC)
