"""A PostgreSQL server of Debian's package, alone for these tests."""

import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg


@contextmanager
def postgres_server() -> Iterator[str]:
    """Run one; gives its address. Its socket lies in a folder of its own: no port that another may take."""
    programs = sorted(Path("/usr/lib/postgresql").glob("*/bin"))[-1]
    user = "postgres" if os.geteuid() == 0 else None
    directory = Path(tempfile.mkdtemp(prefix="yiciban-pg-"))
    if user:
        entry = pwd.getpwnam(user)
        os.chown(directory, entry.pw_uid, entry.pw_gid)
    data = directory / "data"
    run: dict[str, Any] = {"user": user, "group": user, "extra_groups": []} if user else {}
    subprocess.run(
        [
            programs / "initdb",
            "-D",
            data,
            "-U",
            "yiciban",
            "--auth=trust",
            "--no-sync",
            "-E",
            "UTF8",
            "--locale=C.UTF-8",
        ],
        check=True,
        capture_output=True,
        cwd="/",
        **run,
    )
    server = subprocess.Popen(
        [
            programs / "postgres",
            "-D",
            data,
            "-c",
            "listen_addresses=",
            "-c",
            f"unix_socket_directories={directory}",
            "-c",
            "fsync=off",
        ],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd="/",
        **run,
    )
    url = f"postgresql://yiciban@/postgres?host={directory}"
    try:
        deadline = time.monotonic() + 60
        while True:
            try:
                psycopg.connect(url).close()
                break
            except psycopg.OperationalError:
                assert time.monotonic() < deadline, "PostgreSQL did not start"
                assert server.poll() is None, "PostgreSQL ended"
                time.sleep(0.05)
        yield url
    finally:
        server.send_signal(2)
        server.wait(100)
        shutil.rmtree(directory, ignore_errors=True)
