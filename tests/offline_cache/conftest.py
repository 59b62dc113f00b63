"""A publisher, a real HTTP server with faults on order, and a terminal's store."""

import contextlib
import hashlib
import json
import shutil
import sqlite3
import threading
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
import requests
import urllib3
from securesystemslib.signer import Signer
from tuf.api.metadata import Metadata

from offline_cache.errors import SnapshotRefused, SourceDown, SourceStatus
from offline_cache.source import Opened
from offline_cache.sync import Outcome, sync
from offline_cache.targets import WHOLE
from sandbox.platform import packing
from sandbox.platform.repository import Repository, Target
from sandbox.platform.role_keys import RoleKeys

LIFE = timedelta(days=30)
NOISE = "".join(hashlib.sha256(bytes([i])).hexdigest() for i in range(40))


def snapshot_file(
    path: Path, version: int, bundles: list[dict[str, Any]] | None = None, /, **meta: str
) -> bytes:
    """The bytes of a snapshot of format 2; `meta` overrides rows of the meta table."""
    now = datetime.now(UTC)
    table = {
        "format": "2",
        "version": str(version),
        "createdAt": now.isoformat(),
        "expiresAt": (now + LIFE).isoformat(),
        "areaCode": "120000",
        "areaName": "示例市",
    } | meta
    path.unlink(missing_ok=True)
    connection = sqlite3.connect(path)
    with connection:
        connection.execute("CREATE TABLE meta(key TEXT PRIMARY KEY, value TEXT)")
        connection.execute("CREATE TABLE bundles(id TEXT PRIMARY KEY, json TEXT)")
        connection.execute("CREATE TABLE life_stages(id TEXT PRIMARY KEY, position INT, json TEXT)")
        connection.execute(
            "CREATE TABLE sealing_keys(position INT, key_id TEXT, recipient TEXT, not_after TEXT)"
        )
        connection.execute("CREATE TABLE receipt_keys(key_id TEXT, public_key TEXT)")
        connection.execute(
            "INSERT INTO sealing_keys VALUES (1, 'age-old', 'age1old', '2026-12-01T00:00:00Z')"
        )
        connection.execute("INSERT INTO sealing_keys VALUES (0, 'age-new', 'age1new', NULL)")
        connection.executemany("INSERT INTO meta VALUES (?, ?)", table.items())
        rows = (
            bundles if bundles is not None else [{"id": "b-1", "name": {"zh": f"版本{version}"}, "x": NOISE}]
        )
        connection.executemany(
            "INSERT INTO bundles VALUES (?, ?)", [(row["id"], json.dumps(row)) for row in rows]
        )
        connection.execute("INSERT INTO life_stages VALUES ('work', 1, '{\"id\": \"work\"}')")
        connection.execute("INSERT INTO life_stages VALUES ('birth', 0, '{\"id\": \"birth\"}')")
    connection.close()
    return path.read_bytes()


