"""Staff try the devices on real wires: a slip is counted, a photograph judged, a card read part by part."""

from kiosk.terminal.paper import ROLL
from kiosk.visit.messages import Back, CardRemoved, Continue, OpenBoard, Touched
from kiosk.visit.messages.staff import OpenStaffPage, StaffAct, StaffAnswered, StaffTyped
from kiosk.visit.messages.staff_devices import TryOut
from kiosk.visit.pages import Page


def let_in(terminal, bench) -> None:
    """Lay a card down and be let in; who may is looked up elsewhere."""
    for kind in ("id_card", "printer", "document_camera"):
        terminal.until(lambda kind=kind: terminal.state.health.works(kind), f"a {kind} that works", 60)
    terminal.send(Touched(), OpenBoard())
    bench.lay_card()
    terminal.until(lambda: terminal.at == "staff_door:pin", "the card's number", 40)
    terminal.send(StaffTyped("pin", "481516"), Continue(), StaffAnswered("admitted", "S01"))
    assert terminal.page is Page.STAFF_MENU


def test_a_test_slip_is_counted_and_a_new_roll_counts_anew(terminal, bench):
    let_in(terminal, bench)
    terminal.paper.fill(ROLL)
    terminal.send(StaffAct("test-print"))
    terminal.until(lambda: terminal.paper.outlooks()[ROLL].supply.prints == 1, "a slip that is counted", 40)
    terminal.until(lambda: terminal.state.visit.busy is None, "word that it is printed", 40)
    supply = terminal.paper.outlooks()[ROLL].supply
    assert 60 < supply.used < 250
    terminal.send(OpenStaffPage("paper"))
    terminal.until(lambda: ROLL in dict(terminal.body.rows), "the roll on the page")
    terminal.paper.fill(ROLL)
    terminal.until(lambda: terminal.state.health.supplies[ROLL].supply.prints == 0, "a new roll")


def test_a_photograph_on_trial_is_judged_and_forgotten(terminal, bench):
    let_in(terminal, bench)
    terminal.send(OpenStaffPage("trials"), OpenStaffPage("photo"))
    bench.put_paper("id-card-1")
    for _ in range(4):
        terminal.send(TryOut("photo"))
        terminal.until(lambda: not terminal.body.doing, "a photograph", 60)
        if terminal.body.picture is not None and terminal.body.said[0][1].well:
            break
    assert terminal.body.picture[:2] == b"\xff\xd8"
    (name, view), *_ = terminal.body.said
    assert (name, view.well) == ("photo", True), view
    terminal.send(Back())
    assert terminal.state.visit.staff.trial.picture == b""
    terminal.until(lambda: not terminal.state.health.camera_lit, "a camera that is off")


def test_the_card_that_lies_there_is_read_part_by_part(terminal, bench):
    let_in(terminal, bench)
    terminal.send(OpenStaffPage("trials"), OpenStaffPage("read-card"))
    terminal.until(lambda: terminal.body.stage == "done", "a card that was read", 40)
    rows = dict(terminal.body.rows)
    assert list(rows) == ["reader", "antenna", "module", "chip", "photo"]
    assert all(view.well for view in rows.values()), rows
    bench.lift_card()
    terminal.send(CardRemoved())
