"""All settings are shown, with where they come from and who may change them; no secret is."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.terminal.roots_word import begin
from kiosk.terminal.settings import load
from kiosk.terminal.settings_keys import every_setting
from kiosk.terminal.settings_on_site import find
from kiosk.terminal.settings_origins import Origins, note, read
from kiosk.terminal.settings_shown import HIDDEN, Shown, all_settings, hidden, written
from kiosk.text import LANGUAGES, Texts

EXAMPLE = Path(__file__).parents[3] / "docs" / "site-profile.example.toml"
MANY = ("devices", "outages")
"""Groups of which there may be several, whose settings are named and not explained."""


def shown(path: Path = EXAMPLE) -> dict[str, Shown]:
    told = all_settings(load(path), read(path))
    return {one.key: one for group in told.groups for one in group.settings}


def test_nothing_that_the_models_have_is_left_out() -> None:
    told = all_settings(load(EXAMPLE), Origins())
    assert [group.name for group in told.groups] == [name for name, _, _ in every_setting()]
    for name, _, settings in every_setting():
        if name not in MANY:
            assert [one.key for one in told.group(name).settings] == [one.key for one in settings]
    with pytest.raises(LookupError):
        told.group("nothing")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_group_and_every_setting_has_its_words(language: str) -> None:
    texts = Texts(language)
    for name, _, settings in every_setting():
        assert texts.has(f"setting_group.{name}") and texts.has(f"setting_group.{name}.sub")
        for one in settings:
            key = f"setting.{one.key.replace('[]', '')}"
            assert texts.has(key), key
            assert name in MANY or texts.has(f"{key}.sub"), key


def test_the_models_own_words_are_what_a_page_says_in_their_language() -> None:
    texts = Texts("en")
    for name, _, settings in every_setting():
        for one in settings:
            if name not in MANY and find(one.key) is None:
                words = " ".join(one.about.split()).replace("`", "")
                assert texts(f"setting.{one.key}.sub") == words, one.key


def test_each_says_where_it_comes_from(tmp_path: Path) -> None:
    told, profile = tmp_path / "told.toml", tmp_path / "site.toml"
    told.write_text('[platform]\nbase_url = "https://p.example"\nca_file = "/ca.pem"\n', encoding="utf-8")
    begin(profile, told)
    text = profile.read_text(encoding="utf-8")
    text = text.replace("待激活终端", "示例大厅").replace("screen_bottom_mm = 800", "screen_bottom_mm = 750")
    profile.write_text(text.replace('machine_label = "NEW"', 'machine_label = "B2"'), encoding="utf-8")
    note(profile, "platform", {"terminal.site_name": "示例大厅"})
    note(profile, "site", {"screen.screen_bottom_mm": 750})
    now = shown(profile)
    assert {
        key: (now[key].origin, now[key].changer)
        for key in (
            "platform.base_url", "terminal.site_name", "screen.screen_bottom_mm", "terminal.machine_label",
            "timeouts.done", "audit.keep_days", "paths.staff", "devices.printer.port",
        )
    } == {
        "platform.base_url": ("root", "root"),
        "terminal.site_name": ("platform", "others"),
        "screen.screen_bottom_mm": ("site", "here"),
        "terminal.machine_label": ("file", "others"),
        "timeouts.done": ("default", "here"),
        "audit.keep_days": ("default", "others"),
        "paths.staff": ("default", "root"),
        "devices.printer.port": ("default", "others"),
    }  # fmt: skip


def test_a_value_reads_as_people_write_it() -> None:
    now = shown()
    assert now["screen.languages"].value == "zh-CN, en"
    assert now["paper.roll_m"].value == "70"
    assert now["support.log_key"].value == ""
    assert now["devices.page_printer.port"].more[1] == ("devices.options", "server = , two_sided = false")
    assert now["outages[0]"].more[0][0] == "outages.ends"


@given(
    st.sampled_from(("password", "api_key", "db_password", "PIN", "token", "client_secret")),
    st.text(min_size=1),
)
def test_what_is_secret_is_never_shown(name: str, value: str) -> None:
    assert hidden(name, value) == HIDDEN
    assert written({name: value}) == f"{name} = {HIDDEN}"


@pytest.mark.parametrize("name", ["log_key", "mapping", "paper_mm", "port"])
def test_what_is_not_is(name: str) -> None:
    assert hidden(name, "5") == "5"
