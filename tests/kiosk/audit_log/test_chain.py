"""What is written stays, in order and chained, over restarts, power cuts, full disks and the years."""

import errno
import json
import os

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kiosk.audit_log import chain as chain_module
from kiosk.audit_log.chain import AnotherWriter
from kiosk.audit_log.files import read_ends, read_shipped, records, segments, write_shipped
from kiosk.audit_log.record import ALGORITHMS, START, Link, NoRecord, chained, parsed
from kiosk.audit_log.verify import Wrong, verify

EVENT = "ui.visit.ended"


def fill(chain, count, **facts):
    for number in range(count):
        chain.append([(EVENT, {"count": number, **facts})])


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_a_chain_goes_on_over_restarts(make_chain, tmp_path, algorithm):
    for _ in range(3):
        chain = make_chain(algorithm=algorithm)
        fill(chain, 4)
        chain.close()
    found = verify(tmp_path / "audit" / "agent")
    assert found.whole
    assert found.records == 12
    assert [record.seq for record in records(tmp_path / "audit" / "agent")] == list(range(1, 13))
    assert found.head.digest.startswith(algorithm + ":")


def test_the_group_may_read_whatever_the_umask_says(make_chain, tmp_path):
    before = os.umask(0o077)
    try:
        fill(make_chain(), 1)
    finally:
        os.umask(before)
    folder = tmp_path / "audit" / "agent"
    assert folder.stat().st_mode & 0o7777 == 0o2750
    assert {path.stat().st_mode & 0o777 for path in folder.iterdir()} == {0o640}


@pytest.mark.parametrize(("umask", "made_before"), [(0o007, False), (0o077, False), (0o007, True)])
def test_where_no_such_bit_may_be_set_the_log_begins_all_the_same(
    make_chain, tmp_path, monkeypatch, umask, made_before
):
    """As in the units: RestrictSUIDSGID= refuses chmod(2) with that bit; a folder inherits it."""
    folder = tmp_path / "audit" / "agent"
    folder.parent.mkdir()
    folder.parent.chmod(0o2770)
    if made_before:
        folder.mkdir()
        folder.chmod(0o2770)
    chmod = os.chmod

    def restricted(path, mode, **more):
        if mode & 0o6000:
            raise PermissionError(errno.EPERM, "no such bit")
        chmod(path, mode, **more)

    monkeypatch.setattr(os, "chmod", restricted)
    before = os.umask(umask)
    try:
        fill(make_chain(), 1)
    finally:
        os.umask(before)
    # The group, to which the screens belong too, reads and does not write.
    assert folder.stat().st_mode & 0o777 == 0o750
    assert verify(folder).records == 1


def test_two_writers_of_one_chain_are_refused_and_two_chains_are_not(make_chain):
    make_chain("agent")
    make_chain("ui")
    with pytest.raises(AnotherWriter):
        make_chain("agent")


def test_a_half_written_line_is_taken_away_and_said(make_chain, tmp_path):
    chain = make_chain()
    fill(chain, 3)
    chain.close()
    folder = tmp_path / "audit" / "agent"
    with segments(folder)[-1].open("ab") as file:
        file.write(b'{"at":"2026')
    fill(make_chain(), 1)
    assert verify(folder).whole
    assert [record.event for record in records(folder)] == [EVENT] * 3 + ["audit.repaired", EVENT]


def test_a_record_that_chain_json_does_not_know_yet_counts(make_chain, tmp_path, monkeypatch):
    chain = make_chain()
    fill(chain, 2)
    monkeypatch.setattr(chain_module, "write_ends", lambda *_: None)
    fill(chain, 1)
    chain.close()
    monkeypatch.undo()
    folder = tmp_path / "audit" / "agent"
    assert read_ends(folder).head.seq == 2
    fill(make_chain(), 1)
    assert verify(folder).whole
    assert verify(folder).records == 4


