"""One source: what each setting takes, and that file, documentation and models say the same."""

import tomllib
from pathlib import Path

import pytest
import tomlkit
from hypothesis import given
from hypothesis import strategies as st

from kiosk.terminal.settings import SiteProfile, load, parse
from kiosk.terminal.settings_doc import page
from kiosk.terminal.settings_keys import (
    UnknownKey,
    changed,
    every_setting,
    flat,
    steps_of,
    takes,
    value_at,
    written,
)

ROOT = Path(__file__).parents[3]
EXAMPLE = ROOT / "docs" / "site-profile.example.toml"


def test_the_page_of_settings_is_up_to_date():
    """`python -m kiosk.terminal.settings_doc docs/settings.md` writes it anew."""
    assert (ROOT / "docs" / "settings.md").read_text(encoding="utf-8") == page()


def test_the_example_names_every_setting():
    text = EXAMPLE.read_text(encoding="utf-8")
    for _, _, settings in every_setting():
        for one in settings:
            assert f"{one.key.rpartition('.')[2]} = " in text, one.key


def test_every_setting_says_what_it_is_for():
    for group, about, settings in every_setting():
        assert about, group
        for one in settings:
            assert one.about and one.takes, one.key


@pytest.mark.parametrize(
    ("key", "steps"),
    [
        ("screen.width_px", ("screen", "width_px")),
        ("devices[1].port", ("devices", 1, "port")),
        ("devices.printer.port", ("devices", 1, "port")),
        ("devices[2].options.width", ("devices", 2, "options", "width")),
        ("terminal", ("terminal",)),
    ],
)
def test_a_key_leads_to_its_setting(key, steps):
    assert steps_of(key, load(EXAMPLE)) == steps


@pytest.mark.parametrize("key", ["screen.colour", "devices.oven.port", "Screen", "screen..width", "a b"])
def test_a_key_that_is_none_is_said_so(key):
    profile = load(EXAMPLE)
    with pytest.raises(UnknownKey, match="no "):
        value_at(profile, steps_of(key, profile))


@pytest.mark.parametrize(
    ("key", "words"),
    [
        ("screen.screen_bottom_mm", "whole number from 300 to 1200"),
        ("devices[0].kind", "one of id_card, printer"),
        ("terminal.audience_order", "list of one of person"),
        ("screen.card_px", "number above 50 below 4000"),
        ("outages[0].starts", "time with offset"),
        ("devices[0].options", "a table"),
    ],
)
def test_what_a_setting_takes_is_said(key, words):
    assert takes(steps_of(key)).startswith(words)


@pytest.mark.parametrize(
    ("key", "text", "value"),
    [
        ("terminal.area_code", "120000", "120000"),
        ("terminal.site_name", "示例大厅", "示例大厅"),
        ("screen.width_px", "1200", 1200),
        ("screen.width_px", "wide", "wide"),
        ("screen.languages", "en, zh-CN", ["en", "zh-CN"]),
        ("screen.languages", '["en"]', ["en"]),
        ("terminal.home_bundles", "tj-p-01", ["tj-p-01"]),
        ("devices[0].options.baud", "9600", 9600),
        ("platform.base_url", '"https://platform.example"', "https://platform.example"),
    ],
)
def test_words_of_the_command_line_become_the_value(key, text, value):
    assert written(steps_of(key), text) == value


def test_comments_and_order_stay():
    text = EXAMPLE.read_text(encoding="utf-8")
    new = changed(text, ("screen", "screen_bottom_mm"), 850)
    assert new == text.replace("screen_bottom_mm = 800 ", "screen_bottom_mm = 850 ")
    assert "# lower edge of the picture" in new


def test_a_setting_that_is_taken_out_has_its_default():
    text = changed(EXAMPLE.read_text(encoding="utf-8"), ("timeouts", "staff_idle"), None)
    assert "staff_idle" not in text
    assert parse(text, EXAMPLE).timeouts.staff_idle == 120


def test_a_group_that_is_not_there_is_made():
    text = EXAMPLE.read_text(encoding="utf-8").split("[outbox]")[0]
    assert tomllib.loads(changed(text, ("outbox", "min_free_mb"), 99))["outbox"] == {"min_free_mb": 99}


@given(st.dictionaries(st.sampled_from(["home_idle", "session_idle", "done"]), st.integers(1, 3600)))
def test_what_is_set_is_what_is_read(values):
    text = EXAMPLE.read_text(encoding="utf-8")
    for name, value in values.items():
        text = changed(text, ("timeouts", name), written(("timeouts", name), str(value)))
    timeouts = parse(text, EXAMPLE).timeouts
    assert {name: getattr(timeouts, name) for name in values} == values


@given(st.text(st.characters(codec="utf-8", exclude_categories=["C"]), min_size=1))
def test_any_text_can_be_set_and_read_back(text):
    made = changed(EXAMPLE.read_text(encoding="utf-8"), ("terminal", "site_name"), text)
    assert tomllib.loads(made)["terminal"]["site_name"] == text


def test_every_value_of_a_profile_has_one_key():
    profile = load(EXAMPLE)
    for key, value in flat(profile.model_dump(mode="json")):
        assert value_at(profile, steps_of(key)) == value


def test_the_models_and_the_example_have_the_same_groups():
    document = tomlkit.parse(EXAMPLE.read_text(encoding="utf-8"))
    assert set(document) == set(SiteProfile.model_fields)
