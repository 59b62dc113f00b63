"""The components by their names: all of them are there, and the first page loads only its own."""

import subprocess
import sys

import pytest

import screens.components as components

FIRST_PAGE = """
import sys
from screens.theme.profile import ScreenProfile
from screens.window import configure
configure(ScreenProfile())
from screens.components import Stage
from screens.welcome import opening
print("\\n".join(sys.modules))
"""
LATER = (
    "qrcode",
    "kiosk.submission",
    "kiosk.platform",
    "kiosk.catalogue",
    "cv2",
    "requests",
)


@pytest.mark.parametrize("name", components.__all__)
def test_every_name_leads_to_its_component(name):
    assert getattr(components, name).__name__ == name


def test_a_name_that_is_none_is_refused():
    with pytest.raises(AttributeError, match="Buton"):
        components.Buton  # noqa: B018 - the look-up itself is what fails


def test_the_first_page_waits_for_nothing_that_it_does_not_show():
    told = subprocess.run([sys.executable, "-c", FIRST_PAGE], capture_output=True, text=True, check=True)
    loaded = told.stdout.split()
    assert "screens.components.shell" in loaded
    assert [name for name in loaded if name.startswith(LATER)] == []
