"""`make fleet`: two thousand terminals before a real broker with mutual TLS, and orders to all of them.

Three stretches: everybody connects; heartbeats as in life (every 60 s with jitter), faster by the factor that
stands in the figures; orders to all. Times are taken where the operator hears a message: one clock, one
machine. The broker's share is read from /proc.
"""

import json
import os
import random
import resource
import shutil
import statistics
import tempfile
import threading
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import paho.mqtt.client as mqtt
from paho.mqtt.enums import CallbackAPIVersion

from bench.plan import machine
from kiosk.telemetry.command import Refused, judged
from kiosk.telemetry.topics import ROOT, Topics
from sandbox.broker.certificates import Certificates
from sandbox.broker.fleet import Fleet, SimulatedTerminal, names
from sandbox.broker.mosquitto import PLATFORM, Mosquitto
from sandbox.broker.operator import CommandKey

TERMINALS = int(os.environ.get("TERMINALS", "2000"))
EVERY_S = 60.0
FASTER = 10.0
"""Heartbeats come so much more often than in life."""
SECONDS = float(os.environ.get("SECONDS", "60"))
PATIENCE_S = 60.0
LIMIT_P99_MS = 1000.0
LIMIT_CPU = 1.0
OUT = Path("build/bench")
TICKS = os.sysconf("SC_CLK_TCK")


class Ear:
    """The operator: how late each message is, and which terminals answered."""

    def __init__(self, port: int, certificates: Certificates) -> None:
        self.late: dict[str, list[float]] = {"beat": [], "state": [], "answers": []}
        self.answered: dict[str, str] = {}
        self.heard = 0
        self._ready = threading.Event()
        self.client = mqtt.Client(CallbackAPIVersion.VERSION2, PLATFORM, protocol=mqtt.MQTTv5)
        self.client.tls_set_context(certificates.context(PLATFORM))
        self.client.max_inflight_messages_set(1000)
        self.client.on_connect = lambda client, *_: client.subscribe(f"{ROOT}/#", 1)
        self.client.on_subscribe = lambda *_: self._ready.set()
        self.client.on_message = self._on_message
        self.client.connect("localhost", port, 60)
        self.client.loop_start()
        assert self._ready.wait(60)

    def close(self) -> None:
        self.client.disconnect()
        self.client.loop_stop()

    def _on_message(self, _client: Any, _data: Any, message: mqtt.MQTTMessage) -> None:
        now = datetime.now(UTC)
        *_, name, what = message.topic.split("/")
        if what == "commands" or message.retain:
            return
        body = json.loads(message.payload)
        self.heard += 1
        if "at" in body:
            self.late[what].append((now - datetime.fromisoformat(body["at"])).total_seconds() * 1000)
        if what == "answers":
            self.answered[name] = body["disposition"]


class BrokerWatch:
    """Processor time and memory of the broker's process."""

    def __init__(self, pid: int) -> None:
        self._pid = pid
        self._begin = (time.monotonic(), self._cpu())

    def share(self) -> float:
        """Return the share of one core since the last question."""
        before, self._begin = self._begin, (time.monotonic(), self._cpu())
        return (self._begin[1] - before[1]) / (self._begin[0] - before[0])

    def rss_mib(self) -> float:
        """Return the resident set."""
        status = Path(f"/proc/{self._pid}/status").read_text()
        return int(status.split("VmRSS:")[1].split()[0]) / 1024

    def _cpu(self) -> float:
        fields = Path(f"/proc/{self._pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / TICKS


def main() -> dict[str, object]:
    """Return the figures."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, 4 * TERMINALS + 1000), hard))
    OUT.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(dir=OUT))
    try:
        certificates = Certificates(folder / "certificates")
        with Mosquitto(folder / "broker", certificates, save_every=1000) as broker:
            return measure(broker, certificates)
    finally:
        shutil.rmtree(folder)


def measure(broker: Mosquitto, certificates: Certificates) -> dict[str, object]:
    """Run the three stretches."""
    key = CommandKey()

    def order(told: bytes, name: str) -> dict[str, Any]:
        try:
            command = judged(told, key.public, name, datetime.now(UTC))
        except Refused as refused:
            return {"id": refused.id, "kind": refused.kind, "disposition": "refused", "reason": refused.why}
        return {"id": command.id, "kind": command.kind, "disposition": "done"}

    for name in names(TERMINALS):
        certificates.client(name)
    ear, fleet = Ear(broker.port, certificates), Fleet(random.Random(7))
    watch = BrokerWatch(broker.pid)
    begun = time.monotonic()
    for name in names(TERMINALS):
        fleet.add(
            SimulatedTerminal(name, broker.port, certificates, lambda told, name=name: order(told, name))
        )
        if len(fleet.terminals) % 50 == 0:
            fleet.run(lambda: all(one.listening for one in fleet.terminals))
    fleet.run(lambda: all(one.listening for one in fleet.terminals))
    connecting_s, connecting_cpu = time.monotonic() - begun, watch.share()
    idle_rss = watch.rss_mib()
    every = EVERY_S / FASTER
    fleet.spread(every)
    begun = time.monotonic()
    ear.late["beat"].clear()
    watch.share()
    fleet.run(lambda: _over(fleet, begun), every)
    beats_s, beats_cpu = time.monotonic() - begun, watch.share()
    said = sum(one.beats for one in fleet.terminals)
    end = time.monotonic() + PATIENCE_S
    fleet.run(lambda: len(ear.late["beat"]) >= said or time.monotonic() > end)
    heard = len(ear.late["beat"])
    begun = time.monotonic()
    for name in names(TERMINALS):
        payload = json.dumps(key.order(name, "SYNC_CATALOGUE")).encode()
        ear.client.publish(Topics(name).commands, payload, 1)
    end = begun + PATIENCE_S
    fleet.run(lambda: len(ear.answered) >= TERMINALS or time.monotonic() > end)
    orders_s = time.monotonic() - begun
    refused = sum(one.refused for one in fleet.terminals)
    figures = {
        "terminals": TERMINALS,
        "connecting_s": round(connecting_s, 1),
        "connecting_broker_share_of_a_core": round(connecting_cpu, 2),
        "beats_a_second": round(said / beats_s, 1),
        "beats_in_life_a_second": round(TERMINALS / EVERY_S, 1),
        "faster_than_life": FASTER,
        "beats": said,
        "beats_lost": said - heard,
        "forbidden": refused,
        "beat_p50_ms": round(statistics.median(ear.late["beat"]), 1),
        "beat_p99_ms": round(statistics.quantiles(ear.late["beat"], n=100)[98], 1),
        "broker_share_of_a_core": round(beats_cpu, 3),
        "broker_rss_mib": round(watch.rss_mib(), 1),
        "broker_rss_idle_mib": round(idle_rss, 1),
        "orders_answered": sum(one == "done" for one in ear.answered.values()),
        "orders_to_all_s": round(orders_s, 1),
        "limit_p99_ms": LIMIT_P99_MS,
        "machine": machine(),
    }
    fleet.close()
    ear.close()
    figures["within_limit"] = (
        figures["beat_p99_ms"] <= LIMIT_P99_MS
        and figures["beats_lost"] == 0
        and figures["orders_answered"] == TERMINALS
        and beats_cpu <= LIMIT_CPU
    )
    return figures


def _over(fleet: Fleet, begun: float) -> bool:
    """Whether the stretch of heartbeats is over: its time is, and everybody has said one."""
    lasted = time.monotonic() - begun
    return lasted > SECONDS and (lasted > SECONDS + PATIENCE_S or all(one.beats for one in fleet.terminals))
