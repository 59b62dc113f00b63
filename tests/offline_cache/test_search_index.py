import json
import sqlite3
from contextlib import closing

import pytest
from hypothesis import given
from hypothesis import strategies as st

from offline_cache.errors import FormatRefused
from offline_cache.search import LONGEST_TYPED, Reason, SearchIndex
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


@pytest.mark.parametrize("query", ["𰻝", "𰻝面", "𠮷野家", "𬭸业"])
def test_characters_of_the_supplementary_planes_are_found(query):
    index = SearchIndex.of(
        {"id": name, "name": {"zh": name}} for name in ("𰻝𰻝面店开办", "𠮷野家开店", "𬭸业登记", "营业执照")
    )
    hit = index.search(query)[0]
    assert query[0] in hit.matched
    assert hit.reason is Reason.WORDS


@pytest.mark.parametrize(
    "query",
    [
        '"',
        '"* OR NEAR',
        "NEAR(营业 执照)",
        "marks: 营",
        "营*",
        "-营业",
        "^营",
        "{marks words}: x",
        "' OR 1=1 --",
    ],
)
def test_the_words_of_the_full_text_index_mean_nothing_in_a_query(query):
    assert {hit.bundle_id for hit in SearchIndex.of(GUIDES).search(query)} <= {"licence"}


@pytest.mark.parametrize("piece", ["营业", "营业 执照 ", "zhengming ", "a", '" OR '])
def test_of_a_very_long_query_only_the_beginning_is_looked_at(piece, monkeypatch):
    index = SearchIndex.of(GUIDES)
    looked_at = []
    monkeypatch.setattr("offline_cache.search.words_of", lambda text: looked_at.append(len(text)) or [])
    index.search(piece * 100_000)
    assert max(looked_at, default=0) <= LONGEST_TYPED


def test_a_damaged_index_is_refused_and_never_raises_anything_else(snapshot, tmp_path):
    file = tmp_path / "index"
    build(snapshot, file)
    whole = file.read_bytes()
    refused = 0
    for at in range(100, len(whole), 997):
        file.write_bytes(whole[:at] + bytes(byte ^ 0xFF for byte in whole[at : at + 64]) + whole[at + 64 :])
        try:
            index = SearchIndex.opened(file)
        except FormatRefused:
            refused += 1
            continue
        for query in ("营业", "yyzz", "yingye", "房子申请"):
            try:
                index.search(query)
            except FormatRefused:
                refused += 1
        index.close()
    assert refused


def test_guides_without_sense_and_a_disk_that_refuses_are_told_apart(snapshot, tmp_path):
    with pytest.raises(OSError, match="SQLITE"):
        build(snapshot, tmp_path / "no-such-folder" / "index")
    with closing(sqlite3.connect(snapshot)) as guides:
        guides.execute("INSERT INTO bundles VALUES ('x', '[1]')")
        guides.commit()
    with pytest.raises(FormatRefused):
        build(snapshot, tmp_path / "index")
