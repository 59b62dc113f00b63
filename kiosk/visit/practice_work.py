"""What stands in for the platform in training mode: it answers at once, and keeps nothing beyond a visit.

A submission is really sealed, into an outbox of its own in a folder that the agent does not know; the folder
is removed with the visit.
"""

import shutil
import tempfile
from collections.abc import Callable, Iterable
from datetime import datetime
from pathlib import Path
from threading import Lock
from uuid import UUID, uuid4

from kiosk.catalogue.numbers import claim_code
from kiosk.submission.package import Package
from kiosk.submission.submit import NotSealed, SealingDesk, SealingKey
from kiosk.text import Texts
from kiosk.visit import effects
from kiosk.visit.effects import Effect
from kiosk.visit.messages import (
    CaseFacts,
    DataFetched,
    Failed,
    LinkOffered,
    LinkSeen,
    Message,
    PlanAgreed,
    RatingSent,
    Reported,
    Sealed,
    SessionOpened,
    SubmissionsFound,
    Submitted,
)

SESSION = "training"
NUMBER = "PX-00000"
MASKED = "000000********0018"


class PracticeWork:
    """Thread-safe; `job` returns at once, what it returns may seal. `folder` is where folders are made."""

    def __init__(
        self,
        keys: Callable[[], Iterable[SealingKey]],
        clock: Callable[[], datetime],
        texts: Texts,
        folder: Path | None = None,
    ) -> None:
        self._keys, self._clock, self._texts, self._parent = keys, clock, texts, folder
        self._lock = Lock()
        self._folder: Path | None = None
        self._desk: SealingDesk | None = None
        self._packages: dict[UUID, Package] = {}

    def job(self, effect: Effect) -> Callable[[], Message | None]:
        """Return what carries out one effect; it never raises."""
        return lambda: self._done(effect)

    def forget(self) -> None:
        """Throw away what was sealed."""
        with self._lock:
            desk, self._desk = self._desk, None
            folder, self._folder = self._folder, None
            self._packages.clear()
        if desk is not None:
            desk.close()
        if folder is not None:
            shutil.rmtree(folder, ignore_errors=True)

    @property
    def folder(self) -> Path | None:
        """Where the throw-away outbox is now; None: nothing was sealed."""
        return self._folder

    def _done(self, effect: Effect) -> Message | None:
        match effect:
            case effects.OpenSession():
                return SessionOpened(SESSION, self._texts("training.person"), MASKED, "CARD")
            case effects.AskPlan():
                return PlanAgreed(SESSION, effect.ticked)
            case effects.FetchData():
                return DataFetched((SESSION,), (), ())
            case effects.FetchSubmissions():
                return SubmissionsFound(())
            case effects.Submit():
                return self._seal(effect.package)
            case effects.AskOutbox():
                return self._answer(effect.package_id)
            case effects.SendRating():
                return RatingSent()
            case effects.Report():
                return Reported(NUMBER, None)
            case effects.OpenLink():
                return LinkOffered(SESSION, self._texts("training.mark"))
            case effects.AskLink():
                return LinkSeen(effect.link_code, "EXPIRED")
        return None

    def _seal(self, package: Package) -> Message:
        package_id = uuid4()
        try:
            header = self._open().seal(package, package_id, card_proof=None, session_id=SESSION)
        except (NotSealed, OSError):
            return Failed("submit", "not-sealed", retryable=True)
        with self._lock:
            self._packages[package_id] = package
        return Sealed(package_id, claim_code(package_id), header.sealed_at)

    def _answer(self, package_id: UUID) -> Message | None:
        with self._lock:
            package = self._packages.get(package_id)
        if package is None:
            return None
        cases = tuple(
            CaseFacts(f"{NUMBER}-{place}", item, item, "", "RECEIVED", None, ())
            for place, item in enumerate(package.selected_items, 1)
        )
        return Submitted(NUMBER, NUMBER, "", self._clock(), cases)

    def _open(self) -> SealingDesk:
        with self._lock:
            if self._desk is None:
                self._folder = Path(tempfile.mkdtemp(prefix="training-", dir=self._parent))
                self._desk = SealingDesk(self._folder, self._keys, lambda: SESSION, self._clock, 0)
            return self._desk
