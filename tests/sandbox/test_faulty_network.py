"""The network that goes wrong on purpose does so as told, and is good again when told."""

import contextlib
import itertools
import socket
import ssl
import threading
import time
from datetime import UTC, datetime

import pytest

from sandbox.faulty_network import GOOD, FaultyNetwork, Line
from sandbox.platform.tls import Authority

PATIENCE_S = 30


@pytest.fixture
def echo():
    """The port of a server that says everything again."""
    listener = socket.create_server(("127.0.0.1", 0))
    threads = []

    def talk(line):
        with line, contextlib.suppress(OSError):
            while data := line.recv(65536):
                line.sendall(data)

    def serve():
        with contextlib.suppress(OSError):
            while True:
                line, _ = listener.accept()
                threads.append(threading.Thread(target=talk, args=(line,)))
                threads[-1].start()

    server = threading.Thread(target=serve)
    server.start()
    yield listener.getsockname()[1]
    listener.shutdown(socket.SHUT_RDWR)
    listener.close()
    server.join(PATIENCE_S)
    for thread in threads:
        thread.join(PATIENCE_S)
        assert not thread.is_alive()


@pytest.fixture
def network(echo):
    with FaultyNetwork(echo, seed=1) as made:
        yield made


def call(network):
    return socket.create_connection(("127.0.0.1", network.port), PATIENCE_S)


def said_again(network, data):
    """Send `data` and return what came back until all of it did or the line was cut."""
    with contextlib.suppress(ConnectionError), call(network) as line:
        line.sendall(data)
        back = b""
        while len(back) < len(data) and (part := line.recv(65536)):
            back += part
        return back
    return None


def test_a_good_line_hands_everything_on(network):
    data = bytes(range(256)) * 2000
    assert said_again(network, data) == data
    assert network.chunks > 1


def test_a_line_that_refuses_or_is_silent_gives_nothing_and_comes_back(network):
    network.set(Line(refused=True))
    assert not said_again(network, b"x")
    network.set(Line(silent=True))
    with call(network) as line:
        line.sendall(b"x")
        line.settimeout(0.1)
        with pytest.raises(TimeoutError):
            line.recv(1)
        network.set(GOOD)
        line.settimeout(PATIENCE_S)
        with pytest.raises(ConnectionError):
            line.recv(1)
    assert said_again(network, b"x") == b"x"


def test_where_nobody_listens_behind_it_connections_are_reset():
    with socket.socket() as silent:
        # Bound and not listening: whoever connects is refused.
        silent.bind(("127.0.0.1", 0))
        with FaultyNetwork(silent.getsockname()[1]) as network:
            assert not said_again(network, b"x")


@pytest.mark.parametrize("chunk", [1, 2])
def test_a_line_is_cut_at_the_very_chunk_once(network, chunk):
    network.set(Line(cut_at=chunk))
    assert not said_again(network, b"abc")
    assert said_again(network, b"abc") == b"abc"


def test_a_line_is_cut_again_and_again(network):
    network.set(Line(cut_every=3))
    assert [bool(said_again(network, b"abc")) for _ in range(4)] == [True, False, True, False]


def test_late_slow_and_lossy_lines_lose_nothing(network):
    data = bytes(range(256)) * 40
    for line, least in (
        (Line(latency_s=0.1), 0.2),
        (Line(bytes_per_s=50_000), 2 * len(data) / 50_000),
        (Line(lost=0.6, chunk_bytes=1 << 20), 0.2),
    ):
        network.set(line)
        begun = time.monotonic()
        assert said_again(network, data) == data
        assert time.monotonic() - begun > least * 0.99


def test_a_portal_answers_everything_with_its_page(network, tmp_path):
    now = datetime.now(UTC)
    keys = Authority.open(tmp_path, now).make_server_files(tmp_path, now)
    page = b"<html>sign in</html>"
    for certificate in (None, keys):
        network.set(Line(page=page, certificate=certificate))
        with call(network) as plain:
            line = plain
            if certificate:
                context = ssl.create_default_context(cafile=str(tmp_path / "ca.pem"))
                line = context.wrap_socket(plain, server_hostname="127.0.0.1")
            with line:
                line.sendall(b"POST / HTTP/1.1\r\nHost: x\r\n\r\n")
                answer = b"".join(itertools.takewhile(bool, iter(lambda line=line: line.recv(4096), None)))
        assert answer.startswith(b"HTTP/1.1 200")
        assert answer.endswith(page)


def test_a_certificate_of_another_authority_is_seen(network, tmp_path):
    for name in ("ours", "theirs"):
        (tmp_path / name).mkdir()
    now = datetime.now(UTC)
    Authority.open(tmp_path / "ours", now)
    theirs = Authority.open(tmp_path / "theirs", now).make_server_files(tmp_path / "theirs", now)
    network.set(Line(certificate=theirs))
    context = ssl.create_default_context(cafile=str(tmp_path / "ours" / "ca.pem"))
    with call(network) as line, pytest.raises(ssl.SSLCertVerificationError):
        context.wrap_socket(line, server_hostname="127.0.0.1")
