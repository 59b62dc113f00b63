"""Many terminals in one process: real MQTT v5 over TLS, each with a certificate of its own, on one loop.

What they say is made by the terminal's own code (kiosk.telemetry.messages). The library's client is driven
from outside by epoll, so that two thousand of them need no thread each.
"""

import random
import select
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import paho.mqtt.client as mqtt
from paho.mqtt.enums import CallbackAPIVersion
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties

from kiosk.telemetry.messages import Beat, CommandAnswer, TerminalState
from kiosk.telemetry.pace import around
from kiosk.telemetry.topics import Topics
from sandbox.broker.certificates import Certificates

SESSION_S = 3600


def names(count: int) -> Iterator[str]:
    """Yield ids of terminals as enrolment gives them."""
    for number in range(count):
        yield f"zd-{number:012x}"


class SimulatedTerminal:
    """One terminal of the fleet."""

    def __init__(
        self, name: str, port: int, certificates: Certificates, order: Callable[[bytes], dict[str, Any]]
    ) -> None:
        """`order` judges an order and returns the answer's members."""
        self.topics = Topics(name)
        self.name = name
        self._order = order
        self.beats = self.acknowledged = self.refused = self.answers = 0
        self.listening = False
        self.due = 0.0
        self.client = client = mqtt.Client(CallbackAPIVersion.VERSION2, name, protocol=mqtt.MQTTv5)
        client.tls_set_context(certificates.context(name))
        client.will_set(self.topics.state, TerminalState(online=False).payload(), 1, retain=True)
        client.on_connect = self._on_connect
        client.on_subscribe = self._on_subscribe
        client.on_publish = self._on_publish
        client.on_message = self._on_message
        properties = Properties(PacketTypes.CONNECT)
        properties.SessionExpiryInterval = SESSION_S
        client.connect("localhost", port, 120, clean_start=False, properties=properties)

    @property
    def file(self) -> int:
        """What the loop waits for."""
        found = self.client.socket()
        assert found is not None
        return found.fileno()

    def beat(self, state: str = "IDLE") -> None:
        """Say that it lives."""
        self.beats += 1
        self._say(
            self.topics.beat,
            Beat(
                at=datetime.now(UTC),
                sequence=self.beats,
                uptime_seconds=self.beats * 60,
                state=state,
                faults=0,
                outbox_waiting=0,
                outbox_oldest_seconds=0,
                guide_version=1,
                clock_offset_ms=3,
            ).payload(),
        )

    def _on_connect(self, client: mqtt.Client, *_: Any) -> None:
        client.subscribe(self.topics.commands, 1)
        state = TerminalState(online=True, at=datetime.now(UTC), software_version="load", guide_version=1)
        self._say(self.topics.state, state.payload(), retain=True)

    def _on_subscribe(self, *_: Any) -> None:
        self.listening = True

    def _on_publish(self, _client: Any, _data: Any, _mid: int, reason: Any, _properties: Any) -> None:
        if reason.is_failure:
            self.refused += 1
        else:
            self.acknowledged += 1

    def _on_message(self, _client: Any, _data: Any, message: mqtt.MQTTMessage) -> None:
        told = self._order(bytes(message.payload))
        answer = CommandAnswer(terminal_id=self.name, at=datetime.now(UTC), **told)
        self.answers += 1
        self._say(self.topics.answers, answer.payload())

    def _say(self, topic: str, payload: bytes, retain: bool = False) -> None:
        self.client.publish(topic, payload, 1, retain)


class Fleet:
    """Terminals on one epoll loop. `run` lets them live for a while."""

    def __init__(self, dice: random.Random) -> None:
        self.terminals: list[SimulatedTerminal] = []
        self._dice = dice
        self._poll = select.epoll()
        self._by_file: dict[int, SimulatedTerminal] = {}
        self._next_misc = 0.0

    def add(self, terminal: SimulatedTerminal) -> None:
        """Take a terminal in that has connected."""
        self.terminals.append(terminal)
        self._by_file[terminal.file] = terminal
        self._poll.register(terminal.file, select.EPOLLIN)

    def spread(self, every_s: float) -> None:
        """Give everybody a first moment within the interval."""
        now = time.monotonic()
        for terminal in self.terminals:
            terminal.due = now + every_s * self._dice.random()

    def run(self, until: Callable[[], bool], every_s: float | None = None) -> None:
        """Let them live until something holds, with a heartbeat about every so many seconds."""
        while not until():
            now = time.monotonic()
            for file, _ in self._poll.poll(0.02):
                self._serve(self._by_file[file])
            if every_s is not None:
                for terminal in self.terminals:
                    if now >= terminal.due:
                        terminal.due = now + around(every_s, self._dice.random)
                        terminal.beat()
                        self._serve(terminal)
            if now >= self._next_misc:
                self._next_misc = now + 5
                for terminal in self.terminals:
                    terminal.client.loop_misc()

    def close(self) -> None:
        """Hang up, everybody politely."""
        for terminal in self.terminals:
            terminal.client.disconnect()
            self._serve(terminal)
            left = terminal.client.socket()
            if left is not None:
                left.close()
        self._poll.close()

    def _serve(self, terminal: SimulatedTerminal) -> None:
        client = terminal.client
        client.loop_read(100)
        while client.want_write():
            if client.loop_write() != mqtt.MQTT_ERR_SUCCESS:
                return
