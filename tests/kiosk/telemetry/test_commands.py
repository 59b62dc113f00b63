"""Orders: only those that the platform signed, for this terminal, in time, once; each is answered."""

import base64
import io
import json
import random
import threading
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.telemetry import command_desk
from kiosk.telemetry.command import Kind, Refused, judged, signature
from kiosk.telemetry.command_desk import CannotDo, CommandDesk, Orders
from kiosk.telemetry.command_store import CommandStore
from kiosk.terminal.logs import make_logger
from sandbox.broker.operator import CommandKey

ME = "zd-0123456789ab"
NOW = datetime(2026, 11, 22, 8, tzinfo=UTC)
KEY = CommandKey()


def order(kind="OUT_OF_SERVICE", terminal=ME, key=KEY, life=timedelta(hours=1), **args):
    return key.order(terminal, kind, life, NOW, **args)


def judge(told, now=NOW):
    return judged(told if isinstance(told, bytes) else json.dumps(told).encode(), KEY.public, ME, now)


def refusal(told, now=NOW):
    with pytest.raises(Refused) as refused:
        judge(told, now)
    return refused.value.why.value


def test_a_right_order_is_taken():
    command = judge(order(reason="paper"))
    assert (command.kind, command.args) == (Kind.OUT_OF_SERVICE, {"reason": "paper"})


ARGS = st.dictionaries(
    st.text(max_size=6),
    st.one_of(st.integers(-(2**53), 2**53), st.text(max_size=10), st.booleans(), st.none()),
    max_size=4,
)


@given(args=ARGS, seed=st.integers())
def test_the_spelling_on_the_wire_does_not_matter(args, seed):
    members = order()
    signed = KEY.order(ME, "OUT_OF_SERVICE", timedelta(hours=1), NOW)
    assert signed.keys() == members.keys()
    body = {key: value for key, value in signed.items() if key != "signature"} | {"args": args}
    body["signature"] = signature(body, KEY.key_id, KEY._key)
    keys = list(body)
    random.Random(seed).shuffle(keys)
    told = json.dumps({key: body[key] for key in keys}, indent=seed % 3, ensure_ascii=bool(seed % 2)).encode()
    assert judge(told).args == args


@given(member=st.sampled_from(["id", "terminalId", "kind", "args", "expiresAt"]), data=st.data())
def test_an_order_in_which_anything_was_changed_is_refused(member, data):
    signed = order(reason="paper")
    if member == "args":
        changed = data.draw(ARGS)
    elif member == "expiresAt":
        changed = (NOW + timedelta(seconds=data.draw(st.integers(-9999, 9999)))).isoformat(timespec="seconds")
    elif member == "kind":
        changed = data.draw(st.sampled_from([one.value for one in Kind] + ["DANCE"]))
    else:
        changed = data.draw(
            st.from_regex(r"[a-f0-9]{8}-[a-f0-9]{4}-4[a-f0-9]{3}-8[a-f0-9]{3}-[a-f0-9]{12}", fullmatch=True)
        )
    if signed[member] != changed:
        assert refusal(signed | {member: changed}) == "bad-signature"


@given(
    st.one_of(
        st.binary(max_size=60),
        st.text().map(str.encode),
        st.recursive(
            st.none() | st.text(max_size=5) | st.integers(),
            lambda inner: st.lists(inner) | st.dictionaries(st.text(max_size=9), inner),
        ).map(lambda value: json.dumps(value).encode()),
    )
)
def test_anything_else_is_malformed(told):
    assert refusal(told) == "malformed"


@pytest.mark.parametrize(
    ("told", "why"),
    [
        (order(terminal="zd-ffffffffffff"), "other-terminal"),
        (order(kind="DANCE"), "unknown-kind"),
        (order(life=timedelta(seconds=-1)), "expired"),
        (order(life=timedelta(0)), "expired"),
        (order(life=timedelta(days=8)), "lives-too-long"),
        (order(key=CommandKey("somebody")), "unknown-key"),
        (order(key=CommandKey()), "bad-signature"),
        (order() | {"extra": 1}, "malformed"),
        (order() | {"id": "13800000000"}, "malformed"),
        (order() | {"signature": "a.b.c"}, "malformed"),
        ({key: value for key, value in order().items() if key != "signature"}, "malformed"),
        ({key: value for key, value in order().items() if key != "terminalId"}, "bad-signature"),
        (order() | {"args": {"x": 1.5}}, "malformed"),
        (b" " * 20_000, "malformed"),
    ],
)
def test_what_is_refused_is_refused_for_its_reason(told, why):
    assert refusal(told) == why


