"""Archives that are not what their manifest says; they would have to be signed to come this far."""

import hashlib
import io
import tarfile

import pytest
import zstandard

from kiosk.releases.errors import ArchiveRefused, ReleaseDamaged
from kiosk.releases.folder import Folder
from kiosk.releases.manifest import Manifest, ReleaseFile, ReleaseLink
from kiosk.releases.unpack import unpack

FILES = {"bin/kiosk": b"one", "bin/kiosk-ui": b"two", "lib/deep/er.py": b"three" * 1000}


def manifest_of(files=FILES):
    made = tuple(
        ReleaseFile(
            path=path, size=len(data), sha256=hashlib.sha256(data).hexdigest(), executable="bin" in path
        )
        for path, data in files.items()
    )
    return Manifest(version="1.0", files=made, links=(ReleaseLink(path="bin/py", target="/usr/bin/python3"),))


def archive(files, change=lambda _member: None):
    plain = io.BytesIO()
    with tarfile.open(fileobj=plain, mode="w") as tar:
        for name, data in files:
            member = tarfile.TarInfo(name)
            member.size = len(data)
            change(member)
            tar.addfile(member, io.BytesIO(data) if member.isreg() else None)
    return zstandard.ZstdCompressor().compress(plain.getvalue())


def run(data, folder):
    made = manifest_of()
    unpack(io.BytesIO(data), made, made.to_bytes(), folder)


def test_what_the_manifest_names_is_there_and_nothing_else(tmp_path):
    releases = tmp_path / "releases"
    releases.mkdir()
    run(archive(FILES.items()), releases / "1.0")
    assert Folder(tmp_path).verify("1.0") == manifest_of()
    assert (releases / "1.0" / "bin" / "kiosk").stat().st_mode & 0o7777 == 0o755
    assert (releases / "1.0" / "lib" / "deep" / "er.py").stat().st_mode & 0o7777 == 0o644


@pytest.mark.parametrize(
    "files",
    [
        [*FILES.items(), ("../evil", b"x")],
        [*FILES.items(), ("/etc/evil", b"x")],
        [*FILES.items(), ("lib/more", b"x")],
        [*FILES.items(), ("bin/kiosk", b"one")],
        list(FILES.items())[:2],
        [("bin/kiosk", b"eno"), *list(FILES.items())[1:]],
        [("bin/kiosk", b"on"), *list(FILES.items())[1:]],
    ],
)
def test_more_less_or_other_files_are_refused(tmp_path, files):
    with pytest.raises(ArchiveRefused):
        run(archive(files), tmp_path / "1.0")
    assert not (tmp_path / "evil").exists()


@pytest.mark.parametrize(
    "kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.FIFOTYPE, tarfile.DIRTYPE]
)
def test_whatever_is_no_plain_file_is_refused(tmp_path, kind):
    def change(member):
        if member.name == "bin/kiosk":
            member.type, member.linkname, member.size = kind, "/etc/passwd", 0

    with pytest.raises(ArchiveRefused):
        run(archive(FILES.items(), change), tmp_path / "1.0")


def test_modes_of_the_archive_do_not_count(tmp_path):
    def change(member):
        member.mode, member.uid = 0o6777, 1234

    run(archive(FILES.items(), change), tmp_path / "1.0")
    assert (tmp_path / "1.0" / "bin" / "kiosk").stat().st_mode & 0o7777 == 0o755


@pytest.mark.parametrize("cut", [0, 1, 10, -20])
def test_an_archive_that_ends_too_soon_or_is_none_is_refused(tmp_path, cut):
    data = archive(FILES.items())
    with pytest.raises(ArchiveRefused):
        run(data[:cut], tmp_path / "1.0")


def test_a_frame_that_wants_too_much_memory_is_refused(tmp_path):
    parameters = zstandard.ZstdCompressionParameters(window_log=28, write_content_size=False)
    compressor = zstandard.ZstdCompressor(compression_params=parameters).compressobj()
    data = compressor.compress(zstandard.ZstdDecompressor().decompress(archive(FILES.items())))
    with pytest.raises(ArchiveRefused):
        run(data + compressor.flush(), tmp_path / "1.0")


@pytest.mark.parametrize("what", ["extra", "missing", "mode", "link", "content", "kind"])
def test_a_release_that_was_changed_is_damaged(tmp_path, what):
    place = tmp_path / "releases" / "1.0"
    place.parent.mkdir()
    run(archive(FILES.items()), place)
    kiosk = place / "bin" / "kiosk"
    match what:
        case "extra":
            (place / "lib" / "sitecustomize.py").write_text("")
        case "missing":
            kiosk.unlink()
        case "mode":
            kiosk.chmod(0o644)
        case "link":
            (place / "bin" / "py").unlink()
            (place / "bin" / "py").symlink_to("/tmp/python")
        case "content":
            kiosk.write_bytes(b"eno")
        case "kind":
            kiosk.rename(tmp_path / "elsewhere")
            kiosk.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(ReleaseDamaged):
        Folder(tmp_path).verify("1.0")
