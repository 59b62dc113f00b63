"""From a complete package to the outbox: sealed to the platform's keys, durable, and only then said."""

from collections.abc import Callable, Iterable
from datetime import datetime
from pathlib import Path
from threading import Lock
from typing import Protocol
from uuid import UUID

from kiosk.platform.models import FieldError, SealedHeader
from kiosk.submission.archive import Captured, archive
from kiosk.submission.located import LocatedError, locate
from kiosk.submission.outbox import FREE_BYTES, Outbox
from kiosk.submission.outbox_states import OutboxError, SealInDoubt
from kiosk.submission.package import Package
from kiosk.submission.seal import POST_QUANTUM, AgeSealer, Sealer, SealFailed, Sealing

NO_KEY = "no-key"
NO_TERMINAL = "no-terminal"
SEAL_FAILED = "seal-failed"


class SealingKey(Protocol):
    """One key of the platform, as the signed guides name it."""

    @property
    def key_id(self) -> str:
        """The platform's name of it."""

    @property
    def recipient(self) -> str:
        """As age writes it."""

    @property
    def not_after(self) -> datetime | None:
        """Until when one may seal to it; None: no end is set."""


class NotSealed(Exception):  # noqa: N818  the name says what happened
    """It is not in the outbox and never will be, unless `in_doubt`; `code` is a short name."""

    def __init__(self, code: str, in_doubt: bool = False) -> None:
        super().__init__(code)
        self.code = code
        self.in_doubt = in_doubt
        """Nobody knows: sealing the same package under the same id again settles it."""


def recipients(keys: Iterable[SealingKey], now: datetime) -> tuple[tuple[str, str], ...]:
    """Return (key id, recipient) of all keys to seal to at `now`, the one to use first; empty: none.

    While keys rotate there are two, and each opens alone. A post-quantum key first leaves the others out: the
    weakest could open it.
    """
    found = [key for key in keys if key.not_after is None or now < key.not_after]
    if not found:
        return ()
    kind = found[0].recipient.startswith(POST_QUANTUM)
    return tuple(
        (key.key_id, key.recipient) for key in found if key.recipient.startswith(POST_QUANTUM) is kind
    )


class SealingDesk:
    """Seals what citizens give, at one terminal. Thread-safe, blocking; not for the UI thread.

    `keys` are the platform's of this moment, `terminal_id` is None as long as it is not known.
    """

    def __init__(
        self,
        folder: Path,
        keys: Callable[[], Iterable[SealingKey]],
        terminal_id: Callable[[], str | None],
        clock: Callable[[], datetime],
        free_bytes: int = FREE_BYTES,
    ) -> None:
        self._folder, self._free_bytes = folder, free_bytes
        self._keys, self._terminal_id, self._clock = keys, terminal_id, clock
        self._lock = Lock()
        self._opened: Outbox | None = None

    def close(self) -> None:
        """Let go of the outbox."""
        with self._lock:
            opened, self._opened = self._opened, None
        if opened is not None:
            opened.close()

    def obstacle(self) -> str | None:
        """Return why nothing could be sealed now, None where all is well; really writes a probe.

        A lower-case word with hyphens: of `outbox_door.Obstacle`, no-key or no-terminal.
        """
        now = self._clock()
        if self._terminal_id() is None:
            return NO_TERMINAL
        if self._sealer(now) is None:
            return NO_KEY
        try:
            problems = self._outbox().check(now)
        except OutboxError as error:
            return error.code
        return problems[0].obstacle.value.lower().replace("_", "-") if problems else None

    def seal(
        self, package: Package, package_id: UUID, *, card_proof: str | None, session_id: str | None
    ) -> SealedHeader:
        """Seal and queue; only after the return may 已封存 be said. Raises `NotSealed`.

        Exactly one of `card_proof` and `session_id` is given. What was queued under the id stays as it is.
        """
        now = self._clock()
        terminal_id = self._terminal_id()
        if terminal_id is None:
            raise NotSealed(NO_TERMINAL)
        captured = Captured(package_id, terminal_id, now, card_proof, session_id)
        sealer = self._sealer(now)
        if sealer is None:
            raise NotSealed(NO_KEY)
        sealing = Sealing(
            package_id=package_id,
            bundle_code=package.bundle_id,
            terminal_id=terminal_id,
            sealed_at=now,
            plain=archive(package, captured),
            sealer=sealer,
        )
        try:
            return self._outbox().add(sealing, now)
        except SealInDoubt as doubt:
            raise NotSealed(doubt.code, in_doubt=True) from doubt
        except OutboxError as error:
            raise NotSealed(error.code) from error
        except SealFailed as error:
            raise NotSealed(SEAL_FAILED) from error

    def _sealer(self, now: datetime) -> Sealer | None:
        """Return what seals to the keys of this moment, None where no key can be sealed to."""
        try:
            return AgeSealer(recipients(self._keys(), now))
        except ValueError:
            return None

    def _outbox(self) -> Outbox:
        with self._lock:
            if self._opened is None:
                self._opened = Outbox(self._folder, self._free_bytes)
            return self._opened


def located(errors: tuple[FieldError, ...], package: Package) -> tuple[LocatedError, ...]:
    """Return where the errors of a sealed package belong: the platform counts a line for each page."""
    materials = [
        material.material_id for material in package.materials for _ in range(len(material.pages) or 1)
    ]
    return locate(
        errors,
        tuple(materials),
        package.selected_items,
        tuple(declaration.declaration_id for declaration in package.declarations),
    )
