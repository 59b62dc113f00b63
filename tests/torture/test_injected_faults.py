"""A sample of full and broken disks at single system calls; `make torture` sweeps over all of them."""

import pytest
from injected_faults import Injection, outcome, strace_works

SAMPLE = [
    Injection("write", "ENOSPC", "1+"),
    Injection("fsync", "EIO", "2"),
    Injection("fdatasync", "EIO", "2"),
    Injection("fdatasync", "EIO", "4+"),
    Injection("pwrite64", "ENOSPC", "3+"),
    Injection("openat", "ENOSPC", "5+"),
    Injection("rename", "EIO", "2"),
]


@pytest.mark.skipif(not strace_works(), reason="strace may not trace here: no fault is injected")
@pytest.mark.parametrize("injection", SAMPLE, ids=str)
def test_a_failing_disk_is_named_and_nothing_said_is_lost(injection):
    struck, broken = outcome(injection)
    assert struck
    assert not broken
