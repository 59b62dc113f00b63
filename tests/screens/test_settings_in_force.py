"""The screens start with the last good settings where the file, or an option in it, is wrong."""

from datetime import timedelta
from pathlib import Path

import pytest

from kiosk.terminal.settings import ProfileError
from kiosk.terminal.settings_file import places
from screens.app import Settings
from screens.site import site_of

EXAMPLE = Path(__file__).parents[2] / "docs" / "site-profile.example.toml"
NO_FOLDERS: dict[str, str] = {}


@pytest.fixture
def site(tmp_path: Path) -> Path:
    path = tmp_path / "site.toml"
    path.write_text(EXAMPLE.read_text(encoding="utf-8"), encoding="utf-8")
    return path


def settings(site: Path) -> Settings:
    return Settings(site, places(site, "ui", NO_FOLDERS))


def broken(site: Path, old: str, new: str) -> None:
    site.write_text(site.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")


def test_a_broken_file_leaves_the_last_good_one_in_force(site: Path) -> None:
    settings(site).keep()
    broken(site, "width_px = 1080", "width_px = 10")
    found = settings(site)
    assert found.profile.screen.width_px == 1080
    assert found.refused is not None
    assert site_of(found.profile, found.refused).settings_refused == ("screen.width_px",)
    found.keep()
    assert settings(site).profile.screen.width_px == 1080


def test_what_a_driver_refuses_is_not_kept_and_the_last_good_one_is_taken(site: Path) -> None:
    settings(site).keep()
    broken(site, "mains_hz = 50", "mains_hertz = 50")
    found = settings(site)
    assert found.refused is None
    wrong = ProfileError("document_camera: no option mains_hertz")
    found.fall_back(wrong)
    camera = found.profile.device("document_camera")
    assert camera is not None and "mains_hz" in camera.options
    assert found.refused is wrong


def test_without_a_good_one_the_error_is_told(site: Path) -> None:
    with pytest.raises(ProfileError, match="option"):
        settings(site).fall_back(ProfileError("no option"))
    broken(site, "[screen]", "[screen")
    with pytest.raises(ProfileError, match="not TOML"):
        settings(site)


def test_the_visit_is_told_of_the_devices_and_the_times_of_the_staff(site: Path) -> None:
    told = site_of(settings(site).profile)
    assert told.settings_refused is None
    assert told.devices[:2] == ("id_card", "printer")
    assert told.times.staff == 120
    assert told.software


def test_the_visit_is_told_of_planned_outages(site: Path) -> None:
    (outage,) = site_of(settings(site).profile).outages
    assert outage.ends - outage.starts == timedelta(hours=10)
    assert (outage.reason.zh, outage.reason.en) == ("系统升级", "System upgrade")
