"""Sizes in millimetres, contrast, what a switch keeps."""

import math

import pytest

from screens.theme.profile import PANELS, ScreenProfile
from screens.theme.tokens import (
    ELEVATION,
    FLOOR_MM,
    HIGH_CONTRAST,
    MOTION_S,
    SHAPE_PAIRS,
    SIZE_MM,
    SPACE_MM,
    STANDARD,
    TEXT_PAIRS,
    TYPE_MM,
    contrast,
)

PALETTES = {"standard": STANDARD, "high contrast": HIGH_CONTRAST}


@pytest.mark.parametrize("name", PALETTES)
@pytest.mark.parametrize("pair", TEXT_PAIRS, ids="/".join)
def test_text_has_seven_to_one(name, pair):
    palette = PALETTES[name]
    assert contrast(*(getattr(palette, colour) for colour in pair)) >= 7


@pytest.mark.parametrize("name", PALETTES)
@pytest.mark.parametrize("pair", SHAPE_PAIRS, ids="/".join)
def test_shapes_have_three_to_one(name, pair):
    palette = PALETTES[name]
    assert contrast(*(getattr(palette, colour) for colour in pair)) >= 3


def test_high_contrast_has_fifteen_to_one():
    assert contrast(HIGH_CONTRAST.ink, HIGH_CONTRAST.paper) >= 15


def test_ratios_are_those_of_the_look():
    assert contrast(STANDARD.ink, STANDARD.paper) == pytest.approx(15.1, abs=0.1)
    assert contrast(STANDARD.brand, STANDARD.surface) == pytest.approx(9.5, abs=0.1)
    assert contrast(STANDARD.seal, STANDARD.on_seal) == pytest.approx(7.6, abs=0.1)


def test_disabled_words_can_be_read_on_their_ground():
    for palette in PALETTES.values():
        assert contrast(palette.disabled_ink, palette.disabled) >= 4.5


def test_no_type_role_is_under_the_floor():
    assert min(TYPE_MM.values()) == FLOOR_MM


def test_body_subtends_seven_tenths_of_a_degree_at_600_mm():
    assert math.degrees(TYPE_MM["body"] / 600) >= 0.7


def test_sizes_hold_the_brief():
    assert SIZE_MM["primary_h"] >= 24
    assert SIZE_MM["primary_w"] >= 80
    assert SIZE_MM["row"] - 4 >= 20  # 2 mm of a row at each side are gap
    assert SIZE_MM["scroll"] >= 20
    assert SIZE_MM["floor"] >= 15
    assert SPACE_MM["target"] >= 4
    assert SPACE_MM["apart"] >= 12


@pytest.mark.parametrize(
    ("panel", "bottom", "reach"),
    [("21.5", 800, 1694), ("21.5", 850, 1492), ("27", 750, 1510), ("27", 850, 1188)],
)
def test_reach_is_1220_mm_above_the_floor(panel, bottom, reach):
    profile = ScreenProfile(px_per_mm=PANELS[panel], bottom_mm=bottom)
    assert profile.reach_px == pytest.approx(reach, abs=3)


def test_low_reach_is_240_mm_above_the_edge(profile):
    assert profile.mm(profile.low_reach_px) == pytest.approx(240, abs=0.3)


def test_switches_grow_the_revision_and_language_does_not(theme):
    before = theme.revision
    theme.text_size, theme.high_contrast, theme.low_reach = "large", True, True
    assert theme.revision == before + 3
    theme.language = "en"
    assert theme.revision == before + 3
    assert theme.texts("components.step", step=3, total=7) == "Step 3 of 7"


def test_a_new_visit_starts_with_the_standard_look(theme):
    theme.text_size, theme.high_contrast, theme.low_reach, theme.language = "extra", True, True, "en"
    theme.reset()
    assert (theme.text_size, theme.high_contrast, theme.low_reach, theme.language) == (
        "standard",
        False,
        False,
        "zh-CN",
    )


def test_text_grows_by_the_three_factors(theme):
    sizes = []
    for name in ("standard", "large", "extra"):
        theme.text_size = name
        sizes.append(theme.em("body"))
    assert sizes[1] / sizes[0] == pytest.approx(1.25, abs=0.04)
    assert sizes[2] / sizes[0] == pytest.approx(1.6, abs=0.04)


def test_missing_fonts_are_named(tmp_path, profile):
    from screens.theme.theme import Theme

    with pytest.raises(FileNotFoundError, match=r"regular\.otf"):
        Theme(profile, tmp_path)


@pytest.mark.parametrize("high", [False, True])
def test_what_lies_higher_has_the_stronger_border_which_can_be_seen(theme, high):
    theme.high_contrast = high
    levels = [theme.level(name) for name in ("card", "strong", "dialog")]
    widths = [theme.stroke(level.stroke) for level in levels]
    assert widths == sorted(widths) and widths[0] < widths[-1]
    for name in ELEVATION:
        level, palette = theme.level(name), theme.palette
        assert theme.radius(level.radius) > 0
        if name != "card":  # whose border is decoration
            assert contrast(getattr(palette, level.edge), getattr(palette, level.fill)) >= 3


def test_nothing_moves_more_than_three_times_a_second():
    assert min(seconds for name, seconds in MOTION_S.items() if name != "frame") > 1 / 3
