"""Root takes a request away whatever it is, and takes nothing for one that is none."""

import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.asked_of_root import MAX_BYTES, NoRequest, read, take

ID = "0123456789abcdef" * 2


@pytest.mark.parametrize("kind", ["link", "folder", "pipe", "long", "plain"])
def test_what_was_asked_is_taken_away(tmp_path, kind):
    asked, elsewhere = tmp_path / "asked", tmp_path / "elsewhere"
    asked.mkdir()
    wanted = asked / "wanted"
    match kind:
        case "link":
            elsewhere.write_bytes(b"secret")
            wanted.symlink_to(elsewhere)
        case "folder":
            wanted.mkdir()
        case "pipe":
            os.mkfifo(wanted)
        case "long":
            wanted.write_bytes(b"x" * (MAX_BYTES + 1))
        case "plain":
            wanted.write_bytes(b"{}")
    assert take(asked, "wanted") == {"long": b"x" * MAX_BYTES, "plain": b"{}"}.get(kind)
    assert list(asked.iterdir()) == []
    assert take(asked, "wanted") is None
    assert kind != "link" or elsewhere.read_bytes() == b"secret"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xff",
        b"[]",
        b"[" * MAX_BYTES,
        b'{"do": ["copy"], "id": "%s"}' % ID.encode(),
        b'{"do": "other", "id": "%s"}' % ID.encode(),
        b'{"do": "copy", "id": "%s"}' % ID.upper().encode(),
        b'{"do": "copy", "id": 7}',
        b'{"do": "copy"}',
    ],
)
def test_what_is_no_request_is_refused(data):
    with pytest.raises(NoRequest):
        read(data, ("copy",))


@given(st.binary(max_size=200))
def test_whatever_stands_in_the_file_it_is_a_request_or_refused(data):
    try:
        told = read(data, ("copy",))
    except NoRequest:
        return
    assert told["do"] == "copy"


def test_a_request_is_read():
    assert read(b'{"do": "copy", "id": "%s", "more": 1}' % ID.encode(), ("look", "copy"))["more"] == 1
