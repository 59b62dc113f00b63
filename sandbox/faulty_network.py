"""A network that goes wrong on purpose: a TCP proxy before a server; its line is changed while it is used."""

import asyncio
import contextlib
import random
import socket
import ssl
import struct
import threading
from collections.abc import Coroutine
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

RETRANSMIT_S = 0.2
LONGEST_RETRANSMIT_S = 3.2
"""What a lost segment costs: first Linux's least, then twice as much each time (RFC 6298 §5.5)."""
WAITING_CHUNKS = 64
HEAD_BYTES = 65536


@dataclass(frozen=True, slots=True)
class Line:
    """What the line is like; the default is a good one. A chunk is what one read gave, either way."""

    refused: bool = False
    """Every connection is reset at once: nobody listens there."""
    silent: bool = False
    """Every connection is taken and nothing ever comes back."""
    cut_at: int | None = None
    """The connection is reset instead of handing on this chunk, the first since the line was set being 1."""
    cut_every: int | None = None
    """The same at each multiple of this."""
    lost: float = 0.0
    """So often a chunk is lost and comes late, 0 to 1."""
    bytes_per_s: float | None = None
    """In each direction, all connections together."""
    latency_s: float = 0.0
    """In each direction; the answer to one byte comes after twice that."""
    chunk_bytes: int = 16384
    certificate: tuple[Path, Path] | None = None
    """Ends TLS here by this certificate and key (PEM) and hands on nothing."""
    page: bytes | None = None
    """What is answered to every request, as `text/html` with 200; without `certificate` in the clear."""


GOOD = Line()


@dataclass(eq=False, slots=True)
class _Direction:
    """One way of one connection."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    queue: asyncio.Queue[tuple[float, bytes]] = field(
        default_factory=lambda: asyncio.Queue(maxsize=WAITING_CHUNKS)
    )


class FaultyNetwork:
    """Listens on `port` of 127.0.0.1 and hands on to `target_port` there, in a thread of its own.

    A context manager; `set` may be called from any thread.
    """

    def __init__(self, target_port: int, seed: int = 0, port: int = 0) -> None:
        self._target = target_port
        self._random = random.Random(seed)  # noqa: S311  no secret
        self._line = GOOD
        self._chunks = 0
        self._free_at = {"up": 0.0, "down": 0.0}
        self._open: set[asyncio.StreamWriter] = set()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="faulty-network", daemon=True)
        self._thread.start()
        self._server = self._call(asyncio.start_server(self._serve, "127.0.0.1", port))
        self.port: int = self._server.sockets[0].getsockname()[1]

    def __enter__(self) -> "FaultyNetwork":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def chunks(self) -> int:
        """How many chunks were read since the line was set."""
        return self._chunks

    def set(self, line: Line) -> None:
        """Change the line; connections that are open are reset, as when another cable is plugged in."""
        self._call(self._set(line))

    def close(self) -> None:
        """Take no more connections and end those that are open."""
        self._call(self._stop())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()

    def _call(self, work: Coroutine[Any, Any, Any]) -> Any:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(10)

    async def _set(self, line: Line) -> None:
        self._line, self._chunks = line, 0
        self._free_at = {"up": 0.0, "down": 0.0}
        self._reset_all()

    async def _stop(self) -> None:
        self._server.close()
        self._reset_all()
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)
        await self._server.wait_closed()

    def _reset_all(self) -> None:
        for writer in list(self._open):
            _reset(writer)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        line = self._line
        self._open.add(writer)
        try:
            with contextlib.suppress(OSError, ssl.SSLError, asyncio.IncompleteReadError):
                if line.refused:
                    _reset(writer)
                elif line.silent:
                    await reader.read(-1)
                elif line.certificate is not None or line.page is not None:
                    await self._pretend(line, reader, writer)
                else:
                    await self._hand_on(line, reader, writer)
        finally:
            self._open.discard(writer)
            writer.close()

    async def _pretend(self, line: Line, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if line.certificate is not None:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(*line.certificate)
            await writer.start_tls(context)
        page = line.page or b""
        head = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {len(page)}\r\n"
        while await reader.read(HEAD_BYTES):
            writer.write(f"{head}Connection: close\r\n\r\n".encode() + page)
            await writer.drain()
            return

    async def _hand_on(self, line: Line, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            there_reader, there_writer = await asyncio.open_connection("127.0.0.1", self._target)
        except OSError:
            _reset(writer)
            return
        self._open.add(there_writer)
        ways = {"up": _Direction(reader, there_writer), "down": _Direction(there_reader, writer)}
        work = [self._read(line, name, way, tuple(ways.values())) for name, way in ways.items()]
        work += [self._write(way) for way in ways.values()]
        try:
            async with asyncio.TaskGroup() as group:
                for one in work:
                    group.create_task(one)
        except* OSError:
            _reset(writer)
            _reset(there_writer)
        finally:
            self._open.discard(there_writer)
            there_writer.close()

    async def _read(self, line: Line, name: str, way: _Direction, both: tuple[_Direction, ...]) -> None:
        while chunk := await way.reader.read(line.chunk_bytes):
            self._chunks += 1
            if self._chunks == line.cut_at or (line.cut_every and self._chunks % line.cut_every == 0):
                for one in both:
                    _reset(one.writer)
                raise ConnectionResetError
            await way.queue.put((self._due(line, name, len(chunk)), chunk))
        await way.queue.put((self._due(line, name, 0), b""))

    def _due(self, line: Line, name: str, size: int) -> float:
        """Return when a chunk arrives at the other end; chunks stay in order behind one that comes late."""
        now = self._loop.time()
        sent = max(now, self._free_at[name])
        pause = RETRANSMIT_S
        while size and self._random.random() < line.lost:
            sent += pause
            pause = min(2 * pause, LONGEST_RETRANSMIT_S)
        if line.bytes_per_s is not None:
            sent += size / line.bytes_per_s
        if line.bytes_per_s is not None or line.lost:
            self._free_at[name] = sent
        return sent + line.latency_s

    async def _write(self, way: _Direction) -> None:
        while True:
            due, chunk = await way.queue.get()
            await asyncio.sleep(due - self._loop.time())
            if not chunk:
                if way.writer.can_write_eof():
                    way.writer.write_eof()
                return
            way.writer.write(chunk)
            await way.writer.drain()


def _reset(writer: asyncio.StreamWriter) -> None:
    """End a connection by RST, as a cut does, not by an orderly end."""
    connection = writer.get_extra_info("socket")
    if connection is not None:
        with contextlib.suppress(OSError):
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()
