"""A real broker with mutual TLS and rights for each terminal, and terminals that speak to it."""

import io
import json
import random
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from kiosk.telemetry.connection import Broker, Connection, Will
from kiosk.telemetry.messages import TerminalState
from kiosk.telemetry.pace import BackOff
from kiosk.telemetry.topics import Topics
from kiosk.terminal.logs import make_logger
from sandbox.broker.certificates import Certificates
from sandbox.broker.mosquitto import Mosquitto
from sandbox.broker.operator import Operator

WITHIN_S = 40.0
if shutil.which("mosquitto", path="/usr/sbin:/usr/bin") is None:
    collect_ignore_glob = ["test_with_broker*"]


@pytest.fixture(scope="session")
def certificates(tmp_path_factory) -> Certificates:
    return Certificates(tmp_path_factory.mktemp("certificates"))


@pytest.fixture(scope="session")
def broker_process(tmp_path_factory, certificates) -> Iterator[Mosquitto]:
    with Mosquitto(tmp_path_factory.mktemp("broker"), certificates) as broker:
        yield broker


@pytest.fixture
def operator(broker_process, certificates) -> Iterator[Operator]:
    made = Operator(broker_process.port, certificates)
    yield made
    made.close()


class Spoken:
    """A terminal's line to the broker, what it logged and what it received."""

    def __init__(self, port: int, certificates: Certificates, name: str, **rest: Any) -> None:
        self.topics = Topics(name)
        self.output = io.StringIO()
        self.received: list[bytes] = []
        self.times = 0
        self.change = threading.Condition()
        self.dice = random.Random(7)
        certificate_of = rest.pop("certificate_of", name)
        commands = rest.pop("commands", self.topics.commands)
        broker = Broker("localhost", port, lambda: certificates.context(certificate_of), name, **rest)
        self.connection = Connection(
            broker,
            Will(self.topics.state, TerminalState(online=False).payload()),
            commands,
            make_logger("agent", self.output),
            BackOff(self.dice.random, 0.05, 0.2),
            self._connected,
            self._take,
        )

    @property
    def log(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.output.getvalue().splitlines()]

    def events(self) -> list[str]:
        return [line["event"] for line in self.log]

    def until(self, holds: Callable[[], Any]) -> None:
        end = time.monotonic() + WITHIN_S
        with self.change:
            while not holds():
                assert time.monotonic() < end, self.output.getvalue()
                self.change.wait(0.02)

    def _connected(self) -> None:
        with self.change:
            self.times += 1
            self.change.notify_all()

    def _take(self, payload: bytes) -> None:
        with self.change:
            self.received.append(payload)
            self.change.notify_all()


@pytest.fixture
def speak(certificates, broker_process) -> Iterator[Callable[..., Spoken]]:
    made: list[Spoken] = []

    def start(name: str, port: int | None = None, **rest: Any) -> Spoken:
        one = Spoken(port or broker_process.port, certificates, name, **rest)
        made.append(one)
        one.connection.start()
        return one

    yield start
    for one in made:
        one.connection.stop()
