"""The reader over any bytes in any pieces, on a port and a clock of the test's own: none waits."""

from collections import deque

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.code_reader.codes import LARGEST, Code, Refused
from devices.code_reader.mrz import Mrz
from devices.code_reader.profiles import PROFILES
from devices.code_reader.reader import LONGEST, CodeReader, CodeReaderGoneError


class Line:
    """A port that plays chunks; each empty read takes the port's time-out on the clock it also is."""

    def __init__(self, chunks: list[bytes], after: bytes = b"") -> None:
        self._chunks = deque(chunks)
        self._after = after
        self.now = 0.0
        self.in_waiting = 0

    def __call__(self) -> float:
        return self.now

    def read(self, size: int) -> bytes:
        if size and not self._chunks and self._after:
            self._chunks.append(self._after)
        self.now += 0.02
        if not size or not self._chunks:
            return b""
        chunk = self._chunks.popleft()
        if len(chunk) > size:
            self._chunks.appendleft(chunk[size:])
        self.in_waiting = max(0, len(chunk) - size)
        return chunk[:size]

    def write(self, data: bytes) -> int:
        return len(data)

    def reset_input_buffer(self) -> None:
        self._chunks.clear()

    def close(self) -> None:
        """As a port."""


pieces = st.lists(
    st.binary(max_size=80) | st.sampled_from([b"\r", b"\n", b"P<UTO" + b"<" * 39 + b"\r", b"x" * 5000]),
    max_size=30,
)


@pytest.mark.parametrize("profile", sorted(PROFILES))
@given(chunks=pieces)
def test_any_bytes_end_in_codes_or_refusals_in_bounded_time(profile: str, chunks: list[bytes]) -> None:
    line = Line(chunks)
    reader = CodeReader(line, PROFILES[profile], line)  # type: ignore[arg-type]
    for _ in range(3):
        began = line.now
        for one in reader.read(0.25):
            assert isinstance(one, Code | Mrz | Refused)
            assert not isinstance(one, Code) or len(one.text.encode()) <= LARGEST
        assert line.now - began <= 0.25 + LONGEST + 1.0
        assert len(reader._collector._buffer) <= LARGEST + 8


@given(st.sampled_from([b"x", b"\x80\xff", b"P<UTO" + b"<" * 39, b"\x1b["]))
def test_a_line_that_never_falls_silent_is_given_up(noise: bytes) -> None:
    line = Line([], after=noise * 50)
    reader = CodeReader(line, PROFILES["generic"], line)  # type: ignore[arg-type]
    found = reader.read(0.25)
    assert found[-1] == Refused("tooLong")
    assert line.now <= 0.25 + LONGEST + 1.0


def test_a_port_that_breaks_is_a_reader_that_is_gone() -> None:
    line = Line([b"abc"])
    reader = CodeReader(line, PROFILES["honeywell"], line)  # type: ignore[arg-type]

    def broken(_data: object) -> int:
        raise OSError(5, "Input/output error")

    line.read = line.write = broken  # type: ignore[method-assign, assignment]
    for use in (lambda: reader.read(0.1), lambda: reader.switch(True), reader.again):
        with pytest.raises(CodeReaderGoneError):
            use()
