from datetime import timedelta
from pathlib import Path

import pytest

from kiosk.terminal.settings import OutboxSection, ProfileError, load

EXAMPLE = Path(__file__).parents[3] / "docs" / "site-profile.example.toml"


@pytest.fixture
def written(tmp_path):
    def write(old, new):
        text = EXAMPLE.read_text(encoding="utf-8")
        assert old in text
        path = tmp_path / "site.toml"
        path.write_text(text.replace(old, new), encoding="utf-8")
        return path

    return write


def test_the_documented_example_is_a_profile():
    profile = load(EXAMPLE)
    assert profile.terminal.machine_label == "A1-03"
    assert profile.device("printer").options == {"paper_mm": 80}
    assert profile.device("code_reader") is None
    assert profile.platform.base_url == "https://platform.example"


def test_the_outbox_has_its_limits_though_none_are_written(written):
    outbox = load(written("[outbox]\nmax_age_hours = 72", "[outbox]\nmax_age_hours = 48")).outbox
    assert outbox.max_age == timedelta(days=2)
    assert outbox.free_bytes == 512 * 1024 * 1024
    assert OutboxSection().retention == timedelta(days=30)


@pytest.mark.parametrize(("inch", "expected"), [(21.5, 4.03), (23.8, 3.64), (27.0, 3.21), (32, 2.71)])
def test_pixels_in_a_millimetre_are_those_of_the_panel(written, inch, expected):
    profile = load(written("diagonal_inch = 21.5", f"diagonal_inch = {inch}"))
    assert round(profile.px_per_mm, 2) == expected


def test_a_profile_of_an_earlier_version_is_as_good_as_without_what_was_a_setting_then(written):
    now = load(EXAMPLE)
    assert load(written("[paths]\n", '[paths]\nrun_dir = "/run/yiciban"\n')) == now
    with pytest.raises(ProfileError, match=r"screen\.run_dir"):
        load(written("[screen]\n", '[screen]\nrun_dir = "/run/yiciban"\n'))


def test_relative_paths_start_at_the_profile(written, tmp_path):
    profile = load(written('agent_socket = "/run/yiciban/agent.sock"', 'agent_socket = "agent.sock"'))
    assert profile.paths.agent_socket == tmp_path / "agent.sock"
    assert profile.paths.guide_store == Path("/var/lib/yiciban/guides")


@pytest.mark.parametrize(
    "given", ["https://127.0.0.1:8443", "https://127.0.0.1:8443/", "https://127.0.0.1:8443/kiosk/v1/"]
)
def test_the_contracts_base_path_may_be_written_or_not(written, given):
    assert load(written("https://platform.example", given)).platform.base_url == "https://127.0.0.1:8443"


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ('area_code = "120000"', 'area_code = "12"', "terminal.area_code"),
        ("diagonal_inch = 21.5", "diagonal = 21.5", "screen.diagonal"),
        ('kind = "printer"', 'kind = "oven"', "devices[1].kind"),
        ("warning = 30 ", "warning = 5 ", "timeouts.warning"),
        ("https://platform.example", "http://platform.example", "platform.base_url"),
        ("https://platform.example", "https://a:b@platform.example", "platform.base_url"),
        ("starts = 2026-12-05T20:00:00+08:00", "starts = 2026-12-05T20:00:00", "outages[0].starts"),
        ("max_age_hours = 72", "max_age_hours = 697", "outbox.max_age_hours"),
        ("min_free_mb = 512", "min_free_mb = 0", "outbox.min_free_mb"),
        ('languages = ["zh-CN", "en"]', 'languages = ["zh-CN", "tlh"]', "screen.languages[1]"),
    ],
)
def test_an_error_names_the_file_and_the_key(written, old, new, key):
    path = written(old, new)
    with pytest.raises(ProfileError) as refused:
        load(path)
    assert f"{path}: {key}: " in str(refused.value)


def test_all_errors_are_told_at_once(tmp_path):
    path = tmp_path / "site.toml"
    path.write_text("[terminal]\n[screen]\n")
    with pytest.raises(ProfileError) as refused:
        load(path)
    lines = str(refused.value).splitlines()
    assert len(lines) >= 9
    assert any("terminal.site_name" in line for line in lines)
    assert any(": paths: " in line for line in lines)


@pytest.mark.parametrize("content", [b"[terminal", b"\xff\xfe"])
def test_a_file_that_is_not_toml_is_said_so(tmp_path, content):
    path = tmp_path / "site.toml"
    path.write_bytes(content)
    with pytest.raises(ProfileError, match="not TOML"):
        load(path)


def test_a_missing_file_is_said_so(tmp_path):
    with pytest.raises(ProfileError, match=r"none\.toml"):
        load(tmp_path / "none.toml")
