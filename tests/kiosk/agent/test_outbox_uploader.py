"""The order, the pauses and the resumption of the uploader, on a clock and a line of our own."""

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from uploader_bench import Bench, cut, html, refusal

from kiosk.agent.outbox_pace import FIRST_CHUNK, LONGEST_S
from kiosk.submission.outbox_states import DiskRefused, State

BIG = 5 * FIRST_CHUNK


@pytest.fixture
def bench(tmp_path):
    made = Bench(tmp_path / "outbox")
    yield made
    made.outbox.close()


def test_the_oldest_goes_first_but_for_the_one_that_somebody_waits_for(bench):
    old = [bench.add() for _ in range(3)]
    awaited = [bench.add() for _ in range(2)]
    for package_id in awaited:
        bench.desk.attend(package_id, newly=True)
    bench.uploader.run()
    assert bench.line.taken == [*reversed(awaited), *old]
    assert {bench.state(one) for one in old + awaited} == {State.ACKNOWLEDGED}
    assert not list(bench.outbox.folder.glob("*.age"))


def test_a_bad_package_never_blocks_the_next(bench):
    bad = bench.add()
    good = [bench.add() for _ in range(3)]
    bench.line.broken.add(bad)
    bench.uploader.run()
    assert bench.line.taken == good
    entry = bench.outbox.get(bad)
    assert (entry.state, entry.problem) == (State.SEALED, "internal")
    bench.line.broken.clear()
    bench.pass_time(2)
    assert bench.line.taken == [*good, bad]


def test_without_a_line_the_other_packages_are_not_tried_in_vain(bench):
    packages = [bench.add() for _ in range(5)]
    bench.line.before["POST uploads"] = [cut] * 1000
    bench.uploader.run()
    assert bench.line.steps() == ["POST uploads"]
    bench.pass_time(3600)
    assert 5 < len(bench.line.sent) < 30
    bench.line.before.clear()
    bench.uploader.network_is_back()
    bench.uploader.run()
    assert sorted(bench.line.taken) == sorted(packages)


def test_the_pauses_double_up_to_a_quarter_of_an_hour(bench):
    package_id = bench.add()
    bench.line.broken.add(package_id)
    bench.pass_time(2 * 3600)
    pauses = [line["duration_ms"] / 1000 for line in bench.events("put-off")]
    assert pauses[:10] == [1, 2, 4, 8, 16, 32, 64, 128, 256, 512]
    assert set(pauses[10:]) == {LONGEST_S}


@pytest.mark.parametrize("step", ["POST uploads", "PATCH uploads", "POST sealed-submissions"])
def test_retry_after_is_honoured(bench, step):
    bench.add()
    bench.line.before[step] = [refusal("upstream-unavailable", 503, 600.0)]
    bench.pass_time(599)
    assert not bench.line.taken
    bench.pass_time(2)
    assert bench.line.taken


def test_a_package_with_a_wish_to_wait_is_not_hastened_by_the_network(bench):
    package_id = bench.add()
    bench.line.before["POST sealed-submissions"] = [refusal("upstream-unavailable", 503, 600.0)]
    bench.uploader.run()
    bench.uploader.network_is_back()
    bench.uploader.run()
    assert bench.state(package_id) is State.SEALED


def test_too_many_requests_are_about_the_terminal(bench):
    bench.add(), bench.add()
    bench.line.before["POST uploads"] = [refusal("rate-limited", 429, 60.0)]
    bench.pass_time(59)
    assert bench.line.steps() == ["POST uploads"]
    bench.pass_time(2)
    assert len(bench.line.taken) == 2


def test_after_a_cut_it_goes_on_where_the_line_broke(bench):
    package_id = bench.add(BIG)
    bench.line.before["PATCH uploads"] = [None, cut]
    bench.line.after["PATCH uploads"] = [None, None, cut]
    bench.pass_time(60)
    assert bench.line.taken == [package_id]
    assert bench.line.steps().count("POST uploads") == 1
    offsets = [int(h["upload-offset"]) for s, _, h, _ in bench.line.sent if s == "PATCH uploads"]
    assert offsets == sorted(offsets)
    assert offsets.count(0) == 1


