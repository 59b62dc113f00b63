"""From the cable to the platform's answer, one step after another; the first that fails is what is wrong.

Steps: address (this terminal has one in a network), name (the platform's name is known), line (its port takes
a connection), trust (TLS with a certificate of the authorities that are believed), answer (it speaks HTTP).
A code of a step that failed is one of kiosk.terminal.remedies. Nothing is sent but one request without
identity.
"""

import contextlib
import http.client
import ipaddress
import socket
import ssl
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

STEP_S = 4.0
PATH = "/kiosk/v1/capabilities"
STEPS = ("address", "name", "line", "trust", "answer")
EXPIRED, NOT_YET, WRONG_NAME = 10, 9, 62
"""Of OpenSSL (X509_V_ERR_*)."""


@dataclass(frozen=True, slots=True)
class Clock:
    """What keeps this terminal's clock. source: timesyncd, chrony, or empty where nothing was found."""

    source: str = ""
    in_step_at: datetime | None = None
    """When the source last said that the clock is right; None: nobody knows."""

    def to_json(self) -> dict[str, Any]:
        """Return the JSON members."""
        return {"source": self.source, "inStepAt": self.in_step_at.isoformat() if self.in_step_at else None}


@dataclass(frozen=True, slots=True)
class NetworkFound:
    """How far one gets. `code` says why not further; empty: all the way."""

    host: str
    port: int
    done: tuple[str, ...] = ()
    code: str = ""
    own_address: str = ""
    """Of this terminal, on the way to the platform."""
    platform_address: str = ""
    tls: str = ""
    """Version of TLS, such as TLSv1.3."""
    certificate_until: datetime | None = None
    milliseconds: int | None = None
    """From the request to its answer."""
    clock_offset_ms: int | None = None
    """The platform's clock minus ours; its Date header has whole seconds."""
    clock: Clock = field(default_factory=Clock)

    def to_json(self) -> dict[str, Any]:
        """Return the body of the answer."""
        until = self.certificate_until
        return {
            "host": self.host,
            "port": self.port,
            "done": list(self.done),
            "code": self.code,
            "ownAddress": self.own_address,
            "platformAddress": self.platform_address,
            "tls": self.tls,
            "certificateUntil": until.isoformat() if until else None,
            "milliseconds": self.milliseconds,
            "clockOffsetMs": self.clock_offset_ms,
            "clock": self.clock.to_json(),
        }


