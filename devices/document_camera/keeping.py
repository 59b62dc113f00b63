"""The worker as a process: started, fed with orders, ended. The window's side; nothing here loads cv2."""

import contextlib
import os
import socket
import struct
import subprocess
import sys
from collections.abc import Mapping
from multiprocessing.connection import Connection
from pathlib import Path

from devices.document_camera import preview_memory
from devices.document_camera.orders import Answer, Order

_SEND_WITHIN = struct.pack("ll", 4, 0)
"""struct timeval. A worker that takes no orders for so long is not waited for."""
_PAGE = os.sysconf("SC_PAGE_SIZE")


class WorkerProcess:
    """A running worker with its channel and preview memory. Sending and hearing raise OSError, EOFError."""

    def __init__(self, port: str, environment: Mapping[str, str]) -> None:
        ours, theirs = socket.socketpair()
        ours.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, _SEND_WITHIN)
        fd = preview_memory.create()
        command = [sys.executable, "-m", "devices.document_camera.worker", "--device", port]
        command += ["--channel", str(theirs.fileno()), "--memory", str(fd)]
        quiet = {"OPENCV_VIDEOIO_V4L_SELECT_TIMEOUT": "3", "OPENCV_LOG_LEVEL": "OFF"}
        # One core is the person's frame loop's; and without arenas a thread's memory goes back.
        quiet |= {"OMP_NUM_THREADS": "1", "MALLOC_ARENA_MAX": "2"}
        self._process = subprocess.Popen(
            command, pass_fds=(theirs.fileno(), fd), env={**environment, **quiet}
        )
        theirs.close()
        self.memory = preview_memory.PreviewMemory(fd)
        os.close(fd)
        self.channel = Connection(ours.detach())

    @property
    def pid(self) -> int:
        """Its number in the process table."""
        return self._process.pid

    @property
    def ended(self) -> bool:
        """Whether the process is gone."""
        return self._process.poll() is not None

    def send(self, order: Order) -> None:
        """Hand over an order."""
        self.channel.send(order)

    def hear(self) -> Answer | None:
        """Return an answer that is there, None where there is none."""
        if not self.channel.poll(0):
            return None
        answer: Answer = self.channel.recv()
        return answer

    def resident_mb(self) -> float:
        """Return its resident memory, MiB; 0 when it is gone (proc(5), statm)."""
        try:
            pages = int(Path(f"/proc/{self.pid}/statm").read_text().split()[1])
        except (OSError, IndexError, ValueError):
            return 0.0
        return pages * _PAGE / 2**20

    def end(self, seconds: float) -> None:
        """Close the channel, on which it lets the camera go and ends; kill it after `seconds`."""
        with contextlib.suppress(OSError):
            self.channel.close()
        try:
            self._process.wait(seconds)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
