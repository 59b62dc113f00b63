"""A cupsd with its own configuration, spool, socket and backends: touches nothing of the machine's own.

Runs as root (its filters then as the user `lp`) and as any other user (all of it as that user).
"""

import contextlib
import os
import pwd
import subprocess
import time
from pathlib import Path

import cups

from devices.page_printer.simulator.backend import BACKEND, MODES, SCHEME

CUPSD = "/usr/sbin/cupsd"
_SYSTEM = Path("/usr/lib/cups")
_PROGRAMS = ("cgi-bin", "daemon", "driver", "filter", "monitor", "notifier")
_CUPSD_CONF = """\
Listen {socket}
LogLevel warn
Browsing Off
DirtyCleanInterval 0
WebInterface No
DefaultAuthType None
PreserveJobHistory Yes
PreserveJobFiles {preserve}
JobRetryInterval 1
JobRetryLimit 5
JobKillDelay 2
<Location />
Order allow,deny
Allow all
</Location>
<Policy default>
JobPrivateAccess default
JobPrivateValues default
<Limit All>
Order deny,allow
</Limit>
</Policy>
"""


class PrivateServer:
    """cupsd in `folder`, which the user `lp` must be able to pass through. `socket` is its address."""

    def __init__(self, folder: Path, keep_documents: bool = False) -> None:
        self.folder = folder
        self.socket = folder / "cups.sock"
        self._keep = keep_documents
        self._process: subprocess.Popen[bytes] | None = None
        self._prepare()

    @property
    def spool(self) -> Path:
        """Where cupsd keeps its jobs."""
        return self.folder / "spool"

    def start(self, seconds: float = 20.0) -> None:
        """Start and wait until it answers. Raises OSError when there is no cupsd, or it does not come up."""
        if not Path(CUPSD).exists():
            raise FileNotFoundError(f"{CUPSD} is missing: install the package cups")
        self.socket.unlink(missing_ok=True)
        etc = self.folder / "etc"
        options = ["-f", "-c", str(etc / "cupsd.conf"), "-s", str(etc / "cups-files.conf")]
        with (self.folder / "logs/output").open("ab") as output:
            self._process = subprocess.Popen([CUPSD, *options], stdout=output, stderr=output)
        end = time.monotonic() + seconds
        while not self.answers():
            if self._process.poll() is not None or time.monotonic() > end:
                raise OSError(f"cupsd did not start: {self._log()}")
            time.sleep(0.02)

    def answers(self) -> bool:
        """Whether it takes connections."""
        with contextlib.suppress(RuntimeError, cups.IPPError):
            cups.Connection(host=str(self.socket)).getPrinters()
            return True
        return False

    def stop(self, kill: bool = False) -> None:
        """End it; with `kill` as when the power goes. Twice is harmless."""
        if self._process is None:
            return
        if kill:
            self._process.kill()
        else:
            self._process.terminate()
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait(10)
        self._process = None

    def add(
        self, name: str, error_policy: str = "abort-job", ppd: Path | None = None, device: str = ""
    ) -> "SimulatedPrinter":
        """Make a queue with a printer behind it; `device` is the URI of another one than that."""
        folder = self.folder / f"printer-{name}"
        (folder / "out").mkdir(parents=True, exist_ok=True)
        printer = SimulatedPrinter(self, name, folder)
        printer.set("ok")
        connection = self.connection()
        extra = {"filename": str(ppd)} if ppd else {}
        connection.addPrinter(name, device=device or f"{SCHEME}:{folder}", **extra)
        connection.setPrinterErrorPolicy(name, error_policy)
        connection.enablePrinter(name)
        connection.acceptJobs(name)
        return printer

    def connection(self) -> cups.Connection:
        """Return a connection of the staff's, to do to queues what staff do."""
        return cups.Connection(host=str(self.socket))

    def _prepare(self) -> None:
        for name in ("etc/ppd", "etc/ssl", "backends/backend", "spool/tmp", "cache", "run", "logs"):
            (self.folder / name).mkdir(parents=True, exist_ok=True)
        for name in _PROGRAMS:
            link = self.folder / "backends" / name
            if not link.is_symlink():
                link.symlink_to(_SYSTEM / name)
        network = self.folder / "backends/backend/socket"
        if not network.is_symlink():
            network.symlink_to(_SYSTEM / "backend/socket")
        backend = self.folder / "backends/backend" / SCHEME
        backend.write_text(BACKEND)
        # No rights for others: cupsd then runs it as the user that cupsd itself has.
        backend.chmod(0o700)
        preserve = "Yes" if self._keep else "No"
        (self.folder / "etc/cupsd.conf").write_text(_CUPSD_CONF.format(socket=self.socket, preserve=preserve))
        lines = [
            f"ServerRoot {self.folder}/etc",
            f"ServerBin {self.folder}/backends",
            f"RequestRoot {self.folder}/spool",
            f"TempDir {self.folder}/spool/tmp",
            f"CacheDir {self.folder}/cache",
            f"StateDir {self.folder}/run",
            f"AccessLog {self.folder}/logs/access",
            f"ErrorLog {self.folder}/logs/error",
            f"PageLog {self.folder}/logs/page",
            "SystemGroup root",
            # cupsd never lets filters run as root.
            *(("User lp", "Group lp") if os.geteuid() == 0 else (f"User {_user()}",)),
        ]
        (self.folder / "etc/cups-files.conf").write_text("\n".join(lines) + "\n")

    def _log(self) -> str:
        texts = [p.read_text(errors="replace")[-600:] for p in (self.folder / "logs").iterdir()]
        return " ".join(" ".join(texts).split())


class SimulatedPrinter:
    """One simulated printer: what it does next, and what has come out."""

    def __init__(self, server: PrivateServer, queue: str, folder: Path) -> None:
        self.server = server
        self.queue = queue
        self._folder = folder

    def set(self, mode: str, reason: str = "") -> None:
        """Change what it does, also while a job runs. `reason` is an IPP keyword, for `hold`.

        Raises ValueError for an unknown mode.
        """
        if mode not in MODES:
            raise ValueError(f"mode is one of {', '.join(MODES)}")
        fresh = self._folder / ".mode"
        fresh.write_text(f"{mode} {reason}\n")
        fresh.replace(self._folder / "mode")

    @property
    def out(self) -> Path:
        """The folder that is the paper."""
        return self._folder / "out"

    def take(self) -> None:
        """Take away what has come out."""
        for sheet in (*self.out.glob("*.pdf"), *self.out.glob("*.part")):
            sheet.unlink(missing_ok=True)

    @property
    def paper(self) -> list[bytes]:
        """What came out whole, in order."""
        files = sorted((self._folder / "out").glob("*.pdf"), key=lambda p: int(p.stem))
        return [p.read_bytes() for p in files]

    @property
    def scraps(self) -> int:
        """How many half documents came out."""
        return len(list((self._folder / "out").glob("*.part")))

    @property
    def busy(self) -> bool:
        """Whether something is being printed."""
        return any(_lives(file.suffix[1:]) for file in self._folder.glob("busy.*"))

    @property
    def runs(self) -> list[str]:
        """Job number and name of each time that printing began."""
        file = self._folder / "runs"
        return file.read_text().splitlines() if file.exists() else []


def _lives(process: str) -> bool:
    # A process that was killed cannot tidy up; one that nobody waited for has no command line any more.
    with contextlib.suppress(OSError):
        return bool(Path("/proc", process, "cmdline").read_bytes())
    return False


def _user() -> str:
    return pwd.getpwuid(os.geteuid()).pw_name
