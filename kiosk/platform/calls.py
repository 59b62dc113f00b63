"""One call of the contract: time-outs, retries where they are safe, the breaker of its group."""

import json
import time
from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID, uuid4

from kiosk.platform.breaker import Breakers
from kiosk.platform.deadline import Clock, Deadline, Wait
from kiosk.platform.models import Wire
from kiosk.platform.retry import Retries
from kiosk.platform.transport import Reply, Transport

BASE = "/kiosk/v1"
# The agent gives the platform 5 s to connect and 15 s to answer; its own typed answer should come first.
ANSWER_S = 22.0
UPLOAD_S = 67.0


class Calls:
    """What a client and its citizens' sessions send with. Thread-safe, blocking."""

    def __init__(
        self,
        transport: Transport,
        wait: Wait = time.sleep,
        clock: Clock = time.monotonic,
        retries: Retries | None = None,
    ) -> None:
        self.transport = transport
        self.clock = clock
        self.retries = retries or Retries(wait)
        self._breakers = Breakers(clock)

    def deadline(self, given: Deadline | None) -> Deadline:
        """Return the deadline that was handed in, or a citizen's patience from now."""
        return given or Deadline(clock=self.clock)

    def call(
        self,
        method: str,
        path: str,
        *,
        body: Wire | Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
        query: Mapping[str, str] | None = None,
        key: UUID | None = None,
        deadline: Deadline | None = None,
        answer_s: float = ANSWER_S,
    ) -> Reply:
        """Send one request of the contract and return its 2xx answer; raises a `PlatformError`.

        GET and HEAD are tried again, and what carries an idempotency `key`; nothing else is.
        """
        until = self.deadline(deadline)
        sent = dict(headers or {})
        data: bytes | None = None
        if body is not None:
            document = body.to_wire() if isinstance(body, Wire) else body
            data = json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()
            sent.setdefault("Content-Type", "application/json")
        if key is not None:
            sent["Idempotency-Key"] = str(key)

        def once() -> Reply:
            reply = self.transport.send(method, BASE + path, until.at_most(answer_s), sent, data, query)
            if reply.body:
                # Here, so that what is not JSON is asked for again where that is safe.
                reply.json()
            return reply

        safe = method in ("GET", "HEAD") or key is not None
        return self.guarded(path, (lambda: self.retries.run(once, until)) if safe else once)

    def guarded(self, path: str, run: Callable[[], Reply]) -> Reply:
        """Run under the breaker of the group, which is the path's first part."""
        return self._breakers.call(path.split("/")[1], run)


def key_or_new(key: UUID | None) -> UUID:
    """Return `key`, or a new one for a call that nobody will repeat later."""
    return key or uuid4()
