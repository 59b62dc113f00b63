"""Out of service by order of the platform: kept on disk, so that a restart does not put the terminal back."""

import json
from datetime import datetime
from pathlib import Path

from kiosk.agent.keys import write_private
from kiosk.agent.status import AgentStatus

FILE = "service.json"
REASONS = ("maintenance", "paper", "network", "update", "moving", "other")
"""Why a terminal can be ordered out of service; codes that the screens have words for."""


class ServiceOrder:
    """Notes the order and has the screens told by `status`. They obey when nobody stands there."""

    def __init__(self, state_dir: Path, status: AgentStatus) -> None:
        self._file = state_dir / FILE
        self._status = status
        status.set(ordered_out=self._read())

    def out(self, reason: str, command_id: str, at: datetime) -> None:
        """Take the terminal out of service. Raises OSError."""
        told = {"reason": reason, "commandId": command_id, "at": at.isoformat()}
        write_private(self._file, json.dumps(told).encode())
        self._status.set(ordered_out=reason)

    def back(self) -> None:
        """Put it back. Raises OSError."""
        self._file.unlink(missing_ok=True)
        self._status.set(ordered_out=None)

    def _read(self) -> str | None:
        try:
            reason = json.loads(self._file.read_bytes())["reason"]
        except FileNotFoundError:
            return None
        except (OSError, ValueError, KeyError, TypeError):
            # Better nobody served by a terminal that shall not than the other way round.
            return "other"
        return reason if reason in REASONS else "other"
