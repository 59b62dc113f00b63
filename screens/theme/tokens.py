"""Type scale, spaces and radii in millimetres; colours of the two palettes. Pure values."""

from dataclasses import dataclass, replace

RGBA = tuple[float, float, float, float]

GLYPH_TO_EM = 1 / 0.92
"""A Chinese glyph fills about 0.92 of its em square, so em = glyph height x this."""

TYPE_MM: dict[str, float] = {
    # Glyph heights on the glass, standard text size. Sources: EN 301 549 clause 5.1.4 (0.7 degrees at
    # 600 mm), Section 508 402.4; nothing is ever smaller than `floor`.
    "floor": 5.0,
    "secondary": 5.5,
    "caption": 5.9,
    "label": 6.6,
    "body": 7.4,
    "strong": 7.8,
    "button": 8.2,
    "key": 9.4,
    "echo": 10.0,
    "figure": 11.0,
    "title": 12.0,
    "seal": 13.2,
    "number": 17.0,
}

FLOOR_MM = TYPE_MM["floor"]

TEXT_SCALES: dict[str, float] = {"standard": 1.0, "large": 1.25, "extra": 1.6}
CHROME_SCALE_LIMIT = 1.25
"""The frame of a page (top, aids) grows no further than this, so that content keeps its room."""
BAR_SCALE_LIMIT = 1.4

LEADING: dict[str, float] = {"title": 1.32, "figure": 1.2, "number": 1.25, "button": 1.25, "strong": 1.35}
DEFAULT_LEADING = 1.5

SPACE_MM: dict[str, float] = {
    "margin": 13.9,  # side margin of a page
    "hair": 1.0,
    "tight": 2.0,
    "target": 4.5,  # between two targets; never under 4
    "group": 5.0,
    "section": 7.0,
    "apart": 12.0,  # beside anything that cannot be undone
    "pad": 7.0,  # inside cards
}

SIZE_MM: dict[str, float] = {
    "primary_h": 26.0,
    "primary_w": 80.0,
    "secondary_w": 58.0,
    "row": 24.0,
    "floor": 15.0,
    "scroll": 20.0,
    "strip": 24.0,
    "tick": 15.0,
    "tile": 50.0,
    "tile_icon": 14.0,
    "chip": 10.5,
    "field": 36.0,
    "field_low": 24.0,  # in low-reach mode: between keyboard and reach limit there is no more
    "search": 28.0,
    "segment": 22.5,
    "key_w": 22.0,
    "key_h": 24.0,
    "key_low": 18.0,  # in low-reach mode: with its gap still a pitch of 20
    "mark": 19.0,
    "ring": 2.0,
}

STROKE_MM: dict[str, float] = {"hairline": 0.5, "control": 0.75, "field": 1.0}
RADIUS_MM: dict[str, float] = {"card": 5.0, "control": 5.0, "key": 3.5, "tick": 3.5, "mark": 3.5}


@dataclass(frozen=True)
class Level:
    """How what lies above the ground is told from it, all by name: colours, width of the border, radius."""

    fill: str
    edge: str
    stroke: str
    radius: str


ELEVATION: dict[str, Level] = {
    # No shadow, which high contrast could not show: what lies higher has the stronger border.
    "card": Level("surface", "line", "hairline", "card"),
    "strong": Level("surface", "brand", "control", "card"),  # a card that counts
    "switch": Level("surface", "brand", "control", "control"),
    "field": Level("surface", "brand", "field", "card"),  # what one writes into
    "dialog": Level("surface", "brand", "field", "card"),  # above a veil over all else
}

MOTION_S: dict[str, float] = {
    # Nothing flashes and nothing slides (WCAG 2.2, 2.3.1 and 2.3.3): what moves says what is to be done.
    "tick": 1.0,  # the clock, a countdown
    "dots": 0.6,  # of what goes on without an end in sight
    "frame": 1 / 15,  # of a drawing that shows what the hands do, which rests, is on its way, and is there
    "rest": 1.6,
    "way": 1.1,
    "there": 1.2,
}


@dataclass(frozen=True)
class Palette:
    """Colours by what they mean, as #RRGGBB.

    `line` is decoration only. `edge` is the border of a control (3:1 at least). Tints carry facts, never
    actions; the seal's red stands for the mark and for 已提交 only.
    """

    paper: str
    surface: str
    ink: str
    ink2: str
    line: str
    edge: str
    brand: str
    brand_pressed: str
    on_brand: str
    tint: str
    tint_pressed: str
    seal: str
    on_seal: str
    ok: str
    ok_tint: str
    warn: str
    warn_tint: str
    error: str
    error_tint: str
    error_pressed: str
    disabled: str
    disabled_ink: str
    disabled_edge: str
    stage: str  # behind camera pictures
    on_stage: str
    found: str  # what the camera found
    veil: str  # behind dialogs


