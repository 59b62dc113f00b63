"""The outbox beside a model of it: whatever is done in whatever order, nothing is lost or told wrongly."""

import base64
import io
import shutil
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pyrage
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, invariant, rule

from kiosk.platform.models import SealedReceipt
from kiosk.submission.outbox import Outbox
from kiosk.submission.outbox_states import LONGEST_WAIT, OPEN, State, UnknownPackage, WrongState
from kiosk.submission.receipt import verify_receipt
from kiosk.submission.seal import AgeSealer, Sealing

KEY = pyrage.x25519.Identity.generate()
SEALER = AgeSealer([("key-1", str(KEY.to_public()))])
PLATFORM = Ed25519PrivateKey.generate()
START = datetime(2026, 11, 21, 9, tzinfo=UTC)
KEEP = timedelta(minutes=30)


def receipt(header, now, **outcome):
    made = SealedReceipt(
        package_id=header.package_id, digest=header.digest, received_at=now, key_id="p-1", **outcome
    )
    signature = base64.b64encode(PLATFORM.sign(made.signed_bytes())).decode()
    signed = made.model_copy(update={"signature": signature})
    return verify_receipt(signed, header, {"p-1": PLATFORM.public_key()})


class OutboxAsModelled(RuleBasedStateMachine):
    """The model: package id -> state, plain bytes, attempts, next attempt, place, changed, receipt."""

    packages = Bundle("packages")

    def __init__(self):
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(dir="/dev/shm" if Path("/dev/shm").is_dir() else None))
        self.screens, self.agent = Outbox(self.folder, 0), Outbox(self.folder, 0)
        self.model, self.now, self.number = {}, START, 0

    def teardown(self):
        self.screens.close()
        self.agent.close()
        shutil.rmtree(self.folder)

    @rule(target=packages, plain=st.binary(max_size=200))
    def add(self, plain):
        self.number += 1
        package_id = UUID(int=self.number)
        header = self.screens.add(Sealing(package_id, "b-1", "t-1", self.now, io.BytesIO(plain), SEALER))
        self.model[package_id] = {
            "state": State.SEALED, "plain": plain, "header": header, "attempts": 0, "next": None,
            "place": None, "changed": self.now, "receipt": False,
        }  # fmt: skip
        return package_id

    @rule(package=packages)
    def add_again(self, package):
        if package in self.model:
            again = Sealing(package, "b-2", "t-2", self.now, io.BytesIO(b"other"), SEALER)
            assert self.screens.add(again) == self.model[package]["header"]

    @rule(seconds=st.integers(1, 5000))
    def wait(self, seconds):
        self.now += timedelta(seconds=seconds)

    def change(self, package, allowed, call, **after):
        """Do it; where the model says that it cannot be, the outbox must say so too."""
        known = self.model.get(package)
        if known is None:
            with pytest.raises(UnknownPackage):
                call()
        elif known["state"] not in allowed:
            with pytest.raises(WrongState):
                call()
        else:
            call()
            known.update(after, changed=self.now)

    @rule(package=packages)
    def begin(self, package):
        attempts = self.model.get(package, {}).get("attempts", 0) + 1
        call = lambda: self.agent.begin(package, self.now)  # noqa: E731
        self.change(package, OPEN, call, state=State.SENDING, attempts=attempts)

    @rule(package=packages, place=st.one_of(st.none(), st.just("/kiosk/v1/uploads/u-1")))
    def note_place(self, package, place):
        call = lambda: self.agent.note_place(package, self.now, place)  # noqa: E731
        self.change(package, OPEN, call, state=State.SENDING, place=place)

    @rule(package=packages, seconds=st.integers(0, 8000))
    def note_attempt(self, package, seconds):
        wanted = self.now + timedelta(seconds=seconds)
        call = lambda: self.agent.note_attempt(package, self.now, wanted, "rate-limited")  # noqa: E731
        self.change(package, OPEN, call, state=State.SEALED, next=min(wanted, self.now + LONGEST_WAIT))

    @rule(package=packages)
    def acknowledge(self, package):
        known = self.model.get(package)
        if known is None:
            return
        verified = receipt(known["header"], self.now, outcome="ACCEPTED", submission_no="N-1")
        self.agent.acknowledge(package, self.now, verified)
        if known["state"] is not State.ACKNOWLEDGED:
            known.update(state=State.ACKNOWLEDGED, changed=self.now, receipt=True, place=None, next=None)

    @rule(package=packages, signed=st.booleans())
    def reject(self, package, signed):
        known = self.model.get(package)
        verified = None
        if signed and known:
            verified = receipt(known["header"], self.now, outcome="REJECTED", problem="malformed")
        call = lambda: self.agent.reject(package, self.now, "malformed", verified)  # noqa: E731
        after = {"receipt": True} if verified else {}
        self.change(package, OPEN, call, state=State.REJECTED, place=None, next=None, **after)

    @rule(package=packages)
    def retry(self, package):
        allowed = (*OPEN, State.REJECTED)
        call = lambda: self.agent.retry(package, self.now)  # noqa: E731
        self.change(package, allowed, call, state=State.SEALED, next=None, receipt=False)

    @rule()
    def flush(self):
        waiting = [one for one in self.model.values() if one["state"] is State.SEALED and one["next"]]
        assert self.agent.flush(self.now) == len(waiting)
        for known in waiting:
            known["next"] = None

    @rule()
    def purge(self):
        old = [
            package
            for package, known in self.model.items()
            if known["receipt"] and known["changed"] <= self.now - KEEP
        ]
        assert self.agent.purge(self.now, KEEP) == len(old)
        for package in old:
            del self.model[package]

    @rule()
    def restart(self):
        self.screens.close()
        self.agent.close()
        self.screens, self.agent = Outbox(self.folder, 0), Outbox(self.folder, 0)
        done = self.agent.recover(self.now)
        assert (done.entered, done.tidied) == ((), 0)

    @rule(package=consumes(packages))
    def the_database_is_destroyed(self, package):
        """What waits is there again; what the headers do not know is forgotten."""
        database = self.folder / "outbox.sqlite"
        self.agent.close()
        self.screens.close()
        database.write_bytes(b"\xff" * 5000)
        done = self.agent.rebuild(self.now)
        assert done.set_aside is not None
        assert done.set_aside.read_bytes() == b"\xff" * 5000
        held = {one for one, known in self.model.items() if known["state"] is not State.ACKNOWLEDGED}
        assert set(done.entered) == held
        self.model = {
            one: known | {
                "state": State.SEALED, "attempts": 0, "next": None, "place": None, "changed": self.now,
                "receipt": False,
            }
            for one, known in sorted(self.model.items()) if one in held
        }  # fmt: skip

    @invariant()
    def it_is_as_the_model_says(self):
        entries = {entry.package_id: entry for entry in self.agent.list()}
        assert entries.keys() == self.model.keys()
        for package, known in self.model.items():
            entry = entries[package]
            assert entry == self.screens.get(package)
            assert entry.state is known["state"]
            assert entry.header == known["header"]
            assert (entry.attempts, entry.place) == (known["attempts"], known["place"])
            assert entry.next_attempt_at == known["next"]
            assert entry.changed_at == known["changed"]
            assert (entry.receipt is not None) == known["receipt"]
        assert self.screens.verify() == ()

    @invariant()
    def what_is_due_is_what_may_be_tried(self):
        waiting = {one: known for one, known in self.model.items() if known["state"] in OPEN}
        due = {one for one, known in waiting.items() if not known["next"] or known["next"] <= self.now}
        assert {entry.package_id for entry in self.agent.due(self.now)} == due
        counts = self.screens.counts()
        assert counts.waiting == len(waiting)
        oldest = self.screens.oldest()
        assert (oldest is None) == (not waiting)
        if oldest:
            assert oldest.header.sealed_at == min(known["header"].sealed_at for known in waiting.values())
            whens = [known["next"] or known["header"].sealed_at for known in waiting.values()]
            assert self.agent.next_due() == min(whens)

    @invariant()
    def every_file_that_must_be_there_opens(self):
        for package, known in self.model.items():
            if known["state"] is not State.ACKNOWLEDGED:
                with self.agent.open_sealed(package) as sealed:
                    assert pyrage.decrypt(sealed.read(), [KEY]) == known["plain"]
            else:
                assert not (self.folder / f"{package}.age").exists()


TestOutboxAsModelled = OutboxAsModelled.TestCase
TestOutboxAsModelled.settings = settings(max_examples=40, stateful_step_count=25, deadline=None)
