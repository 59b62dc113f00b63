"""Composition root of `kiosk agent`: the only place where its parts are made and put together."""

import os
import signal
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from kiosk.agent.audit_shipping import AuditShipper
from kiosk.agent.certificate import CertificateKeeper
from kiosk.agent.enrolment import KEY_FILE, load_identity
from kiosk.agent.enrolment_desk import EnrolmentDesk
from kiosk.agent.gateway import Gateway
from kiosk.agent.heartbeat import HeartbeatSender
from kiosk.agent.key_change import KeyChange
from kiosk.agent.key_rotation import KeyRotation
from kiosk.agent.keys import FileKeyStore, KeyStore, ReplaceableKey
from kiosk.agent.network_check import NetworkCheck
from kiosk.agent.outbox_parts import OutboxParts
from kiosk.agent.periodic import Periodic
from kiosk.agent.release_parts import ReleaseParts
from kiosk.agent.report_route import report_routes
from kiosk.agent.restarts import Restarts
from kiosk.agent.server import GatewayServer
from kiosk.agent.set_up_routes import SetUpRoutes
from kiosk.agent.settings_follower import SettingsFollower
from kiosk.agent.settings_route import SettingsRoute
from kiosk.agent.signing import RequestSigner
from kiosk.agent.site_settings import SiteLearner
from kiosk.agent.staff_routes import staff_routes
from kiosk.agent.status import AgentStatus, Facts
from kiosk.agent.sync import GuideSync
from kiosk.agent.telemetry_parts import TelemetryParts
from kiosk.agent.upstream import Upstream
from kiosk.platform.models import EnrolmentResult
from kiosk.releases.places import Places
from kiosk.terminal import core_dumps
from kiosk.terminal.audited_logs import set_up_audited
from kiosk.terminal.logs import Event
from kiosk.terminal.notify import Notifier
from kiosk.terminal.settings import SiteProfile
from kiosk.terminal.settings_file import in_force, keep, places, refusal
from kiosk.terminal.version import software_version
from kiosk.terminal.watchdog import Watchdog, answers
from offline_cache.search_index import build as build_index

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
        profile_path: Path | None = None,
        restart: Callable[[], None] = lambda: None,
        places: Places = Places(),  # noqa: B008 - it cannot be changed
        settings_refused: bool = False,
    ) -> None:
        """`profile_path` is written when the platform keeps a profile of this terminal; None: never.

        `restart` is called when the platform orders the agent to start anew; systemd does the rest.
        `settings_refused`: the file is wrong, and `profile` the last good one.
        """
        state_dir = profile.paths.state_dir
        change = KeyChange(state_dir)
        change.settle()
        self._known = load_identity(state_dir)
        self._log = log
        self._code = enrolment_code
        self._now = now
        self._identity: EnrolmentResult | None = None
        self._key = ReplaceableKey(key or FileKeyStore(state_dir / KEY_FILE))
        # Before the socket answers: a terminal that has an identity must never be said to have none.
        self.status = AgentStatus(_first_facts(self._known, enrolment_code, settings_refused))
        self.upstream = Upstream(profile.platform.base_url, profile.platform.ca_file, self.status, log, now)
        sync = GuideSync(
            self.upstream, profile.paths.guide_store, self._root, self.status, now, log, build_index
        )
        self._sync = Periodic("guide-sync", sync.run, log)
        self._outbox = OutboxParts(profile, self.upstream, self.status, now, self._sync.wake, log)
        rotation = KeyRotation(self.upstream, self._key, change, now) if key is None else None
        self._certificate = CertificateKeeper(
            self.upstream, self._key, state_dir, now, self._go_on_with, log, rotation
        )
        self._certificates = Periodic("certificate", self._certificate.run, log)
        self._releases = ReleaseParts(profile, self.upstream, self.status, places, log)
        learner = SiteLearner(self.upstream, profile_path, log)
        restarts = Restarts(self.status, restart)
        self._follower = SettingsFollower(learner, profile, profile_path, self.status, restarts.both, log)
        self._settings = Periodic("settings", self._follower.run, log)
        self._telemetry = TelemetryParts(
            profile,
            state_dir / KEY_FILE,
            self.upstream,
            self.status,
            now,
            sync.run,
            restarts,
            self._follower,
            self._certificate.change_key,
            self._look_for_keys,
            software_version(),
            log,
            self._releases.look_now,
        )
        shipper = AuditShipper(self.upstream, profile.paths.audit, lambda: self.status.now.terminal_id, log)
        self._audit = Periodic("audit-shipper", shipper.run, log)
        heartbeat = HeartbeatSender(
            self.upstream,
            self.status,
            software_version(),
            now,
            self._sync.wake,
            log,
            self._outbox.clock_is_right,
            self._telemetry.offer,
            self._telemetry.answer_again,
            self._told_of_settings,
        )
        self._heartbeat = Periodic("heartbeat", heartbeat.run, log)
        self._enrolment = EnrolmentDesk(
            self.upstream,
            self._key,
            profile.terminal.machine_label,
            state_dir,
            self.status,
            learner,
            self._go_on_as,
            log,
        )
        network = NetworkCheck(profile.platform.base_url, profile.platform.ca_file, now)
        routes = (
            *self._outbox.routes,
            *SetUpRoutes(self._enrolment, learner).routes,
            *report_routes(self.status),
            *staff_routes(self.status, self._sync.wake, network.look),
            *SettingsRoute(profile_path, log).routes,
            self._releases.route,
        )
        gateway = Gateway(self.upstream, self.status, log, sync.run, routes)
        self._server = GatewayServer(gateway.app, profile.paths.agent_socket)

    def start(self) -> None:
        """Serve the socket; enrol if need be; then sync and send heartbeats."""
        self._log.info(Event.AGENT_STARTED, version=software_version())
        self._server.start()
        self._outbox.start()
        self._telemetry.start()
        if self._known is not None:
            self._go_on_as(self._known)
            self._enrolment.go_on()
        elif self._code:
            self._enrolment.begin(self._code)

    def stop(self) -> None:
        """Break off what is under way and end every thread."""
        until = time.monotonic() + STOP_S
        threads = (
            self._enrolment.thread,
            self._heartbeat,
            self._sync,
            self._certificates,
            self._audit,
            self._settings,
        )
        for thread in threads:
            thread.let_go()
        self._outbox.let_go()
        self._releases.let_go()
        self._telemetry.stop()
        self.upstream.abort()
        self._server.stop()
        for thread in threads:
            thread.stop(max(until - time.monotonic(), 0.0))
        self._outbox.stop(max(until - time.monotonic(), 0.0))
        self._releases.stop(max(until - time.monotonic(), 0.0))
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
        self._certificate.use(identity)
        self._certificates.start()
        self._settings.start()
        self._telemetry.begin(identity)
        self._audit.start()
        self._releases.start()

    def _go_on_with(self, identity: EnrolmentResult) -> None:
        self._identity = identity
        self._telemetry.renewed(identity)

    def _told_of_settings(self, version: int) -> None:
        # The profile that comes with an enrolment is learned there.
        if not self._enrolment.learning and self._follower.told(version):
            self._settings.wake()

    def _look_for_keys(self) -> None:
        if self._certificate.want():
            self._certificates.wake()


