"""Guides in use: newer ones between two visits; lists that begin and end at midnight without a network."""

import sqlite3
from contextlib import closing, suppress
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.catalogue.content import compose
from kiosk.terminal.live_guides import LiveGuides
from offline_cache.search_index import build as build_index
from offline_cache.store import POINTER, GuideStore, derived_file, note_checked
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


def indexed(folder):
    """The installed snapshot's index, as the agent builds it."""
    with GuideStore(folder) as store:
        file = derived_file(store.file)
        file.unlink(missing_ok=True)
        build_index(store.file, file)
    return file


@pytest.mark.parametrize("damage", [b"", b"no index", None])
def test_without_a_sound_index_file_the_search_makes_its_own(tmp_path, put, catalogue, damage):
    put(1, catalogue.bundles)
    file = indexed(tmp_path)
    name = catalogue.bundles[1].name.zh
    sound = LiveGuides(tmp_path)
    sound.load()
    sound.swap()
    whole = file.read_bytes()
    file.write_bytes(damage if damage is not None else whole[: len(whole) // 2] + bytes(len(whole) // 2))
    guides = LiveGuides(tmp_path)
    assert guides.load() == 1
    guides.swap()
    assert guides.search(name) == sound.search(name) != ()


def test_the_files_of_guides_that_were_replaced_are_let_go(tmp_path, put, catalogue):
    guides = LiveGuides(tmp_path)
    for version in range(1, 6):
        put(version, catalogue.bundles)
        indexed(tmp_path)
        guides.load()
        if version != 3:
            guides.swap()
        assert guides.search(catalogue.bundles[0].name.zh)
    held = []
    for link in Path("/proc/self/fd").iterdir():
        # What another thread closes meanwhile was none of these.
        with suppress(FileNotFoundError):
            held.append(link.readlink())
    mine = [path for path in held if path.is_relative_to(tmp_path)]
    assert {path.name.partition(".")[0] for path in mine} == {"guides-5"}


def test_guides_that_cannot_be_read_leave_those_in_use(tmp_path, put, catalogue):
    put(1, catalogue.bundles)
    guides = LiveGuides(tmp_path)
    guides.load()
    guides.swap()
    put(2, catalogue.bundles)
    with closing(sqlite3.connect(tmp_path / "guides-2.sqlite")) as snapshot:
        snapshot.execute("UPDATE bundles SET json = '{}' WHERE rowid = 2")
        snapshot.commit()
    assert guides.load() == 0
    guides.swap()
    assert (guides.version, len(guides.bundles())) == (1, 3)
