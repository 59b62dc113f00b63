"""Every fault that a simulated device can show: what the citizen sees, what the staff is told, how it ends.

One row a fault, by its name in the simulator's own list. The drivers are the real ones on the simulators'
wires, the visit is the real one. After each row the fault is cleared and the next citizen is served: nothing
has to be started again.
"""

import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

sys.path.append(str(Path(__file__).parents[1] / "kiosk" / "visit"))

from faulty_devices import CardDesk, CodeDesk, Simulated, SlipDesk

from devices.document_camera.simulator.shim import environment
from devices.simulation import CommandError
from devices.status import MediaStatus
from kiosk.terminal.remedies import remedy
from kiosk.text import Texts
from kiosk.visit.hardware import Camera
from kiosk.visit.messages import DeviceChanged


class Row(NamedTuple):
    """`citizen`: what the citizen sees. `code`: the fault that is told to the staff, "" for none that stays.

    `mender`: who mends it; "" where it is over by itself or with the next card, code or slip.
    """

    fault: str
    citizen: str
    code: str = ""
    mender: str = ""


OUT = "the reader is out"
WAITS = "it goes on asking for the card"
READ = "read"

CARD_READER = (
    Row("unplugged", OUT, "noDevice", "maintenance"),
    Row("unplug-in-read", "card.advice.unreadable", "noDevice", "maintenance"),
    Row("lift", "card.advice.moved"),
    Row("lift-in-answer", "card.advice.moved"),
    Row("silence", OUT, "noDevice", "maintenance"),
    Row("slow", READ),
    Row("dribble", READ),
    Row("truncate", "card.advice.unreadable", "damagedAnswer", "maintenance"),
    Row("halves", "card.advice.unreadable", "damagedAnswer", "maintenance"),
    Row("wrong-length", "card.advice.unreadable", "damagedAnswer", "maintenance"),
    Row("babble", OUT, "damagedAnswer", "maintenance"),
    Row("stale", "card.advice.unreadable", "damagedAnswer", "maintenance"),
    Row("wrong-speed", OUT, "noDevice", "maintenance"),
    Row("checksum", "card.advice.unreadable", "damagedAnswer", "maintenance"),
    Row("garbage", READ),
    Row("sw3-10", OUT, "damagedAnswer", "maintenance"),
    Row("sw3-11", OUT, "damagedAnswer", "maintenance"),
    Row("sw3-21", "card.advice.unreadable", "readerUnsupported", "maintenance"),
    Row("sw3-23", "card.advice.unreadable", "readerUnsupported", "maintenance"),
    Row("sw3-24", OUT, "readerNeedsReset", "reset"),
    Row("sw3-31", "card.advice.damaged"),
    Row("sw3-32", "card.advice.damaged"),
    Row("sw3-33", "card.advice.damaged"),
    Row("sw3-37", READ),
    Row("sw3-3F", "card.advice.damaged"),
    Row("sw3-40", "card.advice.wrong_card"),
    Row("sw3-41", "card.advice.moved"),
    Row("sw3-47", "card.advice.moved"),
    Row("sw3-60", OUT, "readerSelfTestFailed", "maintenance"),
    Row("sw3-66", OUT, "readerNotAuthorised", "maintenance"),
    Row("sw3-80", WAITS),
    Row("sw3-81", "card.advice.moved"),
    Row("sw3-91", "card.advice.damaged"),
    Row("sw3-unlisted", "card.advice.unreadable", "readerNeedsReset", "reset"),
)

# The citizen sees the state of the slip and the fault in words (`slip.fault.*`); "before": the fault is there
# and told before anything is printed, "in slip": it comes while the slip is printed.
PRINTER = (
    Row("unplugged", "before: failed noDevice", "noDevice", "maintenance"),
    Row("unplugged-in-slip", "in slip: unknown printerGone", "noDevice", "maintenance"),
    Row("paper-low", "in slip: printed"),
    Row("paper-out", "before: failed paperOut", "paperOut", "clear"),
    Row("paper-out-in-slip", "in slip: unknown paperOut", "paperOut", "clear"),
    Row("cover-open", "before: failed coverOpen", "coverOpen", "clear"),
    Row("feed-button", "in slip: unknown printerStalled"),
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
    Row("mouth-stuck", "in slip: printed"),
)

CODE_READER = (
    Row("unplugged", OUT, "noDevice", "maintenance"),
    Row("halves", "taken"),
    Row("no-suffix", "taken"),
    Row("over-long", "refused tooLong"),
    Row("control", "refused controlCharacter"),
    Row("slow", "taken"),
    Row("garbage", "refused encoding"),
    Row("wrong-speed", "refused encoding"),
    Row("unplug-in-code", OUT, "noDevice", "maintenance"),
)
CAMERA = (Row("unplugged", OUT, "noDevice", "maintenance"),)


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="yf") as name:
        yield Path(name)


@pytest.fixture(scope="module")
def card_reader(folder: Path) -> Iterator[CardDesk]:
    device = Simulated("id_card", folder, "--read-seconds", "0")
    desk = CardDesk(device)
    yield desk
    desk.stop()
    device.stop()


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
    desk = SlipDesk(device, "custom-kpm")
    yield desk
    desk.stop()
    device.stop()


