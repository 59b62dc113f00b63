"""What can be wrong with an outbox: seen at the door, said plainly, put right, nothing lost."""

import contextlib
import io
import os
import sqlite3
import subprocess
import sys
import threading
from datetime import timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from sealed_samples import KEYS, LATER, NOW, SEALER, sealing, signed

from kiosk.submission import outbox_store
from kiosk.submission.outbox import Outbox
from kiosk.submission.outbox_door import Obstacle
from kiosk.submission.outbox_locks import AgentLock, held
from kiosk.submission.outbox_repair import Fault, Finding
from kiosk.submission.outbox_states import (
    LONGEST_WAIT,
    AnotherAgent,
    DiskRefused,
    OutboxBusy,
    OutboxDatabaseBroken,
    OutboxNotDurable,
    SealInDoubt,
    UnknownPackage,
)
from kiosk.submission.receipt import verify_receipt
from kiosk.submission.seal import Sealing


def obstacles(outbox, now=NOW):
    return [problem.obstacle for problem in outbox.check(now)]


def test_a_sound_outbox_lets_a_citizen_start_and_leaves_no_probe(outbox):
    assert outbox.check(NOW) == ()
    assert not list(outbox.folder.glob(".*"))


def test_too_little_room_is_said_before_anyone_starts(tmp_path):
    with Outbox(tmp_path, free_bytes=1 << 60) as outbox:
        assert obstacles(outbox) == [Obstacle.DISK_FULL]


def test_a_clock_before_the_newest_row_is_said_until_the_platform_says_it_is_right(outbox):
    outbox.add(sealing(now=LATER))
    assert obstacles(outbox, LATER - timedelta(seconds=2)) == []
    assert obstacles(outbox, NOW) == [Obstacle.CLOCK_WENT_BACK]
    outbox.settle_clock(NOW)
    assert obstacles(outbox, NOW) == []


def test_a_clock_that_went_back_puts_nothing_off(outbox):
    header = outbox.add(sealing())
    outbox.begin(header.package_id, NOW)
    outbox.note_attempt(header.package_id, NOW, NOW + timedelta(minutes=10), "upstream-unavailable")
    assert outbox.due(NOW) == ()
    assert [entry.header for entry in outbox.due(NOW - timedelta(days=3))] == [header]


def test_no_attempt_is_put_off_for_longer_than_the_longest_wait(outbox):
    header = outbox.add(sealing())
    entry = outbox.note_attempt(header.package_id, NOW, NOW + timedelta(days=9), "rate-limited")
    assert entry.next_attempt_at == NOW + LONGEST_WAIT


