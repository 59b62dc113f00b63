"""Kill -9 between "submit" and "acknowledged": at random instants and at every boundary, of every process."""

import random
import time
from dataclasses import dataclass, field
from itertools import count

from stand import POLL_S, Stand, Verdict

VICTIMS = {"agent": 45, "sealing": 35, "both": 15, "platform": 5}
BACKLOG, BACKLOG_S = 25, 400.0
"""Packages that may wait before all must have gone, and for how long that is waited for: beside other work on
the machine these alone took more than a minute.
"""
AFTER_THE_END = 3
SETTLED_S = 0.3
LOST = [
    (method, path, kind, after)
    for method, path in (
        ("POST", "/uploads"),
        ("PATCH", "/uploads/*"),
        ("POST", "/sealed-submissions"),
    )
    for kind in ("drop", "not-json")
    for after in (True, False)
]
"""Answers that do not arrive, whether the platform did what it was asked or not."""


@dataclass
class Kills:
    """How often each was killed."""

    agent: int = 0
    sealing: int = 0
    platform: int = 0
    points: dict[str, int] = field(default_factory=dict)
    """How many boundaries an enumeration went through."""
    broken: list[str] = field(default_factory=list)
    """What a killed process left, before anybody tidied up."""

    @property
    def total(self) -> int:
        return self.agent + self.sealing + self.platform


def at_random(stand: Stand, kills: Kills, wanted: int, seed: int) -> None:
    """Kill until there were `wanted` kills; what was running is started again at once."""
    chance = random.Random(seed)
    begun = kills.total
    if stand.agent is None:
        stand.start_agent()
    while kills.total - begun < wanted:
        (victim,) = chance.choices(list(VICTIMS), weights=list(VICTIMS.values()))
        sealing = stand.start_sealing(chance.randint(1, 3), page_bytes=chance.choice((900, 20_000, 300_000)))
        quick = victim in ("sealing", "both")
        time.sleep(chance.uniform(0, 0.06 if quick else chance.choice((0.1, 0.4))))
        if victim in ("agent", "both"):
            stand.kill_agent()
            kills.agent += 1
        if quick:
            kills.sealing += stand.forks.kill(sealing) != 0
        if victim == "platform":
            stand.server.kill()
            kills.platform += 1
            time.sleep(chance.uniform(0, 0.3))
            stand.server.start()
        if stand.agent is None:
            stand.start_agent()
        if not quick:
            stand.forks.wait(sealing)
        if stand.waiting() > BACKLOG:
            stand.until_empty(BACKLOG_S)


def at_every_point_of_sealing(stand: Stand, kills: Kills, every: int = 1, first: int = 1) -> None:
    """Kill the sealing process at each boundary between the first line it says and the last."""
    for point in count(first, every):
        status = stand.forks.wait(stand.start_sealing(1, kill_at=point, page_bytes=70_000))
        if status == 0:
            kills.points["sealing"] = point - 1
            return
        kills.sealing += 1
        kills.broken += stand.plain_text(stand.outbox_folder, stand.terminal / "tmp")


def at_every_point_of_sending(stand: Stand, kills: Kills, every: int = 1, first: int = 1) -> None:
    """Kill the agent at each boundary of its uploader, from its start to the acknowledged package."""
    missed = 0
    for point in count(first, every):
        stand.kill_agent()
        stand.seal(1, page_bytes=70_000, wake=False)
        pid = stand.start_agent(kill_at=point)
        if dies(stand, pid):
            kills.agent += 1
            stand.start_agent()
        else:
            missed += 1
        stand.until_empty()
        if missed == AFTER_THE_END:
            kills.points["sending"] = point - AFTER_THE_END * every
            stand.kill_agent()
            stand.start_agent()
            return


def dies(stand: Stand, pid: int) -> bool:
    """Wait until the agent is dead, or has sent everything and stays alive; returns which."""
    idle_since: float | None = None
    while stand.forks.ended(pid) is None:
        now = time.monotonic()
        if stand.waiting():
            idle_since = None
        elif idle_since is None:
            idle_since = now
        elif now - idle_since > SETTLED_S:
            return False
        time.sleep(POLL_S)
    stand.agent = None
    return True


def lose_answers(stand: Stand, losses: list[tuple[str, str, str, bool]]) -> None:
    """Lose an answer on each step of the way, while one package is sent."""
    if stand.agent is None:
        stand.start_agent()
    for method, path, kind, after in losses:
        stand.server.fault(kind=kind, path=path, method=method, after=after, times=1)
        stand.seal(1)
        stand.until_empty()
        stand.server.clear()


def judged(stand: Stand) -> Verdict:
    """Let everything arrive, have what killed processes left half made tidied, end all, and count."""
    stand.drain(BACKLOG_S)
    stand.stop_agent()
    return stand.verdict()
