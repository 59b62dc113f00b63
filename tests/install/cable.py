"""A network with two ends: the hall's, with the platform behind it, and the machine's, in a namespace."""

import contextlib
import socket
import subprocess
import threading

NAME = "yiciban-install"
OURS, OTHER, MACHINE = "10.187.43.1", "10.187.43.3", "10.187.43.2"
"""The platform's address, another one of the hall's where somebody listens too, and the machine's."""
BITS = 29


class Cable:
    """Laid while it is open: a context manager."""

    namespace = f"/run/netns/{NAME}"

    def __enter__(self) -> "Cable":
        self._remove()
        here, there = f"{NAME[:7]}-h", f"{NAME[:7]}-m"
        _ip("netns", "add", NAME)
        _ip("link", "add", here, "type", "veth", "peer", "name", there, "netns", NAME)
        for address in (OURS, OTHER):
            _ip("addr", "add", f"{address}/{BITS}", "dev", here)
        _ip("link", "set", here, "up")
        _ip("-n", NAME, "addr", "add", f"{MACHINE}/{BITS}", "dev", there)
        _ip("-n", NAME, "link", "set", there, "up")
        _ip("-n", NAME, "link", "set", "lo", "up")
        return self

    def __exit__(self, *_: object) -> None:
        self._remove()

    def _remove(self) -> None:
        for words in (("link", "del", f"{NAME[:7]}-h"), ("netns", "del", NAME)):
            subprocess.run(["ip", *words], capture_output=True)


def _ip(*words: str) -> None:
    subprocess.run(["ip", *words], check=True, capture_output=True)


class Way:
    """What comes to `port` of an address is handed on to the same port of 127.0.0.1. A context manager."""

    def __init__(self, address: str, port: int) -> None:
        self._listener = socket.create_server((address, port))
        self._port = port
        threading.Thread(target=self._accept, daemon=True).start()

    def __enter__(self) -> "Way":
        return self

    def __exit__(self, *_: object) -> None:
        # A thread that waits in accept() is woken by that, by close() it is not.
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                near, _ = self._listener.accept()
                threading.Thread(target=self._serve, args=(near,), daemon=True).start()

    def _serve(self, near: socket.socket) -> None:
        try:
            far = socket.create_connection(("127.0.0.1", self._port), 10)
        except OSError:
            near.close()
            return
        far.settimeout(None)
        back = threading.Thread(target=_hand_on, args=(far, near), daemon=True)
        back.start()
        _hand_on(near, far)
        back.join()
        near.close()
        far.close()


def _hand_on(source: socket.socket, target: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while data := source.recv(1 << 16):
            target.sendall(data)
    for end in (source, target):
        with contextlib.suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)
