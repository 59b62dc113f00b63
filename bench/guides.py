"""10,000 guides on their way to a terminal: the first sync and a change of 1 %, over HTTP on one machine.

The guides are the sample content, told apart: each has its own names, numbers, summary and items. 100 of them
are then given a new name, summary, question, alias and revision.

Bytes on the wire are the bodies of all answers of a pass, metadata included; heads of requests and answers
are not counted. Measures of the change stand beside them:
    texts      the texts that were put in, compressed by themselves (zstd 19): no patch can send less
    guides     the changed guides' whole JSON, compressed by itself (zstd 19)
    bare       `zstd -9 --long=28 --patch-from` of the two SQLite files, the peer
The goal of 1.3 is on wire/guides. Verify is the offline check of the installed snapshot from the enrolment's
root on; both syncs build the search index, whose size stands there too.
"""

import hashlib
import json
import random
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import requests
import zstandard

from bench.plan import machine
from kiosk.catalogue.content import compose
from kiosk.catalogue.models import Bundle, Catalogue, LocalText
from offline_cache.errors import SourceDown, SourceStatus
from offline_cache.search_index import build as build_index
from offline_cache.source import Opened
from offline_cache.store import DERIVED
from offline_cache.sync import Outcome, sync, verify
from sandbox import content
from sandbox.platform.keys import Keys
from sandbox.platform.publishing import Publisher
from sandbox.platform.settings import Settings

GUIDES = 10_000
CHANGED = GUIDES // 100
GOAL = 1.3
_WORDS = "办理登记申请核验材料窗口社区街道证明变更备案许可查询补贴住房教育医保养老就业企业经营"


def main() -> dict[str, object]:
    """Return bytes, ratios and times of first sync and change, and whether the goal is kept."""
    with tempfile.TemporaryDirectory() as folder:
        return _measure(Path(folder))


def _measure(folder: Path) -> dict[str, object]:
    chance = random.Random(20261121)
    now = datetime.now(UTC)
    settings = Settings(state_dir=folder / "platform")
    keys = Keys.open(settings.state_dir, now)
    publisher = Publisher(settings, keys.roles, keys.sealing)
    sample = compose(content.documents())
    guides = [_told_apart(sample.bundles[n % len(sample.bundles)], n, chance) for n in range(GUIDES)]
    began = time.perf_counter()
    publisher.publish(_of(sample, guides), now)
    published = time.perf_counter() - began
    root = publisher.repository.root
    with _served(folder / "platform" / "catalogue") as url:
        way = CountingFetcher(url)
        first, first_s = _sync(folder / "store", root, way)
        first_bytes, before = way.take(), (folder / "store" / "current").read_bytes()
        places = chance.sample(range(GUIDES), CHANGED)
        texts: list[str] = []
        for place in places:
            guides[place], added = _changed(guides[place], chance)
            texts += added
        began = time.perf_counter()
        publisher.publish(_of(sample, guides), now)
        patched = time.perf_counter() - began
        change, change_s = _sync(folder / "store", root, way)
        change_bytes = way.take()
    began = time.perf_counter()
    verify(folder / "store", root)
    verify_s = time.perf_counter() - began
    raw = (folder / "store" / "current").read_bytes()
    changed_json = "\n".join(guides[place].model_dump_json(by_alias=True) for place in places)
    size_of_guides = _packed(changed_json.encode())
    bare = _bare(folder, before, raw)
    ratio = change_bytes / size_of_guides
    return {
        "guides": GUIDES,
        "snapshot_mb": round(len(raw) / 1e6, 1),
        "first_sync_kb": round(first_bytes / 1e3, 1),
        "first_sync_s": round(first_s, 2),
        "changed": CHANGED,
        "way": change.way,
        "change_kb": round(change_bytes / 1e3, 1),
        "change_metadata_kb": round((change_bytes - change.received) / 1e3, 1),
        "change_sync_s": round(change_s, 2),
        "changed_texts_kb": round(_packed("\n".join(texts).encode()) / 1e3, 1),
        "changed_guides_kb": round(size_of_guides / 1e3, 1),
        "wire_to_guides": round(ratio, 3),
        "wire_to_bare_zstd": round(change_bytes / bare, 3) if bare else None,
        "wire_to_whole": round(change_bytes / first_bytes, 4),
        "verify_s": round(verify_s, 2),
        "index_mb": round(_index_bytes(folder / "store") / 1e6, 1),
        "publish_first_s": round(published, 1),
        "publish_change_s": round(patched, 1),
        "goal": GOAL,
        "within_limit": ratio <= GOAL and first.way == "whole" and change.way == "patch",
        "machine": machine(),
    }