def test_a_line_that_breaks_at_every_second_chunk_is_not_given_up_for_longer_and_longer(bench):
    package_id = bench.add(40 * FIRST_CHUNK)
    bench.line.before["PATCH uploads"] = [None, cut] * 200
    bench.pass_time(400)
    assert bench.line.taken == [package_id]
    assert max(line["duration_ms"] for line in bench.events("put-off")) == 1000


def test_the_place_of_an_upload_outlives_the_process(bench, tmp_path):
    package_id = bench.add(BIG)
    bench.line.before["PATCH uploads"] = [None, cut]
    bench.uploader.run()
    bench.outbox.close()
    again = Bench(tmp_path / "outbox")
    again.line, bench.line.before = bench.line, {}
    again.uploader._delivery._send = bench.line.send
    again.pass_time(5)
    assert bench.line.taken == [package_id]
    assert bench.line.steps().count("POST uploads") == 1
    again.outbox.close()


def test_a_lost_answer_is_asked_for_and_nothing_is_handed_in_twice(bench):
    package_id = bench.add()
    bench.line.after["POST sealed-submissions"] = [cut]
    bench.pass_time(5)
    assert bench.state(package_id) is State.ACKNOWLEDGED
    assert bench.line.steps()[-1] == "GET sealed-submissions"
    assert bench.line.taken == [package_id]
    assert bench.line.steps().count("POST uploads") == 1


def test_an_upload_that_is_gone_is_begun_anew(bench):
    package_id = bench.add(BIG)
    bench.line.before["PATCH uploads"] = [None, cut]
    bench.uploader.run()
    bench.line.uploads.clear()
    bench.pass_time(5)
    assert bench.line.taken == [package_id]
    assert bench.line.steps().count("POST uploads") == 2


def test_what_arrived_otherwise_is_uploaded_anew_if_the_file_is_whole(bench):
    package_id = bench.add()
    bench.line.before["POST sealed-submissions"] = [refusal("checksum-mismatch", 460)]
    bench.pass_time(5)
    assert bench.line.taken == [package_id]
    assert bench.line.steps().count("POST uploads") == 2


@pytest.mark.parametrize("damage", [b"", b"shorter", None])
def test_a_damaged_file_becomes_a_dead_letter_and_is_not_sent_again(bench, damage):
    package_id, next_one = bench.add(), bench.add()
    (path,) = [one for one in bench.outbox.folder.rglob(f"*{package_id}*") if one.suffix != ".json"]
    whole = path.read_bytes()
    path.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]) if damage is None else damage)
    bench.line.before["POST sealed-submissions"] = [refusal("checksum-mismatch", 460)]
    bench.pass_time(100_000)
    assert bench.line.taken == [next_one]
    entry = bench.outbox.get(package_id)
    assert (entry.state, entry.problem) == (State.REJECTED, "sealed-file-damaged")


def test_a_disk_that_is_full_for_a_moment_puts_nothing_off(bench, monkeypatch):
    package_id = bench.add()
    note_place, calls = bench.outbox.note_place, []

    def full(*values):
        calls.append(values)
        if len(calls) == 1:
            raise DiskRefused("disk-full", "ENOSPC")
        return note_place(*values)

    monkeypatch.setattr(bench.outbox, "note_place", full)
    bench.pass_time(10)
    assert bench.state(package_id) is State.ACKNOWLEDGED
    assert [line["reason"] for line in bench.events("failed")] == ["disk-full"]


def test_a_missing_file_is_no_end_of_the_others(bench):
    package_id, next_one = bench.add(), bench.add()
    for path in bench.outbox.folder.rglob(f"*{package_id}*"):
        path.unlink()
    bench.uploader.run()
    assert bench.line.taken == [next_one]
    assert bench.outbox.get(package_id).problem == "sealed-file-unreadable"


