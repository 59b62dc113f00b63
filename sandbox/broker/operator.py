"""The operator's side of the broker: hears every terminal, and sends signed orders."""

import json
import queue
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import paho.mqtt.client as mqtt
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from paho.mqtt.enums import CallbackAPIVersion
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties

from kiosk.telemetry.command import signature
from kiosk.telemetry.topics import ROOT, Topics
from sandbox.broker.certificates import Certificates
from sandbox.broker.mosquitto import PLATFORM

READY_S = 60.0


@dataclass(frozen=True, slots=True)
class Heard:
    """One message of a terminal; an empty payload deletes what was retained."""

    terminal_id: str
    what: str
    body: Any
    retained: bool


class CommandKey:
    """The key that signs orders."""

    def __init__(self, key_id: str = "command-1", key: Ed25519PrivateKey | None = None) -> None:
        self.key_id = key_id
        self._key = key or Ed25519PrivateKey.generate()

    @property
    def public(self) -> dict[str, bytes]:
        """Key id → 32 raw bytes."""
        return {self.key_id: self._key.public_key().public_bytes_raw()}

    def order(
        self,
        terminal_id: str,
        kind: str,
        life: timedelta = timedelta(hours=1),
        now: datetime | None = None,
        **args: Any,
    ) -> dict[str, Any]:
        """Return a signed order."""
        members: dict[str, Any] = {
            "id": str(uuid.uuid4()),
            "terminalId": terminal_id,
            "kind": kind,
            "args": args,
            "expiresAt": ((now or datetime.now(UTC)) + life).isoformat(timespec="seconds"),
        }
        return {**members, "signature": signature(members, self.key_id, self._key)}


class Operator:
    """Hears everything below the terminals' root; `heard` is for one thread at a time."""

    def __init__(self, port: int, certificates: Certificates, name: str = PLATFORM) -> None:
        """`name` is the common name of its certificate, by which the broker gives it rights."""
        self.port, self.certificates = port, certificates
        self._heard: queue.SimpleQueue[Heard] = queue.SimpleQueue()
        self.seen: list[Heard] = []
        self._subscribed: queue.SimpleQueue[bool] = queue.SimpleQueue()
        self._client = mqtt.Client(CallbackAPIVersion.VERSION2, name, protocol=mqtt.MQTTv5)
        self._client.tls_set_context(certificates.context(name))
        self._client.on_message = self._on_message
        self._client.on_subscribe = lambda *_: self._subscribed.put(True)
        self._client.on_connect = self._on_connect
        self._client.reconnect_delay_set(1, 1)
        self._client.connect("localhost", port, 30)
        self._client.loop_start()
        self._subscribed.get(timeout=READY_S)

    def send(self, terminal_id: str, order: dict[str, Any] | bytes, expires_s: int = 3600) -> None:
        """Send an order; the broker keeps it for a terminal that is not there."""
        properties = Properties(PacketTypes.PUBLISH)
        properties.MessageExpiryInterval = expires_s
        payload = order if isinstance(order, bytes) else json.dumps(order).encode()
        told = self._client.publish(Topics(terminal_id).commands, payload, 1, properties=properties)
        told.wait_for_publish(READY_S)

    def next(self, matches: Callable[[Heard], bool], within_s: float = 30.0) -> Heard:
        """Return the first message that matches, heard already or to come. Raises TimeoutError."""
        for one in self.seen:
            if matches(one):
                return one
        until = time.monotonic() + within_s
        while True:
            try:
                one = self._heard.get(timeout=max(until - time.monotonic(), 0.001))
            except queue.Empty:
                raise TimeoutError("nothing of the kind was heard") from None
            self.seen.append(one)
            if matches(one):
                return one

    def forget(self) -> None:
        """Begin to listen anew."""
        while not self._heard.empty():
            self._heard.get()
        self.seen.clear()

    def close(self) -> None:
        """Hang up."""
        self._client.disconnect()
        self._client.loop_stop()

    def _on_connect(self, client: mqtt.Client, *_: Any) -> None:
        client.subscribe(f"{ROOT}/#", 1)

    def _on_message(self, _client: mqtt.Client, _data: Any, message: mqtt.MQTTMessage) -> None:
        *_, terminal_id, what = message.topic.split("/")
        if what == "commands":
            return
        body = json.loads(message.payload) if message.payload else None
        self._heard.put(Heard(terminal_id, what, body, message.retain))
