"""The search for traces of a person finds them however they are written, and says where, not what."""

import base64
import json
import sqlite3

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.traces import ENCODINGS, spellings, traces

WORD = "尉迟示例"
WAYS = {
    **{name: lambda before, name=name: before + WORD.encode(name) for name in ENCODINGS},
    "gbk": lambda before: before + WORD.encode("gbk"),
    "json": lambda before: before + json.dumps({"name": WORD}).encode(),
    "base64": lambda before: base64.b64encode(before + WORD.encode() + b"!"),
    "base64 of utf-16": lambda before: base64.urlsafe_b64encode(before + WORD.encode("utf-16-le")),
}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("before", [b"", b"x", b"xy", b"xyz"])
def test_a_word_is_found_in_every_spelling(tmp_path, way, before):
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "file").write_bytes(WAYS[way](before))
    (found, *_) = traces([tmp_path], ["another", WORD])
    assert found.number == 1
    assert found.path.name == "file"
    assert WORD not in repr(found)


def test_a_word_is_found_in_a_database_and_in_a_name(tmp_path):
    database = sqlite3.connect(tmp_path / "a.sqlite")
    database.execute("CREATE TABLE t (a)")
    database.execute("INSERT INTO t VALUES (?)", (WORD,))
    database.commit()
    database.close()
    (tmp_path / f"{WORD}.txt").touch()
    assert len({found.path for found in traces([tmp_path], [WORD])}) == 2


def test_what_is_not_there_is_not_found(tmp_path):
    (tmp_path / "file").write_bytes(bytes(range(256)) * 100)
    assert not list(traces([tmp_path], [WORD, "13900770001"]))


@given(word=st.text(min_size=3, max_size=12), before=st.binary(max_size=7), after=st.binary(max_size=7))
def test_any_word_is_seen_in_base64(word, before, after):
    try:
        data = word.encode()
    except UnicodeEncodeError:
        return
    if len(data) < 6:
        return
    written = base64.b64encode(before + data + after)
    assert any(
        pattern in written for name, pattern in spellings(word).items() if name.startswith("base64-utf-8")
    )