@pytest.mark.parametrize("lie", ["key", "key id", "html", "shape"])
def test_only_the_platforms_own_word_lets_a_file_be_deleted(bench, lie, monkeypatch):
    package_id = bench.add()
    if lie == "key":
        bench.line.key = Ed25519PrivateKey.generate()
    elif lie == "key id":
        bench.line.key_id = "p-2"
    elif lie == "html":
        bench.line.after["POST sealed-submissions"] = [html] * 9
        bench.line.after["GET sealed-submissions"] = [html] * 99
    else:
        monkeypatch.setattr(bench.line, "_answer", lambda _header: {"receipt": {"outcome": "ACCEPTED"}})
    bench.pass_time(30)
    entry = bench.outbox.get(package_id)
    assert entry.state is State.SEALED
    with bench.outbox.open_sealed(package_id) as file:
        assert file.read()
    expected = {"key": "receipt-bad-signature", "key id": "receipt-unknown-key"}.get(lie, "not-json")
    assert entry.problem == expected
    assert bool(bench.keys_wanted) == (lie == "key id")


def test_a_definite_no_is_a_dead_letter_with_the_problem_and_nothing_else(bench):
    package_id = bench.add()
    bench.line.rejected.add(package_id)
    bench.desk.attend(package_id, newly=True)
    bench.uploader.run()
    entry = bench.outbox.get(package_id)
    assert (entry.state, entry.problem) == (State.REJECTED, "validation")
    assert bench.desk.answer(package_id)["receipt"]["outcome"] == "REJECTED"
    assert [line["problem"] for line in bench.events("rejected")] == ["validation"]
    bench.pass_time(7200)
    assert bench.line.taken == [package_id]


def test_who_waits_does_not_wait_for_a_long_upload(bench):
    big = bench.add(BIG)
    awaited = []

    def someone_comes():
        if len(bench.line.sent) == 3:
            awaited.append(bench.add())
            bench.desk.attend(awaited[0], newly=True)

    bench.line.during = someone_comes
    bench.uploader.run()
    assert bench.line.taken == [awaited[0], big]
    assert bench.line.steps().count("POST uploads") == 2


def test_who_waits_is_tried_though_the_line_is_known_to_be_down(bench):
    bench.add()
    bench.line.before["POST uploads"] = [cut] * 8
    bench.pass_time(60)
    bench.line.before.clear()
    awaited = bench.add()
    bench.desk.attend(awaited, newly=True)
    bench.uploader.run()
    assert bench.line.taken[0] == awaited


def test_a_stop_in_the_middle_leaves_the_package_due(bench):
    package_id = bench.add(BIG)

    def stop():
        if len(bench.line.sent) == 3:
            bench.uploader.stop()

    bench.line.during = stop
    bench.uploader.run()
    assert bench.line.taken == []
    assert [entry.package_id for entry in bench.outbox.due(bench.now())] == [package_id]
    assert bench.outbox.get(package_id).place is not None


def test_nobodys_answer_is_kept(bench):
    package_id = bench.add()
    bench.uploader.run()
    assert bench.desk.answer(package_id) is None


STEPS = ["POST uploads", "HEAD uploads", "PATCH uploads", "POST sealed-submissions", "GET sealed-submissions"]
FAULTS = st.sampled_from([None, cut, html, refusal("internal"), refusal("upstream-unavailable", 503)])
PLANS = st.dictionaries(st.sampled_from(STEPS), st.lists(FAULTS, max_size=6))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(sizes=st.lists(st.sampled_from([10, BIG]), min_size=1, max_size=3), before=PLANS, after=PLANS)
def test_whatever_fails_and_whatever_answer_is_lost_each_arrives_once(tmp_path_factory, sizes, before, after):
    bench = Bench(tmp_path_factory.mktemp("outbox") / "outbox")
    packages = [bench.add(size) for size in sizes]
    bench.line.before = {step: list(faults) for step, faults in before.items()}
    bench.line.after = {step: list(faults) for step, faults in after.items()}
    bench.until_done()
    assert sorted(bench.line.taken) == sorted(packages)
    assert {bench.state(one) for one in packages} == {State.ACKNOWLEDGED}
    assert bench.outbox.verify() == ()
    bench.outbox.close()


def test_a_defect_that_one_package_brings_to_light_does_not_hold_up_the_others(bench, monkeypatch):
    bad, good = bench.add(), bench.add()
    answer = bench.line._answer

    def trip(header):
        if header.package_id == bad:
            raise ZeroDivisionError
        return answer(header)

    monkeypatch.setattr(bench.line, "_answer", trip)
    bench.pass_time(5)
    assert bench.state(good) is State.ACKNOWLEDGED
    assert bench.outbox.get(bad).problem == "failed"
