"""Frames between host and reader module (SDT, SAM_V, SAM_A), built and found again in a stream of bytes.

    AA AA AA 96 69 | length, 2 bytes big endian | payload | check

The length counts payload and check byte; the check byte is the XOR of the two length bytes and the payload.
"""

from functools import reduce
from itertools import accumulate
from operator import xor

PREAMBLE = b"\xaa\xaa\xaa\x96\x69"
# A lost first AA must not cost the frame, so the search is for the last four bytes of the preamble.
_MARK = PREAMBLE[1:]
_HEAD = len(_MARK) + 2

SMALLEST_COMMAND = 3
SMALLEST_ANSWER = 4
LARGEST = 4096
"""Largest believed length. The largest answer in use is 0x090A; more is a lost sync, not a big frame."""


def build(payload: bytes) -> bytes:
    """Return the frame that carries `payload` (command and parameter, or SW1 SW2 SW3, then data).

    Raises ValueError when the payload is empty or too long for a frame.
    """
    length = len(payload) + 1
    if not SMALLEST_COMMAND <= length <= LARGEST:
        raise ValueError("payload does not fit a frame")
    counted = length.to_bytes(2, "big") + payload
    return PREAMBLE + counted + bytes([reduce(xor, counted)])


class FrameReader:
    """Finds frames in bytes that come in any pieces, with anything between them.

    A wrong length or check byte costs one byte, after which the search goes on, so a good frame behind a bad
    one is found. Inside a frame that is still arriving nothing is searched: a photo may hold the preamble.
    Memory stays below `LARGEST` + one piece of 4 KiB whatever arrives. Noise is only searched; behind what
    looks like a head each byte is summed once, however many heads there are.
    """

    def __init__(self, smallest: int = SMALLEST_ANSWER) -> None:
        self._smallest = smallest
        self._buffer = bytearray()
        # _sums[i] is the XOR of the bytes before _buffer[i] since some moment, so any span is one XOR. It is
        # made only as far as an arrived frame reaches.
        self._sums = bytearray(1)
        self.dropped = 0
        """Bytes that belonged to no frame, since the start."""

    @property
    def pending(self) -> int:
        """Bytes kept because they may belong to a frame."""
        return len(self._buffer)

    def feed(self, data: bytes) -> list[bytes]:
        """Take the next bytes; return the payloads of the frames that they complete."""
        frames: list[bytes] = []
        for at in range(0, len(data), 4096):
            self._buffer += data[at : at + 4096]
            self._take(frames)
        return frames

    def gap(self) -> list[bytes]:
        """Give up a frame that stopped arriving; return the payloads of frames found behind its start.

        To be called when the line has been silent longer than a gap within a frame may be.
        """
        frames: list[bytes] = []
        while self._buffer:
            self._drop(1)
            self._take(frames)
        return frames

    def clear(self) -> None:
        """Forget what has arrived."""
        self._drop(len(self._buffer))

    def _drop(self, count: int) -> None:
        self.dropped += count
        self._cut(count)

    def _cut(self, count: int) -> None:
        del self._buffer[:count]
        if count < len(self._sums):
            del self._sums[:count]
        else:
            self._sums = bytearray(1)

    def _sum(self, start: int, end: int) -> int:
        """Return the XOR of the bytes from `start` to before `end`, both within the buffer."""
        sums = self._sums
        if len(sums) <= end:
            fresh = self._buffer[len(sums) - 1 : end]
            sums += bytes(accumulate(fresh, xor, initial=sums[-1]))[1:]
        return sums[start] ^ sums[end]

    def _take(self, frames: list[bytes]) -> None:
        buffer = self._buffer
        while True:
            start = buffer.find(_MARK)
            if start < 0:
                # The end may be the beginning of a preamble.
                self._drop(max(0, len(buffer) - (len(_MARK) - 1)))
                return
            # The AA before the mark belongs to the frame and is not noise.
            if start and buffer[start - 1] == PREAMBLE[0]:
                self._drop(start - 1)
                self._cut(1)
            else:
                self._drop(start)
            if len(buffer) < _HEAD:
                return
            length = int.from_bytes(buffer[len(_MARK) : _HEAD], "big")
            if not self._smallest <= length <= LARGEST:
                self._drop(1)
                continue
            end = _HEAD + length
            if len(buffer) < end:
                return
            if self._sum(len(_MARK), end):
                self._drop(1)
                continue
            frames.append(bytes(buffer[_HEAD : end - 1]))
            self._cut(end)
