"""Hands the audit log over to the platform, batch by batch: POST /audit-batches, signed and idempotent.

What was handed over stays on the terminal for as long as the site says. A batch that the platform has is told
apart by its Idempotency-Key, which follows from terminal, chain and number.
"""

import json
import uuid
from collections.abc import Callable, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

from kiosk.agent.upstream import Upstream, UpstreamDown
from kiosk.audit_log.files import read_shipped, records, write_shipped
from kiosk.audit_log.record import Record
from kiosk.terminal.logs import Event
from kiosk.terminal.settings import CONTRACT_BASE

TARGET = f"{CONTRACT_BASE}/audit-batches"
BATCH = 200
INTERVAL_S = 300.0
RETRY_S = 60.0
_NAMES = uuid.UUID("5e0f1b86-2f43-4c64-9d7e-94a1f0e6c5aa")


class AuditShipper:
    """`run` hands over what is new."""

    def __init__(
        self, upstream: Upstream, folder: Path, terminal_id: Callable[[], str | None], log: Any
    ) -> None:
        self._upstream, self._folder, self._terminal_id, self._log = upstream, folder, terminal_id, log

    def run(self) -> float:
        """Hand over every chain's new records; returns the seconds until the next time."""
        terminal_id = self._terminal_id()
        if terminal_id is None:
            return INTERVAL_S
        chains = sorted(one.parent.name for one in self._folder.glob("*/chain.json"))
        pause = INTERVAL_S
        for chain in chains:
            try:
                pause = min(pause, self._ship(terminal_id, chain))
            except OSError as error:
                self._log.error(Event.AUDIT_FAILED, chain=chain, reason=type(error).__name__)
        return pause

    def _ship(self, terminal_id: str, chain: str) -> float:
        while True:
            shipped = read_shipped(self._folder, chain)
            batch = list(islice(records(self._folder / chain, shipped.seq), BATCH))
            if not batch:
                return INTERVAL_S
            key = uuid.uuid5(_NAMES, f"{terminal_id} {chain} {batch[0].seq} {batch[-1].digest}")
            try:
                answer = self._upstream.send(
                    "POST",
                    TARGET,
                    {"Content-Type": "application/json", "Idempotency-Key": str(key)},
                    json.dumps(batch_of(chain, batch), ensure_ascii=False).encode(),
                )
            except UpstreamDown:
                return RETRY_S
            if answer.status != 202:
                self._log.error(Event.AUDIT_FAILED, chain=chain, status=answer.status, problem=answer.problem)
                return INTERVAL_S
            write_shipped(self._folder, chain, batch[-1].link)
            self._log.info(Event.AUDIT_SHIPPED, chain=chain, count=len(batch))


def batch_of(chain: str, batch: Sequence[Record]) -> dict[str, Any]:
    """Return the contract's EventBatch: `seq` of the first record, and what it is chained to."""
    return {
        "chain": chain,
        "seq": batch[0].seq,
        "previousDigest": batch[0].previous,
        "events": [record.to_json() for record in batch],
        "digest": batch[-1].digest,
    }
