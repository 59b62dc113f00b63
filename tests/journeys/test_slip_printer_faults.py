"""Every fault that a simulated slip printer can show: what the citizen sees, what the staff is told.

As `test_card_line_faults.py` for the card reader.
"""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from fault_rows import Row, named, staff_is_told
from faulty_devices import Simulated, SlipDesk

from devices.printer.profiles import PROFILES
from kiosk.text import Texts

# The citizen sees the state of the slip and the fault in words (`slip.fault.*`); "before": the fault is there
# and told before anything is printed, "in slip": it comes while the slip is printed.
PRINTER = (
    Row("unplugged", "before: failed noDevice", "noDevice", "maintenance"),
    Row("unplugged-in-slip", "in slip: unknown printerGone", "noDevice", "maintenance"),
    Row("paper-low", "in slip: printed"),
    Row("paper-out", "before: failed paperOut", "paperOut", "clear"),
    Row("paper-out-in-slip", "in slip: unknown paperOut", "paperOut", "clear"),
    Row("cover-open", "before: failed coverOpen", "coverOpen", "clear"),
    Row("feed-button", "in slip: unknown printerStalled", "printerStalled", "reset"),
    Row("cutter-jammed", "before: failed cutterError", "cutterError", "clear"),
    Row("cutter-jams-at-cut", "in slip: unknown cutterError", "cutterError", "clear"),
    Row("mechanical-error", "before: failed mechanicalError", "mechanicalError", "clear"),
    Row("head-hot", "before: failed headHot", "headHot", "reset"),
    Row("broken", "before: failed printerFault", "printerFault", "maintenance"),
    Row("power-off", "before: failed noAnswer", "noAnswer", "maintenance"),
    Row("mute", "before: failed noAnswer", "noAnswer", "maintenance"),
    Row("mute-paper", "before: failed paperUnknown", "paperUnknown", "maintenance"),
    Row("garbage", "before: failed noAnswer", "noAnswer", "maintenance"),
    Row("late-answers", "before: failed noAnswer", "noAnswer", "maintenance"),
    Row("slow", "in slip: unknown printerStalled"),
)
OVER_BY_ITSELF = ("waiting",)
"""Held by the printer until it is acknowledged, which the driver does."""
PRESENTER = (
    Row("paper-jam", "before: failed paperJam", "paperJam", "clear"),
    Row("mouth-stuck", "in slip: printed", "paperJam", "clear"),
)


@pytest.fixture(scope="module")
def printer(folder: Path) -> Iterator[SlipDesk]:
    device = Simulated("printer", folder, "--out", str(folder / "slips"))
    desk = SlipDesk(device)
    yield desk
    desk.stop()
    device.stop()


@pytest.fixture(scope="module")
def presenter(folder: Path) -> Iterator[SlipDesk]:
    place = folder / "presenter"
    place.mkdir()
    device = Simulated("printer", place, "--presenter", "--out", str(place / "slips"))
    profile = PROFILES["custom-kpm"]
    assert profile.presenter is not None
    # What is stuck in the mouth is so after half a second here.
    desk = SlipDesk(device, replace(profile, presenter=replace(profile.presenter, patience=0.5)))
    yield desk
    desk.stop()
    device.stop()


def print_under(desk: SlipDesk, row: Row) -> None:
    before, _, expected = row.citizen.partition(": ")
    desk.device("clear_faults")
    desk.device("heal")
    # These two end only when the job's time is up.
    desk.begin(1.5 if row.fault in ("feed-button", "slow") else 6.0)
    desk.device.set(row.fault)
    if before == "before":
        desk.until(lambda: desk.told == row.code, "a printer that is out")
        assert desk.warned
    desk.accept()
    desk.until(lambda: desk.slip[0] != "printing", "what became of the slip")
    assert " ".join(filter(None, desk.slip)) == expected
    # Whatever becomes of the slip, the number is on the screen.
    assert desk.walk.screen.body.submission_no
    if desk.slip[1]:
        assert Texts("zh-CN").has(f"slip.fault.{desk.slip[1]}")
        assert Texts("en").has(f"slip.fault.{desk.slip[1]}")
    if row.fault == "mouth-stuck":
        # The citizen leaves; what nobody took is to be drawn back, and stays.
        desk.service.wipe()
    staff_is_told(desk, row)


@pytest.mark.parametrize("row", PRINTER, ids=named)
def test_a_fault_of_the_printer(printer: SlipDesk, row: Row) -> None:
    print_under(printer, row)
    printer.mended()


@pytest.mark.parametrize("row", PRESENTER, ids=named)
def test_a_fault_of_a_printer_with_a_presenter(presenter: SlipDesk, row: Row) -> None:
    print_under(presenter, row)
    # The hall's staff takes out what is stuck.
    presenter.device("clear_faults")
    presenter.device("tear")
    presenter.mended()


@pytest.mark.parametrize("fault", OVER_BY_ITSELF)
def test_a_fault_that_the_driver_ends(printer: SlipDesk, fault: str) -> None:
    printer.device("clear_faults")
    printer.device("heal")
    printer.begin()
    printer.device.set(fault)
    printer.until(lambda: printer.seen, "that something is amiss")
    printer.begin()
    printer.accept()
    printer.until(lambda: printer.slip[0] == "printed", "a slip that is printed")


def test_no_fault_of_the_simulator_is_missing_here(printer: SlipDesk) -> None:
    assert printer.device.faults() == {row.fault for row in PRINTER + PRESENTER} | set(OVER_BY_ITSELF)
