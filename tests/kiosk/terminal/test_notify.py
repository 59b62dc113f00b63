"""What systemd hears, over a real datagram socket."""

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.agent.server import GatewayServer
from kiosk.terminal.notify import Notifier
from kiosk.terminal.watchdog import BEATS, Watchdog, answers


@pytest.fixture
def manager(tmp_path: Path) -> Iterator[tuple[socket.socket, str]]:
    path = str(tmp_path / "notify")
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as line:
        line.bind(path)
        line.setblocking(False)
        yield line, path


def heard(line: socket.socket) -> list[bytes]:
    words = []
    while True:
        try:
            words.append(line.recv(100))
        except BlockingIOError:
            return words


def test_every_word_is_one_datagram(manager: tuple[socket.socket, str]) -> None:
    line, path = manager
    notifier = Notifier.taken_from({"NOTIFY_SOCKET": path, "WATCHDOG_USEC": "3000000"})
    notifier.ready()
    notifier.alive()
    notifier.stopping()
    assert heard(line) == [b"READY=1", b"WATCHDOG=1", b"STOPPING=1"]
    assert notifier.watchdog_s == 3.0


def test_abstract_address_is_reached() -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as line:
        line.bind("")  # the kernel chooses an abstract name
        line.setblocking(False)
        name = line.getsockname()
        Notifier.taken_from({"NOTIFY_SOCKET": "@" + name[1:].decode()}).ready()
        assert heard(line) == [b"READY=1"]


def test_children_inherit_no_voice() -> None:
    environment = {"NOTIFY_SOCKET": "/run/x", "WATCHDOG_USEC": "1", "WATCHDOG_PID": "7", "LANG": "C"}
    Notifier.taken_from(environment)
    assert environment == {"LANG": "C"}


@pytest.mark.parametrize("address", ["", "relative/path", "/no/such/socket", "vsock:2:1234"])
def test_where_nobody_listens_nothing_is_raised(address: str) -> None:
    Notifier.taken_from({"NOTIFY_SOCKET": address}).ready()


@pytest.mark.parametrize("interval", ["", "never", "-5", "１２"])
def test_interval_that_is_no_number_is_no_watchdog(interval: str) -> None:
    notifier = Notifier.taken_from({"NOTIFY_SOCKET": "/run/x", "WATCHDOG_USEC": interval})
    assert Watchdog(notifier).every_s is None


def test_manager_that_does_not_read_blocks_nobody(manager: tuple[socket.socket, str]) -> None:
    line, path = manager
    for _ in range(5000):
        Notifier(path).alive()
    assert 0 < len(heard(line)) < 5000


def test_sick_process_keeps_silent_and_a_well_one_speaks(manager: tuple[socket.socket, str]) -> None:
    line, path = manager
    well = [True]
    watchdog = Watchdog(Notifier(path, 8.0), lambda: well[0])
    assert watchdog.every_s == 8.0 / BEATS
    watchdog.beat()
    well[0] = False
    watchdog.beat()
    assert heard(line) == [b"WATCHDOG=1"]


def test_gateway_is_asked_and_answers_until_it_stops(tmp_path: Path) -> None:
    async def app(scope: object, receive: object, send: object) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})  # type: ignore[operator]
        await send({"type": "http.response.body", "body": b"{}"})  # type: ignore[operator]

    path = tmp_path / "agent.sock"
    with GatewayServer(app, path):
        assert answers(path, within_s=40)
    assert not answers(path)


def test_gateway_that_takes_connections_and_says_nothing_is_not_well(tmp_path: Path) -> None:
    path = tmp_path / "agent.sock"
    with socket.socket(socket.AF_UNIX) as mute:
        mute.bind(str(path))
        mute.listen(1)
        assert not answers(path, within_s=0.05)
