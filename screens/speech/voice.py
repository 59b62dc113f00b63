"""The window's side of speech: what is to be said goes to the process; how it stands comes back as a device.

A queue of one: whatever is new ends what is being said. Where headphones are in, everything goes there; what
is private goes nowhere else unless the person has chosen so.
"""

import contextlib
import json
import select
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from devices.deadline import Deadline
from devices.sound import NO_SOUND, NO_VOICE
from devices.status import DeviceStatus, Status
from devices.supervisor import Plan
from screens.speech.volume import Volume
from screens.speech.words import Utterance

ROUND_S, LOOK_S = 0.5, 10.0
RING_DB = 8.0
"""Above the sounds that answer a touch: somebody across the hall is meant."""
START_S = 8.0
COMMAND = (sys.executable, "-P", "-m", "screens.speech.process")


@dataclass(frozen=True, slots=True)
class Options:
    """Devices of ALSA, and the folder of recorded prompts (recorded.py), if there is one."""

    speaker: str = "default"
    headphones: str = ""
    """Empty: the same device; its own switch sends the sound to the socket when something is in it."""
    recordings: Path | None = None

    @property
    def private_sink(self) -> str:
        """The device behind the socket."""
        return self.headphones or self.speaker


@dataclass(frozen=True, slots=True)
class Said:
    """What was handed to the voice: the words of a listener's test, and nothing that is kept in service."""

    number: int
    text: str
    private: bool


Hear = Callable[[Said], None]


class Voice:
    """Speaks. All methods but `plan` are for one thread, the window's; none waits.

    `hear` is told everything that is handed to the process.
    """

    def __init__(
        self, options: Options, hear: Hear = lambda _said: None, command: Sequence[str] = COMMAND
    ) -> None:
        self._options, self._command = options, command
        self.hear = hear
        self.headphones = False
        """Whether headphones are in."""
        self.aloud = False
        """The person has chosen to hear private things through the loudspeaker."""
        self.volume = Volume()
        self._number = 0
        self._saying = 0
        """Number of what is being said, as far as we have not stopped it ourselves."""
        self._last: tuple[Utterance, str] | None = None
        self._line = threading.Lock()
        self._session: SpeechSession | None = None

    # What the screens call.

    @property
    def works(self) -> bool:
        """Whether something said now would be heard, as far as is known."""
        session = self._session
        return session is not None and session.heard

    @property
    def speaking(self) -> bool:
        """Whether something is being said now."""
        session = self._session
        return session is not None and session.ended < self._saying

    def say(self, utterance: Utterance, language: str) -> None:
        """Say this instead of whatever is being said."""
        self._last = (utterance, language)
        open_ = self.headphones or (self.aloud and not utterance.never_aloud)
        text = utterance.text if not utterance.private or open_ else utterance.instead
        self._number += 1
        if not text:
            self.stop()
            return
        self._saying = self._number
        self.hear(Said(self._number, text, utterance.private and open_))
        self._write(
            {
                "say": self._number,
                "text": text,
                "language": language,
                "sink": self._sink,
                "db": self.volume.db,
            }
        )

    def repeat(self) -> None:
        """Say the last thing again, as it may be heard now."""
        if self._last is not None:
            self.say(*self._last)

    @property
    def withheld(self) -> bool:
        """Whether the last thing was not said in full, and an explicit choice would change that."""
        if self._last is None or self.headphones or self.aloud:
            return False
        return self._last[0].private and not self._last[0].never_aloud

    def stop(self) -> None:
        """Be silent."""
        self._saying = 0
        self._write({"stop": True})

    def sound(self, name: str) -> None:
        """Let a short sound be heard: `act`, `locked`, `error`, `warning`."""
        self._write({"sound": name, "sink": self._sink, "db": self.volume.db})

    def ring(self, name: str) -> None:
        """Let `alarm` or `ring` be heard from the loudspeaker, whatever is plugged in: it is for the hall."""
        self._write({"sound": name, "sink": self._options.speaker, "db": RING_DB})

    def try_out(self, text: str, language: str, headphones: bool, volume: Volume) -> None:
        """Let a tone and a sentence be heard from one of the two, whatever is plugged in; repeats nothing."""
        sink = self._options.private_sink if headphones else self._options.speaker
        self._number += 1
        self._saying = self._number
        self.hear(Said(self._number, text, headphones))
        self._write({"sound": "act", "sink": sink, "db": volume.db})
        order = {"say": self._number, "text": text, "language": language}
        self._write({**order, "sink": sink, "db": volume.db})

    def plugged(self, headphones: bool) -> None:
        """Headphones came in or went out; what is being said ends, so that nothing goes on into the room."""
        self.stop()
        self.headphones = headphones
        if not headphones:
            self.aloud = False

    def louder(self) -> Volume:
        """Go to the next step and return it."""
        self.volume = self.volume.louder()
        return self.volume

    def forget(self) -> None:
        """End a visit: silent, as loud as at first, nothing to repeat, nothing private aloud."""
        self.stop()
        self._last, self.aloud, self.volume = None, False, Volume()

    @property
    def _sink(self) -> str:
        return self._options.private_sink if self.headphones else self._options.speaker

    # The process.

    def plan(self) -> Plan:
        """Return what the supervisor needs to keep the process."""
        return Plan(open=self._open, interval=0.0)

    def _open(self) -> "SpeechSession":
        arguments = ["--recordings", str(self._options.recordings)] if self._options.recordings else []
        sinks = list(dict.fromkeys((self._options.speaker, self._options.private_sink)))
        session = SpeechSession([*self._command, *arguments], sinks, self._closed)
        with self._line:
            self._session = session
        return session

    def _closed(self, session: "SpeechSession") -> None:
        with self._line:
            if self._session is session:
                self._session = None

    def _write(self, order: dict[str, Any]) -> None:
        with self._line:
            if self._session is not None:
                self._session.write(order)


