"""Fewer frames while nobody is here, all of them as soon as somebody is."""

import pytest

from screens.pace import FPS, RESTING_FPS, RESTING_PAGES, Pace


@pytest.fixture
def shown():
    return {"page": "idle", "touched": False, "fps": []}


@pytest.fixture
def pace(shown):
    return Pace(lambda: shown["page"], lambda: shown["touched"], shown["fps"].append)


@pytest.mark.parametrize("page", RESTING_PAGES)
def test_it_rests_where_nobody_is(shown, pace, page):
    shown["page"] = page
    for _ in range(3):
        pace.look()
    assert shown["fps"] == [RESTING_FPS]


def test_a_finger_and_another_page_end_the_rest(shown, pace):
    pace.look()
    shown["touched"] = True
    pace.look()
    shown["touched"] = False
    pace.look()
    shown["page"] = "home"
    pace.look()
    assert shown["fps"] == [RESTING_FPS, FPS, RESTING_FPS, FPS]


def test_a_frame_at_rest_comes_within_the_time_of_an_answer():
    assert 1000 / RESTING_FPS <= 50


def test_resting_pages_are_pages():
    from kiosk.visit.pages import Page

    assert set(RESTING_PAGES) <= {page.value for page in Page}
