"""Guides in use: newer ones between two visits; lists that begin and end at midnight without a network."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.catalogue.content import compose
from kiosk.terminal.live_guides import LiveGuides
from offline_cache.store import POINTER, note_checked
from sandbox.content import documents
from sandbox.platform.snapshot import build

NOW = datetime(2026, 12, 31, 4, 0, tzinfo=UTC)
NEW_YEAR = date(2027, 1, 1)
DAY = timedelta(days=1)


@pytest.fixture(scope="module")
def catalogue():
    whole = compose(documents())
    return whole.model_copy(update={"bundles": whole.bundles[:3]})


@pytest.fixture
def put(tmp_path, catalogue):
    """Put a snapshot of some bundles in place, as the agent does."""

    def install(version, bundles):
        made = catalogue.model_copy(update={"version": version, "bundles": tuple(bundles)})
        file = tmp_path / f"guides-{version}.sqlite"
        file.write_bytes(build(made, (), {}, NOW, NOW + 30 * DAY))
        fresh = tmp_path / "fresh"
        fresh.symlink_to(file.name)
        fresh.rename(tmp_path / POINTER)

    return install


class Today:
    def __init__(self, day):
        self.day = day

    def __call__(self):
        return self.day


def ids(guides):
    return [bundle.id for bundle in guides.bundles()]


def test_lists_end_and_begin_at_midnight_and_not_within_a_visit(tmp_path, put, catalogue):
    first, second, third = catalogue.bundles
    ending = first.model_copy(update={"effective_to": NEW_YEAR - DAY})
    coming = second.model_copy(update={"effective_from": NEW_YEAR})
    put(1, [ending, coming, third])
    today = Today(NEW_YEAR - DAY)
    guides = LiveGuides(tmp_path, today)
    assert guides.load() == 1
    guides.swap()
    assert ids(guides) == [first.id, third.id]
    assert (guides.edition.bundles, guides.edition.upcoming) == (2, 1)
    with pytest.raises(KeyError):
        guides.bundle(coming.id)
    assert not [hit for hit in guides.search(second.name.zh) if hit.bundle_id == second.id]
    today.day = NEW_YEAR
    # Somebody is still at it: until they have gone nothing changes.
    assert ids(guides) == [first.id, third.id]
    guides.swap()
    assert ids(guides) == [second.id, third.id]
    assert guides.bundle(second.id).id == second.id
    assert guides.search(second.name.zh)[0].bundle_id == second.id
    assert (guides.version, guides.edition.upcoming) == (1, 0)


def test_newer_guides_wait_for_the_end_of_the_visit(tmp_path, put, catalogue):
    put(1, catalogue.bundles[:1])
    guides = LiveGuides(tmp_path)
    assert guides.edition is None
    guides.load()
    guides.swap()
    put(2, catalogue.bundles)
    assert guides.load() == 2
    assert (guides.version, len(guides.bundles())) == (1, 1)
    guides.swap()
    assert (guides.version, len(guides.bundles())) == (2, 3)


def test_the_edition_says_how_old_and_when_confirmed(tmp_path, put, catalogue):
    put(7, catalogue.bundles)
    guides = LiveGuides(tmp_path)
    guides.load()
    guides.swap()
    edition = guides.edition
    assert (edition.version, edition.created_at, edition.expires_at) == (7, NOW, NOW + 30 * DAY)
    assert (edition.area, edition.bundles, edition.checked_at) == (catalogue.area.name, 3, None)
    note_checked(tmp_path, NOW + DAY)
    guides.load()
    assert guides.edition.checked_at == NOW + DAY
    assert not guides.expired(NOW + 30 * DAY - timedelta(seconds=1))
    assert guides.expired(NOW + 30 * DAY)


@given(
    begins=st.none() | st.dates(),
    ends=st.none() | st.dates(),
    day=st.dates(date(1900, 1, 1), date(2200, 1, 1)),
)
def test_a_list_is_in_effect_from_its_first_day_to_its_last(catalogue, begins, ends, day):
    bundle = catalogue.bundles[0].model_copy(update={"effective_from": begins, "effective_to": ends})
    assert bundle.in_effect(day) == ((begins or date.min) <= day <= (ends or date.max))
