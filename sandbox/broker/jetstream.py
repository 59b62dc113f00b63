"""Three NATS servers with JetStream, and the bridge that carries what the broker heard into them.

The bridge acknowledges to the broker only what a majority of the three has on disk. What is carried twice,
because somebody died in between, is recognised by its id and kept once.
"""

import asyncio
import contextlib
import hashlib
import shutil
import signal
import ssl
import subprocess
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nats
import paho.mqtt.client as mqtt
from nats.js.api import RetentionPolicy, StorageType, StreamConfig
from nats.js.errors import APIError
from paho.mqtt.enums import CallbackAPIVersion
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties

from kiosk.telemetry.topics import ROOT
from sandbox.ports import free_ports

PROGRAM = shutil.which("nats-server") or "/usr/sbin/nats-server"
STREAM = "TERMINALS"
SUBJECTS = "terminals.>"
AT_ONCE = 100
SAME_WITHIN_S = 600.0
"""So long JetStream recognises an id that it has seen."""
PUBLISH_S = 5.0
CONFIGURATION = """\
server_name: {name}
listen: 127.0.0.1:{port}
jetstream {{ store_dir: "{store}" }}
cluster {{
  name: operator
  listen: 127.0.0.1:{cluster}
  routes: [{routes}]
}}
"""


class NoCluster(Exception):  # noqa: N818  what there is
    """nats-server is not installed, or the three do not agree."""


class Cluster:
    """Three servers on one machine, each a process that can be killed. A context manager."""

    def __init__(self, folder: Path) -> None:
        if not Path(PROGRAM).exists():
            raise NoCluster("nats-server is not installed (Debian: apt install nats-server)")
        self._folder = folder
        self._ports = free_ports(6)
        self._running: dict[str, subprocess.Popen[bytes]] = {}

    @property
    def urls(self) -> list[str]:
        """Where they listen."""
        return [f"nats://127.0.0.1:{port}" for port in self._ports[:3]]

    def __enter__(self) -> "Cluster":
        for number in range(3):
            self.start(f"n{number}")
        return self

    def __exit__(self, *_: object) -> None:
        for name in list(self._running):
            self.kill(name)

    def start(self, name: str) -> None:
        """Start a server; it takes up again what it has on disk."""
        number = int(name[1:])
        folder = self._folder / name
        folder.mkdir(parents=True, exist_ok=True)
        routes = ", ".join(f'"nats://127.0.0.1:{port}"' for port in self._ports[3:])
        text = CONFIGURATION.format(
            name=name,
            port=self._ports[number],
            cluster=self._ports[3 + number],
            store=folder / "store",
            routes=routes,
        )
        (folder / "nats.conf").write_text(text, encoding="ascii")
        with (folder / "nats.log").open("ab") as log:
            command = [PROGRAM, "-c", str(folder / "nats.conf")]
            self._running[name] = subprocess.Popen(command, stdout=log, stderr=log)

    def kill(self, name: str) -> None:
        """Kill a server as a power cut does."""
        process = self._running.pop(name)
        process.send_signal(signal.SIGKILL)
        process.wait()