class SpeechGoneError(OSError):
    """The process has ended, or does not answer."""


class SpeechSession:
    """One process, in the supervisor's thread; orders come from the window's. Raises OSError at the start."""

    def __init__(
        self, command: Sequence[str], sinks: list[str], closed: Callable[["SpeechSession"], None]
    ) -> None:
        self._sinks, self._closed = sinks, closed
        pipe, quiet = subprocess.PIPE, subprocess.DEVNULL
        self._process = subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=quiet, bufsize=0)
        self._rest = b""
        self.ended = 0
        """Number of what was said last to its end, or to where it was stopped."""
        self._status = Status(DeviceStatus.STARTING)
        self._look = Deadline(0.0)
        self._until = Deadline(START_S)

    @property
    def heard(self) -> bool:
        """Whether the process has voice and sound."""
        return self._status.usable

    def write(self, order: dict[str, Any]) -> None:
        """Hand an order over. One that cannot be handed over is lost: the process is gone or hangs."""
        assert self._process.stdin is not None
        if select.select([], [self._process.stdin], [], 0)[1]:
            with contextlib.suppress(OSError, ValueError):
                self._process.stdin.write(json.dumps(order).encode() + b"\n")

    def step(self, within: Deadline) -> Status:
        """Take what the process says for a moment. Raises SpeechGoneError."""
        if self._status.device is DeviceStatus.STARTING and self._until.expired:
            raise SpeechGoneError("no answer")
        if not self._status.usable and self._look.expired:
            self.write({"look": self._sinks})
            self._look = Deadline(LOOK_S)
        moment = within.at_most(ROUND_S)
        while not moment.expired:
            before = self._status
            for answer in self._answers(moment.remaining):
                self._take(answer)
            if self._status != before:
                break
        return self._status

    def _take(self, answer: dict[str, Any]) -> None:
        self.ended = int(answer.get("ended", self.ended))
        if "sound" in answer:
            if not answer["voice"]:
                self._status = NO_VOICE
            else:
                self._status = Status(DeviceStatus.ONLINE) if answer["sound"] else NO_SOUND
        elif answer.get("how") == "failed":
            self._status, self._look = NO_SOUND, Deadline(LOOK_S / 2)

    def _answers(self, seconds: float) -> list[dict[str, Any]]:
        assert self._process.stdout is not None
        if not select.select([self._process.stdout], [], [], seconds)[0]:
            return []
        part = self._process.stdout.read(65536)
        if not part:
            raise SpeechGoneError("the process has ended")
        *lines, self._rest = (self._rest + part).split(b"\n")
        return [json.loads(line) for line in lines]

    def close(self) -> None:
        """End the process and with it what it was saying."""
        self._closed(self)
        assert self._process.stdin is not None
        with contextlib.suppress(OSError):
            self._process.stdin.close()
        try:
            self._process.wait(1.0)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        if self._process.stdout is not None:
            self._process.stdout.close()
