"""Checks of a code reader on a serial or USB-CDC line. Of a code only length and form are kept."""

import hashlib
import termios
from dataclasses import dataclass
from time import monotonic

import serial

from devices.code_reader.codes import LARGEST, Refused, judge
from devices.code_reader.profiles import Profile
from devices.code_reader.reader import SILENCE
from devices.conformance.model import Check, DeviceLost, NotDone, Seen, failed, judged, passed
from devices.conformance.walk import Engineer, Step, Trace
from devices.deadline import Clock, Deadline

_GONE = (OSError, termios.error)
_END = 0.3
"""Silence after which a code is surely over, s."""
_LONGEST = 6.0

OPENS = Check(
    "code.port",
    "The port opens for one process alone",
    "it opens at the profile's speed",
    "profile of the reader",
    "Is the cable in, the reader in serial or CDC mode and not a keyboard, the name right?",
)
SWITCHES = Check(
    "code.trigger",
    "Scanning is switched on",
    "the command of the profile is taken",
    "Honeywell serial trigger SYN T CR, SYN U CR; Datalogic host commands E, D",
)
FIRST = Check(
    "code.first",
    "A code arrives",
    "1 byte to 4 KB of UTF-8",
    "the driver's limits",
    "Nothing arrives: does the light go on? If not, the profile's trigger is not this reader's.",
)
SUFFIX = Check(
    "code.suffix",
    "A suffix of the profile ends the code",
    "one of CR LF, CR, LF",
    "profile of the reader",
    "Set the reader to send CR or CR LF: without it every code waits 50 ms for silence.",
)
CONTROL = Check(
    "code.control-characters",
    "No control characters in the code",
    "none before the suffix",
    "codes with control characters are refused",
    "Take prefixes, code ids and FNC1 translation out of the reader's settings.",
)
GAPS = Check(
    "code.gaps",
    "A code comes in one go",
    f"no gap above {SILENCE * 1000:.0f} ms inside the code",
    "silence that ends a code",
    "A slower line or a wireless base: the code would be cut in two where no suffix is set.",
)
AGAIN = Check(
    "code.again",
    "The same code again",
    "the same bytes",
    "two reads alike",
)
STAYS_DARK = Check(
    "code.off",
    "Switched off it reads nothing",
    "nothing for 3 s with a code in front of it",
    "the driver takes codes only while somebody waits for one",
)


@dataclass(frozen=True, slots=True, repr=False)
class _Scan:
    body: bytes
    suffix: bytes
    longest_gap: float
    took_ms: float


