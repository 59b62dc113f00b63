"""What goes wrong in the pool is said, by its type alone, and nothing comes of it."""

import io
import json
import logging
from concurrent.futures import ThreadPoolExecutor

import pytest

from kiosk.terminal.logs import set_up
from kiosk.visit.logs_effects import BeginLogCopy
from kiosk.visit.runner import Runner


@pytest.fixture
def output():
    root = logging.getLogger()
    before = root.handlers[:], root.level
    made = io.StringIO()
    set_up("ui", made)
    yield made
    root.handlers[:], root.level = before[0], before[1]


def test_a_defect_in_the_pool_is_logged_without_its_words(output):
    class Broken:
        def do(self, _effect):
            raise KeyError("李示例")

    posted = []
    with ThreadPoolExecutor(1) as pool:
        Runner(None, pool, lambda *told: posted.append(told), None, None, None, None, logs=Broken()).run(
            1, BeginLogCopy()
        )
    (line,) = [json.loads(line) for line in output.getvalue().splitlines()]
    assert (line["event"], line["error_type"]) == ("process.crashed", "KeyError")
    assert "李示例" not in output.getvalue()
    assert posted == []
