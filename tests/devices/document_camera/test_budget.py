"""A page keeps within its bytes, is never made unreadable for them, and loses no colour unseen."""

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from devices.document_camera.detection.quads import Picture
from devices.document_camera.flattening.budget import encode_within, is_black_and_white
from devices.document_camera.flattening.light import EvenPage


def printed(height: int = 1170, width: int = 827, noise: float = 0.0, seed: int = 1) -> Picture:
    page = np.full((height, width, 3), 255, np.uint8)
    for row in range(60, height - 60, 34):
        cv2.putText(
            page, "2026-11-01 SHILI 000000", (60, row), cv2.FONT_HERSHEY_SIMPLEX, 0.8, (30, 30, 30), 2
        )
    if noise:
        grain = np.random.default_rng(seed).normal(0, noise, page.shape)
        page = np.clip(page + grain, 0, 255).astype(np.uint8)
    return page


def quality_of(jpeg: bytes) -> int:
    """Quality of a JPEG by the first entry of its table for lightness (16 at quality 50)."""
    at = jpeg.index(b"\xff\xdb") + 5
    step = jpeg[at]
    return round(100 - step * 50 / 16) if step <= 16 else round(50 * 16 / step)


@given(st.floats(0, 30), st.integers(40_000, 400_000), st.integers(0, 99))
@settings(max_examples=25, deadline=None)
def test_a_page_is_within_its_budget_or_at_the_readable_floor(noise: float, budget: int, seed: int) -> None:
    data = encode_within(printed(600, 420, noise, seed), budget)
    assert len(data) <= budget or 40 <= quality_of(data) <= 44
    assert 40 <= quality_of(data) <= 87


def test_what_fits_easily_is_kept_at_the_best_quality_and_no_better() -> None:
    assert 80 <= quality_of(encode_within(printed(), 3_000_000)) <= 87


def test_the_budget_is_used_rather_than_left() -> None:
    page = printed(noise=12.0)
    whole = len(encode_within(page, 10_000_000))
    assert 0.6 * whole * 0.7 < len(encode_within(page, int(whole * 0.7))) <= whole * 0.7


def test_a_grey_page_stays_grey() -> None:
    data = encode_within(np.asarray(cv2.cvtColor(printed(), cv2.COLOR_BGR2GRAY), np.uint8))
    assert cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_UNCHANGED).ndim == 2


def test_print_on_white_paper_is_black_and_white() -> None:
    assert is_black_and_white(EvenPage(printed(), white=True))
    assert not is_black_and_white(EvenPage(printed(), white=False))


@pytest.mark.parametrize("colour", [(40, 40, 200), (170, 60, 30)])
def test_a_stamp_or_a_signature_in_blue_makes_a_colour_page(colour: tuple[int, int, int]) -> None:
    page = printed(2339, 1654)
    cv2.putText(page, "SHILI", (900, 2200), cv2.FONT_HERSHEY_SCRIPT_SIMPLEX, 3, colour, 6)
    assert not is_black_and_white(EvenPage(page, white=True))


def test_a_grey_photograph_on_the_page_is_kept_in_tones() -> None:
    page = printed()
    y, x = np.mgrid[0:260, 0:200]
    page[100:360, 560:760] = (90 + 60 * np.sin(x / 40) * np.cos(y / 50)).astype(np.uint8)[:, :, None]
    assert not is_black_and_white(EvenPage(page, white=True))


@pytest.mark.parametrize("shape", [(16, 16, 3), (17, 31, 3), (16, 2000, 3)])
def test_tiny_pages_are_answered(shape: tuple[int, int, int]) -> None:
    page = np.full(shape, 255, np.uint8)
    assert is_black_and_white(EvenPage(page, white=True)) in (True, False)
    assert encode_within(page)[:2] == b"\xff\xd8"
