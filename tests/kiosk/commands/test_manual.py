"""kiosk(1) names every command. Where it does not: `python -m tools.make_man`."""

import shutil
import subprocess

import pytest

from kiosk.cli import PARTS
from tools.make_man import BEGIN, PAGE, entries, page


def test_the_page_says_what_the_commands_are_now():
    text = PAGE.read_text(encoding="utf-8")
    assert page(text) == text, "run: python -m tools.make_man"


def test_every_part_and_both_services_are_in_it():
    names = {name.partition(" ")[0] for name, _, _ in entries()}
    assert names == {"agent", "ui", *PARTS}
    assert all(about for _, _, about in entries())


def test_a_page_without_its_headings_is_no_page():
    with pytest.raises(ValueError, match="SH COMMANDS"):
        page("")
    with pytest.raises(ValueError, match="SH UNITS"):
        page(BEGIN)


@pytest.mark.skipif(shutil.which("groff") is None, reason="groff is not installed")
def test_the_page_is_roff_without_a_warning():
    told = subprocess.run(["groff", "-man", "-Tutf8", "-ww", "-z", PAGE], capture_output=True, text=True)
    assert (told.returncode, told.stderr) == (0, "")
