"""The line to the broker: MQTT v5 over TLS with the terminal's certificate, kept up by one thread.

Version 5 is a must: a 3.1.1 broker acknowledges what its list of rights forbids, and nobody ever hears of it.
Here every reason code is looked at, and a right that is missing is told as the fault that it is.
"""

import ssl
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import paho.mqtt.client as mqtt
from paho.mqtt.enums import CallbackAPIVersion, MQTTErrorCode
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties
from paho.mqtt.reasoncodes import ReasonCode

from kiosk.events.names import Event
from kiosk.telemetry.acknowledgements import Acknowledgements
from kiosk.telemetry.pace import BackOff

QOS = 1
CONNECT_S = 10.0
SESSION_S = 7 * 24 * 3600
"""So long the broker keeps orders for a terminal that is not there."""
HANG_UP_S = 1.0
GOODBYE_S = 1.0
FULL_QUEUE = 1000
_FORBIDS = frozenset({0x87, 0x86, 0x8C})
"""Not authorised, bad user name or password, bad authentication method."""


@dataclass(frozen=True, slots=True)
class Broker:
    """Where the broker is, and how this terminal presents itself."""

    host: str
    port: int
    tls: Callable[[], ssl.SSLContext]
    """Made anew for each connection: the certificate may have been renewed."""
    client_id: str
    keepalive_s: int = 30
    session_s: int = SESSION_S


@dataclass(frozen=True, slots=True)
class Will:
    """What the broker says, retained, when the terminal is gone without a word."""

    topic: str
    payload: bytes


class _ClosedWhenRefused(ssl.SSLSocket):
    """Closes itself when the handshake fails; the library leaves it open then."""

    def do_handshake(self, block: bool = False) -> None:
        try:
            super().do_handshake(block)
        except OSError:
            self.close()
            raise


class _Line(mqtt.Client):
    """Tells when its loop ended by an error, such as a mistake of our own in what it calls.

    The library lets its thread die of it without a word, and nobody would ever look at the line again.
    """

    broken: Callable[[Exception], None]

    def loop_forever(self, timeout: float = 1.0, retry_first_connection: bool = False) -> MQTTErrorCode:
        """See the library's."""
        try:
            return super().loop_forever(timeout, retry_first_connection)
        except Exception as error:
            line = self.socket()
            if line is not None:
                line.close()
            self.broken(error)
            return MQTTErrorCode.MQTT_ERR_UNKNOWN