def test_what_was_cut_off_stays_missing_although_the_chain_goes_on(make_chain, tmp_path):
    chain = make_chain()
    fill(chain, 5)
    chain.close()
    folder = tmp_path / "audit" / "agent"
    segment = segments(folder)[-1]
    segment.write_bytes(b"".join(segment.read_bytes().splitlines(keepends=True)[:3]))
    fill(make_chain(), 2)
    assert [finding.wrong for finding in verify(folder).findings] == [Wrong.REMOVED]


def test_a_full_disk_leaves_no_half_record(make_chain, tmp_path, monkeypatch):
    chain = make_chain()
    fill(chain, 2)

    def full(handle, data):
        real(handle, data[: len(data) // 2])
        raise OSError(errno.ENOSPC, "full")

    real = os.write
    monkeypatch.setattr(chain_module.os, "write", full)
    with pytest.raises(OSError, match="full"):
        fill(chain, 1)
    monkeypatch.undo()
    fill(chain, 1)
    assert verify(tmp_path / "audit" / "agent").whole
    assert verify(tmp_path / "audit" / "agent").records == 3


def test_old_segments_go_only_when_they_are_old_and_the_platform_has_them(make_chain, tmp_path, clock):
    root = tmp_path / "audit"
    folder = root / "agent"
    chain = make_chain(segment_bytes=1000)
    fill(chain, 40)
    before = segments(folder)
    assert len(before) > 5
    clock.pass_days(200)
    fill(chain, 10)
    assert segments(folder)[: len(before)] == before, "the platform has none of them"
    third = [record for record in records(folder) if record.seq < int(before[3].stem)][-1]
    write_shipped(root, "agent", third.link)
    fill(chain, 10)
    assert segments(folder)[0] == before[3]
    found = verify(folder)
    assert found.whole
    assert found.findings == ()
    assert read_ends(folder).base == third.link


def test_young_segments_stay_however_many(make_chain, tmp_path, clock):
    chain = make_chain(segment_bytes=500)
    fill(chain, 20)
    write_shipped(tmp_path / "audit", "agent", chain.head)
    clock.pass_days(179)
    fill(chain, 20)
    assert next(records(tmp_path / "audit" / "agent")).seq == 1


@given(
    facts=st.dictionaries(
        st.text(max_size=8), st.one_of(st.integers(-(2**53), 2**53), st.text(max_size=20), st.booleans())
    ),
    algorithm=st.sampled_from(ALGORITHMS),
)
def test_a_record_is_read_as_it_was_written(facts, algorithm):
    from datetime import UTC, datetime

    record = chained(START, datetime(2026, 1, 1, tzinfo=UTC), EVENT, facts, algorithm)
    assert record.is_whole()
    assert parsed(record.line()[:-1]) == record


@given(st.binary(max_size=200))
def test_anything_else_is_no_record(line):
    with pytest.raises(NoRecord):
        parsed(line)


TAMPERED = st.sampled_from(
    ["flip", "remove", "repeat", "swap", "cut", "forge", "drop-segment", "drop-ends", "blank"]
)


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(how=TAMPERED, where=st.integers(0, 11), byte=st.integers(0, 10_000), bit=st.integers(0, 7))
def test_whatever_is_done_to_a_chain_is_found(tmp_path_factory, clock, how, where, byte, bit):
    root = tmp_path_factory.mktemp("chain")
    chain = chain_module.Chain(root, "ui", clock, segment_bytes=800)
    for _ in range(3):
        chain.append([(EVENT, {"count": number, "disposition": "left"}) for number in range(4)])
    chain.close()
    folder = root / "ui"
    assert verify(folder, (chain.head,)).whole
    files = segments(folder)
    lines = [line for file in files for line in file.read_bytes().splitlines(keepends=True)]
    counts = [file.read_bytes().count(b"\n") for file in files]
    if how == "flip":
        line = bytearray(lines[where])
        line[byte % len(line)] ^= 1 << bit
        lines[where] = bytes(line)
    elif how == "remove":
        del lines[where]
    elif how == "repeat":
        lines.insert(where, lines[where])
    elif how == "swap":
        other = (where + 1 + byte % 11) % 12
        lines[where], lines[other] = lines[other], lines[where]
    elif how == "cut":
        del lines[where:]
    elif how == "forge":
        # With a digest of its own that fits: the next one, or the head, does not follow from it.
        old = parsed(lines[where][:-1])
        after = Link(old.seq - 1, old.previous)
        lines[where] = chained(after, clock(), EVENT, {"count": 77}, "sha-256").line()
    elif how == "blank":
        lines.insert(where, b"\n")
    if how == "drop-segment":
        files[where % len(files)].unlink()
    elif how == "drop-ends":
        (folder / "chain.json").unlink()
    else:
        for file, count in zip(files[:-1], counts[:-1], strict=True):
            file.write_bytes(b"".join(lines[:count]))
            del lines[:count]
        files[-1].write_bytes(b"".join(lines))
    assert not verify(folder, (chain.head,)).whole


def test_a_chain_written_anew_from_the_start_is_found_by_what_the_platform_has(make_chain, tmp_path):
    chain = make_chain()
    fill(chain, 4)
    shipped = chain.head
    chain.close()
    folder = tmp_path / "audit" / "agent"
    for file in folder.iterdir():
        file.unlink()
    fill(make_chain(), 6)
    assert verify(folder).whole
    assert [finding.wrong for finding in verify(folder, (shipped,)).findings] == [Wrong.OTHER_THAN_SHIPPED]


def test_a_new_segment_that_cannot_be_made_leaves_the_one_of_before_open(make_chain, tmp_path, monkeypatch):
    chain = make_chain(segment_bytes=300)
    fill(chain, 2)
    real, before = chain_module.opened, chain._file

    def full(path, flags):
        raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr(chain_module, "opened", full)
    with pytest.raises(OSError, match="full"):
        fill(chain, 1)
    # Whatever is opened next gets the lowest free number, and must not be written to.
    other = os.open(tmp_path / "other", os.O_RDWR | os.O_CREAT)
    assert (chain._file, other != before) == (before, True)
    monkeypatch.setattr(chain_module, "opened", real)
    fill(chain, 3)
    assert os.fstat(other).st_size == 0
    os.close(other)
    found = verify(tmp_path / "audit" / "agent")
    assert (found.whole, found.records) == (True, 5)


def test_half_a_line_that_the_disk_kept_is_taken_away_before_the_next_one(make_chain, tmp_path, monkeypatch):
    chain = make_chain()
    fill(chain, 2)
    write, truncate = os.write, os.ftruncate

    def refuse(*_):
        raise OSError(errno.EIO, "worn")

    monkeypatch.setattr(chain_module.os, "write", lambda handle, data: write(handle, data[:9]))
    monkeypatch.setattr(chain_module.os, "ftruncate", refuse)
    with pytest.raises(OSError, match="part"):
        fill(chain, 1)
    monkeypatch.setattr(chain_module.os, "write", write)
    monkeypatch.setattr(chain_module.os, "ftruncate", truncate)
    fill(chain, 2)
    found = verify(tmp_path / "audit" / "agent")
    assert (found.whole, found.records) == (True, 4)


@pytest.mark.parametrize("seq", ["7", None, True, [1]])
def test_a_note_of_another_type_is_one_that_is_lost(make_chain, tmp_path, seq):
    fill(make_chain(), 3)
    folder = tmp_path / "audit"
    note = {"seq": seq, "digest": "sha-256:00"}
    (folder / "agent.shipped.json").write_text(json.dumps(note))
    assert read_shipped(folder, "agent") == START
    (folder / "agent" / "chain.json").write_text(json.dumps({"base": note, "head": note}))
    assert verify(folder / "agent").findings[0].wrong is Wrong.ENDS_LOST
