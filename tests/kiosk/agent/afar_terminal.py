"""An enrolled agent in this process that reports to a broker, and what a test asks of it."""

import io
import json
import threading
import time
import urllib.request
import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote

import requests_unixsocket

from kiosk.agent.app import Agent
from kiosk.terminal.logs import make_logger
from kiosk.terminal.settings import load
from sandbox.bare_profile import bare_profile
from sandbox.ports import free_ports

WITHIN_S = 40.0


class AfarTerminal:
    def __init__(
        self,
        folder: Path,
        platform: Any,
        broker: Any,
        telemetry: str,
        enrol: bool = True,
        code: str | None = None,
    ) -> None:
        (self.port,) = free_ports()
        self.path = path = folder / "site.toml"
        text = bare_profile(platform.url, platform.ca)
        path.write_text(text + telemetry.format(broker=broker.url if broker else "", port=self.port), "utf-8")
        self.profile = load(path)
        self.output = io.StringIO()
        self._session = requests_unixsocket.Session()
        self._base = "http+unix://" + quote(str(self.profile.paths.agent_socket), safe="") + "/agent/v1"
        self.restarted = threading.Event()
        self.agent = Agent(
            self.profile,
            make_logger("agent", self.output),
            (code or platform.new_code()) if enrol else None,
            profile_path=path,
            restart=self.restarted.set,
        )
        self.agent.start()
        self.stopped = False
        self.wait_for(lambda: self.agent.status.now.guide_version and self.agent.status.now.terminal_id)
        if broker:
            self.wait_for(lambda: "agent.telemetry.connected" in self.events())

    @property
    def id(self) -> str:
        return str(self.agent.status.now.terminal_id)

    @property
    def log(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.output.getvalue().splitlines()]

    def events(self) -> list[str]:
        return [line["event"] for line in self.log]

    def wait_for(self, holds: Callable[[], Any]) -> None:
        end, pause = time.monotonic() + WITHIN_S, threading.Event()
        while not holds():
            assert time.monotonic() < end, self.output.getvalue()
            pause.wait(0.02)

    def members(self, kind: str, **args: Any) -> dict[str, Any]:
        """An order before it is signed."""
        expires = datetime.now(UTC) + timedelta(hours=1)
        return {
            "id": str(uuid.uuid4()),
            "terminalId": self.id,
            "kind": kind,
            "args": args,
            "expiresAt": expires.isoformat(timespec="seconds"),
        }

    def put_report(self, report: dict[str, Any]) -> int:
        return int(self._session.put(f"{self._base}/report", json=report, timeout=30).status_code)

    def status(self) -> dict[str, Any]:
        return dict(self._session.get(f"{self._base}/status", timeout=30).json())

    def monitor(self) -> str:
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/metrics", timeout=30) as page:
            return str(page.read().decode())

    def stop(self) -> None:
        if not self.stopped:
            self.stopped = True
            self.agent.stop()
            self._session.close()
