"""From words to the sound card, one thing at a time: the newest wins at once. Used by process.py alone."""

import contextlib
import subprocess
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from devices.sound import SYNTHESISER, play_command
from screens.speech.pinyin_text import Segment, segments
from screens.speech.recorded import Recordings, pcm_of
from screens.speech.sound import louder, tone

WAV_HEADER = 44
CHUNK = 4096
WORDS_A_MINUTE = {"cmn-latn-pinyin": 150, "en": 155}


@dataclass(frozen=True, slots=True)
class Order:
    """Something to say. sink: a name of the sound system (ALSA). db: how loud."""

    number: int
    text: str
    language: str
    sink: str
    db: float


Tell = Callable[[dict[str, object]], None]
"""Takes {"began": number} or {"ended": number, "how": done, stopped or failed}; on the player's thread."""


class Player:
    """Plays orders in its own thread. A new order, or `stop`, ends the present one at once."""

    def __init__(self, recordings: Recordings, tell: Tell) -> None:
        self._recordings, self._tell = recordings, tell
        self._lock = threading.Condition()
        self._order: Order | None = None
        self._turn = 0
        """Counts orders and stops: what belongs to an earlier turn is not begun any more."""
        self._running: list[subprocess.Popen[bytes]] = []
        self._sounds: list[subprocess.Popen[bytes]] = []
        threading.Thread(target=self._work, name="player", daemon=True).start()

    def say(self, order: Order) -> None:
        """Say this instead of whatever is being said."""
        with self._lock:
            self._end_turn()
            self._order = order
            self._lock.notify()

    def stop(self) -> None:
        """Be silent."""
        with self._lock:
            self._end_turn()

    def sound(self, name: str, sink: str, db: float) -> None:
        """Let one of the short sounds be heard; beside speech where the sound system mixes."""
        self._sounds = [one for one in self._sounds if one.poll() is None]
        output = _start_output(sink)
        if output is None or output.stdin is None:
            return
        self._sounds.append(output)
        # 8 KiB at most: it fits the pipe, nobody waits.
        with contextlib.suppress(OSError), output.stdin:
            output.stdin.write(tone(name, db))

    def _end_turn(self) -> None:
        self._turn += 1
        self._order = None
        for process in self._running:
            with contextlib.suppress(OSError):
                process.kill()

    def _work(self) -> None:
        while True:
            with self._lock:
                while self._order is None:
                    self._lock.wait()
                order, turn, self._order = self._order, self._turn, None
            how = self._play(order, turn)
            self._tell({"ended": order.number, "how": how})

    def _current(self, turn: int) -> bool:
        return turn == self._turn

    def _play(self, order: Order, turn: int) -> str:
        output = self._started(_start_output(order.sink), turn)
        if output is None or output.stdin is None:
            return "failed" if self._current(turn) else "stopped"
        began = False
        try:
            with output.stdin as line:
                for samples in self._samples(order, turn):
                    line.write(louder(samples, order.db))
                    if not began:
                        line.flush()
                        began = True
                        self._tell({"began": order.number})
        except OSError:
            # The sound device has gone, or somebody has stopped us.
            output.kill()
        code = output.wait()
        with self._lock:
            self._running.clear()
            if not self._current(turn):
                return "stopped"
        return "done" if code == 0 else "failed"

    def _started(self, process: subprocess.Popen[bytes] | None, turn: int) -> subprocess.Popen[bytes] | None:
        """Take a process into the turn, so that the turn's end ends it; None where it is over already."""
        with self._lock:
            if process is not None and self._current(turn):
                self._running.append(process)
                return process
        if process is not None:
            process.kill()
            _reap(process)
        return None

    def _samples(self, order: Order, turn: int) -> Iterator[bytes]:
        for part in self._recordings.parts(order.text, order.language):
            if isinstance(part, Path):
                yield pcm_of(part)
                continue
            for segment in segments(part, order.language):
                yield from self._synthesised(segment, turn)

    def _synthesised(self, segment: Segment, turn: int) -> Iterator[bytes]:
        speed = str(WORDS_A_MINUTE[segment.voice])
        # By its input, not by an argument: arguments are read by every process of the machine.
        voice = self._started(
            subprocess.Popen(
                [SYNTHESISER, "-v", segment.voice, "-s", speed, "-b", "1", "--stdin", "--stdout"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            ),
            turn,
        )
        if voice is None or voice.stdin is None or voice.stdout is None:
            return
        with contextlib.suppress(OSError), voice.stdin:
            voice.stdin.write(segment.text.encode())
        try:
            voice.stdout.read(WAV_HEADER)
            while samples := voice.stdout.read(CHUNK):
                yield samples
        finally:
            _reap(voice)


def _start_output(sink: str) -> subprocess.Popen[bytes] | None:
    try:
        return subprocess.Popen(
            play_command(sink),
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
    except OSError:
        return None


def _reap(process: subprocess.Popen[bytes]) -> None:
    for stream in (process.stdin, process.stdout):
        if stream is not None:
            with contextlib.suppress(OSError):
                stream.close()
    process.wait()
