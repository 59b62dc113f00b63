"""The staff say that paper was put in, and read how much is left."""

import pytest
from visit_trials import acted, counted, spoken, wanted
from visit_walk import NOON

from devices.status import DeviceStatus, PaperStatus, Status
from kiosk.terminal.paper import ROLL, TRAY, Supply
from kiosk.visit import pages, staff_effects
from kiosk.visit.messages import (
    Back,
    DeviceChanged,
    PaperCounted,
)
from kiosk.visit.messages.staff import OpenStaffPage, StaffActed
from kiosk.visit.messages.staff_devices import (
    FillPaper,
)
from kiosk.visit.views import say


def test_a_new_roll_is_kept_and_said(staff_menu):
    staff_menu.send(counted(), OpenStaffPage("paper"), FillPaper(ROLL))
    assert wanted(staff_menu, staff_effects.FillPaper) == [staff_effects.FillPaper(ROLL)]
    staff_menu.send(StaffActed("fill-roll"))
    assert (staff_menu.screen.body.said, staff_menu.screen.body.well) == (say("staff.acted.fill-roll"), True)
    staff_menu.send(FillPaper(TRAY), StaffActed("fill-tray", "disk"))
    assert (staff_menu.screen.body.said, staff_menu.screen.body.well) == (say("staff.failed.disk"), False)
    assert acted(staff_menu) == [("fill-roll", None, "done"), ("fill-tray", None, "failed")]
    assert staff_menu.state.visit.busy is None


def test_what_is_no_supply_is_not_filled(staff_menu):
    staff_menu.send(counted(), OpenStaffPage("paper"), FillPaper("ink"))
    assert not wanted(staff_menu, staff_effects.FillPaper)


@pytest.mark.parametrize(
    ("seen", "roll", "word"),
    [
        (PaperStatus.FULL, Supply(filled=NOON), "ok"),
        (PaperStatus.FULL, Supply(), "ok"),
        (None, Supply(), "unknown"),
        (PaperStatus.UNKNOWN, Supply(filled=NOON), "ok"),
        (PaperStatus.LOW, Supply(filled=NOON), "low"),
        (PaperStatus.OUT, Supply(filled=NOON), "out"),
        (PaperStatus.FULL, Supply(69_000.0, 300, NOON), "low"),
    ],
)
def test_what_the_printer_sees_goes_before_what_was_counted(staff_menu, seen, roll, word):
    printer = DeviceChanged("printer", None, status=Status(DeviceStatus.ONLINE, paper=seen))
    staff_menu.send(printer, counted(roll, Supply(filled=NOON)), OpenStaffPage("paper"))
    rows = dict(staff_menu.screen.body.rows)
    assert rows[ROLL].state == say(f"staff.paper.{word}")
    spoken(rows.items())
    staff_menu.send(Back())
    assert staff_menu.screen.body.paper == (word if word in ("low", "out") else "")


def test_a_terminal_without_a_printer_has_no_supply(staff_menu):
    staff_menu.send(PaperCounted({}), OpenStaffPage("paper"))
    assert staff_menu.screen.body.rows == ()
    assert staff_menu.state.visit.at == pages.STAFF_PAPER