@dataclass
class CountingFetcher:
    """`offline_cache.source.Fetcher` by plain HTTP; counts the bytes of the bodies."""

    url: str
    bytes: int = 0
    _session: requests.Session = field(default_factory=requests.Session)

    @contextmanager
    def open(self, path: str, offset: int = 0) -> Iterator[Opened]:
        """See `Fetcher.open`."""
        headers = {"Accept-Encoding": "identity"}
        try:
            with self._session.get(f"{self.url}/{path}", headers=headers, stream=True, timeout=60) as answer:
                if answer.status_code != 200:
                    raise SourceStatus(answer.status_code)
                yield Opened(0, self._count(answer))
        except requests.RequestException as error:
            raise SourceDown(type(error).__name__) from error

    def take(self) -> int:
        """Return what was counted since the last call."""
        taken, self.bytes = self.bytes, 0
        return taken

    def _count(self, answer: requests.Response) -> Iterator[bytes]:
        for chunk in answer.iter_content(65536):
            self.bytes += len(chunk)
            yield chunk


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@contextmanager
def _served(folder: Path) -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _sync(store: Path, root: bytes, way: CountingFetcher) -> tuple[Outcome, float]:
    began = time.perf_counter()
    outcome = sync(store, root, way, datetime.now(UTC), build_index)
    return outcome, time.perf_counter() - began


def _of(sample: Catalogue, guides: list[Bundle]) -> Catalogue:
    return sample.model_copy(update={"bundles": tuple(guides)})


def _told_apart(bundle: Bundle, number: int, chance: random.Random) -> Bundle:
    """Give a copy of a sample guide names, places and a question of its own."""
    mark = hashlib.sha256(str(number).encode()).hexdigest()[:8]
    guide = bundle.guide.model_copy(update={"summary": _text(chance, 40)})
    items = tuple(item.model_copy(update={"name": _text(chance, 8)}) for item in bundle.items)
    return bundle.model_copy(
        update={
            "id": f"{bundle.id}-{mark}-{number}",
            "code": f"{bundle.code}-{number}",
            "name": _text(chance, 10),
            "aliases": (_words(chance, 6), _words(chance, 5)),
            "guide": guide,
            "items": items,
        }
    )


def _changed(bundle: Bundle, chance: random.Random) -> tuple[Bundle, list[str]]:
    summary, question, alias = _text(chance, 60), _text(chance, 30), _words(chance, 8)
    name = _text(chance, 12)
    guide = bundle.guide.model_copy(update={"summary": summary})
    changed = bundle.model_copy(
        update={
            "revision": bundle.revision + 1,
            "guide": guide,
            "plain_name": question,
            "name": name,
            "aliases": (*bundle.aliases, alias),
        }
    )
    return changed, [summary.zh, question.zh, name.zh, alias]


def _text(chance: random.Random, length: int) -> LocalText:
    return LocalText(zh=_words(chance, length))


def _words(chance: random.Random, length: int) -> str:
    return "".join(chance.choice(_WORDS) for _ in range(length))


def _packed(data: bytes) -> int:
    return len(zstandard.ZstdCompressor(level=19).compress(data))


def _bare(folder: Path, before: bytes, after: bytes) -> int | None:
    """Bytes of `zstd --patch-from`, None where the command is not installed."""
    command = shutil.which("zstd")
    if command is None:
        return None
    old, new, out = folder / "old", folder / "new", folder / "patch"
    old.write_bytes(before)
    new.write_bytes(after)
    options = ["-q", "-f", "-9", "--long=28", f"--patch-from={old}", str(new), "-o", str(out)]
    subprocess.run([command, *options], check=True)
    return out.stat().st_size


def _index_bytes(store: Path) -> int:
    newest = max(store.glob(f"guides-*{DERIVED}"), default=None)
    return newest.stat().st_size if newest is not None else 0


if __name__ == "__main__":
    json.dump(main(), sys.stdout, ensure_ascii=False, indent=2)
