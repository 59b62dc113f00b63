"""A day of the outbox, to be cut off anywhere: it marks what it is about to do and what it may say.

    python power_workload.py FOLDER MARKS SEED STEPS PLANT    (STEPS 0: only start and put in order)

A mark before: `{"do": id, "may": [views]}`; after: `{"said": id, "is": view}`. A view is what `view_of`
returns; `may` are the views that a cut in the middle may leave beside the former one.
"""

import base64
import io
import json
import os
import sys
import uuid
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import pyrage
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kiosk.platform.models import SealedReceipt
from kiosk.submission import outbox_files, outbox_store
from kiosk.submission.outbox import Outbox
from kiosk.submission.outbox_states import Entry, State
from kiosk.submission.receipt import verify_receipt
from kiosk.submission.seal import AgeSealer, Sealing

START = datetime(2026, 11, 21, 9, tzinfo=UTC)
GONE = "gone"
KEEP = timedelta(minutes=3)


def view_of(entry):
    """What must survive of an entry, as JSON."""
    return [
        entry.state,
        entry.attempts,
        entry.place,
        entry.problem,
        entry.next_attempt_at.isoformat() if entry.next_attempt_at else None,
        entry.receipt.submission_no or entry.receipt.problem if entry.receipt else None,
        entry.held,
        entry.header.size,
        entry.header.digest,
    ]


def plant(what):
    """Break a promise on purpose: the proof must see it."""
    if what == "synchronous-normal":
        outbox_store.SYNCHRONOUS = ("NORMAL", 1)
    elif what == "no-file-sync":
        outbox_files._sync = lambda file: file.flush()
    elif what == "no-folder-sync":
        outbox_files.sync_folder = outbox_store.sync_folder = lambda folder: None
    elif what:
        raise SystemExit(f"unknown plant {what}")


class Day:
    def __init__(self, folder, marks, seed):
        self.random = Random(seed)
        self.marks = os.open(marks, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        self.folder = folder
        self.screens, self.agent = Outbox(folder, 0), Outbox(folder, 0)
        self.sealer = AgeSealer([("key-1", str(pyrage.x25519.Identity.generate().to_public()))])
        self.key = Ed25519PrivateKey.generate()
        self.now = START
        self.views = {}

    def mark(self, **what):
        os.write(self.marks, json.dumps(what).encode() + b"\n")

    def run(self, steps):
        ways = (
            (self.add, 8), (self.send, 8), (self.fail, 5), (self.acknowledge, 5), (self.reject, 2),
            (self.retry, 2), (self.purge, 1), (self.reopen, 1), (self.door, 1), (self.recover, 1),
        )  # fmt: skip
        for _ in range(steps):
            self.now += timedelta(seconds=self.random.randint(1, 30))
            (way,) = self.random.choices([way for way, _ in ways], [weight for _, weight in ways])
            way()
        self.screens.close()
        self.agent.close()

    def pick(self, *states):
        found = [entry for entry in self.agent.list() if entry.state in states]
        return self.random.choice(found) if found else None

    def change(self, entry, call, *may):
        """Call with `entry`; what it makes of it is computed by doing it, so `may` names it beforehand."""
        self.mark(do=str(entry.package_id), may=list(may))
        self.said(call())

    def said(self, entry):
        self.mark(said=str(entry.package_id), **{"is": view_of(entry)})

    def add(self):
        package_id = uuid.UUID(int=self.random.getrandbits(128), version=4)
        plain = io.BytesIO(self.random.randbytes(self.random.choice((300, 3000, 90_000))))
        sealing = Sealing(package_id, "sample-1", "terminal-1", self.now, plain, self.sealer)
        self.mark(do=str(package_id), may=["sealed"])
        self.screens.add(sealing)
        self.said(self.screens.get(package_id))

    def send(self):
        if entry := self.pick(State.SEALED, State.SENDING):
            begun = like(entry, state=State.SENDING, attempts=entry.attempts + 1, problem=None)
            self.change(entry, lambda: self.agent.begin(entry.package_id, self.now), view_of(begun))
            place = f"/kiosk/v1/uploads/{self.random.randint(1, 9999)}"
            placed = like(begun, place=place)
            self.change(
                entry, lambda: self.agent.note_place(entry.package_id, self.now, place), view_of(placed)
            )

    def fail(self):
        if entry := self.pick(State.SENDING):
            later = self.now + timedelta(seconds=self.random.randint(1, 999))
            after = like(entry, state=State.SEALED, next_attempt_at=later, problem="upstream-unavailable")
            call = lambda: self.agent.note_attempt(entry.package_id, self.now, later, after.problem)  # noqa: E731
            self.change(entry, call, view_of(after))

    def receipt(self, entry, **outcome):
        made = SealedReceipt(
            package_id=entry.package_id,
            digest=entry.header.digest,
            received_at=self.now,
            key_id="platform-1",
            **outcome,
        )
        signature = base64.b64encode(self.key.sign(made.signed_bytes())).decode()
        signed = made.model_copy(update={"signature": signature})
        return verify_receipt(signed, entry.header, {"platform-1": self.key.public_key()})

    def acknowledge(self):
        if entry := self.pick(State.SENDING):
            verified = self.receipt(entry, outcome="ACCEPTED", submission_no=f"N{self.random.randint(1, 99)}")
            after = like(
                entry, state=State.ACKNOWLEDGED, receipt=verified.receipt, held=False,
                place=None, problem=None, next_attempt_at=None,
            )  # fmt: skip
            call = lambda: self.agent.acknowledge(entry.package_id, self.now, verified)  # noqa: E731
            self.change(entry, call, view_of(after))

    def reject(self):
        if entry := self.pick(State.SENDING):
            signed = self.random.random() < 0.5
            verified = self.receipt(entry, outcome="REJECTED", problem="malformed") if signed else None
            receipt = verified.receipt if verified else entry.receipt
            after = like(
                entry,
                state=State.REJECTED,
                receipt=receipt,
                place=None,
                problem="malformed",
                next_attempt_at=None,
            )
            call = lambda: self.agent.reject(entry.package_id, self.now, "malformed", verified)  # noqa: E731
            self.change(entry, call, view_of(after))

    def retry(self):
        if entry := self.pick(State.SEALED, State.REJECTED):
            after = like(entry, state=State.SEALED, next_attempt_at=None, receipt=None)
            self.change(entry, lambda: self.agent.retry(entry.package_id, self.now), view_of(after))

    def purge(self):
        old = [one for one in self.agent.list() if one.receipt and one.changed_at <= self.now - KEEP]
        for entry in old:
            self.mark(do=str(entry.package_id), may=[view_of(like(entry, held=False)), GONE])
        self.agent.purge(self.now, KEEP)
        for entry in old:
            self.mark(said=str(entry.package_id), **{"is": GONE})

    def reopen(self):
        """Close both: the WAL goes into the database and is deleted."""
        self.screens.close()
        self.agent.close()

    def door(self):
        problems = self.screens.check(self.now)
        assert not problems, problems

    def recover(self):
        self.agent.recover(self.now)


def like(entry, **changes):
    fields = {name: getattr(entry, name) for name in Entry.__dataclass_fields__}
    return Entry(**{**fields, **changes})


if __name__ == "__main__":
    folder, marks, seed, steps, planted = sys.argv[1:]
    plant(planted)
    if int(steps):
        Day(Path(folder), marks, int(seed)).run(int(steps))
    else:
        with Outbox(Path(folder), 0) as outbox:
            outbox.rebuild(START + timedelta(days=1))
