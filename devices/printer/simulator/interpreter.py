"""ESC/POS as a printer reads it: commands out of a byte buffer, one at a time, onto paper."""

from collections.abc import Callable
from dataclasses import dataclass

from PIL import Image, ImageChops

from devices.printer.simulator.paper import Paper


@dataclass
class Mode:
    """What ESC @ sets back."""

    align: int = 0
    bold: bool = False
    wide: int = 1
    tall: int = 1
    chinese: bool = False
    spacing: int = 32


class Incomplete(Exception):  # noqa: N818 - not an error: wait for more
    """The rest of the command has not arrived."""


_FIXED = {
    # Commands of fixed length that are consumed without effect on the drawing.
    b"\x1bR": 3,
    b"\x1bt": 3,
    b"\x1bM": 3,
    b"\x1b-": 3,
    b"\x1bG": 3,
    b"\x1bp": 5,
    b"\x1dI": 3,
    b"\x1dB": 3,
    b"\x1dL": 4,
    b"\x1dW": 4,
    b"\x1cS": 4,
    b"\x1c-": 3,
}


class Interpreter:
    """Reads `buffer` command by command.

    `answer` sends bytes to the host, `on_cut` gets the length of the cut in bytes, `on_move` what the
    presenter has to do (n of GS e n).
    """

    def __init__(
        self,
        paper: Paper,
        answer: Callable[[bytes], None],
        on_cut: Callable[[int], None],
        on_move: Callable[[int], None] = lambda n: None,
    ) -> None:
        self.paper = paper
        self.buffer = bytearray()
        self.unknown: list[str] = []
        self.asb = 0
        self.roll_bits = 0
        self._answer = answer
        self._on_cut = on_cut
        self._on_move = on_move
        self._mode = Mode()
        self._cells: list[tuple[str, int, int, int, bool]] = []
        self._qr_data = b""
        self._qr_module = 3
        self._qr_level = 0x30

    def clear(self) -> None:
        """Drop what was received and not printed."""
        self.buffer.clear()
        self._cells.clear()

    def step(self) -> int | None:
        """Work one command off. Return the lines it printed, None when the buffer holds no whole command."""
        if not self.buffer:
            return None
        try:
            length, printed = self._one(bytes(self.buffer[:70000]))
        except (Incomplete, IndexError):
            return None
        del self.buffer[:length]
        return printed

    def _one(self, data: bytes) -> tuple[int, int]:
        byte = data[0]
        if byte == 0x0A:
            self._print_line()
            return 1, 1
        if byte in (0x1B, 0x1C, 0x1D):
            return self._command(data)
        if byte == 0x10:
            # Real-time commands were obeyed on arrival; here only their bytes go away.
            kind = data[1]
            return (10 if kind == 0x14 and data[2] == 8 else 5 if kind == 0x14 else 3), 0
        if byte < 0x20:
            return 1, 0
        return self._character(data)

    def _character(self, data: bytes) -> tuple[int, int]:
        mode = self._mode
        char, columns, used = "\ufffd", 1, 1
        if data[0] < 0x80:
            char = chr(data[0])
        elif mode.chinese:
            used = 2
            columns = 2
            pair = data[:2]
            if len(pair) < 2:
                raise Incomplete
            char = pair.decode("gbk", errors="replace")[:1]
        printed = 0
        have = sum(columns * wide for _, columns, wide, _, _ in self._cells)
        if have + columns * mode.wide > self.paper.dots // 12:
            self._print_line()
            printed = 1
        self._cells.append((char, columns, mode.wide, mode.tall, mode.bold))
        return used, printed

    def _print_line(self) -> None:
        self.paper.line(self._cells, self._mode.align, self._mode.spacing)
        self._cells = []

    def _command(self, data: bytes) -> tuple[int, int]:
        mode = self._mode
        match data[:2]:
            case b"\x1b@":
                self._mode = Mode()
                self._cells = []
                return 2, 0
            case b"\x1c&" | b"\x1c.":
                mode.chinese = data[1] == 0x26
                return 2, 0
            case b"\x1ba":
                mode.align = data[2] % 48 % 3
            case b"\x1bE":
                mode.bold = bool(data[2] & 1)
            case b"\x1b!":
                mode.bold = bool(data[2] & 8)
                mode.tall, mode.wide = 1 + (data[2] >> 4 & 1), 1 + (data[2] >> 5 & 1)
            case b"\x1d!":
                mode.tall, mode.wide = 1 + (data[2] & 7), 1 + (data[2] >> 4 & 7)
            case b"\x1c!":
                mode.tall, mode.wide = 1 + (data[2] >> 3 & 1), 1 + (data[2] >> 2 & 1)
            case b"\x1b3":
                mode.spacing = data[2]
            case b"\x1b2":
                mode.spacing = 32
                return 2, 0
            case b"\x1bd":
                lines = data[2]
                if self._cells:
                    self._print_line()
                self.paper.feed(lines * mode.spacing)
                return 3, lines
            case b"\x1bJ":
                self.paper.feed(data[2])
            case b"\x1dV":
                length = 4 if data[2] in (65, 66, 97, 98, 103, 104) else 3
                if len(data) < length:
                    raise Incomplete
                self._on_cut(length)
                return length, 0
            case b"\x1de":
                length = 4 if data[2] == 3 else 3
                if len(data) < length:
                    raise Incomplete
                self._on_move(data[2])
                return length, 0
            case b"\x1dr":
                self._answer(bytes((self.roll_bits if data[2] in (1, 49) else 0,)))
            case b"\x1da":
                self.asb = data[2]
            case b"\x1dv":
                return self._raster(data)
            case b"\x1d(":
                return self._parenthesis(data)
            case head if head in _FIXED and len(data) >= _FIXED[head]:
                return _FIXED[head], 0
            case head:
                if len(head) < 2 or head in _FIXED:
                    raise Incomplete
                self.unknown.append(head.hex())
                return 2, 0
        return 3, 0

    def _raster(self, data: bytes) -> tuple[int, int]:
        row, rows = data[4] + 256 * data[5], data[6] + 256 * data[7]
        length = 8 + row * rows
        if len(data) < length:
            raise Incomplete
        if row and rows:
            image = Image.frombytes("1", (row * 8, rows), data[8:length]).convert("L")
            self.paper.picture(ImageChops.invert(image), self._mode.align)
        return length, max(1, rows // 32)

    def _parenthesis(self, data: bytes) -> tuple[int, int]:
        length = 5 + data[3] + 256 * data[4]
        if len(data) < length:
            raise Incomplete
        body = data[5:length]
        if data[2:3] != b"k":
            self.unknown.append(data[:3].hex())
            return length, 0
        match body[:2]:
            case b"1C":
                self._qr_module = body[2]
            case b"1E":
                self._qr_level = body[2]
            case b"1P":
                self._qr_data = body[3:]
            case b"1Q":
                self.paper.qr(self._qr_data, self._qr_module, self._qr_level, self._mode.align)
                return length, 5
        return length, 0
