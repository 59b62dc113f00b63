"""A root that runs: booted by systemd-nspawn, with a network and cgroups of its own."""

import json
import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from bare_root import Root
from control_group import ControlGroup

PATIENCE_S = 120.0
LIMITS = ("--capability=CAP_BPF,CAP_NET_ADMIN", "--system-call-filter=bpf")
"""What systemd needs to keep a unit from addresses (IPAddressDeny=) and devices (DevicePolicy=)."""


class Machine:
    """One root and what runs in it. `binds`: what of this machine is there as well, `FROM:TO`."""

    def __init__(self, root: Root, namespace: str, binds: Sequence[str] = ()) -> None:
        self.root = root
        self._namespace, self._binds = namespace, binds
        self._boot: subprocess.Popen[bytes] | None = None
        self._console = root.folder.with_name("console.log")
        self._group: ControlGroup | None = None

    def boot(self) -> float:
        """Start systemd, and wait until it has a bus; return seconds."""
        before = time.monotonic()
        command = ["systemd-nspawn", "-q", "-D", str(self.root.folder), "--boot", "--register=no"]
        command += ["--keep-unit", "--console=pipe", "--resolv-conf=off", *LIMITS]
        command += [f"--network-namespace-path={self._namespace}"]
        command += [f"--bind={one}" for one in self._binds]
        self._group = ControlGroup()
        with self._console.open("wb") as console:
            self._boot = subprocess.Popen(
                self._group.around(command),
                stdin=subprocess.DEVNULL,
                stdout=console,
                stderr=console,
                env={**os.environ, "SYSTEMD_NSPAWN_UNIFIED_HIERARCHY": "1"},
            )
        self.until(lambda: self.leader != "" and self.ask("systemctl", "is-active", "dbus") == "active")
        return time.monotonic() - before

    def power_off(self) -> None:
        """Take its power away."""
        if self._boot is not None:
            # Its first process takes all others along; systemd-nspawn lives to tidy up.
            if leader := self.leader:
                os.kill(int(leader), signal.SIGKILL)
            else:
                self._boot.terminate()
            self._boot.wait(PATIENCE_S)
            self._boot = None
        if self._group is not None:
            self._group.close()
            self._group = None

    def until(self, reached: Callable[[], Any], within_s: float = PATIENCE_S) -> float:
        """Wait for it; return seconds."""
        before = time.monotonic()
        while not reached():
            assert self._boot is None or self._boot.poll() is None, self._console.read_text()
            assert time.monotonic() - before < within_s, self.journal()
            time.sleep(0.1)
        return time.monotonic() - before

    @property
    def leader(self) -> str:
        """Our number of its first process, empty while there is none."""
        assert self._boot is not None
        found = subprocess.run(
            ["pgrep", "-P", str(self._boot.pid), "systemd"], capture_output=True, text=True
        ).stdout.split()
        return found[0] if found else ""

    def inside(self, path: str) -> Path:
        """Return a path of the running machine as it is reached from here, also below its /run."""
        return Path(f"/proc/{self.leader}/root") / path.lstrip("/")

    def done(self, *command: str, text: str | None = None) -> subprocess.CompletedProcess[str]:
        """Run a command in the machine, as root."""
        into = ["nsenter", "-t", self.leader, "-m", "-u", "-i", "-p", "-n", "-C"]
        return subprocess.run([*into, *command], capture_output=True, text=True, timeout=300, input=text)

    def ask(self, *command: str) -> str:
        """Return what a command in the machine prints."""
        return self.done(*command).stdout.strip()

    def shown(self, unit: str, key: str) -> str:
        """Return a property of a unit."""
        return self.ask("systemctl", "show", "-P", key, unit)

    def is_active(self, *units: str) -> bool:
        """Tell whether units are up: for the terminal's own, whether they have said READY."""
        return all(self.shown(unit, "ActiveState") == "active" for unit in units)

    def pid_of_the_screens(self) -> str:
        """Return the process of the frame loop, as the machine numbers it."""
        return self.ask("pgrep", "-o", "-f", "bin/python -I .*/bin/kiosk-ui")

    def events(self, unit: str, name: str) -> list[Mapping[str, Any]]:
        """Return the events of this name in the log of a unit, since the machine was started."""
        lines = self.ask("journalctl", "-b", "-u", unit, "-o", "cat", "--no-pager").splitlines()
        found = [json.loads(line) for line in lines if line.startswith("{")]
        return [one for one in found if one.get("event") == name]

    def status(self) -> dict[str, Any]:
        """Return what the agent says of itself; empty where none answers."""
        asked = "import http.client,socket,sys\nc=http.client.HTTPConnection('agent')\n"
        asked += "c.sock=socket.socket(socket.AF_UNIX)\nc.sock.connect('/run/yiciban/agent.sock')\n"
        asked += "c.request('GET','/agent/v1/status')\nprint(c.getresponse().read().decode())"
        done = self.done("python3", "-I", "-c", asked)
        return dict(json.loads(done.stdout)) if done.returncode == 0 else {}

    def journal(self) -> str:
        """Return the last lines of the terminal's units."""
        return self.ask(
            "journalctl", "-b", "--no-pager", "-n", "80", "-u", "kiosk-*", "-o", "short-monotonic"
        )

    def probe(self, name: str, unit: str, script: str) -> dict[str, Any]:
        """Run a script within the sandbox of `unit`; return the JSON that it prints."""
        text = (self.root.folder / "usr/lib/systemd/system" / unit).read_text(encoding="utf-8")
        dropped = ("ExecStart", "Type=", "Restart", "Watchdog", "OnFailure", "Wants", "After", "Conflicts")
        kept = "\n".join(line for line in text.splitlines() if not line.startswith((*dropped, "RuntimeDir")))
        self.root.write(f"/usr/local/lib/{name}.py", script)
        run = f"Type=oneshot\nExecStart=/usr/bin/python3 -I /usr/local/lib/{name}.py\n"
        run += f"StandardOutput=file:/var/{name}.json"
        unit_text = kept.replace("[Service]", f"[Service]\n{run}")
        self.root.write(f"/etc/systemd/system/{name}.service", unit_text)
        self.ask("systemctl", "daemon-reload")
        started = self.done("systemctl", "start", f"{name}.service")
        assert started.returncode == 0, started.stderr + self.ask("journalctl", "-u", name, "-n", "20")
        return dict(json.loads((self.root.folder / f"var/{name}.json").read_text(encoding="utf-8")))
