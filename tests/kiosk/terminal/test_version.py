"""The three versions of a terminal: application, guides, operating system."""

import pytest

from kiosk.terminal.version import software_version, system_version, versions


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nVERSION_ID="12"\nID=debian\n', "debian 12"),
        ("ID=debian\nVERSION_ID=12\nIMAGE_ID=yiciban-os\nIMAGE_VERSION=2026.11\n", "yiciban-os 2026.11"),
        ("IMAGE_VERSION='2026.11'\n", "2026.11"),
        ("# ID=other\nID=arch\n", "arch"),
        ('ID="half\nVERSION_ID=3\n', "3"),
        ("", ""),
    ],
)
def test_the_operating_system_is_named_by_its_image_or_its_release(tmp_path, text, expected):
    file = tmp_path / "os-release"
    file.write_text(text, encoding="utf-8")
    assert system_version(file) == expected


def test_all_three_stand_together(tmp_path):
    told = versions(7, tmp_path / "none")
    assert (told.application, told.guides, told.system) == (software_version(), 7, "")
