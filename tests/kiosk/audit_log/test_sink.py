"""The sink takes events from anywhere and has them on disk soon; a disk that refuses costs nothing else."""

import threading

from kiosk.audit_log.chain import Chain
from kiosk.audit_log.files import records
from kiosk.audit_log.sink import AuditSink


def test_what_many_threads_say_is_all_there(tmp_path, clock):
    sink = AuditSink(Chain(tmp_path, "ui", clock))
    threads = [
        threading.Thread(target=lambda n=n: [sink("ui.visit.ended", {"count": n}) for _ in range(50)])
        for n in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sink.flush(40)
    sink.close()
    assert [record.seq for record in records(tmp_path / "ui")] == list(range(1, 401))


def test_what_a_full_disk_refused_is_written_when_there_is_room(tmp_path, clock):
    chain = Chain(tmp_path, "ui", clock)
    full = threading.Event()
    full.set()
    real = chain.append
    told = []

    def append(entries):
        if full.is_set():
            raise OSError("full")
        return real(entries)

    chain.append = append
    sink = AuditSink(chain, told.append, retry_s=0.01)
    said = threading.Event()
    sink.tell_failures(lambda reason: (told.append(reason), said.set()))
    sink("ui.started", {})
    assert said.wait(30)
    assert not sink.flush(0.05)
    full.clear()
    sink("ui.stopped", {})
    assert sink.flush(40)
    sink.close()
    assert told == ["OSError"]
    assert [record.event for record in records(tmp_path / "ui")] == ["ui.started", "ui.stopped"]


def test_the_thread_that_writes_outlives_every_error_and_whoever_cannot_hear_of_it(tmp_path, clock):
    chain = Chain(tmp_path, "ui", clock)
    real, errors = chain.append, [TypeError("a note of another type"), OSError("full"), MemoryError()]

    def append(entries):
        if errors:
            raise errors.pop()
        return real(entries)

    def deaf(_reason):
        raise BrokenPipeError

    chain.append = append
    sink = AuditSink(chain, deaf, retry_s=0.01)
    sink("ui.started", {})
    assert sink.flush(40)
    sink.close()
    assert [record.event for record in records(tmp_path / "ui")] == ["ui.started"]


def test_what_was_said_last_is_written_before_the_end(tmp_path, clock):
    sink = AuditSink(Chain(tmp_path, "ui", clock))
    sink("ui.stopped", {})
    sink.close()
    assert [record.event for record in records(tmp_path / "ui")] == ["ui.stopped"]
