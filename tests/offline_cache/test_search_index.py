import json
import sqlite3
from contextlib import closing

import pytest
from hypothesis import given
from hypothesis import strategies as st

from offline_cache.errors import FormatRefused
from offline_cache.search import SearchIndex
from offline_cache.search_index import build
from offline_cache.syllables import cuts

GUIDES = [
    {"id": "licence", "name": {"zh": "营业执照", "en": "Business licence"}, "aliases": ["办执照", "T恤店"]},
    {"id": "housing", "name": {"zh": "公租房申请"}, "lead": ["示例住房局"]},
]
KNOWN = frozenset({"ying", "ye", "zhi", "zhao", "xi", "an", "xian", "fang"})


@pytest.fixture
def snapshot(tmp_path):
    file = tmp_path / "snapshot"
    with closing(sqlite3.connect(file)) as guides:
        guides.execute("CREATE TABLE bundles (id TEXT PRIMARY KEY, json TEXT)")
        rows = [(guide["id"], json.dumps(guide)) for guide in GUIDES]
        guides.executemany("INSERT INTO bundles VALUES (?, ?)", rows)
        guides.commit()
    return file


def test_an_index_file_answers_as_the_one_in_memory(snapshot, tmp_path):
    build(snapshot, tmp_path / "index")
    filed, held = SearchIndex.opened(tmp_path / "index"), SearchIndex.of(GUIDES)
    for query in ("营业执照", "执", "yyzz", "yingye", "gongzufang", "T恤", "住房局", "business", "房子申请"):
        assert filed.search(query) == held.search(query) != ()
    filed.close()
    held.close()


def test_a_file_that_is_no_index_is_refused(snapshot, tmp_path):
    with pytest.raises(FormatRefused):
        SearchIndex.opened(snapshot)
    with pytest.raises(FormatRefused):
        SearchIndex.opened(tmp_path / "nothing")


@given(st.lists(st.sampled_from(sorted(KNOWN)), min_size=1, max_size=8))
def test_syllables_written_together_are_found_apart(syllables):
    ways = cuts("".join(syllables), KNOWN)
    assert ways
    assert all("".join(way) == "".join(syllables) for way in ways)
    assert all(len(way) <= len(syllables) for way in ways[:1])


@given(st.text("abcdefghijklmnopqrstuvwxyz", max_size=40))
def test_letters_that_are_no_syllables_leave_only_those_that_are(text):
    (way,) = cuts(text, KNOWN, gaps=True)
    assert set(way) <= KNOWN
    assert sum(map(len, way)) <= len(text)


@given(st.lists(st.sampled_from(sorted(KNOWN)), min_size=1, max_size=6), st.integers(0, 5))
def test_one_strange_letter_costs_at_most_the_syllable_it_is_in(syllables, at):
    text = "".join(syllables)
    at = min(at, len(text))
    (way,) = cuts(text[:at] + "v" + text[at:], KNOWN, gaps=True)
    assert sum(map(len, way)) >= len(text) - 4
