"""The profile in force begins as root's file, and what is root's stays root's."""

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from kiosk.commands.settings import app
from kiosk.terminal.roots_word import begin, completed, with_roots_word
from kiosk.terminal.settings import ProfileError, load
from kiosk.terminal.settings_keys import changed

LEAST = '[platform]\nbase_url = "https://platform.example"\nca_file = "platform-ca.pem"\n'


@pytest.fixture
def told(tmp_path):
    path = tmp_path / "etc" / "site.toml"
    path.parent.mkdir()
    path.write_text(LEAST, encoding="utf-8")
    return path


@pytest.fixture
def profile(tmp_path):
    (tmp_path / "var").mkdir()
    return tmp_path / "var" / "site.toml"


def test_two_lines_about_the_platform_are_a_terminal_that_can_be_set_up(told, profile):
    assert begin(profile, told) == "made"
    made = load(profile)
    assert made.platform.base_url == "https://platform.example"
    assert made.platform.ca_file == told.parent / "platform-ca.pem", "where root's file is"
    assert {device.kind for device in made.devices} >= {"id_card", "printer", "code_reader"}
    assert all(str(place).startswith(("/var/lib/yiciban", "/run/yiciban")) for _, place in made.paths)


def test_what_the_terminal_learned_stays_and_what_is_roots_follows_root(told, profile):
    begin(profile, told)
    learned = changed(profile.read_text(encoding="utf-8"), ("terminal", "machine_label"), "B2-07")
    profile.write_text(changed(learned, ("screen", "card_px"), 345.0), encoding="utf-8")
    assert begin(profile, told) == "unchanged"
    told.write_text(LEAST.replace("platform.example", "other.example"), encoding="utf-8")
    assert begin(profile, told) == "changed"
    now = load(profile)
    assert (now.terminal.machine_label, now.screen.card_px) == ("B2-07", 345.0)
    assert now.platform.base_url == "https://other.example"


@pytest.mark.parametrize(
    ("steps", "value"),
    [
        (("platform", "base_url"), "https://elsewhere.example"),
        (("platform", "ca_file"), "/tmp/mine.pem"),
        (("paths", "staff"), "/etc/cron.d"),
        (("telemetry", "broker"), "mqtts://elsewhere.example"),
        (("support", "log_key"), "age1" + "q" * 58),
    ],
)
def test_what_an_agent_wrote_over_roots_word_is_taken_back(told, profile, steps, value):
    begin(profile, told)
    before = load(profile)
    profile.write_text(changed(profile.read_text(encoding="utf-8"), steps, value), encoding="utf-8")
    assert begin(profile, told) == "changed"
    assert load(profile) == before


def test_a_whole_profile_of_roots_keeps_its_words_and_comments(told, profile, site):
    told.write_text(site.read_text(encoding="utf-8"), encoding="utf-8")
    begin(profile, told)
    assert load(profile) == load(told)
    assert "# printed on the case and on slips" in profile.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("", "platform.base_url"),
        (LEAST.replace("https", "http"), "platform.base_url"),
        (LEAST + "[screen]\nwidth_px = 7\n", "screen.width_px"),
        (LEAST + 'screen = "large"\n', None),
        ("screen = 7\n" + LEAST, None),
        ("[platform", None),
    ],
)
def test_a_wrong_word_of_roots_leaves_the_profile_alone(told, profile, text, key):
    begin(profile, told)
    before = profile.read_bytes()
    told.write_text(text, encoding="utf-8")
    with pytest.raises(ProfileError) as wrong:
        begin(profile, told)
    assert key is None or key in [one.key for one in wrong.value.problems]
    assert profile.read_bytes() == before


def test_a_broken_profile_is_left_to_its_last_good_one(told, profile):
    begin(profile, told)
    profile.write_text("[terminal", encoding="utf-8")
    with pytest.raises(ProfileError):
        begin(profile, told)
    assert profile.read_text(encoding="utf-8") == "[terminal"


def test_the_command_says_what_it_did_and_why_it_did_not(told, profile):
    run = CliRunner().invoke
    words = ["begin", "--profile", str(profile), "--told", str(told)]
    assert run(app, [*words, "--json"]).output == '{"profile": "made"}\n'
    assert run(app, words).output == f"{profile}: unchanged\n"
    told.write_text("", encoding="utf-8")
    refused = run(app, words)
    assert refused.exit_code == 1 and "platform.base_url" in refused.output
    told.unlink()
    assert run(app, words).exit_code == 1


GROUPS = st.sampled_from(["terminal", "screen", "timeouts", "outbox", "audit"])
VALUES = {
    "terminal": {"site_name": "示例大厅", "machine_label": "Z9", "area_code": "120116", "hotline": "12345"},
    "screen": {"diagonal_inch": 27.0, "width_px": 1200, "height_px": 1600, "screen_bottom_mm": 700},
    "timeouts": {"home_idle": 99, "warning": 33},
    "outbox": {"max_age_hours": 5},
    "audit": {"keep_days": 365},
}


@given(st.dictionaries(GROUPS, st.sets(st.integers(0, 3)), max_size=5))
def test_every_word_that_root_says_is_in_force_and_the_second_time_nothing_changes(tmp_path_factory, chosen):
    folder = tmp_path_factory.mktemp("told")
    said = {
        group: {key: VALUES[group][key] for index, key in enumerate(VALUES[group]) if index in places}
        for group, places in chosen.items()
    }
    lines = [
        f"[{group}]\n" + "".join(f"{k} = {_toml(v)}\n" for k, v in keys.items())
        for group, keys in said.items()
    ]
    whole = completed(LEAST + "".join(lines), folder / "site.toml")
    made = tomllib.loads(whole)
    for group, keys in said.items():
        assert {key: made[group][key] for key in keys} == keys
    assert completed(whole, folder / "elsewhere" / "site.toml") == whole
    assert with_roots_word(whole, whole) == whole


def _toml(value):
    return f'"{value}"' if isinstance(value, str) else str(value)
