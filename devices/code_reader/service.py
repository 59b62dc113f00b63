"""The code reader as the visit sees it: codes shown while someone waits for one.

`CodeReaderService` is the handle that every thread may use; the supervisor's thread works with `plan()`.
"""

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic

from devices.code_reader.codes import Refused
from devices.code_reader.profiles import PROFILES, Profile
from devices.code_reader.reader import CodeReader, open_code_reader
from devices.code_reader.zone import Scanned
from devices.deadline import Clock, Deadline
from devices.finding import is_there, resolve
from devices.status import DeviceStatus, Status
from devices.supervisor import Plan

_log = logging.getLogger(__name__)

Emit = Callable[[Scanned], None]
"""Takes a code (an opaque token), a machine-readable zone, or a refusal; must not block."""


def _open_by_name(port: str, profile: Profile) -> CodeReader:
    """Open the reader at what its stable name means now."""
    return open_code_reader(resolve(port, "code_reader"), profile)


ROUND = 0.25
"""How long one round listens, s."""


@dataclass(frozen=True, slots=True)
class Options:
    """Where the reader is and of which make (a name in `PROFILES`)."""

    port: str
    profile: str = "generic"


class CodeReaderService:
    """Handle of the code reader. Codes are taken only between `start_reading` and `stop_reading`.

    Raises KeyError for an unknown profile.
    """

    def __init__(
        self,
        options: Options,
        emit: Emit,
        open_reader: Callable[[str, Profile], CodeReader] = _open_by_name,
        clock: Clock = monotonic,
    ) -> None:
        self._port = options.port
        self._profile = PROFILES[options.profile]
        self._emit = emit
        self._open = open_reader
        self._clock = clock
        self._wanted = threading.Event()

    def plan(self) -> Plan:
        """Return what the supervisor needs to keep the reader."""
        return Plan(open=self._session, present=lambda: is_there(self._port, "code_reader"))

    def start_reading(self) -> None:
        """Take the codes that are shown from now on."""
        self._wanted.set()

    def stop_reading(self) -> None:
        """Take no more codes."""
        self._wanted.clear()

    @property
    def wanted(self) -> bool:
        """Whether codes are taken now."""
        return self._wanted.is_set()

    def scanned(self, code: Scanned) -> None:
        """Tell what was scanned; called on the device thread."""
        if isinstance(code, Refused):
            _log.info("code refused: %s", code.reason)
        self._emit(code)

    def _session(self) -> "CodeSession":
        return CodeSession(self, self._open(self._port, self._profile), self._profile, self._clock)


class CodeSession:
    """One opening of the reader in the supervisor's thread."""

    def __init__(
        self, service: CodeReaderService, reader: CodeReader, profile: Profile, clock: Clock
    ) -> None:
        self._service = service
        self._reader = reader
        self._profile = profile
        self._clock = clock
        self._on = False
        self._triggered = 0.0
        self._last: tuple[Scanned, float] | None = None
        reader.switch(False)

    def step(self, within: Deadline) -> Status:
        """Listen for a moment. Raises CodeReaderGoneError."""
        wanted = self._service.wanted
        if wanted != self._on:
            self._reader.switch(wanted)
            self._on = wanted
            self._triggered = self._clock()
            self._last = None
        found = self._reader.read(within.at_most(ROUND).remaining)
        for code in found:
            # Someone may have stopped waiting while it was scanned.
            if self._on and self._service.wanted and not self._seen(code):
                self._service.scanned(code)
        if self._on and self._service.wanted and self._fallen(bool(found)):
            self._reader.again()
            self._triggered = self._clock()
        return Status(DeviceStatus.ONLINE)

    def _fallen(self, scanned: bool) -> bool:
        """Whether the make has switched itself off by now."""
        lasts = self._profile.lasts
        return (scanned and self._profile.one_shot) or bool(
            lasts and self._clock() - self._triggered >= lasts
        )

    def _seen(self, code: Scanned) -> bool:
        """Whether this is the code that still lies before a reader which is always on."""
        if not self._profile.repeats:
            return False
        now, last = self._clock(), self._last
        self._last = code, now
        return last is not None and last[0] == code and now - last[1] < self._profile.repeats

    def close(self) -> None:
        """Give the port back."""
        self._reader.close()
