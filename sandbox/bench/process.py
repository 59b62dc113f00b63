"""A virtual device as a process of its own: started, steered over its control socket, stopped."""

import json
import select
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from devices.simulation import CommandError, control


class DeviceNotRunningError(Exception):
    """The device's process did not start, died, or does not answer."""


class DeviceProcess:
    """One simulator, run as `python -m MODULE …options --control PATH`.

    Commands may come from any thread, and reach the device while it is at another one.
    """

    def __init__(self, name: str, module: str, options: Sequence[str], control_path: Path) -> None:
        self.name = name
        self._command = [sys.executable, "-m", module, *options, "--control", str(control_path)]
        self._control = control_path
        self._process: subprocess.Popen[bytes] | None = None

    def launch(self) -> None:
        """Start the process without waiting for it."""
        self._process = subprocess.Popen(self._command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE)

    def wait_ready(self, seconds: float = 90.0) -> dict[str, Any]:
        """Return what the device says when it is ready.

        Raises DeviceNotRunningError when it ends or says nothing within `seconds`.
        """
        assert self._process is not None
        assert self._process.stdout is not None
        end = time.monotonic() + seconds
        said = b""
        while not said.endswith(b"\n"):
            readable, _, _ = select.select([self._process.stdout], [], [], max(0.0, end - time.monotonic()))
            piece = self._process.stdout.read1(4096) if readable else b""  # type: ignore[attr-defined]
            if not piece:
                raise DeviceNotRunningError(self.name)
            said += piece
        facts: dict[str, Any] = json.loads(said)
        return facts

    def ask(self, cmd: str, **arguments: Any) -> dict[str, Any]:
        """Send a command and return its answer.

        Raises CommandError when the device refuses, DeviceNotRunningError when it is not there.
        """
        try:
            return control(self._control, cmd, 10.0, **arguments)
        except OSError as error:
            raise DeviceNotRunningError(self.name) from error

    def state(self) -> dict[str, Any]:
        """Return the device's state; `running` is false when its process is not there."""
        try:
            return {"running": True, **self.ask("state")}
        except (DeviceNotRunningError, CommandError):
            return {"running": False}

    def stop(self) -> None:
        """End the process, by force after three seconds."""
        if self._process is None:
            return
        self._process.terminate()
        try:
            self._process.wait(3)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        if self._process.stdout is not None:
            self._process.stdout.close()
        self._process = None
