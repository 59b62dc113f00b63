"""Two photographs of one page are the same page; two forms with other values in them are not."""

import struct
import zlib

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from devices.document_camera.detection.quads import Picture
from devices.document_camera.gates.fingerprint import fingerprint
from devices.document_camera.gates.twice import same


def form(name: str = "SHILI BAO", number: str = "000000201801010012", ink: int = 30) -> Picture:
    page = np.full((2339, 1654, 3), 255, np.uint8)
    for row in range(300, 2100, 150):
        cv2.putText(page, "Name and place of the applicant:", (150, row), 0, 1.1, (ink,) * 3, 3)
        cv2.line(page, (150, row + 30), (1500, row + 30), (ink,) * 3, 2)
    cv2.putText(page, name, (900, 600), 0, 1.1, (ink,) * 3, 3)
    cv2.putText(page, number, (900, 900), 0, 1.1, (ink,) * 3, 3)
    return page


def taken_again(page: Picture, seed: int) -> Picture:
    """Corners a little off, a little blur and noise, as another photograph brings."""
    dice = np.random.default_rng(seed)
    height, width = page.shape[:2]
    rim = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    off = (rim + dice.normal(0, 3, (4, 2))).astype(np.float32)
    seen = cv2.warpPerspective(
        page, cv2.getPerspectiveTransform(rim, off), (width, height), borderMode=cv2.BORDER_REPLICATE
    )
    seen = cv2.GaussianBlur(seen, (0, 0), float(dice.uniform(0.6, 1.6))).astype(np.float32)
    seen = 255 - (255 - seen) * dice.uniform(0.85, 1.0) + dice.normal(0, 3, seen.shape)
    return np.clip(seen, 0, 255).astype(np.uint8)


@pytest.mark.parametrize("seed", range(4))
def test_the_same_page_photographed_anew_is_the_same(seed: int) -> None:
    assert same(fingerprint(taken_again(form(), seed)), fingerprint(taken_again(form(), seed + 50)))


@pytest.mark.parametrize(
    "other",
    [
        {"name": "CESHI WA"},
        {"name": "SHILI BEI"},
        {"number": "000000201801010039"},
        {"number": "000000201801010012", "name": ""},
    ],
)
def test_a_form_with_another_value_is_another_page(other: dict[str, str]) -> None:
    first, second = fingerprint(taken_again(form(), 1)), fingerprint(taken_again(form(**other), 2))
    assert not same(first, second)
    assert not same(second, first)


def test_another_kind_of_page_and_another_size_are_other_pages() -> None:
    page = form()
    turned = np.asarray(cv2.rotate(page, cv2.ROTATE_180), np.uint8)
    lying = np.asarray(cv2.rotate(page, cv2.ROTATE_90_CLOCKWISE), np.uint8)
    known = fingerprint(page)
    assert not same(known, fingerprint(turned))
    assert not same(known, fingerprint(lying))


def test_blank_pages_are_not_called_the_same() -> None:
    blank = fingerprint(np.full((2339, 1654, 3), 255, np.uint8))
    assert not same(blank, blank)


def test_a_dark_cover_is_compared_by_what_is_printed_on_it() -> None:
    cover = np.full((1126, 827, 3), (28, 20, 100), np.uint8)
    for row in range(200, 1000, 120):
        cv2.putText(cover, "SHILI HUKOU", (150, row), 0, 2.2, (70, 160, 190), 8)
    other = cover.copy()
    cv2.putText(other, "000000", (250, 140), 0, 2.2, (70, 160, 190), 8)
    brighter = np.clip(cover * 1.2, 0, 255).astype(np.uint8)
    assert same(fingerprint(cover), fingerprint(brighter))
    assert not same(fingerprint(cover), fingerprint(other))


def test_a_fingerprint_is_small() -> None:
    assert len(fingerprint(taken_again(form(), 3))) < 40_000


@given(st.binary(max_size=60))
def test_what_is_no_fingerprint_is_not_the_same(rubbish: bytes) -> None:
    known = struct.pack(">2H", 10, 10) + zlib.compress(bytes(50))
    assert not same(rubbish, known)
    assert not same(known, rubbish)


@given(st.integers(0, 65535), st.integers(0, 65535), st.binary(max_size=40))
@settings(max_examples=50)
def test_sizes_that_lie_are_refused(height: int, width: int, body: bytes) -> None:
    lying = struct.pack(">2H", height, width) + zlib.compress(body)
    assert not same(lying, lying)