def _first_facts(known: EnrolmentResult | None, code: str | None, settings_refused: bool) -> Facts:
    if known is not None:
        return Facts("enrolled", terminal_id=known.terminal_id, settings_refused=settings_refused)
    return Facts("in-progress" if code else "not-enrolled", settings_refused=settings_refused)


def main(profile_path: Path, enrolment_code: str | None = None) -> None:
    """Run the agent until SIGTERM or SIGINT.

    Raises `ProfileError`, `KeyFileRefused`, `SocketTaken` and `OutboxError` before it starts.
    """
    notifier = Notifier.taken_from(os.environ)
    kept = places(profile_path, "agent")
    found = in_force(profile_path, kept)
    profile = found.profile
    core_dumps.switch_off()
    log, end_audit = set_up_audited("agent", profile)
    if found.refused is not None:
        log.error(Event.SETTINGS_REFUSED, **refusal(found.refused))
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    agent = Agent(
        profile,
        log,
        enrolment_code,
        profile_path=profile_path,
        restart=stop.set,
        settings_refused=found.refused is not None,
    )
    agent.start()
    keep(found.text, kept)
    watchdog = Watchdog(notifier, lambda: answers(profile.paths.agent_socket))
    notifier.ready()
    while not stop.wait(watchdog.every_s):
        watchdog.beat()
    notifier.stopping()
    agent.stop()
    end_audit()
