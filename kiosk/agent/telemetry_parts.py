"""The agent's part in being seen from afar, put together: broker, orders, monitor, collector."""

import random
import sqlite3
import ssl
import time
from base64 import b64decode
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from kiosk.agent import telemetry_facts as facts_of
from kiosk.agent.collector_part import CollectorPart
from kiosk.agent.keys import write_private
from kiosk.agent.orders import Means, OrderBook, diagnostics
from kiosk.agent.restarts import Restarts
from kiosk.agent.service_order import ServiceOrder
from kiosk.agent.settings_follower import SettingsFollower
from kiosk.agent.status import AgentStatus, Facts
from kiosk.agent.upstream import Upstream, UpstreamDown
from kiosk.platform.models import EnrolmentResult
from kiosk.telemetry.coarse import CoarseCounts
from kiosk.telemetry.command import PublicKeys
from kiosk.telemetry.command_desk import CommandDesk
from kiosk.telemetry.command_store import CommandStore
from kiosk.telemetry.connection import Broker, Connection, Will
from kiosk.telemetry.figures import Figure, text
from kiosk.telemetry.messages import CommandAnswer, TerminalState
from kiosk.telemetry.monitor import Monitor
from kiosk.telemetry.pace import BackOff
from kiosk.telemetry.reporter import Reporter, Sources
from kiosk.telemetry.topics import Topics
from kiosk.terminal.logs import Event
from kiosk.terminal.settings import CONTRACT_BASE, SiteProfile

CHAIN_FILE = "terminal.pem"
STORE_FILE = "commands.sqlite3"
MQTTS_PORT = 8883
REPLAYED = "replayed"