def test_what_is_nested_without_end_is_refused_and_ends_nobody_s_thread(tmp_path):
    head = base64.urlsafe_b64encode(b"[" * 8_000).rstrip(b"=").decode()
    assert refusal(order() | {"signature": f"{head}..AAAA"}) == "malformed"
    bench = Bench(tmp_path / "c")
    bench.desk.start()
    for depth in (950, 975, 1_000, 3_000):
        deep = json.dumps(order()).replace('"args": {}', '"args": {"a": ' + "[" * depth + "]" * depth + "}")
        bench.desk.offer(deep.encode())
    bench.desk.offer(json.dumps(order() | {"signature": f"{head}..AAAA"}).encode())
    bench.desk.offer(json.dumps(order()).encode())
    bench.desk.stop(40)
    assert len(bench.done) == 1


def test_a_signed_order_that_never_expires_is_malformed():
    told = {key: value for key, value in order().items() if key not in ("expiresAt", "signature")}
    assert refusal(told | {"signature": signature(told, KEY.key_id, KEY._key)}) == "malformed"


def test_an_order_that_makes_the_desk_stumble_does_not_end_it(tmp_path):
    bench = Bench(tmp_path / "c")
    stumbling = iter([RuntimeError("afterwards")])

    def stumble(command):
        for error in stumbling:
            raise error
        bench.afterwards.append(command.id)

    bench.desk._orders = Orders(bench.desk._orders.handlers, {Kind.OUT_OF_SERVICE: stumble})
    bench.desk.start()
    bench.desk.offer(json.dumps(order()).encode())
    bench.desk.offer(json.dumps(order()).encode())
    bench.desk.stop(40)
    assert (len(bench.done), len(bench.afterwards)) == (2, 1)


@pytest.mark.parametrize("rubbish", [b"no database at all" * 400, None])
def test_a_damaged_memory_of_orders_is_put_aside_and_the_agent_goes_on(tmp_path, rubbish):
    path = tmp_path / "c"
    bench = Bench(path)
    bench.take(order())
    bench.store.close()
    whole = path.read_bytes()
    path.write_bytes(whole[:4096] + b"\xff" * (len(whole) - 4096) if rubbish is None else rubbish)
    again = Bench(path)
    assert again.take(order()) == ("done", "")
    assert (tmp_path / "c.broken").exists()
    again.store.close()


def test_a_disk_that_refuses_keeps_orders_away_and_ends_nothing(tmp_path):
    (tmp_path / "c").mkdir()
    bench = Bench(tmp_path / "c")
    bench.desk.answer_again()
    bench.desk.start()
    bench.desk.offer(json.dumps(order()).encode())
    bench.desk.stop(40)
    assert (bench.done, bench.answers) == ([], [])
    (tmp_path / "c").rmdir()
    assert bench.take(order()) == ("done", "")


def test_nobody_waits_for_a_slow_line_until_the_terminal_goes_out_of_service(tmp_path):
    bench = Bench(tmp_path / "c")
    went_out, begun = threading.Event(), []

    def guides(command):
        begun.append(command.id)
        if not went_out.wait(60):
            raise CannotDo("waited-for-guides")
        return {}

    handlers = {Kind.SYNC_CATALOGUE: guides, Kind.OUT_OF_SERVICE: lambda _: went_out.set() or {}}
    bench.desk._orders = Orders(handlers, long={Kind.SYNC_CATALOGUE})
    bench.desk.start()
    long = [order(kind="SYNC_CATALOGUE") for _ in range(2)]
    for told in (*long, order()):
        bench.desk.offer(json.dumps(told).encode())
    bench.desk.stop(90)
    assert {one.disposition for one in bench.answers} == {"done"}
    assert begun == [one["id"] for one in long]
    assert len(bench.answers) == 3


def test_more_long_orders_than_wait_are_refused_and_answered(tmp_path, monkeypatch):
    monkeypatch.setattr(command_desk, "AT_MOST", 1)
    bench = Bench(tmp_path / "c", {Kind.OUT_OF_SERVICE: lambda _: {}})
    bench.desk._orders = Orders(bench.desk._orders.handlers, long={Kind.OUT_OF_SERVICE})
    assert bench.take(order()) is None
    assert bench.take(order()) == ("refused", "too-many")


def test_a_header_of_another_algorithm_is_refused():
    signed = order()
    _, _, value = signed["signature"].split(".")
    for header in (
        {"alg": "none", "kid": "command-1", "typ": "yiciban-command"},
        {"alg": "EdDSA", "kid": "command-1", "typ": "yiciban-command", "b64": False},
        ["EdDSA"],
        7,
    ):
        head = base64.urlsafe_b64encode(json.dumps(header).encode()).rstrip(b"=").decode()
        assert refusal(signed | {"signature": f"{head}..{value}"}) == "malformed"


