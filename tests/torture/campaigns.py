"""The long campaigns with processes, platform and network: each returns its figures and what was broken."""

import json
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import agent_faults
import kills
import network_faults
from plants import PLANTS
from real_network import NOT_HERE
from stand import Stand

JOURNEYS = Path(__file__).parents[1] / "journeys"
CACHE = Path("build/simulators")
RANDOM_KILLS = 500
SEED = 20261121
LOSSES_ROUNDS = 3
INJECTED_UPTO = 3
Result = dict[str, Any]


def process_kills() -> Result:
    """At least `RANDOM_KILLS` at random instants, then every boundary; and answers lost."""
    done = kills.Kills()

    def work(stand: Stand) -> None:
        kills.at_random(stand, done, RANDOM_KILLS, SEED)
        kills.at_every_point_of_sealing(stand, done)
        kills.at_every_point_of_sending(stand, done)
        kills.lose_answers(stand, kills.LOST * LOSSES_ROUNDS)

    result = _on_a_stand(work)
    figures = {"kills": done.total, "agent": done.agent, "sealing": done.sealing, "platform": done.platform}
    return {
        **figures,
        "points": done.points,
        "answers_lost": len(kills.LOST) * LOSSES_ROUNDS,
        **result,
        "broken": done.broken + result["broken"],
    }


def bad_lines() -> Result:
    """A cut at every chunk, dead lines and slow ones, by the proxy."""
    figures: Result = {"dead": [], "slow": []}
    broken: list[str] = []

    def work(stand: Stand) -> None:
        figures["cuts"] = network_faults.cut_at_every_chunk(stand)
        with tempfile.TemporaryDirectory() as folder:
            for name, line in network_faults.dead_lines(stand, Path(folder)).items():
                broken.extend(f"{name}: {one}" for one in network_faults.wait_out(stand, line))
                figures["dead"].append(name)
        for name, (line, page_bytes) in network_faults.SLOW_LINES.items():
            network_faults.through(stand, line, page_bytes)
            figures["slow"].append(name)

    result = _on_a_stand(work)
    return {**figures, **result, "broken": broken + result["broken"]}


def agent_disk() -> Result:
    """A full or broken disk at single system calls of the agent."""
    struck = 0

    def work(stand: Stand) -> None:
        nonlocal struck
        for fault in agent_faults.sweep(INJECTED_UPTO):
            struck += agent_faults.strike(stand, fault)

    try:
        result = _on_a_stand(work)
    except OSError as error:
        return {"not_run": str(error), "broken": []}
    return {"struck": struck, **result}


def kernel_network() -> Result:
    """The kernel's loss, narrowness and delay, where a network namespace can be had."""
    with tempfile.TemporaryDirectory() as folder:
        script = Path(__file__).with_name("real_network.py")
        told = subprocess.run(
            ["unshare", "--net", sys.executable, str(script), f"{folder}/stand"],
            capture_output=True,
            text=True,
            check=False,
        )
    if told.returncode == NOT_HERE or "unshare" in told.stderr:
        return {"not_run": "no network namespace here", "broken": []}
    if told.returncode:
        return {"broken": [told.stderr[-1000:]]}
    result: Result = json.loads(told.stdout)
    return result


def killed_visits() -> Result:
    """Visits at the real window, killed at every page; what can be found of them then."""
    sys.path.append(str(JOURNEYS))
    import killed_visits as visits

    broken: list[str] = []
    with visits.killed_visits(CACHE) as terminal:
        for point, person in zip(visits.POINTS, visits.PEOPLE, strict=True):
            words = terminal.visit_and_kill(point, person)
            found = [f"{trace.path.name} ({trace.spelling})" for trace in terminal.left(words)]
            found += [path.name for path in terminal.pictures()]
            broken += [f"killed at {point}: {one}" for one in found]
    return {"kills": len(visits.POINTS), "broken": broken}


def planted() -> Result:
    """Break one promise after the other on purpose; what the proof does not see is broken."""
    with tempfile.TemporaryDirectory() as folder, Stand(Path(folder)) as stand:
        seen = {name: break_on_purpose(stand, name) for name in PLANTS}
    return {"seen": seen, "broken": [f"{name} was not seen" for name, count in seen.items() if not count]}


def break_on_purpose(stand: Stand, name: str) -> int:
    """Run with one promise broken; returns how many findings are new."""
    before = set(kills.judged(stand).broken)
    if name == "deleted-too-early":
        # Not once: what a killed seal has left goes first, and nobody was told that it is there.
        stand.server.fault(kind="problem", path="/sealed-submissions", times=1000)
        stand.start_agent(plant=name)
        stand.seal(1)
        stand.until_empty()
        stand.server.clear()
    else:
        for kill_at in (0, 50):
            stand.forks.wait(stand.start_sealing(1, plant=name, kill_at=kill_at))
    return len(set(kills.judged(stand).broken) - before)


def _on_a_stand(work: Callable[[Stand], None]) -> Result:
    with tempfile.TemporaryDirectory() as folder, Stand(Path(folder), SEED) as stand:
        work(stand)
        verdict = kills.judged(stand)
    return {
        "begun": verdict.begun,
        "said": verdict.said,
        "arrived": verdict.arrived,
        "broken": verdict.broken,
    }
