"""Starting and ending the programs of the sandbox: each announces itself with one JSON line when ready."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import IO, Any

READY_S = 120.0


class NotReady(Exception):  # noqa: N818 - what the program is
    """A program ended or stayed silent; the message names it and its log."""


class Programs:
    """Everything that was started, ended again in the opposite order. A context manager."""

    def __init__(self, logs: Path) -> None:
        self._logs = logs
        self._running: list[tuple[str, subprocess.Popen[str]]] = []
        logs.mkdir(parents=True, exist_ok=True)

    def __enter__(self) -> "Programs":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def start(
        self,
        name: str,
        command: Sequence[str],
        environment: Mapping[str, str] | None = None,
        files: Sequence[int] = (),
    ) -> subprocess.Popen[str]:
        """Start a program with open `files` handed on; what it says on standard error goes to its log."""
        with (self._logs / f"{name}.log").open("w") as log:
            process = subprocess.Popen(
                list(command),
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
                env={**os.environ, **(environment or {})},
                start_new_session=True,
                pass_fds=tuple(files),
            )
        self._running.append((name, process))
        return process

    def announced(self, name: str, command: Sequence[str], **environment: str) -> dict[str, Any]:
        """Start a program and return the JSON line by which it says that it is ready."""
        process = self.start(name, command, environment)
        assert process.stdout is not None
        line = _first_line(process.stdout)
        if not line:
            raise NotReady(f"{name} did not start; see {self._logs / name}.log")
        told: dict[str, Any] = json.loads(line)
        return told

    def until(self, holds: Callable[[], bool], what: str, seconds: float = READY_S) -> None:
        """Wait until something holds; raises NotReady after that long, or when a program has ended."""
        end = time.monotonic() + seconds
        while not holds():
            for name, process in self._running:
                if process.poll() is not None:
                    raise NotReady(f"{name} ended with {process.returncode}; see {self._logs / name}.log")
            if time.monotonic() > end:
                raise NotReady(f"{what} took longer than {seconds:.0f} s")
            time.sleep(0.05)

    def wait(self, name: str) -> None:
        """Wait until a program ends by itself."""
        next(process for known, process in self._running if known == name).wait()

    def pid(self, name: str) -> int:
        """Return the process id of a program that runs."""
        return next(process for known, process in self._running if known == name).pid

    def end(self, name: str) -> None:
        """End one program at once."""
        process = next(process for known, process in self._running if known == name)
        self._running = [(known, one) for known, one in self._running if one is not process]
        process.kill()
        process.wait()
        if process.stdout is not None:
            process.stdout.close()

    def stop(self) -> None:
        """End everything, the last started first."""
        for _, process in reversed(self._running):
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
            try:
                process.wait(timeout=8)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
            if process.stdout is not None:
                process.stdout.close()
        self._running.clear()


def _first_line(stream: IO[str]) -> str:
    """Read one line, but not for longer than READY_S."""
    found: list[str] = []
    reader = threading.Thread(target=lambda: found.append(stream.readline()), daemon=True)
    reader.start()
    reader.join(READY_S)
    return found[0] if found else ""


def program(name: str) -> str:
    """Return the path of a command of this environment."""
    return str(Path(sys.executable).parent / name)
