"""What the agent says of one sealed submission on its way (GET /agent/v1/outbox/{packageId})."""

import json
from dataclasses import dataclass, field
from uuid import UUID

from pydantic import ValidationError

from kiosk.platform.errors import NotJson
from kiosk.platform.models import SealedAnswer
from kiosk.platform.transport import Transport

AGENT_S = 2.0
BASE = "/agent/v1/outbox"


@dataclass(frozen=True, slots=True)
class OnItsWay:
    """How far a package is. `sent` and `total` are bytes of the sealed file."""

    state: str
    """SEALED, SENDING, ACKNOWLEDGED or REJECTED."""
    sent: int = 0
    total: int = 0
    answer: SealedAnswer | None = field(default=None, repr=False)
    """What the platform said; the agent checked its signature, and forgets it after ten minutes."""


class AgentOutbox:
    """The agent's half of the outbox, as the screens ask for it. Blocking; raises a `PlatformError`."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def wake(self, package_id: UUID) -> None:
        """Tell the agent that this package was sealed just now, and that somebody waits for the answer."""
        body = json.dumps({"packageId": str(package_id)}).encode()
        self._transport.send("POST", f"{BASE}/wake", AGENT_S, {"Content-Type": "application/json"}, body)

    def ask(self, package_id: UUID, wait_s: int) -> OnItsWay:
        """Ask how far it is; it answers when something changes, at the latest after `wait_s` seconds."""
        query = {"waitSeconds": str(wait_s)}
        path = f"{BASE}/{package_id}"
        reply = self._transport.send("GET", path, AGENT_S + wait_s, query=query)
        told = reply.json()
        try:
            answer = told.get("answer")
            return OnItsWay(
                state=str(told["state"]),
                sent=int(told.get("sent") or 0),
                total=int(told.get("total") or 0),
                answer=SealedAnswer.model_validate(answer) if answer else None,
            )
        except (AttributeError, KeyError, TypeError, ValueError, ValidationError):
            raise NotJson(reply.status) from None

    def answered(self, package_id: UUID) -> None:
        """Tell the agent that the citizen has seen why it was refused: nobody has to be told any more."""
        self._transport.send("POST", f"{BASE}/{package_id}/answered", AGENT_S)
