"""Takes orders, carries them out in their order, and sees that each is answered."""

import queue
import sqlite3
import threading
import time
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any

from kiosk.events.names import Event
from kiosk.telemetry.command import Command, Kind, PublicKeys, Refusal, Refused, judged
from kiosk.telemetry.command_store import CommandStore, Outcome
from kiosk.telemetry.messages import CommandAnswer

AT_MOST = 100
"""So many orders wait; whoever sends more has the rest refused by the broker's window or sent again."""


class CannotDo(Exception):  # noqa: N818  the name says what happened
    """An order that was right and could not be carried out; `reason` is a code, `detail` more of them."""

    def __init__(self, reason: str, detail: dict[str, Any] | None = None) -> None:
        super().__init__(reason)
        self.reason, self.detail = reason, detail or {}


Handler = Callable[[Command], dict[str, Any]]
"""Carries an order out and returns numbers and codes for the answer; raises `CannotDo`."""


@dataclass(frozen=True)
class Orders:
    """What this terminal can be told to do. `afterwards` runs once the order is noted as done.

    `long` are those that go over the network: minutes on a slow line.
    """

    handlers: Mapping[Kind, Handler]
    afterwards: Mapping[Kind, Callable[[Command], None]] = field(default_factory=dict)
    long: Collection[Kind] = ()


class CommandDesk:
    """`offer` takes an order from any thread and returns at once; `answer` is called with each answer.

    An order is noted on disk before it is carried out: after a power cut in between it is answered as
    interrupted and not carried out again. What is long waits for what is long alone: nobody waits for guides
    on a slow line until a terminal goes out of service.
    """

    def __init__(
        self,
        terminal_id: str,
        keys: Callable[[], PublicKeys],
        store: CommandStore,
        orders: Orders,
        now: Callable[[], datetime],
        log: Any,
        answer: Callable[[CommandAnswer], None],
        keys_wanted: Callable[[], None] = lambda: None,
    ) -> None:
        """`now` is the platform's time as well as it is known here.

        `keys_wanted` is called when an order is signed by a key that nobody knows here.
        """
        self._keys_wanted = keys_wanted
        self._terminal_id, self._keys, self._store, self._orders = terminal_id, keys, store, orders
        self._now, self._log, self._answer = now, log, answer
        self._waiting: queue.Queue[bytes | None] = queue.Queue(AT_MOST)
        self._long: queue.Queue[Command | None] = queue.Queue(AT_MOST)
        self._threads = (
            threading.Thread(target=self._run, name="commands", daemon=True),
            threading.Thread(target=self._run_long, name="long-commands", daemon=True),
        )
        try:
            interrupted = store.interrupted()
        except sqlite3.Error as error:
            # A disk that is full or worn keeps orders away, and nothing else of the agent.
            interrupted = []
            self._failed(error)
        for command_id in interrupted:
            log.warning(Event.COMMAND_ENDED, disposition="interrupted", command_id=command_id)

    def start(self) -> None:
        """Begin to carry out orders."""
        for thread in self._threads:
            thread.start()

    def offer(self, told: bytes) -> None:
        """Take an order as it came."""
        try:
            self._waiting.put_nowait(told)
        except queue.Full:
            self._log.warning(Event.COMMAND_ENDED, disposition="refused", reason="too-many")

    def answer_again(self) -> None:
        """Say every answer that nobody has acknowledged: the line stands anew."""
        try:
            unanswered = self._store.unanswered(self._now())
        except sqlite3.Error as error:
            self._failed(error)
            return
        for one in unanswered:
            self._answer(one)

    def stop(self, within_s: float = 1.0) -> None:
        """End after the orders under way."""
        until = time.monotonic() + within_s
        taking, long = self._threads
        if _told_to_end(self._waiting):
            _join(taking, until)
        if _told_to_end(self._long):
            _join(long, until)

    def _run(self) -> None:
        while (told := self._waiting.get()) is not None:
            self._safely(partial(self._take, told))

    def _run_long(self) -> None:
        while (command := self._long.get()) is not None:
            self._safely(partial(self._carry_out, command))

    def _safely(self, work: Callable[[], None]) -> None:
        try:
            work()
        except sqlite3.Error as error:
            self._failed(error)
        except Exception as error:
            # Whatever came in: the next order is heard.
            self._log.error(Event.CRASHED, reason="commands", error_type=type(error).__name__)

    def _failed(self, error: sqlite3.Error) -> None:
        self._log.error(Event.COMMAND_ENDED, disposition="failed", reason=type(error).__name__)

    def _take(self, told: bytes) -> None:
        try:
            command = judged(told, self._keys(), self._terminal_id, self._now())
            if not self._store.begin(command.id, command.kind, self._now()):
                raise Refused(Refusal.REPLAYED, command.id, command.kind)
        except Refused as refused:
            self._refuse(refused)
            return
        self._log.info(Event.COMMAND_STARTED, command_id=command.id, state=command.kind.value)
        if command.kind not in self._orders.long:
            self._carry_out(command)
            return
        try:
            self._long.put_nowait(command)
        except queue.Full:
            self._end(command, Outcome("refused", "too-many", {}))

    def _carry_out(self, command: Command) -> None:
        outcome = self._carried_out(command)
        self._end(command, outcome)
        afterwards = self._orders.afterwards.get(command.kind)
        if outcome.disposition == "done" and afterwards is not None:
            afterwards(command)

    def _end(self, command: Command, outcome: Outcome) -> None:
        self._store.end(command.id, outcome)
        self._log.info(
            Event.COMMAND_ENDED,
            disposition=outcome.disposition,
            command_id=command.id,
            state=command.kind.value,
            reason=outcome.reason or None,
        )
        self._answer(self._said(command.id, command.kind, outcome))

    def _carried_out(self, command: Command) -> Outcome:
        handler = self._orders.handlers.get(command.kind)
        if handler is None:
            return Outcome("refused", "not-supported", {})
        try:
            return Outcome("done", "", handler(command))
        except CannotDo as cannot:
            return Outcome("failed", cannot.reason, cannot.detail)
        except Exception as error:
            # An order must not end the desk: the next one may be the one that mends it.
            self._log.error(Event.CRASHED, reason="commands", error_type=type(error).__name__)
            return Outcome("failed", "crashed", {})

    def _refuse(self, refused: Refused) -> None:
        self._log.warning(
            Event.COMMAND_ENDED,
            disposition="refused",
            command_id=refused.id or None,
            state=refused.kind or None,
            reason=refused.why.value,
        )
        if refused.why is Refusal.UNKNOWN_KEY:
            self._keys_wanted()
        if refused.why is Refusal.OTHER_TERMINAL or not refused.id:
            # It is not this terminal's to answer, or there is nothing to answer to.
            return
        detail = {}
        if refused.why is Refusal.REPLAYED:
            detail["first"] = self._store.first_answer(refused.id)
        self._answer(self._said(refused.id, refused.kind, Outcome("refused", refused.why.value, detail)))

    def _said(self, command_id: str, kind: str, outcome: Outcome) -> CommandAnswer:
        return CommandAnswer(
            id=command_id,
            terminal_id=self._terminal_id,
            at=self._now(),
            kind=kind,
            disposition=outcome.disposition,
            reason=outcome.reason,
            detail=outcome.detail,
        )


def _told_to_end(waiting: queue.Queue[Any]) -> bool:
    try:
        waiting.put_nowait(None)
    except queue.Full:
        return False
    return True


def _join(thread: threading.Thread, until: float) -> None:
    if thread.is_alive():
        thread.join(max(until - time.monotonic(), 0))
