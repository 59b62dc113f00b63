"""A process beside the screens that is told JSON lines and answers in JSON lines."""

import json
import os
import select
import subprocess
from collections.abc import Sequence
from typing import Any


class JsonChild:
    """Started at once. What it has to say it answers; its error stream is nobody's.

    One thread hears it; another one may tell and kill it.
    """

    def __init__(self, command: Sequence[str]) -> None:
        pipe, quiet = subprocess.PIPE, subprocess.DEVNULL
        self._process = subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=quiet, bufsize=0)
        self._heard = b""

    @property
    def pid(self) -> int:
        """Its number."""
        return self._process.pid

    @property
    def ended(self) -> bool:
        """Whether it has ended."""
        return self._process.poll() is not None

    def tell(self, value: object) -> bool:
        """Write a line; return whether somebody is there to read it."""
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(json.dumps(value).encode() + b"\n")
        except (OSError, ValueError):  # ended, or ended by us
            return False
        return True

    def hear(self, seconds: float | None = None) -> dict[str, Any] | None:
        """Wait for the next line, so long at most; None where none came, or it has ended or says nonsense."""
        assert self._process.stdout is not None
        pipe = self._process.stdout.fileno()
        while b"\n" not in self._heard:
            if seconds is not None and not select.select([pipe], [], [], seconds)[0]:
                return None
            part = os.read(pipe, 65536)
            if not part:
                return None
            self._heard += part
        line, _, self._heard = self._heard.partition(b"\n")
        try:
            answer = json.loads(line)
        except ValueError:
            return None
        return answer if isinstance(answer, dict) else None

    def kill(self) -> None:
        """End it; returns at once, and whoever hears it hears the end."""
        self._process.kill()

    def end(self) -> None:
        """End it and give everything back."""
        self._process.kill()
        with self._process:
            pass
