"""The documented example as a file that a test may break."""

from collections.abc import Callable
from pathlib import Path

import pytest

EXAMPLE = Path(__file__).parents[3] / "docs" / "site-profile.example.toml"


@pytest.fixture
def site(tmp_path: Path) -> Path:
    path = tmp_path / "site.toml"
    path.write_text(EXAMPLE.read_text(encoding="utf-8"), encoding="utf-8")
    return path


@pytest.fixture
def break_it(site: Path) -> Callable[[str, str], None]:
    def change(old: str, new: str) -> None:
        text = site.read_text(encoding="utf-8")
        assert old in text
        site.write_text(text.replace(old, new, 1), encoding="utf-8")

    return change
