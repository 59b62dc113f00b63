"""What a card costs: from its frames on the wire to a parsed card, and what noise on the line costs.

The card comes in 64-byte pieces through the whole reader (find, select, read with two fingerprints, appended
addresses) from a wire that waits for nothing, so what is timed is our work; its peer is the time the same
bytes need on the line at 115200 bit/s. Noise goes through the frame reader and, in the same run, through a
bare `bytes.find` for the preamble; so does the worst there is, a stream of nothing but false heads. Shortest
of several runs, CPU time.
"""

import json
import random
import time
from collections.abc import Callable
from datetime import UTC, datetime

from bench.plan import machine
from devices.deadline import Deadline
from devices.id_card.frame import LARGEST, PREAMBLE, FrameReader, build
from devices.id_card.line import SdtLine
from devices.id_card.reader import SdtReader
from devices.id_card.simulator.compose import compose
from devices.id_card.whole_card import CardReader

CARDS = 200
RUNS = 5
PIECE = 64
BAUD = 115200
NOISE_BYTES = 4 << 20
FALSE_HEADS_BYTES = 256 << 10

LIMIT_SHARE_OF_WIRE = 0.05
"""CPU time of a card, as a share of its time on the line."""
LIMIT_OF_FIND = 0.1
"""Speed on noise, as a share of bytes.find's."""
LIMIT_TIMES_LINE = 50.0
"""Speed on false heads, in lines at 115200 bit/s."""


class Wire:
    """A transport that has the next answer at once, in pieces."""

    baud = BAUD

    def __init__(self, answers: list[bytes]) -> None:
        self._answers = answers
        self._next = 0
        self._pieces: list[bytes] = []

    def send(self, frame: bytes) -> None:
        answer = self._answers[self._next % len(self._answers)]
        self._next += 1
        self._pieces = [answer[at : at + PIECE] for at in range(0, len(answer), PIECE)]

    def receive(self, seconds: float) -> bytes:
        return self._pieces.pop(0)

    def discard(self) -> None:
        self._pieces.clear()

    def set_baud(self, baud: int) -> None:
        pass

    def close(self) -> None:
        pass


def main() -> dict[str, object]:
    """Return CPU ms a card and its share of the wire time, MB/s on noise and beside bytes.find."""
    answers = card_answers()
    card_ms = shortest(lambda: read_cards(answers)) * 1000 / CARDS
    wire_ms = sum(map(len, answers)) * 10 / BAUD * 1000
    noise = random.Random(39).randbytes(NOISE_BYTES)
    ours, finds = (NOISE_BYTES / shortest(lambda way=way: way(noise)) / 1e6 for way in (frames_in, marks_in))
    heads = (PREAMBLE + LARGEST.to_bytes(2, "big")) * (FALSE_HEADS_BYTES // 7)
    false_heads = len(heads) / shortest(lambda: frames_in(heads)) / 1e6
    times_line = false_heads * 1e6 / (BAUD / 10)
    return {
        "card_bytes": sum(map(len, answers)),
        "card_cpu_ms": round(card_ms, 3),
        "card_wire_ms": round(wire_ms, 1),
        "card_share_of_wire": round(card_ms / wire_ms, 4),
        "noise_mb_s": round(ours, 1),
        "bytes_find_mb_s": round(finds, 1),
        "noise_of_find": round(ours / finds, 3),
        "false_heads_mb_s": round(false_heads, 2),
        "false_heads_times_line": round(times_line, 1),
        "limits": {
            "card_share_of_wire": LIMIT_SHARE_OF_WIRE,
            "noise_of_find": LIMIT_OF_FIND,
            "false_heads_times_line": LIMIT_TIMES_LINE,
        },
        "within_limit": card_ms / wire_ms <= LIMIT_SHARE_OF_WIRE
        and ours / finds >= LIMIT_OF_FIND
        and times_line >= LIMIT_TIMES_LINE,
        "machine": machine(),
    }


def card_answers() -> list[bytes]:
    """Return the four answers of a card with everything on it."""
    text = compose(
        {
            "name": "张 示例",
            "sex": "男",
            "ethnicity": "汉",
            "birth_date": "19900101",
            "address": "示例市示例区示例路1号示例小区2号楼3单元",
            "number": "00000019900101019X",
            "authority": "示例市公安局示例分局",
            "valid_from": "20200101",
            "valid_until": "20400101",
        }
    )
    # A photo may hold the preamble.
    parts = (text, (PREAMBLE + random.Random(7).randbytes(1024))[:1024], random.Random(8).randbytes(1024))
    sizes = b"".join(len(part).to_bytes(2, "big") for part in parts)
    appended = "示例市示例区示例路2号".ljust(35).encode("utf-16-le")
    return [
        build(b"\0\0\x9f" + bytes(4)),
        build(b"\0\0\x90" + bytes(8)),
        build(b"\0\0\x90" + sizes + b"".join(parts)),
        build(b"\0\0\x90" + appended * 4),
    ]


def read_cards(answers: list[bytes]) -> None:
    reader = SdtReader(SdtLine(Wire(answers)))
    cards = CardReader(reader, "05.01", lambda: datetime.now(UTC))
    for _ in range(CARDS):
        reader.find()
        reading = cards.read(fingerprints=True, appended_addresses=True, within=Deadline(60))
        if reading.card.warnings or len(reading.appended_addresses) != 4:
            raise AssertionError(reading.card.warnings)


def frames_in(noise: bytes) -> None:
    frames = FrameReader()
    for at in range(0, len(noise), 4096):
        frames.feed(noise[at : at + 4096])


def marks_in(noise: bytes) -> None:
    at = -1
    while (at := noise.find(PREAMBLE[1:], at + 1)) >= 0:
        pass


def shortest(work: Callable[[], object]) -> float:
    """Return the shortest of several runs, CPU seconds."""
    taken = []
    for _ in range(RUNS):
        start = time.process_time()
        work()
        taken.append(time.process_time() - start)
    return min(taken)


if __name__ == "__main__":
    print(json.dumps(main(), ensure_ascii=False, indent=2))