class Bench:
    """A desk whose thread is not started: `take` carries out at once."""

    def __init__(self, path, handlers=None):
        self.done, self.answers, self.wanted = [], [], []
        self.clock = NOW
        self.store = CommandStore(path, ME)
        handlers = handlers or {Kind.OUT_OF_SERVICE: lambda command: self.done.append(command.id) or {"n": 1}}
        self.output = io.StringIO()
        self.afterwards = []
        orders = Orders(handlers, {Kind.OUT_OF_SERVICE: lambda command: self.afterwards.append(command.id)})
        self.desk = CommandDesk(
            ME,
            lambda: KEY.public,
            self.store,
            orders,
            lambda: self.clock,
            make_logger("agent", self.output),
            self.answers.append,
            lambda: self.wanted.append(True),
        )

    def take(self, told):
        self.desk._take(told if isinstance(told, bytes) else json.dumps(told).encode())
        return (self.answers[-1].disposition, self.answers[-1].reason) if self.answers else None


def test_an_order_is_carried_out_once_also_after_a_restart(tmp_path):
    bench = Bench(tmp_path / "c")
    signed = order()
    assert bench.take(signed) == ("done", "")
    assert bench.answers[-1].detail == {"n": 1}
    assert bench.take(signed) == ("refused", "replayed")
    bench.store.close()
    again = Bench(tmp_path / "c")
    assert again.take(signed) == ("refused", "replayed")
    assert again.answers[-1].detail == {"first": "done"}
    assert (bench.done, again.done, bench.afterwards) == ([signed["id"]], [], [signed["id"]])


def test_an_order_under_way_when_the_power_went_is_answered_as_interrupted_and_not_done_again(tmp_path):
    bench = Bench(tmp_path / "c")
    signed = order()
    assert bench.store.begin(signed["id"], signed["kind"], NOW)
    bench.store.close()
    again = Bench(tmp_path / "c")
    again.desk.answer_again()
    assert [(one.id, one.disposition) for one in again.answers] == [(signed["id"], "interrupted")]
    assert again.take(signed) == ("refused", "replayed")
    assert again.done == []


def test_what_nobody_acknowledged_is_said_again(tmp_path):
    bench = Bench(tmp_path / "c")
    first, second = order(), order()
    bench.take(first)
    bench.take(second)
    bench.store.answered(first["id"])
    bench.answers.clear()
    bench.desk.answer_again()
    assert [one.id for one in bench.answers] == [second["id"]]


def test_orders_are_forgotten_long_after_they_could_be_replayed(tmp_path):
    bench = Bench(tmp_path / "c")
    signed = order()
    bench.take(signed)
    bench.clock = NOW + timedelta(days=15)
    assert bench.take(signed) == ("refused", "expired")
    bench.take(KEY.order(ME, "OUT_OF_SERVICE", timedelta(hours=1), bench.clock))
    assert bench.store.first_answer(signed["id"]) == ""


def test_another_terminal_s_order_and_garbage_are_not_answered(tmp_path):
    bench = Bench(tmp_path / "c")
    bench.take(order(terminal="zd-ffffffffffff"))
    bench.take(b"rubbish")
    assert bench.answers == []
    assert [json.loads(line)["reason"] for line in bench.output.getvalue().splitlines()] == [
        "other-terminal",
        "malformed",
    ]


def test_an_order_with_an_unknown_key_asks_for_keys(tmp_path):
    bench = Bench(tmp_path / "c")
    assert bench.take(order(key=CommandKey("new"))) == ("refused", "unknown-key")
    assert bench.wanted == [True]


def test_what_cannot_be_done_or_crashes_is_answered_and_the_desk_goes_on(tmp_path):
    def cannot(_command):
        raise CannotDo("disk")

    def crash(_command):
        raise KeyError("李示例")

    bench = Bench(tmp_path / "c", {Kind.OUT_OF_SERVICE: cannot, Kind.IN_SERVICE: crash})
    assert bench.take(order()) == ("failed", "disk")
    assert bench.take(order(kind="IN_SERVICE")) == ("failed", "crashed")
    assert bench.take(order(kind="RELOAD_CONFIG")) == ("refused", "not-supported")
    assert "李示例" not in bench.output.getvalue()
    assert bench.afterwards == []


def test_orders_pass_through_the_desk_s_own_thread(tmp_path):
    bench = Bench(tmp_path / "c")
    bench.desk.start()
    for _ in range(20):
        bench.desk.offer(json.dumps(order()).encode())
    bench.desk.stop(40)
    assert len(bench.done) == 20
