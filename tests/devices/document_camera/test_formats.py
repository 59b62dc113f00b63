"""What a camera's driver lists."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.document_camera.formats import Format, formats


def test_single_sizes_offer_themselves_alone() -> None:
    listed = Format("MJPG", ((3264, 2448), (1920, 1080)))
    assert listed.offers(1920, 1080)
    assert not listed.offers(1920, 2448)


@given(st.integers(1, 5000), st.integers(1, 5000))
def test_a_span_of_sizes_offers_what_lies_in_it(width: int, height: int) -> None:
    listed = Format("MJPG", ((160, 120), (3264, 2448)), stepwise=True)
    assert listed.offers(width, height) == (160 <= width <= 3264 and 120 <= height <= 2448)


def test_a_driver_without_sizes_is_believed_to_have_all() -> None:
    assert Format("MJPG", ()).offers(1, 1)


@pytest.mark.parametrize("device", ["/dev/null", "/dev/nothing-there", __file__])
def test_what_is_no_camera_is_an_os_error(device: str) -> None:
    with pytest.raises(OSError):
        formats(device)