STANDARD = Palette(
    paper="#F7F5F0",
    surface="#FFFFFF",
    ink="#16202B",
    ink2="#424E5A",
    line="#D9D4C9",
    edge="#868D94",
    brand="#0F4C5C",
    brand_pressed="#0A3440",
    on_brand="#FFFFFF",
    tint="#E3EEF0",
    tint_pressed="#C9DEE2",
    seal="#9C2B1A",
    on_seal="#FFFFFF",
    ok="#11543A",
    ok_tint="#E2F1E8",
    warn="#6E4300",
    warn_tint="#FBEFD9",
    error="#8E1F12",
    error_tint="#FBE9E5",
    error_pressed="#FBE9E5",
    disabled="#E7E4DC",
    disabled_ink="#4C545C",
    disabled_edge="#C9C4B8",
    stage="#23262B",
    on_stage="#FFFFFF",
    found="#5BE0A3",
    veil="#16202BB8",
)

HIGH_CONTRAST = Palette(
    paper="#000000",
    surface="#000000",
    ink="#FFE94A",
    ink2="#FFE94A",
    line="#FFE94A",
    edge="#FFE94A",
    brand="#FFE94A",
    brand_pressed="#FFFFFF",
    on_brand="#000000",
    tint="#000000",
    tint_pressed="#000000",
    seal="#FFE94A",
    on_seal="#000000",
    ok="#FFE94A",
    ok_tint="#000000",
    warn="#FFE94A",
    warn_tint="#000000",
    error="#FFE94A",
    error_tint="#000000",
    error_pressed="#000000",
    disabled="#000000",
    disabled_ink="#BEBEBE",
    disabled_edge="#6B6B6B",
    stage="#000000",
    on_stage="#FFE94A",
    found="#FFE94A",
    veil="#000000D9",
)

STANDARD_PRESSED = replace(STANDARD, ink2=STANDARD.ink, brand=STANDARD.brand_pressed)
"""What is pressed: its ground is darker, so its words are too."""

HIGH_CONTRAST_PRESSED = Palette(
    paper="#FFFFFF",
    surface="#FFFFFF",
    ink="#000000",
    ink2="#000000",
    line="#000000",
    edge="#000000",
    brand="#000000",
    brand_pressed="#000000",
    on_brand="#FFFFFF",
    tint="#FFFFFF",
    tint_pressed="#FFFFFF",
    seal="#000000",
    on_seal="#FFFFFF",
    ok="#000000",
    ok_tint="#FFFFFF",
    warn="#000000",
    warn_tint="#FFFFFF",
    error="#000000",
    error_tint="#FFFFFF",
    error_pressed="#FFFFFF",
    disabled="#FFFFFF",
    disabled_ink="#414141",
    disabled_edge="#949494",
    stage="#FFFFFF",
    on_stage="#000000",
    found="#000000",
    veil="#000000D9",
)
"""The same in high contrast: light and dark change places, as no third ground holds 15:1."""

TEXT_PAIRS: tuple[tuple[str, str], ...] = (
    ("ink", "paper"),
    ("ink", "surface"),
    ("ink", "tint"),
    ("ink2", "paper"),
    ("ink2", "surface"),
    ("ink2", "tint"),
    ("brand", "surface"),
    ("brand", "tint"),
    ("brand", "paper"),
    ("on_brand", "brand"),
    ("on_brand", "brand_pressed"),
    ("on_seal", "seal"),
    ("ok", "ok_tint"),
    ("warn", "warn_tint"),
    ("error", "error_tint"),
    ("error", "surface"),
    ("error", "paper"),
    ("on_stage", "stage"),
)
"""Every (text, ground) pair that components use; each holds 7:1 (WCAG 2.2, 1.4.6)."""

SHAPE_PAIRS: tuple[tuple[str, str], ...] = (
    ("edge", "surface"),
    ("edge", "paper"),
    ("brand", "tint"),
    ("ink", "paper"),
    ("ink", "surface"),
    ("found", "stage"),
    ("error", "surface"),
)
"""Borders, icons and rings with their ground; each holds 3:1 (WCAG 2.2, 1.4.11)."""


def rgba(code: str) -> RGBA:
    """Return #RRGGBB or #RRGGBBAA as four figures from 0 to 1."""
    digits = code.removeprefix("#")
    parts = [int(digits[i : i + 2], 16) / 255 for i in range(0, len(digits), 2)]
    return parts[0], parts[1], parts[2], parts[3] if len(parts) > 3 else 1.0


def luminance(code: str) -> float:
    """Return the relative luminance of a colour, 0 to 1 (WCAG 2.2, definition)."""
    channels = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in rgba(code)[:3]]
    return 0.2126 * channels[0] + 0.7152 * channels[1] + 0.0722 * channels[2]


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours, 1 to 21 (WCAG 2.2, definition)."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)
