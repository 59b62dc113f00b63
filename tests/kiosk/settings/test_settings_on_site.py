"""Settings for the hall's staff: what is marked for them, and what they may type."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.terminal.settings import ProfileError, load, parse
from kiosk.terminal.settings_keys import changed, steps_of
from kiosk.terminal.settings_on_site import find, on_site, values

EXAMPLE = Path(__file__).parents[3] / "docs" / "site-profile.example.toml"
TEXT = EXAMPLE.read_text(encoding="utf-8")
NUMBERS = [one for one in on_site() if one.kind == "number"]


def test_nothing_of_platform_devices_or_folders_is_for_the_staff():
    assert {one.key.partition(".")[0] for one in on_site()} == {"terminal", "screen", "timeouts"}
    assert find("platform.base_url") is None


def test_what_is_in_force_is_told_as_it_would_be_typed():
    told = values(load(EXAMPLE))
    assert told.keys() == {one.key for one in on_site()}
    assert all(one.wrong(told[one.key]) is None for one in on_site())


@given(st.sampled_from(NUMBERS), st.integers(-10, 99_999))
def test_a_number_is_good_exactly_where_the_models_take_it(one, number):
    text = changed(TEXT, steps_of(one.key), number)
    if one.wrong(str(number)) is None:
        parse(text, EXAMPLE)
    else:
        with pytest.raises(ProfileError):
            parse(text, EXAMPLE)


@given(st.sampled_from(on_site()), st.text())
def test_whatever_is_typed_is_judged_and_what_is_good_can_be_written(one, text):
    if one.wrong(text) is None:
        parse(changed(TEXT, steps_of(one.key), one.value(text)), EXAMPLE)


@pytest.mark.parametrize(
    ("text", "good"),
    [
        ("022-00000000", True),
        ("12345", True),
        ("", True),
        ("0000-123456", True),
        ("1234", False),
        ("12a45", False),
    ],
)
def test_a_telephone_number_looks_like_one(text, good):
    assert (find("terminal.hall_phone").wrong(text) is None) is good