class CodeReaderChecks:
    """The walk over one code reader; every check but the first needs somebody who shows a code."""

    def __init__(
        self,
        port: str,
        profile: Profile,
        engineer: Engineer,
        trace: Trace,
        patience: float = 30.0,
        clock: Clock = monotonic,
    ) -> None:
        self._path = port
        self._profile = profile
        self._engineer = engineer
        self._trace = trace
        self._patience = patience
        self._clock = clock
        self._port: serial.Serial | None = None
        self._scan: _Scan | None = None

    def steps(self) -> tuple[Step, ...]:
        """Return the checks in their order."""
        return (
            (OPENS, self._opens),
            (SWITCHES, self._switches),
            (FIRST, self._first),
            (SUFFIX, self._suffix),
            (CONTROL, self._control),
            (GAPS, self._gaps),
            (AGAIN, self._again),
            (STAYS_DARK, self._stays_dark),
        )

    def close(self) -> None:
        """Switch off and give the port back."""
        if self._port is None:
            return
        try:
            self._port.write(self._profile.off)
            self._port.close()
        except _GONE:
            pass
        self._port = None

    def _opens(self) -> Seen:
        try:
            self._port = serial.Serial(
                self._path, self._profile.baud, timeout=0.02, write_timeout=1.0, exclusive=True
            )
        except _GONE as error:
            raise DeviceLost(type(error).__name__) from error
        return passed(f"it opens, {self._profile.baud} bit/s")

    def _send(self, data: bytes) -> None:
        if self._port is None:
            raise DeviceLost
        self._trace.add(data, to_device=True)
        try:
            self._port.write(data)
        except _GONE as error:
            raise DeviceLost(type(error).__name__) from error

    def _switches(self) -> Seen:
        if not self._profile.on:
            raise NotDone("this make is always on")
        self._send(self._profile.on)
        return passed(f"sent {self._profile.on.hex(' ')}")

    def _shown(self, text: str) -> _Scan:
        """Ask for a code and return it. Raises NotDone when none comes in time."""
        if not self._engineer.attended:
            raise NotDone("a code has to be shown, and nobody is there")
        self._send(self._profile.on)
        self._engineer.tell(text)
        scan = self._receive(self._patience)
        if scan is None:
            raise NotDone("no code was shown in time, or the reader sent none")
        return scan

    def _receive(self, patience: float) -> _Scan | None:
        if self._port is None:
            raise DeviceLost
        waiting = Deadline(patience, self._clock)
        raw = bytearray()
        began = last = self._clock()
        gap = 0.0
        try:
            while not (raw and self._clock() - last > _END) and not (not raw and waiting.expired):
                data = self._port.read(1)
                data += self._port.read(min(self._port.in_waiting, 4096)) if data else b""
                now = self._clock()
                if data:
                    began = began if raw else now
                    gap = max(gap, now - last if raw else 0.0)
                    last = now
                    raw += data
                if len(raw) > 2 * LARGEST or (raw and now - began > _LONGEST):
                    break
        except _GONE as error:
            raise DeviceLost(type(error).__name__) from error
        self._trace.add(bytes(raw), to_device=False, private=True)
        if not raw:
            return None
        suffixes = sorted(self._profile.suffixes, key=len, reverse=True)
        suffix = next((one for one in suffixes if raw.endswith(one)), b"")
        return _Scan(bytes(raw[: len(raw) - len(suffix)]), suffix, gap, (last - began) * 1000)

    def _first(self) -> Seen:
        self._scan = self._shown("Show a code to the reader, for instance the one on the printed test page.")
        size = len(self._scan.body)
        judgement = judge(self._scan.body)
        bad = isinstance(judgement, Refused) and judgement.reason != "controlCharacter"
        return judged(0 < size <= LARGEST and not bad, f"{size} bytes", (self._scan.took_ms,))

    def _read(self) -> _Scan:
        if self._scan is None:
            raise NotDone("no code arrived")
        return self._scan

    def _suffix(self) -> Seen:
        suffix = self._read().suffix
        return judged(bool(suffix), suffix.hex(" ") if suffix else "none: the code ended in silence")

    def _control(self) -> Seen:
        count = sum(byte < 0x20 or byte == 0x7F for byte in self._read().body)
        return judged(count == 0, f"{count} control characters")

    def _gaps(self) -> Seen:
        gap = self._read().longest_gap * 1000
        return judged(gap <= SILENCE * 1000, "longest gap between two pieces", (gap,))

    def _again(self) -> Seen:
        first = hashlib.sha256(self._read().body).digest()
        scan = self._shown("Show the same code once more.")
        if hashlib.sha256(scan.body).digest() != first:
            return failed(f"other bytes than the first time, {len(scan.body)} of them")
        return passed("alike", (scan.took_ms,))

    def _stays_dark(self) -> Seen:
        if not self._profile.off:
            raise NotDone("this make is always on")
        if not self._engineer.attended:
            raise NotDone("a code has to be shown, and nobody is there")
        self._send(self._profile.off)
        self._engineer.tell("Hold the code in front of the reader for 3 seconds: it must not be read.")
        scan = self._receive(3.0)
        return judged(scan is None, "nothing" if scan is None else f"{len(scan.body)} bytes")