class Connection:
    """Keeps the line up from `start` to `stop`. `publish` may be called from any thread."""

    def __init__(
        self,
        broker: Broker,
        will: Will,
        commands: str,
        log: Any,
        back_off: BackOff,
        connected: Callable[[], None],
        received: Callable[[bytes], None],
    ) -> None:
        """`connected` is called whenever line and subscription stand anew, `received` with each message.

        Both in the line's own thread: they must not block.
        """
        self._broker, self._will, self._commands, self._log = broker, will, commands, log
        self._back_off, self._connected, self._received = back_off, connected, received
        self._stopping = threading.Event()
        self._up = threading.Event()
        self.denied = 0
        """How often the broker forbade something since the start."""
        self.last_reason = ""
        self._told = False
        self._again = threading.Event()
        self._ended = threading.Event()
        self._change = threading.Event()
        self._line = self._made()
        self._thread = threading.Thread(target=self._run, name="telemetry", daemon=True)

    @property
    def is_up(self) -> bool:
        """Whether the broker has taken the terminal in."""
        return self._up.is_set()

    def start(self) -> None:
        """Begin to keep the line up."""
        self._thread.start()

    def publish(
        self,
        topic: str,
        payload: bytes,
        retain: bool = False,
        expires_s: int | None = None,
        acknowledged: Callable[[], None] | None = None,
    ) -> bool:
        """Say something with QoS 1; False where the line is down: what is not said then is said anew later.

        `acknowledged` is called once the broker has it (not when it forbids it).
        """
        if not self.is_up:
            return False
        properties = Properties(PacketTypes.PUBLISH)
        if expires_s is not None:
            properties.MessageExpiryInterval = expires_s
        client, acknowledgements = self._line
        told = client.publish(topic, payload, QOS, retain, properties)
        if told.rc != MQTTErrorCode.MQTT_ERR_SUCCESS:
            return False
        acknowledgements.sent(told.mid, acknowledged)
        return True

    def connect_again(self) -> None:
        """Break the line and make it anew: the certificate was renewed."""
        self._again.set()
        self._change.set()

    def stop(self, last_words: bytes | None = None, within_s: float = GOODBYE_S) -> None:
        """Say the last words on the will's topic, retained, and hang up."""
        if last_words is not None and self.is_up:
            heard = threading.Event()
            if self.publish(self._will.topic, last_words, retain=True, acknowledged=heard.set):
                heard.wait(within_s)
        self._stopping.set()
        self._change.set()
        if self._thread.is_alive():
            self._thread.join(within_s + HANG_UP_S)

    def _made(self) -> tuple[mqtt.Client, Acknowledgements]:
        acknowledgements = Acknowledgements()
        client = _Line(
            CallbackAPIVersion.VERSION2,
            client_id=self._broker.client_id,
            protocol=mqtt.MQTTv5,
            reconnect_on_failure=False,
        )
        client.max_queued_messages_set(FULL_QUEUE)
        client.connect_timeout = CONNECT_S
        client.on_connect = self._on_connect
        client.on_subscribe = self._on_subscribe
        client.on_publish = partial(self._on_publish, acknowledgements)
        client.on_message = self._on_message
        client.on_disconnect = self._on_disconnect
        client.broken = self._broken
        client.will_set(self._will.topic, self._will.payload, QOS, retain=True)
        return client, acknowledgements

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                self._stay_connected()
            except Exception as error:
                # Whatever it is, such as a key file that others can read: nobody else keeps the line up.
                self._lost(_word(error))
            self._up.clear()
            if self._stopping.is_set():
                return
            if self._again.is_set():
                self._again.clear()
                continue
            self._stopping.wait(self._back_off.next())

    def _stay_connected(self) -> None:
        # A client of its own for each connection: a context of TLS is set once only.
        self._line = client, _ = self._made()
        context = self._broker.tls()
        context.sslsocket_class = _ClosedWhenRefused
        client.tls_set_context(context)
        properties = Properties(PacketTypes.CONNECT)
        properties.SessionExpiryInterval = self._broker.session_s
        client.connect(
            self._broker.host,
            self._broker.port,
            self._broker.keepalive_s,
            clean_start=False,
            properties=properties,
        )
        self._ended.clear()
        self._told = False
        # The library's own thread speaks on the socket, and nobody else: TLS bears no two at once.
        client.loop_start()
        try:
            self._wait(client)
        finally:
            if not self._ended.is_set():
                client.disconnect()
            client.loop_stop()

    def _wait(self, client: mqtt.Client) -> None:
        """Return when the line is down, was never taken up, or shall be hung up."""
        until = time.monotonic() + CONNECT_S
        while not (self._ended.is_set() or self._stopping.is_set() or self._again.is_set()):
            if not self.is_up and time.monotonic() > until:
                self._lost("no-answer")
                return
            self._change.wait(CONNECT_S)
            self._change.clear()

    def _on_connect(self, client: mqtt.Client, _data: Any, _flags: Any, reason: ReasonCode, _p: Any) -> None:
        if reason.is_failure:
            self._told = True
            self._refused(reason)
            return
        self._back_off.well()
        self._up.set()
        self._log.info(Event.TELEMETRY_CONNECTED)
        client.subscribe(self._commands, QOS)

    def _on_subscribe(
        self, _client: mqtt.Client, _data: Any, _mid: int, reasons: list[ReasonCode], _properties: Any
    ) -> None:
        for reason in reasons:
            if reason.is_failure:
                self._refused(reason)
        # Also where orders are forbidden: how the terminal stands is said all the same.
        self._connected()

    def _on_publish(
        self,
        acknowledgements: Acknowledgements,
        _client: mqtt.Client,
        _data: Any,
        mid: int,
        reason: ReasonCode,
        _properties: Any,
    ) -> None:
        acknowledgements.came(mid, not reason.is_failure)
        if reason.is_failure:
            self._refused(reason)

    def _on_message(self, _client: mqtt.Client, _data: Any, message: mqtt.MQTTMessage) -> None:
        self._received(bytes(message.payload))

    def _on_disconnect(
        self, _client: mqtt.Client, _data: Any, _flags: Any, reason: ReasonCode, _properties: Any
    ) -> None:
        if reason.is_failure and not self._told:
            self._refused(reason)
        self._ended.set()
        self._change.set()

    def _broken(self, error: Exception) -> None:
        self._log.error(Event.CRASHED, reason="telemetry", error_type=type(error).__name__)
        self._lost(_word(error))
        self._ended.set()
        self._change.set()

    def _refused(self, reason: ReasonCode) -> None:
        word = _code(reason.getName())
        self.last_reason = word
        if reason.value in _FORBIDS:
            self.denied += 1
            self._log.error(Event.TELEMETRY_DENIED, reason=word, count=self.denied)
        else:
            self._lost(word)

    def _lost(self, reason: str) -> None:
        self.last_reason = reason
        self._log.warning(Event.TELEMETRY_LOST, reason=reason, attempt=self._back_off.attempts + 1)


def _word(error: Exception) -> str:
    """Return a code for what went wrong with the line; no texts, which may name hosts."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return "certificate-of-the-broker"
    if isinstance(error, ssl.SSLError):
        return "tls"
    if isinstance(error, TimeoutError):
        return "timeout"
    return _code(type(error).__name__)


def _code(words: str) -> str:
    return words.lower().replace(" ", "-").replace("'", "")
