"""What the publisher says now, verified by TUF: root, timestamp, snapshot, targets (python-tuf ngclient).

The terminal trusts the root that it was given at enrolment; every later root must be signed by its
predecessor. What was seen is kept in `folder`, so that older metadata are known as such.
"""

import json
from collections.abc import Generator, Iterator
from contextlib import suppress
from pathlib import Path

from tuf.api.exceptions import (
    BadVersionNumberError,
    DownloadError,
    DownloadHTTPError,
    DownloadLengthMismatchError,
    ExpiredMetadataError,
    LengthOrHashMismatchError,
    RepositoryError,
    UnsignedMetadataError,
)
from tuf.api.metadata import Metadata, Root, Snapshot, Targets, Timestamp
from tuf.api.serialization import DeserializationError
from tuf.ngclient import FetcherInterface, Updater, UpdaterConfig

from offline_cache import targets
from offline_cache.errors import (
    EndlessData,
    MetadataExpired,
    MetadataMalformed,
    MixAndMatch,
    RetiredKey,
    RollbackRefused,
    SignatureRefused,
    SnapshotRefused,
    SourceDown,
    SourceStatus,
    UnknownKey,
)
from offline_cache.source import METADATA, Fetcher

_LIMITS = UpdaterConfig(
    max_root_rotations=64,
    root_max_length=64 * 1024,
    timestamp_max_length=16 * 1024,
    snapshot_max_length=64 * 1024,
    targets_max_length=256 * 1024,
)


def refresh(folder: Path, bootstrap: bytes, fetcher: Fetcher) -> targets.Offers:
    """Fetch and verify which guides are in force now; see `refresh_metadata`."""
    return targets.read(refresh_metadata(folder, bootstrap, fetcher))


def refresh_metadata(folder: Path, bootstrap: bytes, fetcher: Fetcher) -> Targets:
    """Fetch and verify what a publisher has in force now, of whatever kind its targets are.

    `folder` keeps the metadata from one time to the next; `bootstrap` is the root that is trusted. Expiry is
    judged by the system's clock. Raises a `SnapshotRefused` naming the reason, `SourceDown`, or `OSError`.
    """
    folder.mkdir(parents=True, exist_ok=True)
    line = _Line(fetcher)
    try:
        updater = Updater(str(folder), METADATA, fetcher=line, config=_LIMITS, bootstrap=bootstrap)
        updater.refresh()
    except DownloadHTTPError as error:
        raise SourceStatus(error.status_code) from error
    except DownloadLengthMismatchError as error:
        raise EndlessData(str(error)) from error
    except DownloadError as error:
        raise SourceDown(str(error)) from error
    except RepositoryError as error:
        raise _refusal(error, line, folder) from error
    finally:
        line.close()
    # What the updater has verified a moment ago; it offers no way to list it.
    return Metadata[Targets].from_file(str(folder / "targets.json")).signed


class _Line(FetcherInterface):
    """A `Fetcher` as the updater wants it. Remembers what came last, so that a refusal can be named."""

    def __init__(self, fetcher: Fetcher) -> None:
        self._fetcher = fetcher
        self.name = ""
        self.body = b""
        self._under_way: Generator[bytes, None, None] | None = None

    def _fetch(self, url: str) -> Iterator[bytes]:
        self.close()
        self._under_way = self._chunks(url)
        return self._under_way

    def close(self) -> None:
        """Let go of an answer that nobody read to its end."""
        if self._under_way is not None:
            self._under_way.close()

    def _chunks(self, url: str) -> Generator[bytes, None, None]:
        self.name, self.body = url.rpartition("/")[2], b""
        try:
            with self._fetcher.open(url) as opened:
                for chunk in opened.chunks:
                    self.body += chunk
                    yield chunk
        except SourceStatus as error:
            raise DownloadHTTPError(str(error), error.status) from error

    @property
    def role(self) -> str:
        """Role of the file that came last: "7.targets.json" is of "targets"."""
        return self.name.removesuffix(".json").rpartition(".")[2]

    @property
    def named_version(self) -> str:
        """Version in the file's name, empty where it has none."""
        return self.name.removesuffix(".json").rpartition(".")[0]


def _refusal(error: RepositoryError, line: _Line, folder: Path) -> SnapshotRefused:
    said = f"{line.name}: {error}"
    if isinstance(error, ExpiredMetadataError):
        return MetadataExpired(said)
    if isinstance(error, LengthOrHashMismatchError):
        return MixAndMatch(said)
    if isinstance(error, UnsignedMetadataError):
        return _by_whom(line, folder)(said)
    if isinstance(error, BadVersionNumberError):
        return MixAndMatch(said) if _is_another(line) else RollbackRefused(said)
    if isinstance(error, DeserializationError):
        return MetadataMalformed(said)
    return MetadataMalformed(said)


