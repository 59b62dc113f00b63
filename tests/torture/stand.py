"""A platform, a line that goes wrong and a terminal without screens, each a process that may be killed."""

import json
import os
import signal
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from applications import NEEDLES, PIXELS
from stand_processes import Forks, Holds, Server

from kiosk.agent.enrolment import load_identity
from kiosk.submission.outbox import Outbox
from kiosk.submission.outbox_files import PROBE
from kiosk.submission.outbox_states import OPEN
from offline_cache.errors import NoSnapshot, SnapshotRefused
from offline_cache.store import GuideStore
from sandbox.bare_profile import bare_profile
from sandbox.faulty_network import GOOD, FaultyNetwork
from sandbox.traces import traces

POLL_S = 0.01
PATIENCE_S = 60.0


@dataclass
class Verdict:
    """How it ended: what was said and what has arrived, and every promise that was broken."""

    said: int = 0
    begun: int = 0
    refused: int = 0
    arrived: int = 0
    broken: list[str] = field(default_factory=list)


class Stand:
    """Everything together in one folder; a context manager. The line is `network`."""

    def __init__(self, folder: Path, seed: int = 0) -> None:
        self.terminal = folder / "terminal"
        logs = folder / "logs"
        self.logs = self.terminal / "logs"
        for one in (logs, self.logs, self.terminal / "tmp", self.terminal / "run"):
            one.mkdir(parents=True)
        self.server = Server(folder / "platform", logs)
        self.network = FaultyNetwork(self.server.port, seed)
        self.forks = Forks(self.logs / "forks.log")
        self.profile = self.terminal / "site.toml"
        url = f"https://127.0.0.1:{self.network.port}"
        text = bare_profile(url, self.server.ca, "run/agent.sock", "120116")
        self.profile.write_text(f"{text}[outbox]\nmin_free_mb = 64\n", "utf-8")
        self.words = self.terminal / "logs" / "said"
        self.outbox_folder = self.terminal / "outbox"
        self.agent: int | None = None
        self.number = 0
        self.start_agent(code=self.server.code)
        until(self._has_guides, "guides on the terminal")
        identity = load_identity(self.terminal / "state")
        assert identity is not None
        self.terminal_id = identity.terminal_id

    def __enter__(self) -> "Stand":
        return self

    def __exit__(self, *_: object) -> None:
        self.stop_agent()
        self.forks.close()
        self.network.close()
        self.server.close()

    def start_agent(self, **options: Any) -> int:
        assert self.agent is None
        self.agent = self.forks.start(
            "agent", log=str(self.logs / "agent.log"), profile_path=str(self.profile), **options
        )
        return self.agent

    def cont(self, pid: int) -> None:
        """Let a process go on that was started `stopped`."""
        os.kill(pid, signal.SIGCONT)

    def kill_agent(self) -> None:
        if self.agent is not None:
            self.forks.kill(self.agent)
            self.agent = None

    def stop_agent(self) -> int | None:
        """End it as systemd does."""
        if self.agent is None:
            return None
        status = self.forks.kill(self.agent, signal.SIGTERM)
        self.agent = None
        return status

    def start_sealing(self, count: int, **options: Any) -> int:
        """Have a process seal the applications of the next `count` citizens."""
        numbers = list(range(self.number + 1, self.number + count + 1))
        self.number += count
        return self.forks.start(
            "seal",
            log=str(self.logs / "seal.log"),
            profile_path=str(self.profile),
            said=str(self.words),
            terminal_id=self.terminal_id,
            numbers=numbers,
            **options,
        )

    def seal(self, count: int = 1, **options: Any) -> None:
        status = self.forks.wait(self.start_sealing(count, **options))
        assert status == 0, (self.logs / "seal.log").read_text()[-2000:]

    def waiting(self) -> int:
        with Outbox(self.outbox_folder, 0) as outbox:
            return outbox.counts().waiting

    def lines(self) -> Iterator[dict[str, Any]]:
        if self.words.exists():
            yield from map(json.loads, self.words.read_text("utf-8").splitlines())

    def drain(self, patience_s: float = PATIENCE_S) -> None:
        """With all well again, let everything arrive: the agent is started anew and nothing is put off."""
        self.network.set(GOOD)
        self.server.clear()
        self.kill_agent()
        self.start_agent()
        self.until_empty(patience_s)

    def until_empty(self, patience_s: float = PATIENCE_S) -> None:
        """Wait until nothing waits; what was put off is made due as `kiosk outbox flush` does."""

        def empty() -> bool:
            now = time.time()
            if now >= self._flushed + 1:
                with Outbox(self.outbox_folder, 0) as outbox:
                    outbox.flush(datetime.now(UTC))
                self._flushed = now
            return not self.waiting()

        self._flushed = time.time()
        until(empty, "an empty outbox", patience_s, self._why)

    _flushed = 0.0

    def _why(self) -> str:
        """Return what the agent did last, and where its threads stand."""
        if self.agent is not None:
            os.kill(self.agent, signal.SIGUSR1)
            time.sleep(0.5)
        return (self.logs / "agent.log").read_text()[-6000:]

    def verdict(self) -> Verdict:
        """Count on the platform and look on the disk; the outbox must be empty and the agent in order."""
        lines = list(self.lines())
        said = {line["said"] for line in lines if "said" in line}
        begun = {line["begun"] for line in lines if "begun" in line}
        never = {line["id"] for line in lines if "refused" in line and not line["doubt"]}
        holds = self.server.holds()
        found = Verdict(len(said), len(begun), len(never), len(said & holds.answers.keys()))
        found.broken += list(wrong(said, begun, never, holds))
        found.broken += list(self._left())
        return found

    def _left(self) -> Iterator[str]:
        with Outbox(self.outbox_folder, 0) as outbox:
            entries = outbox.list()
            for finding in outbox.verify():
                yield f"{finding.name}: {finding.fault}"
        for entry in entries:
            if entry.state in OPEN or entry.receipt is None:
                yield f"{entry.package_id} is {entry.state}"
        for path in self.outbox_folder.iterdir():
            if path.suffix in (".age", ".part", ".json") and not path.name.startswith(PROBE):
                yield f"left in the outbox: {path.name}"
        yield from self.plain_text()

    def plain_text(self, *folders: Path) -> Iterator[str]:
        """Say where anything of a citizen lies in these folders, by default anywhere on the terminal."""
        for trace in traces(folders or [self.terminal], [*NEEDLES, PIXELS.decode()]):
            yield f"plain text in {trace.path.relative_to(self.terminal)} ({trace.spelling})"

    def _has_guides(self) -> bool:
        try:
            with GuideStore(self.terminal / "guides") as store:
                return bool(store.receipt_keys() and store.sealing_keys())
        except (NoSnapshot, SnapshotRefused, OSError):
            return False


