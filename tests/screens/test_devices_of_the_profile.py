"""The devices of a terminal as its profile names them."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from kiosk.terminal.settings import ProfileError, SiteProfile, load
from kiosk.visit.messages import Message
from screens.devices import Devices

EXAMPLE = Path(__file__).parents[2] / "docs" / "site-profile.example.toml"


@pytest.fixture
def profile() -> Callable[..., SiteProfile]:
    def make(**changes: Any) -> SiteProfile:
        """Return the documented example with its A4 printer alone, and that changed."""
        example = load(EXAMPLE)
        pages = example.device("page_printer")
        assert pages is not None
        return example.model_copy(update={"devices": (pages.model_copy(update=changes),)})

    return make


def devices(profile: SiteProfile) -> Devices:
    told: list[Message] = []
    return Devices(profile, Path("fonts"), told.append)


def test_the_documented_example_has_an_a4_printer(profile: Callable[..., SiteProfile]) -> None:
    made = devices(profile())
    assert made.pages is not None
    assert (made.card, made.printer, made.codes, made.camera) == (None, None, None, None)
    made.stop()


def test_a_terminal_without_an_a4_printer_has_none(profile: Callable[..., SiteProfile]) -> None:
    assert devices(profile().model_copy(update={"devices": ()})).pages is None


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"driver": "lpd"}, "no driver lpd"),
        ({"options": {"duplex": True}}, "no option duplex"),
        ({"options": {"server": "host:port"}}, "server is"),
    ],
)
def test_a_wrong_word_is_said(profile: Callable[..., SiteProfile], changes: Any, said: str) -> None:
    with pytest.raises(ProfileError, match=said):
        devices(profile(**changes))