class Site:
    """The publisher's side: the platform's own repository, and snapshots made for the test."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.keys = RoleKeys(folder / "keys")
        self.repository = Repository(folder / "www", self.keys)
        self.repository.make(datetime.now(UTC))
        self.root = self.repository.root
        self.made: dict[int, bytes] = {}

    @property
    def www(self) -> Path:
        return self.folder / "www"

    def file(self, version: int, bundles: list[dict[str, Any]] | None = None, /, **meta: str) -> bytes:
        return snapshot_file(self.folder / "made.sqlite", version, bundles, **meta)

    def publish(
        self,
        version: int,
        raw: bytes | None = None,
        /,
        base: int | None = None,
        at: datetime | None = None,
        packed: bytes | None = None,
        patch: bytes | None = None,
        names: tuple[str, ...] = (),
        **custom: Any,
    ) -> bytes:
        """Publish `version`, with a patch from the version `base`; the rest plants faults before signing."""
        raw = raw if raw is not None else self.file(version)
        self.made[version] = raw
        told = {"version": version, "size": len(raw), "sha256": hashlib.sha256(raw).hexdigest()} | custom
        targets = {WHOLE: Target(packed if packed is not None else packing.pack(raw), told)}
        if base is not None:
            before = self.made[base]
            data = patch if patch is not None else packing.patch(before, raw)
            targets[f"guides-from-{hashlib.sha256(before).hexdigest()}.zst"] = Target(data, told)
        targets |= dict.fromkeys(names, Target(b"x", told))
        self.repository.publish(targets, at or datetime.now(UTC), LIFE)
        return raw

    def keep(self) -> Callable[[], None]:
        """Remember what is served now; calling the result serves that again."""
        copy = self.folder / "kept"
        shutil.rmtree(copy, ignore_errors=True)
        shutil.copytree(self.www, copy)

        def back() -> None:
            shutil.rmtree(self.www)
            shutil.copytree(copy, self.www)

        return back

    def target_path(self, name: str = WHOLE) -> Path:
        """The served file of a target in force (the newest of that name)."""
        files = (self.www / "targets").glob(f"*.{name}")
        return max(files, key=lambda file: file.stat().st_mtime_ns)

    def metadata(self, name: str) -> Path:
        """A served metadata file."""
        return self.www / "metadata" / name

    def newest(self, role: str) -> Path:
        """The metadata of a role in force (not of the timestamp, whose file has no version in its name)."""
        return self.metadata(f"{self.repository.version(role)}.{role}.json")

    @staticmethod
    def resign(
        file: Path, kind: type, signers: Iterable[Signer], change: Callable[[Any], None] = lambda signed: None
    ) -> None:
        """Change what a metadata file says and sign it with `signers` alone."""
        document = Metadata[kind].from_file(str(file))
        change(document.signed)
        document.signatures.clear()
        for signer in signers:
            document.sign(signer, append=True)
        file.write_bytes(document.to_bytes())


class Server:
    """Serves a folder over HTTP with ranges. `instead` maps a path to the body that is sent in its place."""

    def __init__(self, www: Path) -> None:
        self.asked: list[tuple[str, int]] = []
        """(path, first byte asked for)"""
        self.sent = 0
        self.cut_after: int | None = None
        """Close the line of a target's answer after this many bytes, once."""
        self.ranges = True
        self.instead: dict[str, bytes | Iterator[bytes]] = {}
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            # Head and body in one packet: apart, each answer waits for an acknowledgement.
            wbufsize = 64 * 1024

            def do_GET(self) -> None:
                outer.answer(self, www)

            def log_message(self, *_: object) -> None:
                pass

        class Quiet(ThreadingHTTPServer):
            daemon_threads = False

            def handle_error(self, *_: object) -> None:
                pass

        self._server = Quiet(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,))
        self._thread.start()

    def answer(self, handler: BaseHTTPRequestHandler, www: Path) -> None:
        path = handler.path.lstrip("/")
        start = int((handler.headers.get("Range") or "bytes=0-").removeprefix("bytes=").rstrip("-"))
        self.asked.append((path, start))
        body = self.instead.get(path)
        if body is None:
            file = www / path
            if not file.is_file():
                handler.send_response(404)
                handler.send_header("Content-Length", "0")
                handler.end_headers()
                return
            body = file.read_bytes()
        if not isinstance(body, bytes):
            handler.send_response(200)
            handler.send_header("Connection", "close")
            handler.end_headers()
            with contextlib.suppress(OSError):
                for chunk in body:
                    handler.wfile.write(chunk)
                    handler.wfile.flush()
            handler.close_connection = True
            return
        whole = len(body)
        ranged = self.ranges and start > 0
        if ranged:
            body = body[start:]
        handler.send_response(206 if ranged else 200)
        handler.send_header("Content-Length", str(len(body)))
        if ranged:
            handler.send_header("Content-Range", f"bytes {start}-{whole - 1}/{whole}")
        handler.end_headers()
        if self.cut_after is not None and path.startswith("targets/"):
            body, self.cut_after = body[: self.cut_after], None
            handler.close_connection = True
        self.sent += len(body)
        handler.wfile.write(body)

    def close(self) -> None:
        if not self._thread.is_alive():
            return
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


class HttpFetcher:
    """`offline_cache.source.Fetcher` by plain HTTP."""

    def __init__(self, url: str) -> None:
        self._url = url
        self.session = requests.Session()

    @contextlib.contextmanager
    def open(self, path: str, offset: int = 0) -> Iterator[Opened]:
        headers = {"Accept-Encoding": "identity"} | ({"Range": f"bytes={offset}-"} if offset else {})
        try:
            with self.session.get(f"{self._url}/{path}", headers=headers, stream=True, timeout=30) as answer:
                if answer.status_code not in (200, 206):
                    raise SourceStatus(answer.status_code)
                yield Opened(
                    offset if answer.status_code == 206 else 0, iter(lambda: answer.raw.read1(4096), b"")
                )
        except (requests.RequestException, urllib3.exceptions.HTTPError) as error:
            raise SourceDown(type(error).__name__) from error


class Terminal:
    """A store and its way to the server."""

    def __init__(self, store: Path, root: bytes, server: Server) -> None:
        self.store = store
        self.root = root
        self.server = server
        self.fetcher = HttpFetcher(server.url)

    def sync(self, **options: Any) -> Outcome:
        return sync(self.store, self.root, self.fetcher, datetime.now(UTC), **options)

    def snapshots(self) -> dict[str, bytes]:
        """Pointer and snapshots, so that two moments can be compared."""
        return {
            path.name: str(path.readlink()).encode() if path.is_symlink() else path.read_bytes()
            for path in sorted(self.store.iterdir())
            if not path.is_dir()
        }


@pytest.fixture
def site(tmp_path: Path) -> Site:
    folder = tmp_path / "site"
    folder.mkdir()
    return Site(folder)


@pytest.fixture
def server(site: Site) -> Iterator[Server]:
    made = Server(site.www)
    yield made
    made.close()


@pytest.fixture
def terminal(tmp_path: Path, site: Site, server: Server) -> Iterator[Terminal]:
    made = Terminal(tmp_path / "store", site.root, server)
    yield made
    made.fetcher.session.close()


@pytest.fixture
def another_terminal(tmp_path: Path, site: Site, server: Server) -> Iterator[Terminal]:
    made = Terminal(tmp_path / "another-store", site.root, server)
    yield made
    made.fetcher.session.close()


@pytest.fixture
def refused(site: Site, terminal: Terminal) -> Callable[[type[SnapshotRefused]], None]:
    """Have a terminal that has version 1 look at what is served, and be refused; its store stays as it is."""
    site.publish(1)
    terminal.sync()

    def expect(error: type[SnapshotRefused]) -> None:
        before = terminal.snapshots()
        with pytest.raises(SnapshotRefused) as caught:
            terminal.sync()
        assert type(caught.value) is error
        assert terminal.snapshots() == before
        assert not list((terminal.store / "incoming").glob("*"))

    return expect