class Bridge:
    """Carries messages from the broker to JetStream until it is closed."""

    def __init__(
        self,
        port: int,
        context: Callable[[], ssl.SSLContext],
        client_id: str,
        cluster: Cluster,
        copies: int = 3,
    ) -> None:
        self._port, self._context, self._client_id = port, context, client_id
        self._cluster, self._copies = cluster, copies
        self.carried = self.tries = 0
        self.longest_s = 0.0
        """The longest that one message waited for its acknowledgement."""
        self.listens = threading.Event()
        """The broker keeps what is said from now on for the bridge."""

    async def run(self, stop: asyncio.Event) -> None:
        """Carry until told to stop."""
        self._loop = asyncio.get_running_loop()
        self._waiting: asyncio.Queue[mqtt.MQTTMessage] = asyncio.Queue()
        line = await nats.connect(
            self._cluster.urls, max_reconnect_attempts=-1, reconnect_time_wait=0.2, error_cb=_expected
        )
        self._stream = line.jetstream(timeout=PUBLISH_S)
        await self._make_stream()
        client = self._listen()
        workers = [asyncio.create_task(self._work(client)) for _ in range(AT_ONCE)]
        await stop.wait()
        for worker in workers:
            worker.cancel()
        await asyncio.gather(*workers, return_exceptions=True)
        client.disconnect()
        client.loop_stop()
        await line.close()

    async def leader(self) -> str:
        """Return the name of the server that leads the stream; empty while there is none."""
        with contextlib.suppress(APIError, nats.errors.Error, asyncio.TimeoutError):
            told = await self._stream.stream_info(STREAM)
            return (told.cluster.leader or "") if told.cluster else ""
        return ""

    async def _make_stream(self) -> None:
        settings = StreamConfig(
            name=STREAM,
            subjects=[SUBJECTS],
            num_replicas=self._copies,
            storage=StorageType.FILE,
            retention=RetentionPolicy.LIMITS,
            duplicate_window=SAME_WITHIN_S,
        )
        for _ in range(100):
            try:
                await self._stream.add_stream(settings)
                return
            except (TimeoutError, APIError, nats.errors.Error):
                await asyncio.sleep(0.2)
        raise NoCluster("the three servers have not agreed on a leader")

    def _listen(self) -> mqtt.Client:
        client = mqtt.Client(
            CallbackAPIVersion.VERSION2, self._client_id, protocol=mqtt.MQTTv5, manual_ack=True
        )
        client.tls_set_context(self._context())
        client.on_connect = lambda one, *_: one.subscribe(f"{ROOT}/+/beat", 1)
        client.on_subscribe = lambda *_: self.listens.set()
        client.on_message = self._on_message
        properties = Properties(PacketTypes.CONNECT)
        properties.SessionExpiryInterval = 3600
        properties.ReceiveMaximum = AT_ONCE
        client.connect("localhost", self._port, 60, clean_start=False, properties=properties)
        client.loop_start()
        return client

    def _on_message(self, _client: Any, _data: Any, message: mqtt.MQTTMessage) -> None:
        self._loop.call_soon_threadsafe(self._waiting.put_nowait, message)

    async def _work(self, client: mqtt.Client) -> None:
        while True:
            message = await self._waiting.get()
            begun = self._loop.time()
            await self._carry(message)
            self.longest_s = max(self.longest_s, self._loop.time() - begun)
            client.ack(message.mid, message.qos)
            self.carried += 1

    async def _carry(self, message: mqtt.MQTTMessage) -> None:
        """Have a message kept by the majority; as often as it takes."""
        *_, name, what = message.topic.split("/")
        payload = bytes(message.payload)
        headers = {"Nats-Msg-Id": hashlib.sha256(message.topic.encode() + b"\0" + payload).hexdigest()}
        while True:
            self.tries += 1
            try:
                await self._stream.publish(f"terminals.{name}.{what}", payload, headers=headers)
                return
            except (TimeoutError, APIError, nats.errors.Error):
                await asyncio.sleep(0.1)


async def kept(cluster: Cluster) -> list[tuple[str, bytes]]:
    """Return every (subject, payload) of the stream, in order."""
    line = await nats.connect(cluster.urls)
    try:
        stream = line.jetstream(timeout=PUBLISH_S)
        state = (await stream.stream_info(STREAM)).state
        reader: Any = await stream.subscribe(SUBJECTS, ordered_consumer=True)
        found: list[tuple[str, bytes]] = []
        while len(found) < state.messages:
            message = await reader.next_msg(timeout=20)
            found.append((message.subject, message.data))
        return found
    finally:
        await line.close()


async def _expected(_error: Exception) -> None:
    """Say nothing: that a server is gone is what this is for."""
