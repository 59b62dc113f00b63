"""`make fleet`: what terminals said is kept by three servers while their leader is killed again and again.

Terminals → broker → bridge → JetStream with three copies. Every few seconds the server that leads the stream
is killed and started again. At the end the stream is read: every message that the broker acknowledged must be
there, once.
"""

import asyncio
import json
import os
import random
import shutil
import tempfile
import threading
import time
from collections import Counter
from pathlib import Path

from bench.plan import machine
from sandbox.broker.certificates import Certificates
from sandbox.broker.fleet import Fleet, SimulatedTerminal, names
from sandbox.broker.jetstream import Bridge, Cluster, kept
from sandbox.broker.mosquitto import PLATFORM, Mosquitto

TERMINALS = int(os.environ.get("STORE_TERMINALS", "100"))
EVERY_S = 0.5
KILLS = int(os.environ.get("KILLS", "6"))
BETWEEN_S = 8.0
QUIET_S = 60.0
OUT = Path("build/bench")


def main() -> dict[str, object]:
    """Return the figures."""
    OUT.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(dir=OUT))
    try:
        certificates = Certificates(folder / "certificates")
        broker = Mosquitto(folder / "broker", certificates, save_every=1000)
        with broker, Cluster(folder / "nats") as cluster:
            return measure(broker, certificates, cluster)
    finally:
        shutil.rmtree(folder)


def measure(broker: Mosquitto, certificates: Certificates, cluster: Cluster) -> dict[str, object]:
    bridge = Bridge(broker.port, lambda: certificates.context(PLATFORM), PLATFORM, cluster)
    ended = threading.Event()
    killed: list[str] = []
    thread = threading.Thread(target=lambda: asyncio.run(campaign(bridge, cluster, killed, ended)))
    thread.start()
    fleet = Fleet(random.Random(7))
    for name in names(TERMINALS):
        fleet.add(SimulatedTerminal(name, broker.port, certificates, lambda _: {}))
    fleet.run(lambda: all(one.listening for one in fleet.terminals))
    assert bridge.listens.wait(60)
    fleet.spread(EVERY_S)
    fleet.run(lambda: len(killed) >= KILLS, EVERY_S)
    said = sum(one.beats for one in fleet.terminals)
    end = time.monotonic() + QUIET_S
    fleet.run(lambda: bridge.carried >= said or time.monotonic() > end)
    # Each terminal's state was acknowledged, too.
    acknowledged = sum(one.acknowledged for one in fleet.terminals) - TERMINALS
    ended.set()
    thread.join()
    found = asyncio.run(kept(cluster))
    times = Counter((subject, json.loads(payload)["sequence"]) for subject, payload in found)
    fleet.close()
    lost = sum(
        (f"terminals.{one.name}.beat", number) not in times
        for one in fleet.terminals
        for number in range(1, one.beats + 1)
    )
    return {
        "terminals": TERMINALS,
        "leaders_killed": len(killed),
        "messages": said,
        "acknowledged_by_the_broker": acknowledged,
        "kept": len(found),
        "lost": lost,
        "twice": sum(count > 1 for count in times.values()),
        "carried_more_than_once": bridge.tries - bridge.carried,
        "longest_wait_s": round(bridge.longest_s, 1),
        "machine": machine(),
        "within_limit": lost == 0 and len(found) == len(times) == said,
    }


async def campaign(bridge: Bridge, cluster: Cluster, killed: list[str], ended: threading.Event) -> None:
    """Run the bridge, and kill the leader now and then."""
    stop = asyncio.Event()
    running = asyncio.create_task(bridge.run(stop))
    while len(killed) < KILLS:
        await asyncio.sleep(BETWEEN_S)
        if running.done():
            await running
        leader = await bridge.leader() if bridge.carried else ""
        if leader:
            cluster.kill(leader)
            await asyncio.sleep(BETWEEN_S / 2)
            cluster.start(leader)
            killed.append(leader)
    while not ended.is_set():
        await asyncio.sleep(0.2)
    stop.set()
    await running


if __name__ == "__main__":
    print(json.dumps(main(), indent=1))
