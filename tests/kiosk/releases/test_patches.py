"""Between two releases only what differs is sent; whatever does not fit ends in the whole archive."""

import io
import shutil
import tarfile
from datetime import UTC, datetime

import pytest
import zstandard
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kiosk.releases.errors import PatchRefused
from kiosk.releases.folder import Folder
from kiosk.releases.manifest import ARCHIVE, PATCH
from kiosk.releases.patch import RECIPE, Recipe, rebuild
from offline_cache.errors import SourceDown
from sandbox.platform.release_packing import Terms, of_folder, pack
from sandbox.platform.release_patching import manifest_patch, patch
from sandbox.platform.releasing import ReleasePublisher

NOISE = "".join(chr(33 + (i * i * 7919 + i // 89) % 89) for i in range(60_000))


@pytest.fixture
def updated(terminal, site):
    """A terminal that runs 1.1 as a signed release, and a publisher that has offered 1.2 to it."""
    assert terminal.update("1.1", **{"lib/large.txt": NOISE}) == "done"
    terminal.help(["mark-good"])
    site.offer("1.2", **{"lib/large.txt": NOISE.replace("!", "?", 1), "lib/more.py": "more"})
    return terminal


def fetched(terminal, **options):
    return terminal.fetch(base=terminal.places.home / "current", **options)


def incoming(terminal):
    return terminal.places.fetched / "incoming"


def test_a_terminal_on_the_release_before_gets_a_patch_and_the_same_release(updated, site):
    came = fetched(updated)
    assert came.patch and not (incoming(updated) / ARCHIVE).exists()
    assert came.received < 3000 < len(site.packed("1.3", **{"lib/large.txt": NOISE}).archive)
    assert updated.ask("stage", "1.2").code == "done"
    assert updated.ask("activate", "1.2").code == "done"
    assert updated.folder.verify("1.2", came.digest).version == "1.2"
    place = updated.places.home / "releases"
    assert (place / "1.2/lib/large.txt").read_text() == NOISE.replace("!", "?", 1)
    assert (place / "1.2/bin/kiosk-ui").stat().st_ino != (place / "1.1/bin/kiosk-ui").stat().st_ino


def test_a_terminal_two_releases_behind_gets_one_patch_as_well(updated, site):
    site.offer("1.3", **{"lib/large.txt": NOISE})
    assert fetched(updated).patch
    assert updated.ask("stage", "1.3").code == "done"


def test_a_release_that_the_publisher_does_not_know_gets_the_whole_archive(terminal, site):
    site.offer("1.1")
    site.offer("1.2")
    came = fetched(terminal)
    assert (terminal.current, came.patch) == ("1.0", False)
    assert terminal.ask("stage", "1.2").code == "done"


def test_a_release_of_the_debian_package_gets_the_patch_too_and_the_whole_manifest(terminal, site):
    same = pack("1.0", of_folder(terminal.places.home / "releases/1.0"), Terms(min_free=0))
    site.publisher.publish(same, datetime.now(UTC))
    release = site.offer("1.1")
    came = fetched(terminal)
    assert came.received >= len(release.manifest.to_bytes())
    assert terminal.ask("stage", "1.1").code == "done"


def test_a_damaged_release_in_force_is_said_and_the_whole_archive_mends_it(updated):
    (updated.places.home / "releases/1.1/lib/large.txt").write_text(NOISE[:-9000] + "x" * 9000)
    fetched(updated)
    assert updated.ask("stage", "1.2").code == "patch"
    assert [one.version for one in updated.folder.all()] == ["1.1"]
    came = fetched(updated, whole=True)
    assert not came.patch and not (incoming(updated) / PATCH).exists()
    assert updated.ask("stage", "1.2").code == "done"
    assert updated.folder.verify("1.2", came.digest)


@pytest.mark.parametrize("how", ["gone", "link", "folder"])
def test_a_file_of_the_release_in_force_that_is_no_plain_file_is_not_followed(updated, tmp_path, how):
    file = updated.places.home / "releases/1.1/lib/app.py"
    file.unlink()
    if how == "link":
        (tmp_path / "app.py").write_text("1.1")
        file.symlink_to(tmp_path / "app.py")
    elif how == "folder":
        file.mkdir()
    kiosk_ui = updated.places.home / "releases/1.1/bin/kiosk-ui"
    if how == "link":
        shutil.move(kiosk_ui, tmp_path / "kiosk-ui")
        kiosk_ui.symlink_to(tmp_path / "kiosk-ui")
    fetched(updated)
    # app.py changes with every release and may do without the old one; kiosk-ui is copied.
    assert updated.ask("stage", "1.2").code in ({"patch"} if how == "link" else {"patch", "done"})


def test_a_patch_that_the_agent_changed_is_refused_before_it_is_read(updated):
    fetched(updated)
    file = incoming(updated) / PATCH
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 1
    file.write_bytes(data)
    assert updated.ask("stage", "1.2").code == "archive"
    assert [one.version for one in updated.folder.all()] == ["1.1"]


def test_a_patch_that_leads_to_another_release_is_refused(updated, site):
    fetched(updated)
    other = (incoming(updated) / PATCH).read_bytes()
    site.offer("1.3", **{"lib/large.txt": NOISE})
    assert fetched(updated).patch
    (incoming(updated) / PATCH).write_bytes(other)
    assert updated.ask("stage", "1.3").code == "archive"


def test_a_patch_whose_line_is_cut_goes_on_where_it_was(updated):
    seen = []

    def progress(have, whole):
        seen.append((have, whole))
        if len(seen) == 2:
            raise SourceDown("cut")

    updated.fetcher.chunk = 64
    with pytest.raises(SourceDown):
        fetched(updated, progress=progress)
    (part,) = (incoming(updated) / "parts").iterdir()
    had = part.stat().st_size
    assert 0 < had < seen[0][1]
    assert fetched(updated).received == seen[0][1] - had
    assert updated.ask("stage", "1.2").code == "done"


def test_differences_to_the_manifest_that_do_not_fit_cost_the_whole_manifest_and_no_more(updated, site):
    """Signed, and wrong: a publisher that made them from another file."""
    from sandbox.platform import releasing

    good = releasing.manifest_patch
    releasing.manifest_patch = lambda old, new: good(new, old)
    try:
        release = site.offer("1.3", **{"lib/large.txt": NOISE})
    finally:
        releasing.manifest_patch = good
    came = fetched(updated)
    assert came.manifest == release.manifest
    assert came.received >= len(release.manifest.to_bytes())


def test_the_publisher_keeps_the_last_few_releases_and_no_more(site):
    for number in range(1, 7):
        site.offer(f"1.{number}")
    site.offer("1.6", **{"lib/app.py": "another"})
    names = sorted(ReleasePublisher(site.folder).repository.sizes())
    assert [name.partition("-")[0] for name in names] == ["manifest"] * 2 + ["patch"] * 2 + [
        "release.json",
        "release.tar.zst",
    ]
    assert len(list((site.folder / "software/past").glob("*.json"))) == 3


def made(folder, files):
    for path, data in files.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)
    return pack("1.0", of_folder(folder), Terms(min_free=0))


FILES = {"bin/kiosk": b"one", "bin/kiosk-ui": b"two"}
NAMES = st.sampled_from(["lib/a.py", "lib/b-1.2.so", "lib/b-1.3.so", "lib/deep/c", "lib/d-0123456789abcdef"])
TREES = st.dictionaries(NAMES, st.binary(max_size=40) | st.just(b"ab" * 3000), max_size=5)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(before=TREES, after=TREES)
def test_whatever_changes_the_patch_gives_the_new_release(in_memory, before, after):
    for name in ("old", "new", "out"):
        shutil.rmtree(in_memory / name, ignore_errors=True)
    old, new = made(in_memory / "old", FILES | before), made(in_memory / "new", FILES | after)
    data = patch(old, new)
    out = in_memory / "out" / "releases" / "1.0"
    out.parent.mkdir(parents=True)
    rebuild(io.BytesIO(data), new.manifest, new.manifest.to_bytes(), in_memory / "old", out)
    assert Folder(in_memory / "out").verify("1.0") == new.manifest
    assert patch(old, new) == data


def patch_of(*entries):
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as tar:
        for name, data in entries:
            member = tarfile.TarInfo(name)
            member.size = len(data)
            tar.addfile(member, io.BytesIO(data))
    return zstandard.ZstdCompressor().compress(packed.getvalue())


def frame(data):
    return zstandard.ZstdCompressor().compress(data)


GOOD = (RECIPE, Recipe().model_dump_json().encode())


@pytest.mark.parametrize(
    "entries",
    [
        [],
        [("bin/kiosk", frame(b"new"))],
        [(RECIPE, b"{}{")],
        [(RECIPE, b'{"moved": {"bin/kiosk-ui": "../../etc/passwd"}}')],
        [(RECIPE, b'{"moved": {"bin/kiosk-ui": "/etc/passwd"}}')],
        [(RECIPE, b'{"moved": {"bin/kiosk-ui": "bin/none"}}')],
        [GOOD],
        [GOOD, ("bin/kiosk", b"no frame")],
        [GOOD, ("bin/kiosk", frame(b"new")[:-2])],
        [GOOD, ("bin/kiosk", frame(b"other"))],
        [GOOD, ("bin/kiosk", frame(bytes(10_000_000)))],
        [GOOD, ("bin/kiosk", frame(b"new")), ("bin/kiosk", frame(b"new"))],
        [GOOD, ("bin/kiosk", frame(b"new")), ("../evil", frame(b"x"))],
    ],
)
def test_a_patch_that_gives_anything_else_is_refused(tmp_path, entries):
    """They would have to be signed to come so far."""
    made(tmp_path / "old", FILES)
    new = made(tmp_path / "new", FILES | {"bin/kiosk": b"new"})
    with pytest.raises(PatchRefused):
        rebuild(
            io.BytesIO(patch_of(*entries)),
            new.manifest,
            new.manifest.to_bytes(),
            tmp_path / "old",
            tmp_path / "1.0",
        )
    assert not (tmp_path / "evil").exists()
    if (tmp_path / "1.0/bin/kiosk").exists():
        assert (tmp_path / "1.0/bin/kiosk").stat().st_size < 1_000_000


def test_the_good_patch_of_that_test_is_taken(tmp_path):
    made(tmp_path / "old", FILES)
    new = made(tmp_path / "new", FILES | {"bin/kiosk": b"new"})
    data = patch_of(GOOD, ("bin/kiosk", frame(b"new")))
    rebuild(io.BytesIO(data), new.manifest, new.manifest.to_bytes(), tmp_path / "old", tmp_path / "1.0")
    assert (tmp_path / "1.0/bin/kiosk").read_bytes() == b"new"


def test_differences_between_manifests_are_small(site):
    old, new = (
        site.packed(version, **{f"lib/{n}.py": str(n) for n in range(300)}) for version in ("1.1", "1.2")
    )
    assert len(manifest_patch(old.manifest, new.manifest)) * 10 < len(new.manifest.to_bytes())
