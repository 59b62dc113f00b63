"""The last good settings stay in force, and a file is changed as a whole or not at all."""

import os

import pytest

from kiosk.terminal import settings_file
from kiosk.terminal.settings import ProfileError
from kiosk.terminal.settings_file import keep, last_good, places, put

NO_FOLDERS: dict[str, str] = {}


def started(site, kept=None):
    """Read the settings as a program does that can start with them."""
    kept = places(site, "ui", NO_FOLDERS) if kept is None else kept
    found = settings_file.in_force(site, kept)
    keep(found.text, kept)
    return found


def test_a_good_file_is_in_force_and_kept(site):
    found = started(site)
    assert found.refused is None
    assert last_good(site, places(site, "ui", NO_FOLDERS)).profile == found.profile
    assert site.with_name("site.toml.ui.last-good").read_text(encoding="utf-8") == site.read_text(
        encoding="utf-8"
    )


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ("screen_bottom_mm = 800", "screen_bottom_mm = 80", "screen.screen_bottom_mm"),
        ('driver = "sdt"', 'driver = "sdtt"', "devices[0].driver"),
        ("[terminal]", "[terminal", ""),
    ],
)
def test_a_broken_file_leaves_the_last_good_one_in_force_and_says_why(site, break_it, old, new, key):
    good = started(site).profile
    break_it(old, new)
    found = started(site)
    assert found.profile == good
    assert str(site) in str(found.refused)
    assert [problem.key for problem in found.refused.problems] == ([key] if key else [])


def test_a_file_that_was_never_good_is_an_error(site, break_it):
    break_it("width_px = 1080", "width_px = 108")
    with pytest.raises(ProfileError, match=r"screen\.width_px"):
        started(site)


def test_a_file_that_went_away_leaves_the_last_good_one(site):
    good = started(site).profile
    site.unlink()
    assert started(site).profile == good


def test_a_mended_file_is_in_force_again(site, break_it):
    started(site)
    break_it("height_px = 1920", "height_px = 19")
    assert started(site).refused is not None
    break_it("height_px = 19", "height_px = 1900")
    found = started(site)
    assert (found.refused, found.profile.screen.height_px) == (None, 1900)


def test_what_was_only_looked_at_is_not_kept(site):
    kept = places(site, "ui", NO_FOLDERS)
    settings_file.in_force(site, kept)
    assert last_good(site, kept) is None


def test_systemds_folder_comes_before_the_one_of_the_profile(site, tmp_path):
    own = tmp_path / "state"
    own.mkdir()
    kept = places(site, "ui", {"STATE_DIRECTORY": str(own)})
    assert kept == (own / "site.toml.ui.last-good", tmp_path / "site.toml.ui.last-good")
    started(site, kept)
    assert [place.exists() for place in kept] == [True, False]


def test_each_program_has_the_one_that_it_ran_with(site, break_it):
    agent, ui = (places(site, program, NO_FOLDERS) for program in ("agent", "ui"))
    good = started(site, ui)
    break_it("mains_hz = 50", "mains_hertz = 50")
    started(site, agent)
    break_it("[screen]", "[screen")
    assert settings_file.in_force(site, ui).profile == good.profile
    assert settings_file.in_force(site, agent).profile != good.profile


def test_relative_paths_of_a_copy_start_at_the_profile(site, break_it, tmp_path):
    own = tmp_path / "state"
    own.mkdir()
    kept = places(site, "ui", {"STATE_DIRECTORY": str(own)})
    break_it('"/run/yiciban/agent.sock"', '"agent.sock"')
    started(site, kept)
    break_it("[screen]", "[screen")
    assert settings_file.in_force(site, kept).profile.paths.agent_socket == tmp_path / "agent.sock"


def test_a_place_that_cannot_be_written_stops_nothing(site, tmp_path):
    keep("text", (tmp_path / "no" / "folder",))
    assert started(site, (tmp_path / "no" / "folder",)).refused is None


def test_nothing_is_written_of_a_wrong_profile(site):
    before = site.read_bytes()
    with pytest.raises(ProfileError, match=r"terminal\.area_code"):
        put(site, site.read_text(encoding="utf-8").replace('"120000"', '"12"'))
    assert site.read_bytes() == before
    assert not list(site.parent.glob(".*"))


@pytest.mark.parametrize("fails", ["fsync", "fchmod"])
def test_a_disk_that_refuses_leaves_the_old_file(site, monkeypatch, fails):
    before = site.read_bytes()

    def refuse(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, fails, refuse)
    with pytest.raises(OSError, match="No space"):
        put(site, site.read_text(encoding="utf-8").replace("session_idle = 60", "session_idle = 61"))
    assert site.read_bytes() == before
    assert [path.name for path in site.parent.iterdir()] == ["site.toml"]


def test_the_mode_of_the_file_stays(site):
    site.chmod(0o604)
    put(site, site.read_text(encoding="utf-8"))
    assert site.stat().st_mode & 0o777 == 0o604
