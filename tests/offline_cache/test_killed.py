"""Killed in the middle of taking new guides: the old or the new ones stand, and the next pass goes on."""

import os
import shutil
import subprocess
import sys
from contextlib import contextmanager

import pytest

from offline_cache.store import GuideStore

PROGRAM = """
import os, signal, sys, traceback
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
import requests
from offline_cache.errors import SourceStatus
from offline_cache.source import Opened
from offline_cache.sync import sync

store, root, url = Path(sys.argv[1]), Path(sys.argv[2]).read_bytes(), sys.argv[3]
left = 0

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
        with requests.get(f"{url}/{path}", headers=headers, stream=True, timeout=30) as answer:
            if answer.status_code not in (200, 206):
                raise SourceStatus(answer.status_code)
            yield Opened(offset if answer.status_code == 206 else 0, answer.iter_content(1024))

for line in sys.stdin:
    child = os.fork()
    if child == 0:
        ended = 1
        try:
            left = int(line)
            sys.addaudithook(counted)
            sync(store, root, Fetcher(), datetime.now(UTC), lambda _, out: out.write_bytes(b"x"))
            ended = 0
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(ended)
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
"""


@contextmanager
def passes(*arguments):
    """A process that makes passes in children of its own: `one(moment)` returns how the child ended."""
    command = [sys.executable, "-c", PROGRAM, *map(str, arguments)]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with subprocess.Popen(command, text=True, env=os.environ | {"PYTHONPATH": "."}, **pipes) as process:

        def one(moment):
            process.stdin.write(f"{moment}\n")
            process.stdin.flush()
            answer = process.stdout.readline()
            if answer not in ("0\n", "-9\n"):
                process.kill()
                raise AssertionError(f"{answer}{process.stderr.read()}")
            return int(answer)

        yield one
        process.stdin.close()


@pytest.mark.sampled
@pytest.mark.parametrize("start", range(2))
def test_killed_at_every_step_the_store_is_whole_and_the_next_pass_goes_on(
    site, terminal, tmp_path, start, whole
):
    root = tmp_path / "root.json"
    root.write_bytes(site.root)
    site.publish(1)
    terminal.sync(derive=lambda _, out: out.write_bytes(b"x"))
    site.publish(2, base=1)
    before = tmp_path / "before"
    shutil.copytree(terminal.store, before, symlinks=True)
    moment = 1 + start
    with passes(terminal.store, root, terminal.server.url) as one_pass:
        while True:
            shutil.rmtree(terminal.store)
            shutil.copytree(before, terminal.store, symlinks=True)
            ended = one_pass(moment)
            with GuideStore(terminal.store) as store:
                assert store.version in (1, 2)
                assert store.bundles()[0]["name"]["zh"] == f"版本{store.version}"
                assert store.derived is not None
            if ended == 0:
                break
            assert terminal.sync(derive=lambda _, out: out.write_bytes(b"x")).version == 2
            assert (terminal.store / "current").read_bytes() == site.made[2]
            moment += 2 if whole else 6
    assert store.version == 2
    assert moment > 20
    assert terminal.sync().way == "none"