@pytest.mark.parametrize("damage", ["head", "page", "cut", "other"])
def test_a_broken_database_is_seen_set_aside_and_rebuilt_from_the_headers(outbox, damage):
    headers = [outbox.add(sealing()) for _ in range(40)]
    outbox.close()
    database = outbox.folder / outbox_store.DATABASE
    content = database.read_bytes()
    if damage == "head":
        database.write_bytes(b"\0" * 100 + content[100:])
    elif damage == "page":
        database.write_bytes(content[:4096] + b"\xa5" * (len(content) - 4096))
    elif damage == "cut":
        database.write_bytes(content[: len(content) // 2])
    else:
        database.unlink()
        with sqlite3.connect(database) as other:
            other.execute("CREATE TABLE packages (something)")
        other.close()
    assert obstacles(outbox) == [Obstacle.DATABASE_BROKEN]
    with pytest.raises(OutboxDatabaseBroken):
        outbox.add(sealing())
    done = outbox.rebuild(LATER)
    assert set(done.entered) == {header.package_id for header in headers}
    assert done.set_aside.name == "outbox.sqlite.broken-20261121T100000.000000Z"
    assert outbox.verify() == ()
    assert obstacles(outbox, LATER) == []
    assert outbox.rebuild(LATER).set_aside is None


def test_screens_that_were_open_write_into_the_rebuilt_database(outbox):
    outbox.add(sealing())
    with Outbox(outbox.folder, 0) as agent:
        agent.close()
        (outbox.folder / outbox_store.DATABASE).write_bytes(b"\xff" * 9000)
        for suffix in ("-wal", "-shm"):
            (outbox.folder / (outbox_store.DATABASE + suffix)).unlink(missing_ok=True)
        agent.rebuild(NOW)
        header = outbox.add(sealing())
        assert agent.get(header.package_id).header == header
        assert agent.counts().waiting == 2


def test_nobody_starts_while_the_outbox_is_put_in_order(outbox):
    with outbox._gate(shared=False):
        assert obstacles(outbox) == [Obstacle.BUSY]
    with outbox._gate(shared=True):
        assert obstacles(outbox) == []


def test_what_is_acknowledged_while_verify_reads_is_no_fault(outbox, monkeypatch):
    headers = [outbox.add(sealing()) for _ in range(2)]
    plain = type(outbox._files).measure

    def measure(files, package_id):
        for header in headers:
            outbox.acknowledge(header.package_id, NOW, verify_receipt(signed(header), header, KEYS))
        return plain(files, package_id)

    monkeypatch.setattr(type(outbox._files), "measure", measure)
    assert outbox.verify() == ()


def test_synchronous_normal_is_refused(outbox, monkeypatch):
    monkeypatch.setattr(outbox_store, "SYNCHRONOUS", ("NORMAL", 2))
    with pytest.raises(OutboxNotDurable, match="synchronous=1"):
        outbox.add(sealing())
    assert obstacles(outbox) == [Obstacle.NOT_DURABLE]


def test_sqlite_runs_as_ordered(outbox):
    with outbox._store.reading() as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        assert connection.execute("PRAGMA synchronous").fetchone() == (2,)


def test_a_second_agent_is_told_of_the_first(tmp_path):
    with AgentLock(tmp_path), pytest.raises(AnotherAgent, match=str(os.getpid())):
        AgentLock(tmp_path)
    AgentLock(tmp_path).close()


def test_the_lock_of_a_killed_agent_is_free(tmp_path):
    program = (
        "import os, sys; from pathlib import Path; from kiosk.submission.outbox_locks import AgentLock;"
        "lock = AgentLock(Path(sys.argv[1])); os.kill(os.getpid(), 9)"
    )
    told = subprocess.run(
        [sys.executable, "-c", program, tmp_path], cwd=Path(__file__).parents[3], check=False
    )
    assert told.returncode == -9
    AgentLock(tmp_path).close()


def test_who_waits_for_a_lock_gives_up_in_the_end(tmp_path):
    with held(tmp_path / "lock"), pytest.raises(OutboxBusy), held(tmp_path / "lock", deadline_s=0.05):
        pass


def test_what_was_cut_off_is_entered_or_tidied_and_told_apart(outbox):
    cut, headless, done = (outbox.add(sealing()) for _ in range(3))
    outbox.acknowledge(done.package_id, NOW, verify_receipt(signed(done), done, KEYS))
    with outbox._store.writing() as connection:
        connection.execute("DELETE FROM packages WHERE package_id != ?", (str(done.package_id),))
    folder = outbox.folder
    (folder / f"{headless.package_id}.age").unlink()
    (folder / f"{done.package_id}.age").write_bytes(b"was to be deleted")
    (folder / ".part-of-one.age.part").write_bytes(b"half")
    stray = uuid4()
    (folder / f"{stray}.age").write_bytes(b"no header")
    assert set(outbox.verify()) == {
        Finding(str(cut.package_id), Fault.NOT_ENTERED),
        Finding(str(headless.package_id), Fault.LEFTOVER),
        Finding(str(done.package_id), Fault.LEFTOVER),
        Finding(str(stray), Fault.NOT_ENTERED),
        Finding(".part-of-one.age.part", Fault.LEFTOVER),
    }
    assert outbox.recover(NOW).entered == (cut.package_id,)
    assert outbox.verify() == (Finding(str(stray), Fault.NOT_ENTERED),)
    assert (folder / f"{stray}.age").exists()


def test_verify_sees_every_flipped_byte_and_every_missing_file(outbox):
    damaged, missing, headerless, other = (outbox.add(sealing()) for _ in range(4))
    folder = outbox.folder
    path = folder / f"{damaged.package_id}.age"
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    path.write_bytes(content)
    (folder / f"{missing.package_id}.age").unlink()
    (folder / f"{headerless.package_id}.json").write_text("{}")
    (folder / f"{other.package_id}.json").write_text(
        other.model_copy(update={"size": 1}).model_dump_json(by_alias=True)
    )
    assert set(outbox.verify()) == {
        Finding(str(damaged.package_id), Fault.FILE_DAMAGED),
        Finding(str(missing.package_id), Fault.FILE_MISSING),
        Finding(str(headerless.package_id), Fault.HEADER_MISSING),
        Finding(str(other.package_id), Fault.HEADER_DIFFERS),
    }


def test_recovery_waits_for_one_who_seals(outbox):
    began, go_on = threading.Event(), threading.Event()

    class Slow:
        scheme, key_ids = SEALER.scheme, SEALER.key_ids

        def seal(self, plain, sealed):
            began.set()
            assert go_on.wait(30)
            SEALER.seal(plain, sealed)

    package_id = uuid4()
    slow = Sealing(package_id, "b-1", "t-1", NOW, io.BytesIO(b"plain"), Slow())
    adding = threading.Thread(target=outbox.add, args=(slow,))
    adding.start()
    assert began.wait(30)
    recovered = []
    with Outbox(outbox.folder, 0) as agent:
        recovering = threading.Thread(target=lambda: recovered.append(agent.recover(NOW)))
        recovering.start()
        go_on.set()
        adding.join(30)
        recovering.join(30)
        assert recovered[0].entered == ()
        assert agent.verify() == ()
        assert agent.get(package_id)


def test_a_commit_that_nobody_can_take_back_is_in_doubt_and_settled_by_adding_again(outbox, monkeypatch):
    plain = type(outbox._store).writing

    @contextlib.contextmanager
    def failing(store):
        with plain(store):
            raise DiskRefused("disk-failed", "SQLITE_IOERR_FSYNC")
        yield

    package_id = uuid4()
    monkeypatch.setattr(type(outbox._store), "writing", failing)
    with pytest.raises(SealInDoubt) as doubt:
        outbox.add(sealing(package_id))
    assert doubt.value.code == "disk-failed"
    monkeypatch.undo()
    header = outbox.add(sealing(package_id))
    assert [entry.header for entry in outbox.list()] == [header]
    assert outbox.verify() == ()


def test_sealing_that_fails_leaves_nothing(outbox):
    class Failing(io.RawIOBase):
        def readinto(self, buffer):
            raise ValueError("the page is gone")

    broken = Sealing(uuid4(), "b-1", "t-1", NOW, Failing(), SEALER)
    with pytest.raises(ValueError, match="page is gone"):
        outbox.add(broken)
    assert outbox.list() == ()
    assert not [path for path in outbox.folder.iterdir() if path.suffix in (".age", ".json", ".part")]


@pytest.mark.parametrize("text", ["李示例", "not a code", "", "A", "x" * 65])
def test_a_sentence_is_never_kept_as_a_code(outbox, text):
    header = outbox.add(sealing())
    with pytest.raises(ValueError, match="code"):
        outbox.reject(header.package_id, NOW, text)
    with pytest.raises(ValueError, match="code"):
        outbox.note_attempt(header.package_id, NOW, LATER, text)


@pytest.mark.parametrize("text", ["https://platform.example/x", "/x?name=李", "/x#y", "x", "/" + "x" * 300])
def test_only_a_bare_path_is_kept_as_place(outbox, text):
    header = outbox.add(sealing())
    with pytest.raises(ValueError, match="path"):
        outbox.note_place(header.package_id, NOW, text)


def test_an_unknown_package_is_said_to_be_unknown(outbox):
    for call in (
        lambda: outbox.get(UUID(int=1)),
        lambda: outbox.open_sealed(UUID(int=1)),
        lambda: outbox.begin(UUID(int=1), NOW),
    ):
        with pytest.raises(UnknownPackage):
            call()


def test_a_header_file_holds_nothing_but_the_header(outbox):
    header = outbox.add(sealing(plain="李示例".encode()))
    text = (outbox.folder / f"{header.package_id}.json").read_text()
    assert header.model_validate_json(text) == header
    assert set(header.to_wire()) == {
        "packageId", "bundleCode", "terminalId", "sealedAt", "scheme", "keyIds", "size", "digest",
    }  # fmt: skip


def test_two_threads_may_look_at_the_same_time(outbox):
    found = []
    looks = [
        threading.Thread(target=lambda: found.extend(outbox.check(NOW) for _ in range(20))) for _ in "ab"
    ]
    for look in looks:
        look.start()
    for look in looks:
        look.join(30)
    assert found == [()] * 40
