"""Starts Debian's mosquitto with mutual TLS, a list of rights for each terminal, and a store that survives.

The same configuration stands in docs/telemetry.md for an operator's own broker.
"""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import threading
import time
from pathlib import Path

from kiosk.telemetry.topics import ROOT
from sandbox.broker.certificates import Certificates
from sandbox.ports import free_ports

PROGRAM = shutil.which("mosquitto") or "/usr/sbin/mosquitto"
PLATFORM = "platform"
"""Common name of the operator's side; it may read and write everything."""
HALL = "hall"
"""Common name of who looks after the halls; it hears what somebody has to come for, and nothing else."""
READY_S = 60.0
CONFIGURATION = """\
per_listener_settings false
listener {port} 127.0.0.1
cafile {ca}
certfile {certificate}
keyfile {key}
tls_version tlsv1.2
require_certificate true
use_identity_as_username true
use_username_as_clientid true
allow_anonymous false
acl_file {rights}
allow_zero_length_clientid false
max_packet_size 300000
max_queued_messages 100000
persistence true
persistence_location {store}/
autosave_on_changes true
autosave_interval {save_every}
log_dest stderr
log_type error
log_type warning
connection_messages false
user {user}
"""
RIGHTS = """\
user {platform}
topic readwrite {root}/#
user {hall}
topic read {root}/+/hall

pattern write {root}/%u/state
pattern write {root}/%u/hall
pattern write {root}/%u/beat
pattern write {root}/%u/counters
pattern write {root}/%u/answers
pattern read {root}/%u/commands
"""


class NoBroker(Exception):  # noqa: N818  what there is
    """mosquitto is not installed, or did not start; the message says which."""


class Mosquitto:
    """One broker in `folder`. A context manager."""

    def __init__(self, folder: Path, certificates: Certificates, save_every: int = 1) -> None:
        """`save_every`: after so many changes the store is written; with 1 a kill forgets nothing."""
        if not Path(PROGRAM).exists():
            raise NoBroker("mosquitto is not installed (Debian: apt install mosquitto)")
        self.folder, self.certificates = folder, certificates
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        (self.port,) = free_ports()
        self._save_every = save_every
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"mqtts://localhost:{self.port}"

    @property
    def pid(self) -> int:
        """Its process."""
        assert self._process is not None
        return self._process.pid

    def start(self) -> None:
        """Start it and wait until it takes connections. Raises `NoBroker`."""
        store = self.folder / "store"
        store.mkdir(exist_ok=True)
        rights = self.folder / "rights"
        rights.write_text(RIGHTS.format(platform=PLATFORM, hall=HALL, root=ROOT), encoding="ascii")
        rights.chmod(0o600)
        settings = self.folder / "mosquitto.conf"
        user = "root" if os.geteuid() == 0 else ""
        text = CONFIGURATION.format(
            port=self.port,
            ca=self.certificates.ca,
            certificate=self.certificates.server,
            key=self.certificates.server_key,
            rights=rights,
            store=store,
            save_every=self._save_every,
            user=user,
        )
        settings.write_text(text if user else text.replace("user \n", ""), encoding="ascii")
        with (self.folder / "mosquitto.log").open("ab") as log:
            self._process = subprocess.Popen([PROGRAM, "-c", str(settings)], stdout=log, stderr=log)
        self._until_it_listens()

    def kill(self) -> None:
        """Kill it, as a power cut does."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        """End it."""
        self._end(signal.SIGTERM)

    def freeze(self) -> None:
        """Let it stand still: connections stay and nothing is answered, as behind a cut line."""
        os.kill(self.pid, signal.SIGSTOP)

    def thaw(self) -> None:
        """Let it go on."""
        os.kill(self.pid, signal.SIGCONT)

    def __enter__(self) -> "Mosquitto":
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def _end(self, number: signal.Signals) -> None:
        if self._process is None or self._process.poll() is not None:
            return
        self._process.send_signal(number)
        with contextlib.suppress(ProcessLookupError):
            os.kill(self._process.pid, signal.SIGCONT)
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _until_it_listens(self) -> None:
        assert self._process is not None
        until = time.monotonic() + READY_S
        pause = threading.Event()
        while time.monotonic() < until:
            if self._process.poll() is not None:
                break
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port), 1):
                return
            pause.wait(0.02)
        self.stop()
        raise NoBroker(f"mosquitto did not start; see {self.folder / 'mosquitto.log'}")
