"""A sample of the proof that no power cut makes a liar of the outbox; `make torture` runs the whole."""

from itertools import islice

import pytest
from power_cut import Count, cuts, judge, record
from power_disk import Disk, Fate, Op


@pytest.fixture(scope="module")
def day(shim_cache):
    return record(shim_cache, seed=3, steps=40)


def test_whatever_was_said_is_true_after_a_power_cut(day):
    count = judge(cuts(day, fates=1, every=4), Count())
    assert not count.broken, count.broken[:3]
    assert len(count.images) > 150


def test_a_second_power_cut_during_recovery_loses_nothing_either(day, shim_cache):
    count = Count()
    for cut in islice(cuts(day, fates=1), 40, None, 900):
        again = record(shim_cache, 0, 0, image=cut.image)
        judge(cuts(again, fates=1, start=cut), count)
    assert not count.broken, count.broken[:3]
    assert len(count.images) > 15


@pytest.mark.parametrize("plant", ["synchronous-normal", "no-file-sync", "no-folder-sync"])
def test_the_proof_sees_a_promise_that_is_broken_on_purpose(shim_cache, plant):
    count = judge(cuts(record(shim_cache, 3, 25, plant), fates=0, every=4), Count())
    assert count.broken
    assert count.lost


def write(inode, offset, data):
    return Op("W", inode, offset, "", data)


def test_what_was_not_synced_may_be_lost_kept_or_torn_at_sectors():
    disk = Disk()
    for op in (Op("C", 1, 0, "a", b""), write(1, 0, b"old"), Op("S", 1, 0, "", b""), Op("D", 0, 0, "", b"")):
        disk.do(op)
    disk.do(write(1, 0, b"n" * 1024))
    assert disk.after_cut(Fate(0, 0)) == {"a": b"old"}
    assert disk.after_cut(Fate(1, 1)) == {"a": b"n" * 1024}
    torn = {disk.after_cut(Fate(0.5, 0, seed))["a"] for seed in range(60)}
    assert b"n" * 512 in torn
    assert b"old" + bytes(509) + b"n" * 512 in torn


def test_a_name_is_durable_only_with_its_folder():
    disk = Disk()
    for op in (Op("C", 1, 0, "a", b""), write(1, 0, b"x"), Op("S", 1, 0, "", b"")):
        disk.do(op)
    assert disk.after_cut(Fate(1, 0)) == {}
    disk.do(Op("D", 0, 0, "", b""))
    disk.do(Op("R", 0, 0, "a", b"b"))
    assert disk.after_cut(Fate(0, 0)) == {"a": b"x"}
    assert disk.after_cut(Fate(0, 1)) == {"b": b"x"}
