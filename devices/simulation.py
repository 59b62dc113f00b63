"""What every simulated device shares: a line that can be pulled, and a control socket beside it.

A simulator is a process: `python -m devices.<kind>.simulator --link PATH --control PATH`. It speaks the
device's own bytes on a pty that `--link` points at, so the driver under test is the driver that ships, and it
is steered from outside, also while an operation runs, over a Unix socket at `--control`: one JSON object a
line, `{"cmd": NAME, …arguments}` answered by `{"ok": true, …}` or `{"ok": false, "error": TEXT}`. Every
simulator knows `state`, `plug`, `unplug` and the commands of `devices/simulated_faults.py`. When ready it
prints one JSON line on stdout.

Production code never imports this module.
"""

import argparse
import contextlib
import json
import os
import signal
import socket
import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from devices import simulated_faults
from devices.simulated_faults import UNPLUGGED, SettableFault
from devices.simulated_line import PtyLine


class CommandError(Exception):
    """A control command was refused; the text says why."""


class ControlServer:
    """Answers JSON lines on a Unix socket by a function `(command, arguments) -> answer`."""

    def __init__(self, path: Path, handle: Callable[[str, Mapping[str, Any]], Mapping[str, Any]]) -> None:
        self._path = path
        self._handle = handle
        path.parent.mkdir(parents=True, exist_ok=True)
        path.unlink(missing_ok=True)
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self._socket.bind(str(path))
        path.chmod(0o600)
        self._socket.listen(8)
        self._stopping = False
        self._thread = threading.Thread(target=self._accept, name=f"control {path.name}", daemon=True)
        self._thread.start()

    def _accept(self) -> None:
        while not self._stopping:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            threading.Thread(target=self._answer, args=(connection,), daemon=True).start()

    def _answer(self, connection: socket.socket) -> None:
        with connection, connection.makefile("rwb") as stream, contextlib.suppress(OSError):
            for line in stream:
                stream.write(json.dumps(self._reply(line), ensure_ascii=False).encode() + b"\n")
                stream.flush()

    def _reply(self, line: bytes) -> dict[str, Any]:
        try:
            request = json.loads(line)
            if not isinstance(request, dict) or not isinstance(request.get("cmd"), str):
                raise CommandError("a command is an object with cmd")
            return {"ok": True, **self._handle(request.pop("cmd"), request)}
        except (CommandError, ValueError, KeyError, TypeError) as error:
            return {"ok": False, "error": f"{type(error).__name__}: {error}"}

    def close(self) -> None:
        """Stop listening and remove the socket."""
        self._stopping = True
        with contextlib.suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        self._path.unlink(missing_ok=True)
        self._thread.join(2)


def control(path: Path, cmd: str, timeout: float = 20.0, **arguments: Any) -> dict[str, Any]:
    """Send one command to a simulator's control socket and return its answer without `ok`.

    Raises CommandError when the simulator refuses, OSError when it is not there or silent for `timeout` s.
    """
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as client:
        client.settimeout(timeout)
        client.connect(str(path))
        with client.makefile("rwb") as stream:
            stream.write(json.dumps({"cmd": cmd, **arguments}, ensure_ascii=False).encode() + b"\n")
            stream.flush()
            line = stream.readline()
    if not line:
        raise ConnectionResetError("the simulator closed the control connection")
    answer: dict[str, Any] = json.loads(line)
    if not answer.pop("ok", False):
        raise CommandError(answer.get("error", "refused"))
    return answer


class Simulator:
    """Base of a simulated serial device: override `received`, `command` and `describe`."""

    def __init__(self, link: Path, control: Path) -> None:
        self.line = PtyLine(link)
        self.stopping = threading.Event()
        self._control_path = control

    def received(self, data: bytes) -> None:
        """Take bytes from the host, in whatever pieces they came; called on the line's one thread."""
        raise NotImplementedError

    def idle(self) -> None:
        """Do what is due without bytes; called on the line's thread at least every 50 ms."""

    def command(self, cmd: str, arguments: Mapping[str, Any]) -> Mapping[str, Any]:
        """Carry out a control command of this device; called on a control thread.

        Raises CommandError for a command or argument that it does not know.
        """
        raise CommandError(f"unknown command {cmd}")

    def describe(self) -> Mapping[str, Any]:
        """Return the device's state as JSON values for the command `state`."""
        return {}

    def faults(self) -> Sequence[SettableFault]:
        """Return every fault that this simulator can show, for the command `faults`."""
        return (UNPLUGGED,)

    def plugged_in(self) -> None:
        """Forget what a device forgets without power; called after each plugging in."""

    def _handle(self, cmd: str, arguments: Mapping[str, Any]) -> Mapping[str, Any]:
        if cmd == "plug":
            self.line.plug()
            self.plugged_in()
        elif cmd == "unplug":
            self.line.unplug()
        elif cmd in simulated_faults.COMMANDS:
            return simulated_faults.obey(self.faults(), self._handle, cmd, arguments)
        elif cmd != "state":
            return self.command(cmd, arguments)
        return {"plugged": self.line.plugged, **self.describe()}

    def stop(self) -> None:
        """Make `run` return soon; may be called from a signal handler."""
        self.stopping.set()
        self.line.wake()

    def run(self, ready: Callable[[], None] = lambda: None) -> None:
        """Plug in and serve until `stop`; calls `ready` once port and control socket are there."""
        self.line.plug()
        server = ControlServer(self._control_path, self._handle)
        orphaned = orphan_watch()
        try:
            ready()
            while not self.stopping.is_set() and not orphaned():
                data = self.line.read(0.05)
                if data:
                    self.received(data)
                self.idle()
        finally:
            server.close()
            self.line.close()


def orphan_watch() -> Callable[[], bool]:
    """Return a function that tells whether this process's parent has ended since.

    A bench that was killed must not leave its devices behind.
    """
    parent = os.getppid()
    return lambda: os.getppid() != parent


def parser(description: str) -> argparse.ArgumentParser:
    """Return the argument parser with the options that every simulator has."""
    options = argparse.ArgumentParser(description=description)
    options.add_argument("--link", type=Path, required=True, help="name under which the port appears")
    options.add_argument("--control", type=Path, required=True, help="path of the control socket")
    return options


def announce(facts: Mapping[str, Any]) -> None:
    """Print the one line that says a simulator is ready."""
    sys.stdout.write(json.dumps(facts, ensure_ascii=False) + "\n")
    sys.stdout.flush()


def run_process(simulator: Simulator) -> None:
    """Run a simulator as the main program: ends cleanly on SIGTERM and SIGINT."""
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: simulator.stop())
    simulator.run(ready=lambda: announce({"ready": True, "port": str(simulator.line.link)}))