@pytest.fixture(scope="module")
def code_reader(folder: Path) -> Iterator[CodeDesk]:
    device = Simulated("code_reader", folder)
    desk = CodeDesk(device)
    yield desk
    desk.stop()
    device.stop()


def named(row: Row) -> str:
    return row.fault


def staff_is_told(desk: CardDesk | SlipDesk | CodeDesk, row: Row) -> None:
    """Wait for the fault, and look whether the staff learns what it is, who mends it and how."""
    if not row.code:
        return
    desk.until(lambda: row.code in desk.codes and desk.out, f"the fault {row.code}")
    told = next(status.fault for status in desk.seen if status.fault and status.fault.code == row.code)
    assert told.who.value == row.mender
    words = remedy(row.code)
    assert words.who is told.who
    for language in ("zh-CN", "en"):
        texts = Texts(language)
        assert texts.has(words.what)
        assert texts.has(words.how)


@pytest.mark.parametrize("row", CARD_READER, ids=named)
def test_a_fault_of_the_card_reader(card_reader: CardDesk, row: Row) -> None:
    desk = card_reader
    desk.device("clear_faults")
    desk.device("lift")
    desk.begin()
    desk.device.set(row.fault, **({"seconds": 0.3} if row.fault == "babble" else {}))
    desk.lay()
    if row.citizen == READ:
        desk.until(lambda: desk.read, "a card that is read all the same")
    elif row.citizen == OUT:
        desk.until(lambda: desk.out and desk.walk.screen.body.reader_out, "that the reader is out is said")
        assert not desk.read
    elif row.citizen == WAITS:
        asked = desk.device("state")["asked"]
        desk.until(lambda: desk.device("state")["asked"] >= asked + 4, "four more questions")
        assert desk.walk.screen.body.state == "waiting"
        assert not desk.out
    else:
        desk.until(lambda: desk.advice == row.citizen, row.citizen)
        assert Texts("zh-CN").has(row.citizen)
        assert Texts("en").has(row.citizen)
    staff_is_told(desk, row)
    if not row.code:
        assert not desk.out
    desk.mended()


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
    staff_is_told(desk, row)


@pytest.mark.parametrize("row", PRINTER, ids=named)
def test_a_fault_of_the_printer(printer: SlipDesk, row: Row) -> None:
    print_under(printer, row)
    printer.mended()


@pytest.mark.parametrize("row", PRESENTER, ids=named)
def test_a_fault_of_a_printer_with_a_presenter(presenter: SlipDesk, row: Row) -> None:
    print_under(presenter, row)
    if row.fault == "mouth-stuck":
        presenter.until(
            lambda: presenter.status is not None and presenter.status.media is MediaStatus.PRESENT,
            "a slip that still lies in the mouth",
        )
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


@pytest.mark.parametrize("row", CODE_READER, ids=named)
def test_a_fault_of_the_code_reader(code_reader: CodeDesk, row: Row) -> None:
    desk = code_reader
    desk.device("clear_faults")
    desk.begin()
    desk.device.set(row.fault)
    if row.fault == "unplugged":
        desk.until(lambda: desk.out, "a reader that is out")
    elif row.citizen == OUT:
        desk.show()
    else:
        desk.show()
        desk.until(lambda: desk.taken, "what became of the code")
        assert desk.taken[0] == row.citizen
    staff_is_told(desk, row)
    if row.code:
        assert desk.taken == []
    desk.mended()


@pytest.mark.parametrize("row", CAMERA, ids=named)
def test_a_fault_of_the_camera(
    folder: Path, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, row: Row
) -> None:
    """The camera keeps its own worker process, so it is watched without the supervisor."""
    device = Simulated.camera(folder)
    cache = request.config.rootpath / "build" / "simulators"
    for name, value in environment(Path(device.port), cache, {}).items():
        monkeypatch.setenv(name, value)
    told: list[DeviceChanged] = []
    camera = Camera(device.port, lambda message: told.append(message))  # type: ignore[arg-type]
    camera.start()
    try:
        camera.open()
        Simulated.wait(lambda: told and told[-1].fault is None)
        device.set(row.fault)
        Simulated.wait(lambda: told[-1].fault)
        assert told[-1].fault == row.code
        status = told[-1].status
        assert status is not None
        assert status.fault is not None
        assert (status.fault.who.value, remedy(row.code).who.value) == (row.mender, row.mender)
        device("clear_faults")
        Simulated.wait(lambda: told[-1].fault is None)
    finally:
        camera.stop()
        device.stop()


def test_no_fault_of_a_simulator_is_missing_from_the_matrix(
    card_reader: CardDesk, printer: SlipDesk, code_reader: CodeDesk, folder: Path
) -> None:
    camera = Simulated.camera(folder)
    try:
        listed = {
            "id_card": card_reader.device.faults(),
            "printer": printer.device.faults(),
            "code_reader": code_reader.device.faults(),
            "document_camera": camera.faults(),
        }
    finally:
        camera.stop()
    assert listed == {
        "id_card": {row.fault for row in CARD_READER},
        "printer": {row.fault for row in PRINTER + PRESENTER} | set(OVER_BY_ITSELF),
        "code_reader": {row.fault for row in CODE_READER},
        "document_camera": {row.fault for row in CAMERA},
    }


def test_a_fault_that_no_simulator_has_cannot_be_set(code_reader: CodeDesk) -> None:
    with pytest.raises(CommandError):
        code_reader.device.set("explode")
