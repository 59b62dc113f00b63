"""The day in an hour: its clock, its verdict, what it reads of a process. The whole: `make endurance`."""

import os
import subprocess
import sys
from collections import Counter
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.day.plot import draw
from bench.day.profile import DAY, DAY_H, MISHAPS, fraction_at, hour_at, stretch_at
from bench.day.report import report
from bench.day.samples import Figures, figures, folder_bytes
from bench.day.verdict import flatness, slope, windows_of

MIB = 2**20


@given(st.floats(0, 1), st.floats(0, 1))
def test_the_days_clock_never_goes_back_and_ends_with_the_day(one, other):
    early, late = sorted((one, other))
    assert 0 <= hour_at(early) <= hour_at(late) <= DAY_H
    assert hour_at(1.0) == pytest.approx(DAY_H)


@given(st.floats(0, DAY_H))
def test_an_hour_comes_when_its_fraction_of_the_run_has_passed(hour):
    assert hour_at(fraction_at(hour)) == pytest.approx(hour, abs=1e-6)


def test_the_stretches_are_the_whole_run_and_the_busy_hours_have_no_pause():
    assert sum(one.share for one in DAY) == pytest.approx(1.0)
    assert stretch_at(fraction_at(10.0)).pause_s == stretch_at(fraction_at(16.0)).pause_s == 0.0
    assert stretch_at(0.0).pause_s is stretch_at(1.0).pause_s is None


def test_every_mishap_comes_in_both_halves_but_for_the_agents_death():
    halves = [Counter(), Counter()]
    for one in MISHAPS:
        halves[fraction_at(one.hour) >= 0.5][one.kind] += 1
    assert halves[0].keys() - halves[1].keys() == {"agent"}
    assert halves[1].keys() <= halves[0].keys()
    assert [one.hour for one in MISHAPS] == sorted(one.hour for one in MISHAPS)


@given(
    st.floats(-5, 5),
    st.floats(-1e6, 1e6),
    st.lists(st.floats(-1, 1), min_size=40, max_size=40),
    st.sets(st.integers(0, 39), max_size=6),
)
def test_a_slope_is_found_through_noise_and_visits(rise, begin, noise, visits):
    points = [
        (float(x), begin + rise * x + little + (1e6 if x in visits else 0)) for x, little in enumerate(noise)
    ]
    # The median of the pairs: up to 28 % of the samples may be anything at all, small noise moves it little.
    assert abs(slope(points) - rise) < 1.0


def test_a_leak_is_no_flat_line_and_a_cache_that_fills_in_the_first_half_is():
    leak = [(float(x), 100.0 * MIB + x * 0.1 * MIB) for x in range(200)]
    assert not flatness(leak, 0.02, 4 * MIB).flat
    assert flatness(leak, 0.02, 4 * MIB).rise == pytest.approx(9.9 * MIB, rel=0.02)
    cache = [(float(x), min(x, 80) * MIB) for x in range(200)]
    assert flatness(cache, 0.02, 4 * MIB).flat
    shrinking = [(float(x), 1e6 - x) for x in range(200)]
    assert flatness(shrinking, 0.0, 0.0).flat


@given(st.floats(0, 4), st.lists(st.booleans(), min_size=200, max_size=200))
def test_visits_that_grow_fewer_do_not_hide_what_they_leave_behind(leak, visits):
    """Each visit takes 300 MiB and gives it back, but for `leak` a sample; at night nobody comes."""
    line = [
        (float(x), (600 + leak * x + (300 if visit and x % 8 < 5 and x < 160 else 0)) * MIB)
        for x, visit in enumerate(visits)
    ]
    found = flatness(line, 0.02, 4 * MIB)
    assert found.rise == pytest.approx(leak * 99 * MIB, abs=3 * MIB + leak * 8 * MIB)
    assert leak < 1 or not found.flat


def test_one_sample_has_no_slope():
    with pytest.raises(ValueError, match="too few"):
        slope([(1.0, 2.0)])


PROCESS = """
import subprocess, sys, threading
from pathlib import Path
gone = Path(sys.argv[1])
file = gone.open("wb", 0)
file.write(bytes(3 << 20))
gone.unlink()
threading.Thread(target=threading.Event().wait, daemon=True).start()
waits = [sys.executable, "-c", "print(1, flush=True); input()"]
child = subprocess.Popen(waits, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
child.stdout.readline()
print("ready", flush=True)
input()
child.communicate(b"\\n")
"""


def test_a_process_is_read_with_its_children_and_with_files_that_have_no_name(tmp_path):
    command = [sys.executable, "-c", PROCESS, str(tmp_path / "gone")]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None and process.stdin is not None
        assert process.stdout.readline() == "ready\n"
        found = figures(process.pid)
        process.stdin.write("\n")
        process.stdin.flush()
    assert (found.pid, found.children) == (process.pid, 1)
    assert found.threads >= 3 and found.handles >= 8
    assert found.held >= 3 * MIB
    assert 0 < found.pss <= found.rss
    with pytest.raises(OSError):
        figures(process.pid)


def test_a_folders_bytes_are_those_of_its_plain_files(tmp_path):
    (tmp_path / "below").mkdir()
    (tmp_path / "below" / "a").write_bytes(bytes(1000))
    (tmp_path / "b").write_bytes(bytes(24))
    (tmp_path / "link").symlink_to(tmp_path / "b")
    os.mkfifo(tmp_path / "pipe")
    assert folder_bytes(tmp_path) == 1024
    assert folder_bytes(tmp_path / "nothing") == 0


def rows(grows):
    return [
        {
            "s": float(second),
            "hour": 1.0,
            "screens": Figures(1, (400 + second * grows) * MIB, 500 * MIB, 80, 20, 4, 0),
            "agent": None if second == 7 else Figures(2, 90 * MIB, 99 * MIB, 20, 14, 0, 0),
            "disk": {"state": MIB, "audit": 1000 * second, "run": 0, "tmp": 10},
        }
        for second in range(60)
    ]


def judged(grows=0, visit_s=3.0, **ended):
    visitors = SimpleNamespace(ended=Counter(ended or {"submitted": 9}), seconds=[visit_s], lost=[], count=9)
    seen = rows(grows)
    return seen, report(seen, visitors, SimpleNamespace(done=Counter(network=4)), 1.0)


def test_the_report_says_what_grew_and_the_picture_shows_it_in_red():
    seen, found = judged(grows=1)
    assert (found["grew"], found["within_limit"]) == (["screens.pss"], False)
    assert draw(seen, found).count("#b3261e") == 2
    seen, found = judged()
    assert (found["grew"], found["within_limit"]) == ([], True)
    assert "#b3261e" not in draw(seen, found)


def test_a_day_on_which_nobody_was_served_proves_nothing():
    assert not judged(lost=9)[1]["within_limit"]


def test_a_run_in_which_a_visit_takes_too_large_a_part_is_not_judged():
    found = judged(visit_s=4.0)[1]
    assert (found["windows"], found["long_enough"], found["within_limit"]) == (4, False, False)
    assert judged(visit_s=3.0)[1]["long_enough"]


@given(st.floats(60, 90_000), st.floats(0, 600))
def test_a_window_is_longer_than_a_visit(run_s, visit_s):
    windows = windows_of(run_s, visit_s)
    assert 0 <= windows <= 16
    assert not windows or run_s / 2 / windows >= visit_s