def wrong(said: set[str], begun: set[str], never: set[str], holds: Holds) -> Iterator[str]:
    """Compare what was said, tried, and refused for certain (package ids) with what the platform holds."""
    for one in said - holds.answers.keys():
        yield f"{one} was said to be sealed and has not arrived"
    for one in never & holds.answers.keys():
        yield f"{one} was refused for certain and has arrived"
    for one in holds.answers.keys() - begun:
        yield f"{one} has arrived and nobody made it"
    for one, (number, problem) in holds.answers.items():
        if number is None:
            yield f"{one} has been refused: {problem}"
    for position, name in ((0, "package"), (1, "citizen")):
        times: dict[str, int] = {}
        for row in holds.submissions:
            times[row[position]] = times.get(row[position], 0) + 1
        for one, count in times.items():
            if count > 1:
                yield f"{name} {one} has arrived {count} times"
    if len(holds.submissions) != len(holds.answers):
        yield f"{len(holds.answers)} answers and {len(holds.submissions)} submissions"


def until(
    holds: Callable[[], object],
    what: str,
    patience_s: float = PATIENCE_S,
    why: Callable[[], str] = lambda: "",
) -> None:
    """Poll until something holds; fails naming it."""
    end = time.monotonic() + patience_s
    while not holds():
        assert time.monotonic() < end, f"{what} did not come: {why()}"
        time.sleep(POLL_S)