class TelemetryParts:
    """The monitor answers from `start`; broker, orders and collector need an identity: `begin`."""

    def __init__(
        self,
        profile: SiteProfile,
        key_file: Path,
        upstream: Upstream,
        status: AgentStatus,
        now: Callable[[], datetime],
        sync: Callable[[], object],
        restarts: Restarts,
        settings: SettingsFollower,
        change_key: Callable[[], None],
        keys_wanted: Callable[[], None],
        version: str,
        log: Any,
        update: Callable[[], None] | None = None,
    ) -> None:
        """`keys_wanted` is called when an order came that is signed by a key nobody knows here."""
        self._profile, self._key_file, self._upstream, self._status = profile, key_file, upstream, status
        self._now, self._version, self._log = now, version, log
        self._keys_wanted = keys_wanted
        self._name = (profile.terminal.machine_label, profile.terminal.site_name)
        self._begun = time.monotonic()
        self._dice = random.SystemRandom().random
        self._identity: EnrolmentResult | None = None
        self._connection: Connection | None = None
        self._reporter: Reporter | None = None
        self._desk: CommandDesk | None = None
        self._store: CommandStore | None = None
        state_dir = profile.paths.state_dir
        self._chain_file = state_dir / CHAIN_FILE
        service = ServiceOrder(state_dir, status)
        means = Means(sync, service, restarts, self._diagnostics, settings, change_key, update)
        self._book = OrderBook(means, status, now)
        port = profile.telemetry.prometheus_port
        self._coarse = CoarseCounts(profile.telemetry.counters_minutes * 60.0, time.monotonic)
        self._monitor = Monitor(port, lambda: text(self._figures())) if port is not None else None
        self._collector = CollectorPart(
            profile, self._chain_file, key_file, self._present, self._figures, version, now, log
        )

    def start(self) -> None:
        """Answer the monitor."""
        if self._monitor is not None:
            try:
                self._monitor.start()
            except OSError:
                self._log.error(Event.TELEMETRY_LOST, reason="monitor-port-taken")

    def begin(self, identity: EnrolmentResult) -> None:
        """Take orders and report, as this terminal."""
        self._identity = identity
        self._store = CommandStore(self._profile.paths.state_dir / STORE_FILE, identity.terminal_id)
        self._desk = CommandDesk(
            identity.terminal_id,
            self._keys,
            self._store,
            self._book.orders,
            self._platform_time,
            self._log,
            self._answer,
            self._keys_wanted,
        )
        self._desk.start()
        if self._profile.telemetry.broker:
            self._connect(identity)
        self._collector.begin(identity.terminal_id)

    def renewed(self, identity: EnrolmentResult) -> None:
        """Go on with a renewed certificate and the keys that came with it."""
        self._identity = identity
        if self._connection is not None:
            self._connection.connect_again()
        self._collector.renewed()

    def offer(self, order: bytes) -> None:
        """Take an order that came with a heartbeat's answer."""
        if self._desk is not None:
            self._desk.offer(order)

    def answer_again(self) -> None:
        """Say the answers that nobody has yet: the platform was just heard."""
        if self._desk is not None and (self._connection is None or not self._connection.is_up):
            self._desk.answer_again()

    def stop(self) -> None:
        """Say goodbye and end every thread."""
        self._collector.stop()
        if self._monitor is not None:
            self._monitor.stop()
        if self._reporter is not None:
            self._reporter.stop()
        if self._desk is not None:
            self._desk.stop()
        if self._connection is not None:
            gone = TerminalState(online=False, stopped=True, at=self._now(), software_version=self._version)
            self._connection.stop(gone.payload())
        if self._store is not None:
            self._store.close()

    def _connect(self, identity: EnrolmentResult) -> None:
        settings = self._profile.telemetry
        topics = Topics(identity.terminal_id)
        place = urlsplit(settings.broker)
        assert self._desk is not None
        self._connection = connection = Connection(
            Broker(
                place.hostname or "",
                place.port or MQTTS_PORT,
                self._tls,
                identity.terminal_id,
                settings.keepalive_s,
            ),
            Will(topics.state, TerminalState(online=False).payload()),
            topics.commands,
            self._log,
            BackOff(self._dice),
            self._connected,
            self._desk.offer,
        )
        self._reporter = Reporter(
            connection,
            topics,
            Sources(
                lambda: facts_of.state_of(self._status.now, self._version, self._now()),
                lambda: facts_of.hall_of(self._status.now, *self._name, self._now()),
                lambda number: facts_of.beat_of(self._status.now, number, self._uptime(), self._now()),
                lambda: facts_of.counters_of(self._status.now, self._now()),
            ),
            settings.heartbeat_s,
            settings.counters_minutes * 60.0,
            time.monotonic,
            self._dice,
            self._log,
        )
        self._topics = topics
        self._status.watch(self._changed)
        self._reporter.start()
        connection.start()

    def _connected(self) -> None:
        assert self._reporter is not None and self._desk is not None
        self._reporter.connected()
        self._desk.answer_again()

    def _changed(self, before: Facts, after: Facts) -> None:
        if self._reporter is not None and before is not after:
            self._reporter.changed()

    def _present(self) -> None:
        """Put the certificate where TLS reads it."""
        assert self._identity is not None
        write_private(self._chain_file, self._identity.certificate_chain.encode())

    def _tls(self) -> ssl.SSLContext:
        self._present()
        ca_file = self._profile.telemetry.ca_file or self._profile.platform.ca_file
        context = ssl.create_default_context(cafile=str(ca_file))
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        context.load_cert_chain(self._chain_file, self._key_file)
        return context

    def _answer(self, answer: CommandAnswer) -> None:
        if self._store is None:
            return
        store = self._store

        def acknowledged() -> None:
            # That an order came again is no news of what became of it.
            if answer.reason != REPLAYED:
                try:
                    store.answered(answer.id)
                except sqlite3.Error as error:
                    self._log.error(Event.COMMAND_ENDED, disposition="failed", reason=type(error).__name__)

        if self._connection is not None and self._connection.is_up:
            self._connection.publish(self._topics.answers, answer.payload(), acknowledged=acknowledged)
        elif self._by_https(answer):
            acknowledged()

    def _by_https(self, answer: CommandAnswer) -> bool:
        body = f'{{"ok":{"true" if answer.disposition == "done" else "false"},"detail":"{answer.reason}"}}'
        target = f"{CONTRACT_BASE}/terminals/self/commands/{answer.id}/result"
        try:
            told = self._upstream.send("POST", target, {"Content-Type": "application/json"}, body.encode())
        except UpstreamDown:
            return False
        if told.status == 404 and self._connection is not None:
            # An order that only the broker's side knows: it hears the answer when the line stands again.
            return False
        # What the platform does not know or take will not be taken later either.
        return told.status < 500 and told.status != 429

    def _keys(self) -> PublicKeys:
        keys = self._identity.command_keys if self._identity else ()
        return {key.key_id: b64decode(key.public_key) for key in keys}

    def _platform_time(self) -> datetime:
        return self._now() + timedelta(milliseconds=self._status.now.clock_offset_ms or 0)

    def _uptime(self) -> float:
        return time.monotonic() - self._begun

    def _diagnostics(self) -> dict[str, Any]:
        paths = self._profile.paths
        told = diagnostics(self._status.now, self._version, self._uptime(), paths.state_dir, paths.outbox)
        if self._connection is not None:
            told["broker"] = {"denied": self._connection.denied, "lastReason": self._connection.last_reason}
        return told | self._collector.diagnostics()

    def _figures(self) -> list[Figure]:
        up = self._connection.is_up if self._connection is not None else None
        now = self._status.now
        facts = replace(now, report=self._coarse.of(now.report))
        return facts_of.figures_of(facts, self._version, self._uptime(), up, self._now(), *self._name)
