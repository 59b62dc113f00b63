"""Whatever is said to begin is said to end, in whatever order things come, and over restarts of the agent."""

import io
import json
import tempfile
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from kiosk.agent.release_log import BEGUN, STEPS, ReleaseLog
from kiosk.terminal.logs import make_logger

steps, versions = st.sampled_from(STEPS), st.sampled_from([None, "1.1", "1.2"])
things = st.lists(
    st.tuples(st.just("begin"), steps, versions)
    | st.tuples(st.just("end"), steps, versions)
    | st.tuples(st.sampled_from(["drop", "restart"]), steps, st.none()),
    max_size=30,
)


@given(things)
def test_steps_come_in_pairs_whatever_happens(in_pairs, happened):
    output = io.StringIO()
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made) / "releases"
        told = ReleaseLog(folder, make_logger("agent", output))
        for what, step, version in happened:
            match what:
                case "begin":
                    told.begin(step, version)
                    assert told.is_begun(step)
                case "end":
                    told.end(step, "refused", version, reason="disk")
                    assert not told.is_begun(step)
                case "drop":
                    told.drop(step)
                    assert not told.is_begun(step)
                case "restart":
                    told = ReleaseLog(folder, make_logger("agent", output))
        open_ones = in_pairs(json.loads(line) for line in output.getvalue().splitlines())
        assert {step for step, _ in open_ones} == {step for step in STEPS if told.is_begun(step)}


def test_notes_that_nobody_can_read_are_no_notes(tmp_path):
    for nonsense in ("", "[]", "3", '{"fetch": 1, "dig": "1.1"}'):
        (tmp_path / BEGUN).write_text(nonsense)
        told = ReleaseLog(tmp_path, make_logger("agent", io.StringIO()))
        assert not any(told.is_begun(step) for step in STEPS)
