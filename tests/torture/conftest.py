"""The torture's own helpers, the library that writes down what a process does to its disk, and a stand."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).parent))

from stand import Stand


@pytest.fixture(scope="session")
def shim_cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("shim")


@pytest.fixture(scope="module")
def stand(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stand]:
    """A platform, a line and a terminal, all well."""
    with Stand(tmp_path_factory.mktemp("stand"), seed=1) as made:
        yield made
