"""Killed in the middle of taking new guides: the old or the new ones stand, and the next pass goes on."""

import os
import shutil
import subprocess
import sys

import pytest

from offline_cache.store import GuideStore

PROGRAM = """
import os, signal, sys
from datetime import UTC, datetime
from pathlib import Path
import requests
from offline_cache import sync as module
from offline_cache.source import Opened
from contextlib import contextmanager

store, root, url, left = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3], int(sys.argv[4])

def counted(event, arguments):
    # Every opened, renamed, removed or linked file below the store is a moment at which the plug may go.
    global left
    if event in ("open", "os.rename", "os.remove", "os.symlink", "os.chmod"):
        if any(str(store) in str(one) for one in arguments):
            left -= 1
            if left == 0:
                os.kill(os.getpid(), signal.SIGKILL)

class Fetcher:
    @contextmanager
    def open(self, path, offset=0):
        headers = {"Range": f"bytes={offset}-"} if offset else {}
        with requests.get(f"{url}/{path}", headers=headers, stream=True, timeout=20) as answer:
            if answer.status_code not in (200, 206):
                raise module_errors.SourceStatus(answer.status_code)
            yield Opened(offset if answer.status_code == 206 else 0, answer.iter_content(1024))

from offline_cache import errors as module_errors
sys.addaudithook(counted)
module.sync(store, root.read_bytes(), Fetcher(), datetime.now(UTC), lambda _, out: out.write_bytes(b"x"))
print("done")
"""


@pytest.mark.parametrize("start", range(2))
def test_killed_at_every_step_the_store_is_whole_and_the_next_pass_goes_on(site, terminal, tmp_path, start):
    root = tmp_path / "root.json"
    root.write_bytes(site.root)
    site.publish(1)
    terminal.sync(derive=lambda _, out: out.write_bytes(b"x"))
    site.publish(2, base=1)
    before = tmp_path / "before"
    shutil.copytree(terminal.store, before, symlinks=True)
    moment = 1 + start
    while True:
        shutil.rmtree(terminal.store)
        shutil.copytree(before, terminal.store, symlinks=True)
        command = [sys.executable, "-c", PROGRAM, str(terminal.store), str(root), terminal.server.url]
        ended = subprocess.run(
            [*command, str(moment)], env=os.environ | {"PYTHONPATH": "."}, capture_output=True, timeout=30
        )
        with GuideStore(terminal.store) as store:
            assert store.version in (1, 2)
            assert store.bundles()[0]["name"]["zh"] == f"版本{store.version}"
            assert store.derived is not None
        if ended.returncode == 0:
            break
        assert ended.returncode == -9, ended.stderr
        assert terminal.sync(derive=lambda _, out: out.write_bytes(b"x")).version == 2
        assert (terminal.store / "current").read_bytes() == site.made[2]
        moment += 2
    assert store.version == 2
    assert moment > 20
    assert terminal.sync().way == "none"
