"""Versions, manifests, windows: pure rules."""

import json
import subprocess
from datetime import datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.releases import manifest as manifests
from kiosk.releases.errors import Downgrade, ManifestRefused, RolledBack, TooFar
from kiosk.releases.manifest import Manifest, ReleaseFile
from kiosk.releases.rules import Standing, check
from kiosk.releases.version import Version, is_version
from kiosk.releases.window import Window, is_open
from tools.make_deb.version import Source, version_of

NUMBERS = st.lists(st.integers(0, 30), min_size=1, max_size=4).map(lambda them: ".".join(map(str, them)))
COMMITS = st.one_of(
    st.just(""),
    st.tuples(
        st.datetimes(datetime(2026, 1, 1), datetime(2030, 12, 31)), st.sampled_from(["0a1b2c3", "fedcba9"])
    ).map(lambda both: f"+{both[0]:%Y%m%d.t%H%M%S}.g{both[1]}"),
)
VERSIONS = st.tuples(NUMBERS, COMMITS).map("".join)
ONE = {"path": "bin/kiosk", "size": 1, "sha256": "0" * 64}


def manifest(version, **more):
    files = tuple(ReleaseFile(path=path, size=1, sha256="0" * 64) for path in manifests.NEEDED)
    return Manifest(version=version, files=files, **more)


def document(**changes):
    files = [ONE, ONE | {"path": "bin/kiosk-ui"}, *changes.pop("more", [])]
    return json.dumps({"version": "1.0", "files": files} | changes).encode()


@pytest.mark.parametrize(
    ("older", "newer"),
    [
        ("0.9", "0.10"),
        ("1.0", "1.0.1"),
        ("1.0", "1.0+20261122.t034203.gea1d8d2"),
        ("1.0+20261122.t034203.gea1d8d2", "1.0+20261122.t034204.g0000000"),
        ("1.0+20301231.t000000.gea1d8d2", "1.1"),
    ],
)
def test_the_order_is_debians(older, newer):
    assert Version.of(older) < Version.of(newer)
    assert subprocess.run(["dpkg", "--compare-versions", older, "lt", newer]).returncode == 0


@given(st.integers(0, 2**32), st.booleans())
def test_whatever_make_deb_calls_a_commit_is_a_version(committed, released):
    source = Source("ea1d8d2" * 5, committed, released)
    assert is_version(version_of("0.1.0", source))


@given(VERSIONS, VERSIONS)
def test_versions_have_one_order(one, other):
    a, b = Version.of(one), Version.of(other)
    assert (a < b) + (a == b) + (a > b) == 1


@given(st.text(max_size=40))
def test_what_is_called_a_version_holds_nothing_that_leads_elsewhere(text):
    if is_version(text):
        assert not set(text) - set("0123456789.+abcdefg")
        assert text[0].isdigit() and ".." not in text
    else:
        with pytest.raises(ManifestRefused):
            Version.of(text)


@given(VERSIONS, VERSIONS, VERSIONS, st.booleans(), st.booleans())
def test_a_release_is_taken_when_it_is_newer_or_meant_to_be_older(current, offered, least, down, tried):
    standing = Standing(current, None, {offered} if tried else ())
    made = manifest(offered, min_previous=least, downgrade=down)
    here, there = Version.of(current), Version.of(offered)
    if tried:
        expected = RolledBack
    elif there <= here and not down:
        expected = Downgrade
    elif here < Version.of(least):
        expected = TooFar
    else:
        check(made, standing)
        return
    with pytest.raises(expected):
        check(made, standing)


def test_a_terminal_without_any_release_takes_what_is_signed():
    check(manifest("0.1", min_previous="9"), Standing(None))


@pytest.mark.parametrize(
    "path",
    [
        "../x", "/etc/passwd", "a/../b", "a//b", "a/", "", ".", "a/./b", "a\x00b", "a\nb", "ä",
        "release.json", "bin/kiosk", "bin/kiosk/more", "bin",
    ],
)  # fmt: skip
def test_a_path_that_leads_elsewhere_or_is_taken_is_refused(path):
    with pytest.raises(ManifestRefused):
        manifests.read(document(more=[ONE | {"path": path}]))


@pytest.mark.parametrize("target", ["/etc/passwd", "../../x", "../..", "", "/usr/bin/python3/../sh", "a/./b"])
def test_a_link_that_leads_out_of_the_release_is_refused(target):
    with pytest.raises(ManifestRefused):
        manifests.read(document(links=[{"path": "lib/link", "target": target}]))


@pytest.mark.parametrize("target", ["/usr/bin/python3.11", "../bin/kiosk", "other", "../lib/deep/er"])
def test_a_link_to_python_or_within_the_release_is_taken(target):
    links = manifests.read(document(links=[{"path": "lib/link", "target": target}])).links
    assert links[0].target == target


@pytest.mark.parametrize(
    "change",
    [
        {"version": "../1"}, {"version": 1}, {"minPrevious": "x"}, {"minFree": -1}, {"format": 2},
        {"files": []}, {"unknown": 1}, {"files": [ONE]},
        {"files": [ONE | {"sha256": "g" * 64}, ONE | {"path": "bin/kiosk-ui"}]},
        {"files": [ONE | {"size": manifests.MAX_RELEASE_BYTES}, ONE | {"path": "bin/kiosk-ui"}]},
    ],
)  # fmt: skip
def test_a_manifest_of_another_shape_is_refused(change):
    with pytest.raises(ManifestRefused):
        manifests.read(document(**change))


@given(st.binary(max_size=200))
def test_whatever_bytes_come_a_manifest_is_read_or_refused(data):
    with pytest.raises(ManifestRefused):
        manifests.read(data)


def test_a_manifest_is_read_as_it_was_written():
    made = manifest("1.2", min_previous="1.0", min_free=5)
    assert manifests.read(made.to_bytes()) == made


@given(st.times(), st.times(), st.times())
def test_a_window_is_open_from_its_beginning_to_its_end_also_over_midnight(begins, ends, now):
    begins, ends = begins.replace(second=0, microsecond=0), ends.replace(second=0, microsecond=0)
    if begins == ends:
        return
    window = Window.of(f"{begins:%H:%M}-{ends:%H:%M}")
    minutes = [time.hour * 60 + time.minute for time in (begins, ends, now)]
    since, long = (minutes[2] - minutes[0]) % 1440, (minutes[1] - minutes[0]) % 1440
    assert is_open(window, datetime.combine(datetime(2026, 1, 1), now)) == (since < long)


@pytest.mark.parametrize("text", ["25:00-01:00", "1:00-2:00", "x", "02:00-02:00", "02:00", "02:60-03:00"])
def test_a_window_of_another_shape_is_refused(text):
    with pytest.raises(ValueError, match="must"):
        Window.of(text)


def test_without_a_window_it_is_always_open():
    assert Window.of("") is None
    assert is_open(None, datetime.combine(datetime(2026, 1, 1), time(3)))
