"""Composition root of `kiosk agent`: the only place where its parts are made and put together."""

import os
import signal
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from kiosk.agent.enrolment import KEY_FILE, EnrolmentRefused, enrol, load_identity
from kiosk.agent.gateway import Gateway
from kiosk.agent.heartbeat import HeartbeatSender
from kiosk.agent.keys import FileKeyStore, KeyStore
from kiosk.agent.outbox_parts import OutboxParts
from kiosk.agent.periodic import Periodic
from kiosk.agent.server import GatewayServer
from kiosk.agent.signing import RequestSigner
from kiosk.agent.status import AgentStatus
from kiosk.agent.sync import GuideSync
from kiosk.agent.upstream import Upstream, UpstreamDown
from kiosk.platform.models import EnrolmentResult
from kiosk.terminal import core_dumps
from kiosk.terminal.logs import Event, set_up
from kiosk.terminal.notify import Notifier
from kiosk.terminal.settings import SiteProfile, load
from kiosk.terminal.version import software_version
from kiosk.terminal.watchdog import Watchdog, answers
from offline_cache.search_index import build as build_index

ENROLMENT_RETRY_S = (2.0, 5.0, 10.0, 20.0)
STOP_S = 1.5


class Agent:
    """The running agent. `start` returns at once, `stop` within two seconds."""

    def __init__(
        self,
        profile: SiteProfile,
        log: Any,
        enrolment_code: str | None = None,
        key: KeyStore | None = None,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._known = load_identity(profile.paths.state_dir)
        self._profile = profile
        self._log = log
        self._code = enrolment_code
        self._now = now
        self._attempt = 0
        self._identity: EnrolmentResult | None = None
        state_dir = profile.paths.state_dir
        self._key = key or FileKeyStore(state_dir / KEY_FILE)
        self.status = AgentStatus()
        self.upstream = Upstream(profile.platform.base_url, profile.platform.ca_file, self.status, log, now)
        sync = GuideSync(
            self.upstream, profile.paths.guide_store, self._root, self.status, now, log, build_index
        )
        self._sync = Periodic("guide-sync", sync.run, log)
        self._outbox = OutboxParts(profile, self.upstream, self.status, now, self._sync.wake, log)
        heartbeat = HeartbeatSender(
            self.upstream,
            self.status,
            software_version(),
            now,
            self._sync.wake,
            log,
            self._outbox.clock_is_right,
        )
        self._heartbeat = Periodic("heartbeat", heartbeat.run, log)
        self._enrolment = Periodic("enrolment", self._try_to_enrol, log)
        gateway = Gateway(self.upstream, self.status, log, sync.run, self._outbox.routes)
        self._server = GatewayServer(gateway.app, profile.paths.agent_socket)

    def start(self) -> None:
        """Serve the socket; enrol if need be; then sync and send heartbeats."""
        self._log.info(Event.AGENT_STARTED, version=software_version())
        self._server.start()
        self._outbox.start()
        if self._known is not None:
            self._go_on_as(self._known)
        elif self._code:
            self.status.set(enrolment="in-progress")
            self._enrolment.start()

    def stop(self) -> None:
        """Break off what is under way and end every thread."""
        until = time.monotonic() + STOP_S
        threads = (self._enrolment, self._heartbeat, self._sync)
        for thread in threads:
            thread.let_go()
        self._outbox.let_go()
        self.upstream.abort()
        self._server.stop()
        for thread in threads:
            thread.stop(max(until - time.monotonic(), 0.0))
        self._outbox.stop(max(until - time.monotonic(), 0.0))
        self.upstream.close()
        self._log.info(Event.AGENT_STOPPED)

    def _root(self) -> bytes:
        return self._identity.catalogue_root.encode() if self._identity else b""

    def _go_on_as(self, identity: EnrolmentResult) -> None:
        self._identity = identity
        self.status.set(enrolment="enrolled", terminal_id=identity.terminal_id)
        self.upstream.use(RequestSigner(self._key, identity.terminal_id, self._now))
        self._sync.start()
        self._heartbeat.start()
        self._outbox.send()

    def _try_to_enrol(self) -> float:
        self._log.info(Event.ENROLMENT_STARTED)
        try:
            identity = enrol(
                self.upstream,
                self._key,
                self._code or "",
                self._profile.terminal.machine_label,
                software_version(),
                self._profile.paths.state_dir,
            )
        except UpstreamDown as down:
            pause = ENROLMENT_RETRY_S[min(self._attempt, len(ENROLMENT_RETRY_S) - 1)]
            self._attempt += 1
            self._log.warning(Event.ENROLMENT_ENDED, disposition="failed", reason=down.error)
            return pause
        except EnrolmentRefused as refused:
            self.status.set(enrolment="refused")
            self._log.error(
                Event.ENROLMENT_ENDED,
                disposition="refused",
                status=refused.status,
                problem=refused.problem,
            )
            return threading.TIMEOUT_MAX
        self._log.info(Event.ENROLMENT_ENDED, disposition="done", terminal_id=identity.terminal_id)
        self._go_on_as(identity)
        return threading.TIMEOUT_MAX


def main(profile_path: Path, enrolment_code: str | None = None) -> None:
    """Run the agent until SIGTERM or SIGINT.

    Raises `ProfileError`, `KeyFileRefused`, `SocketTaken` and `OutboxError` before it starts.
    """
    notifier = Notifier.taken_from(os.environ)
    profile = load(profile_path)
    core_dumps.switch_off()
    log = set_up("agent")
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    agent = Agent(profile, log, enrolment_code)
    agent.start()
    watchdog = Watchdog(notifier, lambda: answers(profile.paths.agent_socket))
    notifier.ready()
    while not stop.wait(watchdog.every_s):
        watchdog.beat()
    notifier.stopping()
    agent.stop()