def _is_another(line: _Line) -> bool:
    """Whether snapshot or targets carry another version than the one that was asked for."""
    if line.role not in (Snapshot.type, Targets.type) or not line.named_version:
        return False
    with suppress(ValueError, KeyError, TypeError):
        return str(json.loads(line.body)["signed"]["version"]) != line.named_version
    return False


def _by_whom(line: _Line, folder: Path) -> type[SignatureRefused]:
    """Look for the signers of what came last among the keys of every root that was ever trusted here."""
    with suppress(ValueError, KeyError, TypeError):
        signers = {str(one["keyid"]) for one in json.loads(line.body)["signatures"]}
        current = _keys_of(folder / "root.json", line.role)
        if signers & current:
            return SignatureRefused
        for file in (folder / "root_history").glob("*.root.json"):
            if signers & _keys_of(file, line.role):
                return RetiredKey
        return UnknownKey
    return SignatureRefused


def _keys_of(file: Path, role: str) -> set[str]:
    roles = json.loads(file.read_bytes())["signed"]["roles"]
    return set(roles[role]["keyids"]) if role in roles else set()


IN_USE = "in-use.json"
"""Targets metadata of the last pass that went well: newer ones may be known whose files are not here yet."""


def note_in_use(folder: Path) -> None:
    """Keep the targets metadata by which the installed snapshot came."""
    data = (folder / "targets.json").read_bytes()
    if (folder / IN_USE).exists() and (folder / IN_USE).read_bytes() == data:
        return
    fresh = folder / f".{IN_USE}.new"
    fresh.write_bytes(data)
    fresh.rename(folder / IN_USE)


def check_kept(folder: Path, bootstrap: bytes) -> tuple[targets.Offers, ...]:
    """Verify the kept metadata again from `bootstrap` on, without any network; expiry is not looked at.

    Returns what is newest, then what the last pass that went well was about. The latter may be signed by keys
    of an earlier root. Raises a `SnapshotRefused`, or `OSError` where nothing is kept.
    """
    try:
        roots = [root := _own(bootstrap)]
        while (file := folder / "root_history" / f"{root.version + 1}.root.json").exists():
            following = Metadata[Root].from_file(str(file))
            root.verify_delegate(Root.type, following.signed_bytes, following.signatures)
            roots.append(root := _own(file.read_bytes()))
        stamp = Metadata[Timestamp].from_file(str(folder / "timestamp.json"))
        root.verify_delegate(Timestamp.type, stamp.signed_bytes, stamp.signatures)
        listed = (folder / "snapshot.json").read_bytes()
        stamp.signed.snapshot_meta.verify_length_and_hashes(listed)
        snapshot = Metadata[Snapshot].from_bytes(listed)
        root.verify_delegate(Snapshot.type, snapshot.signed_bytes, snapshot.signatures)
        named = (folder / "targets.json").read_bytes()
        snapshot.signed.meta["targets.json"].verify_length_and_hashes(named)
        files = Metadata[Targets].from_bytes(named)
        root.verify_delegate(Targets.type, files.signed_bytes, files.signatures)
        found = [targets.read(files.signed)]
        if (folder / IN_USE).exists():
            former = Metadata[Targets].from_file(str(folder / IN_USE))
            _by_any(roots, former)
            found.append(targets.read(former.signed))
    except UnsignedMetadataError as error:
        raise SignatureRefused(str(error)) from error
    except LengthOrHashMismatchError as error:
        raise MixAndMatch(str(error)) from error
    except (RepositoryError, KeyError) as error:
        raise MetadataMalformed(str(error)) from error
    return tuple(found)


def _by_any(roots: list[Root], files: Metadata[Targets]) -> None:
    for root in roots[:0:-1]:
        with suppress(UnsignedMetadataError):
            root.verify_delegate(Targets.type, files.signed_bytes, files.signatures)
            return
    roots[0].verify_delegate(Targets.type, files.signed_bytes, files.signatures)


def _own(data: bytes) -> Root:
    """Read a root and check that it signs itself."""
    document = Metadata[Root].from_bytes(data)
    document.signed.verify_delegate(Root.type, document.signed_bytes, document.signatures)
    return document.signed
