"""What a section of the site profile means to its driver; what is wrong is named, nothing is opened."""

import sys
from pathlib import Path

import pytest

from kiosk.terminal import device_openers as openers
from kiosk.terminal.settings import DeviceSection, ProfileError

FONTS = Path(sys.prefix) / "share/yiciban/fonts"


def section(kind, driver, port="/dev/yiciban/port", **options):
    return DeviceSection(kind=kind, driver=driver, port=port, options=options)


@pytest.mark.parametrize("options", [{}, {"baud": "auto"}, {"baud": 19200}, {"baud": "19200"}])
def test_the_speed_of_a_printer_is_a_number_or_its_profiles(options):
    assert callable(openers.printer_opener(section("printer", "escpos", **options), FONTS))


@pytest.mark.parametrize(
    ("opened", "words"),
    [
        (lambda: openers.printer_opener(section("printer", "escpos", baud="fast"), FONTS), "printer"),
        (
            lambda: openers.printer_opener(section("printer", "escpos", profile="none"), FONTS),
            "no profile none",
        ),
        (lambda: openers.printer_opener(section("printer", "escpos", port="tcp:"), FONTS), "printer"),
        (lambda: openers.code_options(section("code_reader", "serial", profile="none")), "no profile"),
        (lambda: openers.card_options(section("id_card", "sdt", baud="fast")), "baud"),
        (lambda: openers.page_printer_opener(section("page_printer", "cups", paper="A3")), "no option paper"),
    ],
)
def test_a_wrong_option_is_named(opened, words):
    with pytest.raises(ProfileError, match=words):
        opened()
