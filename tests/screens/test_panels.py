"""Every page of the gallery, on every panel, in every look, passes the audit."""

import sys
from pathlib import Path

import pytest

from screens.audit import audit
from screens.components import Stage
from screens.gallery.ending import buttons, done, question, rating
from screens.gallery.entering import check, choices, dates, digits, scan, sign
from screens.gallery.finding import guide, home, plan
from screens.theme.profile import PANELS, ScreenProfile
from screens.theme.theme import Theme

LARGE = {"text_size": "large", "high_contrast": True}
EXTRA, LOW = {"text_size": "extra"}, {"low_reach": True}
PLACES = [
    ("21.5", 800.0, EXTRA),
    ("21.5", 850.0, {}),
    ("21.5", 850.0, EXTRA | LOW),
    ("23.8", 800.0, LARGE),
    ("27", 850.0, {}),
    ("27", 850.0, EXTRA),
    ("27", 750.0, LOW),
]
PAGES = (home, guide, plan, digits, choices, dates, scan, check, sign, done, rating, buttons)


@pytest.mark.parametrize(("panel", "bottom", "look"), PLACES)
def test_gallery_passes_the_audit(panel, bottom, look, hand_clock):
    profile = ScreenProfile(px_per_mm=PANELS[panel], bottom_mm=bottom)
    theme = Theme(profile, Path(sys.prefix) / "share/yiciban/fonts", now=hand_clock)
    for name, value in look.items():
        setattr(theme, name, value)
    stage = Stage(theme)
    findings = {}
    for make in PAGES:
        stage.show(make(theme))
        findings[make.__name__] = audit(stage)
    stage.open(question(theme))
    findings["question"] = audit(stage)
    assert {name: found for name, found in findings.items() if found} == {}
