"""The processes of a stand: the platform, and the fork server that starts agents and who seals."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import requests

from sandbox.processes import program


class Server:
    """`kiosk-platform serve` as a process, always on the same port."""

    def __init__(self, state: Path, logs: Path) -> None:
        self._state, self._logs, self._port = state, logs, 0
        self._process: subprocess.Popen[bytes] | None = None
        self.starts = 0
        told = self.start()
        self.url: str = told["url"]
        self.ca = Path(told["ca"])
        self.code: str = told["enrolmentCode"]
        self._port = self.port = int(self.url.rpartition(":")[2])

    def start(self) -> dict[str, Any]:
        command = [program("kiosk-platform"), "serve", "--state", str(self._state), "--faults"]
        with (self._logs / "platform.log").open("ab") as log:
            self._process = subprocess.Popen(
                [*command, "--port", str(self._port)], stdout=subprocess.PIPE, stderr=log
            )
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        assert line, "the platform did not start"
        self.starts += 1
        return json.loads(line)

    def kill(self) -> None:
        assert self._process is not None
        self._process.kill()
        self._process.wait()
        assert self._process.stdout is not None
        self._process.stdout.close()
        self._process = None

    def close(self) -> None:
        if self._process is not None:
            self.kill()

    def fault(self, **fault: Any) -> None:
        requests.post(f"{self.url}/sandbox/faults", json=fault, verify=self.ca, timeout=10).raise_for_status()

    def clear(self) -> None:
        requests.delete(f"{self.url}/sandbox/faults", verify=self.ca, timeout=10).raise_for_status()

    def holds(self) -> "Holds":
        """Read from its database, without the process, what has arrived."""
        with sqlite3.connect(f"file:{self._state / 'platform.sqlite3'}?mode=ro", uri=True) as database:
            sealed = database.execute("SELECT package_id, submission_no, problem FROM sealed_submissions")
            answers = {row[0]: (row[1], row[2]) for row in sealed}
            rows = database.execute("SELECT client_submission_id, applicant_number FROM submissions")
            submissions = rows.fetchall()
        database.close()
        return Holds(answers, submissions)


@dataclass(frozen=True)
class Holds:
    """What the platform has: answers by package id, and (package id, citizen) of every submission."""

    answers: dict[str, tuple[str | None, str | None]]
    submissions: list[tuple[str, str]]


class Forks:
    """The fork server: starts agents and sealing processes, and kills them."""

    def __init__(self, log: Path) -> None:
        with log.open("ab") as errors:
            self._server = subprocess.Popen(
                [sys.executable, str(Path(__file__).with_name("fork_server.py"))],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=errors,
                text=True,
                env={**os.environ, "TMPDIR": str(log.parents[1] / "tmp"), "PYTHONDONTWRITEBYTECODE": "1"},
            )
        self._answer()

    def start(self, run: str, **arguments: Any) -> int:
        return self._ask(run=run, **arguments)["pid"]

    def wait(self, pid: int) -> int:
        return self._ask(wait=pid)["status"]

    def ended(self, pid: int) -> int | None:
        """Return its exit status, None as long as it runs."""
        return self._ask(wait=pid, now=True)["status"]

    def kill(self, pid: int, number: int = signal.SIGKILL) -> int:
        os.kill(pid, number)
        return self.wait(pid)

    def close(self) -> None:
        assert self._server.stdin is not None
        assert self._server.stdout is not None
        self._server.stdin.close()
        self._server.wait(20)
        self._server.stdout.close()

    def _ask(self, **question: Any) -> dict[str, Any]:
        assert self._server.stdin is not None
        self._server.stdin.write(json.dumps(question) + "\n")
        self._server.stdin.flush()
        return self._answer()

    def _answer(self) -> dict[str, Any]:
        assert self._server.stdout is not None
        line = self._server.stdout.readline()
        assert line, "the fork server ended"
        return json.loads(line)
