"""sealed_samples.py stands beside these tests; importlib mode puts no folder on the path."""

import sys
from pathlib import Path

import pytest

from kiosk.submission.outbox import Outbox

sys.path.append(str(Path(__file__).parent))


@pytest.fixture
def outbox(tmp_path):
    with Outbox(tmp_path / "outbox", 0) as made:
        yield made
