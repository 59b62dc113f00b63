"""One spelling of the enrolment code, however it came."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.terminal.enrolment_code import NoCode, code_in, scanned

CODES = st.text("23456789ABCDEFGHJKLMNPQRSTUVWXYZ", min_size=8, max_size=64)


@given(CODES, st.sampled_from(["", " ", "-", " - "]), st.booleans())
def test_spaces_dashes_and_small_letters_do_not_matter(code, between, small):
    text = between.join(code[i : i + 4] for i in range(0, len(code), 4))
    assert code_in(text.lower() if small else text) == code


@given(CODES)
def test_a_file_may_say_what_it_is(code):
    assert code_in(f"\ufeff# 工单 示例\r\n\r\n  {code}  \r\nrest") == code


@given(st.text(max_size=200))
def test_any_text_gives_a_code_or_says_that_there_is_none(text):
    try:
        code = code_in(text)
    except NoCode:
        assert scanned(text) is None
    else:
        assert 8 <= len(code) <= 64 and code == code.upper()


@given(CODES)
def test_only_a_qr_that_says_so_is_taken(code):
    assert scanned(f"yiciban-enrol:{code}") == code
    assert scanned(code) is None


@pytest.mark.parametrize("text", ["", "1234567", "A" * 65, "https://platform.example", "#AAAABBBBCCCC"])
def test_what_is_no_code_is_refused(text):
    with pytest.raises(NoCode):
        code_in(text)