class Stopped(Exception):  # noqa: N818  the name says what happened
    """A step failed; the code says how."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class NetworkCheck:
    """Looks once a call, blocking for at most some `STEP_S`. Never raises."""

    def __init__(
        self,
        base_url: str,
        ca_file: Path,
        now: Callable[[], datetime],
        clock: Callable[[], Clock] = lambda: clock_source(Path("/run")),
        addresses: Callable[[], Sequence[str]] | None = None,
    ) -> None:
        """`addresses` tells this terminal's own; None: the system is asked."""
        parts = urlsplit(base_url)
        self._host, self._port = parts.hostname or "", parts.port or 443
        self._ca_file, self._now, self._clock = ca_file, now, clock
        self._addresses = addresses or own_addresses

    def look(self) -> NetworkFound:
        """Go as far as one gets."""
        facts: dict[str, Any] = {"clock": self._clock()}
        done: list[str] = []
        code = ""
        try:
            self._go(facts, done)
        except Stopped as stopped:
            code = stopped.code
        return NetworkFound(self._host, self._port, tuple(done), code, **facts)

    def _go(self, facts: dict[str, Any], done: list[str]) -> None:
        local = is_local(self._host)
        if not local and not self._addresses():
            raise Stopped("networkNoAddress")
        done.append("address")
        address = self._named()
        facts["platform_address"] = address[4][0]
        done.append("name")
        with contextlib.closing(_connected(address)) as line:
            facts["own_address"] = str(line.getsockname()[0])
            done.append("line")
            with contextlib.closing(self._trusted(line)) as tls:
                facts["tls"] = tls.version() or ""
                facts["certificate_until"] = _until(tls)
                done.append("trust")
                self._answered(tls, facts)
                done.append("answer")

    def _named(self) -> Any:
        try:
            found = socket.getaddrinfo(self._host, self._port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            raise Stopped("networkNoName") from error
        if not found:
            raise Stopped("networkNoName")
        return found[0]

    def _trusted(self, line: socket.socket) -> ssl.SSLSocket:
        try:
            context = ssl.create_default_context(cafile=str(self._ca_file))
        except OSError as error:
            raise Stopped("networkNoAuthority") from error
        try:
            return context.wrap_socket(line, server_hostname=self._host)
        except ssl.SSLCertVerificationError as error:
            code = {
                EXPIRED: "networkCertificateDate",
                NOT_YET: "networkCertificateDate",
                WRONG_NAME: "networkCertificateName",
            }.get(error.verify_code, "networkCertificateUnknown")
            raise Stopped(code) from error
        except OSError as error:
            raise Stopped("networkNoTls") from error

    def _answered(self, tls: ssl.SSLSocket, facts: dict[str, Any]) -> None:
        begun = time.monotonic()
        question = f"GET {PATH} HTTP/1.1\r\nHost: {self._host}\r\nConnection: close\r\n\r\n"
        try:
            tls.sendall(question.encode("ascii"))
            reply = http.client.HTTPResponse(tls)
            reply.begin()
        except (OSError, http.client.HTTPException) as error:
            raise Stopped("networkNoAnswer") from error
        facts["milliseconds"] = round((time.monotonic() - begun) * 1000)
        with contextlib.suppress(TypeError, ValueError):
            there = parsedate_to_datetime(reply.headers["Date"])
            facts["clock_offset_ms"] = round((there - self._now()).total_seconds() * 1000)
        if reply.status >= 500:
            raise Stopped("networkAnswersWrong")


def is_local(host: str) -> bool:
    """Whether a host is this machine itself, for which no network is needed."""
    with contextlib.suppress(ValueError):
        return ipaddress.ip_address(host).is_loopback
    return host == "localhost"


def own_addresses() -> list[str]:
    """Return an address that would be used for the way out, by family; none where there is no way."""
    found = []
    for family, far in ((socket.AF_INET, "192.0.2.1"), (socket.AF_INET6, "2001:db8::1")):
        # Of a datagram socket that is connected nothing is sent: the system only chooses its way.
        with contextlib.suppress(OSError), socket.socket(family, socket.SOCK_DGRAM) as probe:
            probe.connect((far, 9))
            found.append(str(probe.getsockname()[0]))
    return found


def clock_source(run: Path) -> Clock:
    """Return what keeps the clock, as files below /run say; systemd-timesyncd tells when it was in step."""
    told = run / "systemd/timesync/synchronized"
    with contextlib.suppress(OSError):
        return Clock("timesyncd", datetime.fromtimestamp(told.stat().st_mtime, UTC))
    if (run / "systemd/timesync").is_dir():
        return Clock("timesyncd")
    return Clock("chrony") if (run / "chrony").is_dir() else Clock()


def _connected(found: Any) -> socket.socket:
    family, kind, protocol, _, address = found
    line = socket.socket(family, kind, protocol)
    line.settimeout(STEP_S)
    try:
        line.connect(address)
    except TimeoutError as error:
        line.close()
        raise Stopped("networkNoRoute") from error
    except ConnectionRefusedError as error:
        line.close()
        raise Stopped("networkRefused") from error
    except OSError as error:
        line.close()
        raise Stopped("networkNoRoute") from error
    return line


def _until(tls: ssl.SSLSocket) -> datetime | None:
    told = (tls.getpeercert() or {}).get("notAfter")
    return datetime.fromtimestamp(ssl.cert_time_to_seconds(told), UTC) if isinstance(told, str) else None
