"""How the terminal comes to its identity: one thread that enrols, then learns the site profile.

The code comes from the command line at the start or from the set-up page over the socket; a code that was
refused makes room for the next one. What went wrong stands in the status in one word (`PROBLEMS`).
"""

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from kiosk.agent.enrolment import EnrolmentRefused, enrol
from kiosk.agent.keys import KeyStore, write_private
from kiosk.agent.periodic import Periodic
from kiosk.agent.site_settings import SiteLearner
from kiosk.agent.status import AgentStatus
from kiosk.agent.upstream import Upstream, UpstreamDown
from kiosk.platform.models import EnrolmentResult
from kiosk.terminal.logs import Event
from kiosk.terminal.version import software_version

RETRY_S = (2.0, 5.0, 10.0, 20.0)
SET_UP_FILE = "set-up-open"
"""Stands in the state folder from the first code of a set-up page until its last page."""
PROBLEMS = ("wrong", "used", "expired", "not-authorised", "clock", "certificate", "unreachable", "answer")
_CODES = frozenset({"wrong", "used", "expired"})


class AlreadyEnrolled(Exception):  # noqa: N818  the name says what happened
    """The terminal has an identity; it takes no other before that one is removed."""


class EnrolmentDesk:
    """`begin` takes a code; `enrolled` is called once, with the identity, from the desk's thread."""

    def __init__(
        self,
        upstream: Upstream,
        key: KeyStore,
        serial: str,
        state_dir: Path,
        status: AgentStatus,
        learner: SiteLearner,
        enrolled: Callable[[EnrolmentResult], None],
        log: Any,
    ) -> None:
        self._upstream = upstream
        self._key = key
        self._serial = serial
        self._state_dir = state_dir
        self._status = status
        self._learner = learner
        self._enrolled = enrolled
        self._log = log
        self._lock = threading.Lock()
        self._code = ""
        self._attempt = 0
        self._learning = False
        status.set(set_up_open=(state_dir / SET_UP_FILE).exists())
        self.thread = Periodic("enrolment", self._run, log)
        self._started = False

    def begin(self, code: str, setting_up: bool = False) -> None:
        """Enrol with this code, instead of any that was tried before; raises AlreadyEnrolled.

        `setting_up`: a set-up page asks, and goes on after the screens have started anew.
        """
        with self._lock:
            if self._status.now.enrolment == "enrolled":
                raise AlreadyEnrolled
            if setting_up:
                write_private(self._state_dir / SET_UP_FILE, b"")
                self._status.set(set_up_open=True)
            self._code, self._attempt = code, 0
            self._status.set(enrolment="in-progress", enrolment_problem=None)
            if not self._started:
                self._started = True
                self.thread.start()
            else:
                self.thread.wake()

    def go_on(self) -> None:
        """The terminal has an identity: learn the site profile where a set-up was broken off before that."""
        with self._lock:
            if self._status.now.set_up_open and not self._started:
                self._learning = self._started = True
                self.thread.start()

    @property
    def learning(self) -> bool:
        """Whether the site profile is being learned as part of an enrolment."""
        return self._learning

    @property
    def setting_up(self) -> bool:
        """Whether somebody is going through the set-up pages."""
        return self._status.now.set_up_open

    def finish_set_up(self) -> None:
        """The set-up pages are through."""
        (self._state_dir / SET_UP_FILE).unlink(missing_ok=True)
        self._status.set(set_up_open=False)

    def _run(self) -> float:
        with self._lock:
            code = self._code
        if code:
            return self._enrol(code)
        if self._learning:
            return self._learn()
        return threading.TIMEOUT_MAX

    def _enrol(self, code: str) -> float:
        self._log.info(Event.ENROLMENT_STARTED)
        try:
            identity = enrol(
                self._upstream, self._key, code, self._serial, software_version(), self._state_dir
            )
        except UpstreamDown as down:
            self._log.warning(Event.ENROLMENT_ENDED, disposition="failed", reason=down.error)
            return self._again(code, down)
        except EnrolmentRefused as refused:
            self._log.error(
                Event.ENROLMENT_ENDED,
                disposition="refused",
                status=refused.status,
                problem=refused.problem,
                reason=refused.reason,
            )
            with self._lock:
                if self._code == code:
                    self._code = ""
                    self._status.set(enrolment="refused", enrolment_problem=problem_of(refused))
            return threading.TIMEOUT_MAX if not self._code else 0.0
        with self._lock:
            self._code = ""
        self._log.info(Event.ENROLMENT_ENDED, disposition="done", terminal_id=identity.terminal_id)
        self._learning = True
        self._enrolled(identity)
        return self._learn()

    def _again(self, code: str, down: UpstreamDown) -> float:
        """Try the same once more after a while; a new code is tried at once."""
        with self._lock:
            if self._code != code:
                return 0.0
            pause = RETRY_S[min(self._attempt, len(RETRY_S) - 1)]
            self._attempt += 1
            self._status.set(enrolment_problem=down_problem(down))
        return pause

    def _learn(self) -> float:
        done = self._learner.run()
        if done is None:
            return RETRY_S[-1]
        self._learning = False
        self._status.set(site_profile=done)
        return threading.TIMEOUT_MAX


def problem_of(refused: EnrolmentRefused) -> str:
    """Return the word of PROBLEMS for a refusal."""
    if refused.reason in _CODES:
        return refused.reason
    if refused.problem == "terminal-clock-skew":
        return "clock"
    return "not-authorised" if refused.status in (401, 403, 409, 422) else "answer"


def down_problem(down: UpstreamDown) -> str:
    """Return the word of PROBLEMS for a platform that gives no answer."""
    return "certificate" if down.error.startswith("tls_") else "unreachable"
