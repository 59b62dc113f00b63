"""One bench, run as the command that ships."""

import json
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import requests


class BenchOverHttp:
    """A running bench: what it said when ready, and its HTTP interface."""

    def __init__(self, state: Path, *options: str) -> None:
        self.state_dir = state
        command = [sys.executable, "-m", "sandbox.bench.cli", "serve", "--state", str(state)]
        self.process = subprocess.Popen([*command, *options], stdout=subprocess.PIPE, text=True)
        assert self.process.stdout is not None
        said = json.loads(self.process.stdout.readline())
        self.url: str = said["url"]
        self.devices: dict[str, dict[str, Any]] = said["devices"]

    def call(self, method: str, path: str, body: object = None, status: int = 200) -> Any:
        answer = requests.request(method, f"{self.url}{path}", json=body, timeout=30)
        assert answer.status_code == status, answer.text
        return answer.json() if answer.content else None

    def stop(self) -> int:
        self.process.terminate()
        code = self.process.wait(100)
        assert self.process.stdout is not None
        self.process.stdout.close()
        return code


@pytest.fixture(scope="session")
def run_bench() -> Callable[..., Any]:
    @contextmanager
    def run(*options: str) -> Iterator[BenchOverHttp]:
        with tempfile.TemporaryDirectory(prefix="yb") as folder:
            bench = BenchOverHttp(Path(folder) / "state", *options)
            try:
                yield bench
            finally:
                if bench.process.poll() is None:
                    bench.stop()

    return run


@pytest.fixture(scope="session")
def common_bench(run_bench: Callable[..., Any]) -> Iterator[BenchOverHttp]:
    with run_bench("--read-seconds", "0") as bench:
        yield bench


@pytest.fixture
def bench(common_bench: BenchOverHttp) -> BenchOverHttp:
    """The common bench with every device plugged in, empty and well."""
    for device in ("id-card", "code-reader", "printer", "camera"):
        common_bench.call("POST", f"/{device}/plug")
        common_bench.call("DELETE", f"/{device}/faults")
    common_bench.call("DELETE", "/id-card")
    common_bench.call("POST", "/printer/state", {"heal": True})
    common_bench.call("POST", "/printer/tear")
    return common_bench
