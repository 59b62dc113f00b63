"""Who is let in, what a wrong try costs, and that neither number nor PIN stands anywhere."""

import importlib.util
from datetime import UTC, date, datetime, timedelta

import pytest
from argon2 import PasswordHasher

from kiosk.staff import desk as desk_module
from kiosk.staff import register
from kiosk.staff.desk import STRANGER, StaffDesk
from kiosk.staff.lockout import LOCKED_AFTER
from kiosk.staff.register import Register, RegisterDamaged

NUMBER, OTHER, STRANGERS = "000000199203050018", "00000019930716002X", "000000198001010013"
PIN, WRONG = "481516", "481517"
DAY = date(2026, 11, 21)


class Clock:
    def __init__(self):
        self.now = datetime(2026, 11, 21, 12, tzinfo=UTC)

    def __call__(self):
        return self.now

    def pass_s(self, seconds):
        self.now += timedelta(seconds=seconds)


@pytest.fixture(autouse=True, scope="module")
def quick():
    """Argon2 with its smallest costs: a hundred tries in a row take their time otherwise."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(register, "_LOOKUP_KIB", 64)
        patch.setattr(register, "_HASHER", PasswordHasher(time_cost=1, memory_cost=64, parallelism=1))
        register._nobodys.cache_clear()
        yield
    register._nobodys.cache_clear()


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture(scope="module")
def two(quick):
    return Register().with_member("S01", NUMBER, PIN, DAY).with_member("S02", OTHER, "204899", DAY)


@pytest.fixture
def folder(tmp_path, two):
    register.save(tmp_path / "staff", two)
    return tmp_path / "staff"


@pytest.fixture
def logged():
    return []


@pytest.fixture
def make_desk(folder, clock, logged):
    return lambda: StaffDesk(folder, clock, lambda name, **facts: logged.append((name, facts)))


@pytest.fixture
def desk(make_desk):
    return make_desk()


def patiently(desk, clock, number, pin):
    """Try once, as soon as a try is looked at."""
    verdict = desk.check(number, pin, "card")
    if verdict.outcome == "delayed":
        clock.pass_s(verdict.wait_s)
        verdict = desk.check(number, pin, "card")
    return verdict


def test_card_and_pin_let_in(desk, logged):
    verdict = desk.check(NUMBER, PIN, "card")
    assert (verdict.outcome, verdict.label) == ("admitted", "S01")
    assert logged == [
        ("ui.staff.tried", {"disposition": "admitted", "staff": "S01", "reason": "card", "attempt": 0})
    ]


def test_a_letter_of_the_number_may_be_small(desk):
    assert desk.check(OTHER.lower(), "204899", "typed").label == "S02"


@pytest.mark.parametrize(
    ("number", "pin"), [(NUMBER, WRONG), (NUMBER, "204899"), (STRANGERS, PIN), ("", ""), (NUMBER, "")]
)
def test_anything_else_is_refused_in_the_same_words(desk, number, pin):
    verdict = desk.check(number, pin, "card")
    assert (verdict.outcome, verdict.label, verdict.wait_s) == ("refused", "", 0)


def test_wrong_tries_cost_more_and_more_and_then_it_is_locked(desk, clock):
    waits = [patiently(desk, clock, NUMBER, WRONG).wait_s for _ in range(LOCKED_AFTER - 1)]
    assert waits == sorted(waits) and waits[0] == 0 and waits[-1] >= 300
    assert patiently(desk, clock, NUMBER, WRONG).outcome == "locked"
    clock.pass_s(10**7)
    assert desk.check(NUMBER, PIN, "card").outcome == "locked"
    assert desk.check(OTHER, "204899", "card").outcome == "admitted"
    desk.unlock("S01")
    assert desk.check(NUMBER, PIN, "card").outcome == "admitted"


def test_while_one_waits_even_the_right_pin_is_not_looked_at(desk, clock):
    for _ in range(3):
        desk.check(NUMBER, WRONG, "card")
    assert desk.check(NUMBER, PIN, "card").outcome == "delayed"
    clock.pass_s(5)
    assert desk.check(NUMBER, PIN, "card").outcome == "admitted"


def test_being_let_in_forgets_the_wrong_tries(desk, clock):
    for _ in range(3):
        desk.check(NUMBER, WRONG, "card")
    patiently(desk, clock, NUMBER, PIN)
    assert desk.wrong_tries() == {}


def test_tries_outlive_the_program(desk, make_desk, clock):
    for _ in range(LOCKED_AFTER):
        patiently(desk, clock, NUMBER, WRONG)
    assert make_desk().check(NUMBER, PIN, "card").outcome == "locked"


def test_a_try_is_on_the_disk_before_it_is_looked_at(desk, make_desk, monkeypatch):
    def pulled(*_):
        raise SystemExit

    monkeypatch.setattr(desk_module.register, "fits", pulled)
    with pytest.raises(SystemExit):
        desk.check(NUMBER, PIN, "card")
    assert make_desk().wrong_tries()["S01"].wrong == 1


def test_strangers_cards_lock_nobody_out(desk, clock):
    for _ in range(LOCKED_AFTER + 2):
        patiently(desk, clock, STRANGERS, WRONG)
    assert desk.wrong_tries()[STRANGER].wrong == LOCKED_AFTER + 2
    assert desk.check(NUMBER, PIN, "card").outcome == "admitted"


@pytest.mark.parametrize("card", [NUMBER, STRANGERS])
def test_a_clock_that_was_set_back_years_makes_nobody_wait_longer_than_once(make_desk, clock, card):
    for _ in range(4):
        patiently(make_desk(), clock, card, WRONG)
    clock.pass_s(-(10**8))
    verdict = make_desk().check(card, PIN, "card")
    assert verdict.outcome == "delayed" and 0 < verdict.wait_s <= 15
    clock.pass_s(verdict.wait_s)
    # Also over a start of the screens; the tries themselves are not forgotten.
    assert make_desk().check(card, PIN, "card").outcome == ("admitted" if card == NUMBER else "refused")


def test_a_full_disk_keeps_the_staff_neither_out_nor_uncounted(desk, clock, monkeypatch):
    def refuse(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(desk_module, "write_whole", refuse)
    for _ in range(3):
        assert desk.check(NUMBER, WRONG, "card").outcome == "refused"
    assert desk.check(NUMBER, PIN, "card").outcome == "delayed"
    clock.pass_s(5)
    assert desk.check(NUMBER, PIN, "card").outcome == "admitted"


def test_where_nobody_is_listed_nobody_is_let_in(tmp_path, clock):
    assert (
        StaffDesk(tmp_path, clock, lambda *_, **__: None).check(NUMBER, PIN, "card").outcome == "none-listed"
    )


def test_a_damaged_register_lets_nobody_in(desk, folder, logged):
    (folder / register.FILE).write_text('{"salt": "00", "members": [{"label": "S01"}]}')
    assert desk.check(NUMBER, PIN, "card").outcome == "failed"
    with pytest.raises(RegisterDamaged):
        register.load(folder)


def test_neither_number_nor_pin_stands_in_any_file_or_line(desk, folder, logged, clock):
    for pin in (WRONG, PIN):
        desk.check(NUMBER, pin, "card")
    told = str(logged) + "".join(file.read_text() for file in folder.iterdir()) + repr(register.load(folder))
    for secret in (NUMBER, PIN, WRONG, NUMBER[6:14]):
        assert secret not in told
    assert {file.name: file.stat().st_mode & 0o777 for file in folder.iterdir()} == {
        "staff.json": 0o600,
        "tries.json": 0o600,
    }


def test_a_pin_is_changed_and_somebody_leaves(two):
    changed = two.with_pin("S01", "908070", DAY)
    assert register.fits(changed.find(NUMBER), "908070")
    assert not register.fits(changed.find(NUMBER), PIN)
    assert two.without("S01").find(NUMBER) is None
    for wrong in (two.without, lambda label: two.with_pin(label, "908070", DAY)):
        with pytest.raises(KeyError):
            wrong("S09")


def test_a_card_belongs_to_one_label(two):
    moved = two.with_member("S03", NUMBER, PIN, DAY)
    assert [one.label for one in moved.members] == ["S02", "S03"]


def test_two_registers_hash_a_number_differently():
    one, other = (Register().with_member("S01", NUMBER, PIN, DAY) for _ in range(2))
    assert one.members[0].card != other.members[0].card


def test_a_hash_costs_what_it_should():
    spec = importlib.util.find_spec("kiosk.staff.register")
    fresh = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(fresh)
    member = fresh.Register().with_member("S01", NUMBER, PIN, DAY).members[0]
    assert member.pin.startswith("$argon2id$v=19$m=65536,t=3,p=1$")
    assert fresh._LOOKUP_KIB >= 19 * 1024
