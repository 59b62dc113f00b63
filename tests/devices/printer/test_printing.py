"""The driver against the simulator: what reaches the paper, and what is said when it does not."""

import threading
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image
from pyzbar.pyzbar import ZBarSymbol, decode

from devices.deadline import Deadline
from devices.printer.interface import (
    Align,
    CoverOpen,
    CutPaper,
    CutterJammed,
    FeedLines,
    HeadHot,
    MechanicalError,
    PaperJammed,
    PaperOut,
    PaperUnknown,
    PrinterError,
    PrinterFault,
    PrinterGone,
    PrinterOffline,
    PrinterSilent,
    PrinterStalled,
    PrintLine,
    PrintOutcome,
    QrLine,
    TextLine,
)
from devices.printer.ports import opener
from devices.printer.printer import EscposPrinter
from devices.printer.profiles import PROFILES
from devices.printer.raster import Typeface
from devices.status import DeviceStatus, MediaStatus, PaperStatus

# Generous, since a busy test machine is not a slow printer.
ANSWER = 2.0
# For a printer that is not to answer at all.
SILENT = pytest.mark.parametrize("printer", [0.25], indirect=True)
# A slip takes some seconds then: whoever strikes in its middle may come late.
LINE_MS = 120

SLIP: tuple[PrintLine, ...] = (
    TextLine("受理回执", size=2, bold=True, align=Align.CENTER),
    TextLine("申请人" + " " * 39 + "示*", tall=True),
    TextLine("生僻字 䶮𠮷㐂"),
    *(TextLine(f"第 {n} 行：办理部门，材料齐全。") for n in range(20)),
    FeedLines(1),
    QrLine("https://example.test/s/7KQ2M9"),
    FeedLines(1),
    CutPaper(),
)


def codes(picture: Path) -> list[bytes]:
    with Image.open(picture) as image:
        return [found.data for found in decode(image.convert("L"), symbols=[ZBarSymbol.QRCODE])]


@pytest.fixture
def printer(simulated, typeface: Typeface, request: pytest.FixtureRequest):
    answer = getattr(request, "param", ANSWER)
    opened = opener(str(simulated.port), PROFILES["generic-80"], typeface, answer)()
    yield opened
    opened.close()


def test_slip_is_printed_cut_and_its_code_reads_back(simulated, printer: EscposPrinter) -> None:
    before = simulated("state")["slips"]
    printer.print_lines(SLIP, Deadline(20))
    state = simulated("state")
    assert state["slips"] == before + 1
    assert state["unknown_commands"] == []
    assert codes(simulated.out / "slip.png") == [b"https://example.test/s/7KQ2M9"]
    raw = (simulated.out / "slip.bin").read_bytes()
    assert "第 7 行：办理部门，材料齐全。".encode("gbk") in raw
    assert raw.endswith(b"\x1dV\x01")


@pytest.mark.parametrize(("profile", "dots"), [("sprt-80", 576), ("generic-58", 384)])
def test_a_printer_without_native_codes_gets_the_code_as_dots(
    printers, typeface: Typeface, profile: str, dots: int
) -> None:
    simulated = printers[dots]
    simulated("heal")
    printer = opener(str(simulated.port), PROFILES[profile], typeface, ANSWER)()
    try:
        printer.print_lines(
            (TextLine("查进度"), QrLine("https://example.test/s/ABCDEF"), CutPaper()), Deadline(20)
        )
    finally:
        printer.close()
    assert codes(simulated.out / "slip.png") == [b"https://example.test/s/ABCDEF"]


@pytest.mark.parametrize(
    ("fault", "arguments", "error"),
    [
        ("paper", {"state": "out"}, PaperOut),
        ("cover", {"open": True}, CoverOpen),
        ("cutter", {"jammed": True}, CutterJammed),
        ("head", {"hot": True}, HeadHot),
        ("mechanical", {}, MechanicalError),
        ("waiting", {}, PrinterOffline),
        ("jam", {}, PrinterFault),
        ("mute_paper", {}, PaperUnknown),
        ("break", {}, PrinterFault),
    ],
)
def test_a_fault_before_the_job_prints_nothing(
    simulated, printer: EscposPrinter, fault: str, arguments: dict, error: type[PrinterError]
) -> None:
    lines = simulated(fault, **arguments)["lines"]
    with pytest.raises(error) as caught:
        printer.print_lines(SLIP, Deadline(20))
    assert type(caught.value) is error
    assert caught.value.outcome is PrintOutcome.NOT_PRINTED
    assert simulated("state")["lines"] == lines


@SILENT
@pytest.mark.parametrize(
    ("fault", "arguments"), [("power", {"on": False}), ("garbage", {}), ("late", {"ms": 2000})]
)
def test_a_printer_that_says_nothing_in_time_before_the_job_prints_nothing(
    simulated, printer: EscposPrinter, fault: str, arguments: dict
) -> None:
    lines = simulated(fault, **arguments)["lines"]
    with pytest.raises(PrinterSilent) as caught:
        printer.print_lines(SLIP, Deadline(20))
    assert caught.value.outcome is PrintOutcome.NOT_PRINTED
    assert simulated("state")["lines"] == lines


def _fault_during_print(simulated, fault: str, arguments: dict) -> threading.Thread:
    start = simulated("state")["lines"]

    def strike() -> None:
        simulated.until(lambda state: state["lines"] > start + 3)
        simulated(fault, **arguments)

    thread = threading.Thread(target=strike)
    thread.start()
    return thread


@pytest.mark.parametrize(
    ("fault", "arguments", "error"),
    [
        ("paper", {"state": "out"}, PaperOut),
        ("cover", {"open": True}, CoverOpen),
        ("head", {"hot": True}, HeadHot),
        ("unplug", {}, PrinterGone),
    ],
)
def test_a_fault_in_the_middle_leaves_the_outcome_unknown(
    simulated, printer: EscposPrinter, fault: str, arguments: dict, error: type[PrinterError]
) -> None:
    slips = simulated("slow", line_ms=LINE_MS)["slips"]
    striker = _fault_during_print(simulated, fault, arguments)
    with pytest.raises(error) as caught:
        printer.print_lines(SLIP, Deadline(20))
    striker.join()
    assert type(caught.value) is error
    assert caught.value.outcome is PrintOutcome.UNKNOWN
    assert simulated("state")["slips"] == slips


def test_paper_that_ends_after_some_lines_is_paper_out(simulated, printer: EscposPrinter) -> None:
    simulated("paper_out_after", lines=5)
    with pytest.raises(PaperOut) as caught:
        printer.print_lines(SLIP, Deadline(20))
    assert caught.value.outcome is PrintOutcome.UNKNOWN


def test_a_cutter_that_jams_at_the_cut_is_told(simulated, printer: EscposPrinter) -> None:
    simulated("block_cutter")
    with pytest.raises(CutterJammed) as caught:
        printer.print_lines(SLIP, Deadline(20))
    assert caught.value.outcome is PrintOutcome.UNKNOWN


@pytest.mark.parametrize("printer", [0.6], indirect=True)
@pytest.mark.parametrize(("fault", "arguments"), [("power", {"on": False}), ("mute", {})])
def test_a_printer_that_falls_silent_in_the_middle_is_not_believed(
    simulated, printer: EscposPrinter, fault: str, arguments: dict
) -> None:
    simulated("slow", line_ms=LINE_MS)
    striker = _fault_during_print(simulated, fault, arguments)
    with pytest.raises(PrinterSilent) as caught:
        printer.print_lines(SLIP, Deadline(20))
    striker.join()
    assert caught.value.outcome is PrintOutcome.UNKNOWN


def test_a_printer_that_never_finishes_runs_into_the_deadline(simulated, printer: EscposPrinter) -> None:
    simulated("slow", line_ms=60_000)
    with pytest.raises(PrinterStalled):
        printer.print_lines(SLIP, Deadline(2))


@pytest.mark.parametrize("profile", ["epson-tm-t88", "generic-80"])
def test_an_interrupted_slip_does_not_come_out_before_the_next_one(
    simulated, typeface: Typeface, profile: str
) -> None:
    printer = opener(str(simulated.port), PROFILES[profile], typeface, ANSWER)()
    try:
        simulated("paper_out_after", lines=5)
        lines = (TextLine("甲"), *SLIP[3:])
        with pytest.raises(PaperOut):
            printer.print_lines(lines, Deadline(20))
        slips = simulated("paper", state="full")["slips"]
        printer.print_lines((TextLine("补打第 1 次"), CutPaper()), Deadline(20))
        assert simulated("state")["slips"] == slips + 1
        raw = (simulated.out / "slip.bin").read_bytes()
        assert "补打".encode("gbk") in raw
        assert "第 7 行".encode("gbk") not in raw
    finally:
        printer.close()


def test_a_printer_that_cannot_forget_holds_two_pieces_of_a_broken_slip_at_most(
    simulated, typeface: Typeface
) -> None:
    profile = replace(PROFILES["generic-80"], clear_buffer=False)
    printer = opener(str(simulated.port), profile, typeface, ANSWER)()
    lines = tuple(TextLine(f"第 {n} 行") for n in range(60))
    try:
        before = simulated("paper_out_after", lines=10)
        with pytest.raises(PaperOut):
            printer.print_lines((*lines, CutPaper()), Deadline(20))
        simulated("paper", state="full")
        state = simulated.until(lambda state: state["buffered"] == 0)
        assert state["lines"] - before["lines"] <= 10 + 2 * 8
        assert state["slips"] == before["slips"], "the cut was never sent"
    finally:
        printer.close()


def test_status_follows_the_printer(simulated, printer: EscposPrinter) -> None:
    assert printer.status().can_print
    simulated("paper", state="low")
    assert printer.status().paper is PaperStatus.LOW
    assert printer.status().can_print
    simulated("cover", open=True)
    status = printer.status()
    assert (status.device, status.cover_open, status.can_print) == (DeviceStatus.USER_ERROR, True, False)
    simulated("power", on=False)
    status = printer.status()
    assert (status.device, status.paper, status.cover_open) == (
        DeviceStatus.NO_DEVICE,
        PaperStatus.UNKNOWN,
        None,
    )


def test_a_port_that_is_not_there_is_a_printer_gone(tmp_path: Path, typeface: Typeface) -> None:
    with pytest.raises(PrinterGone) as caught:
        opener(str(tmp_path / "nothing"), PROFILES["generic-80"], typeface)()
    assert caught.value.outcome is PrintOutcome.NOT_PRINTED


def test_a_line_that_is_too_wide_is_refused_before_anything_is_sent(
    simulated, printer: EscposPrinter
) -> None:
    lines = simulated("state")["lines"]
    with pytest.raises(ValueError, match="columns"):
        printer.print_lines((TextLine("好"), TextLine("宽" * 25)), Deadline(20))
    assert simulated("state")["lines"] == lines


def test_a_feed_button_held_for_a_while_delays_a_slip_and_does_not_break_it(
    simulated, printer: EscposPrinter
) -> None:
    slips = simulated("feed_button", held=True)["slips"]
    letting_go = threading.Timer(0.6, lambda: simulated("feed_button", held=False))
    letting_go.start()
    printer.print_lines(SLIP, Deadline(20))
    letting_go.join()
    assert simulated("state")["slips"] == slips + 1


@pytest.fixture
def custom(presenter, typeface: Typeface):
    opened = opener(presenter.name, PROFILES["custom-kpm"], typeface, ANSWER)()
    yield opened
    opened.close()


def test_a_presenter_holds_the_slip_until_it_is_taken_or_drawn_back(presenter, custom: EscposPrinter) -> None:
    assert custom.status().media is MediaStatus.NOT_PRESENT
    custom.print_lines(SLIP, Deadline(20))
    assert custom.status().media is MediaStatus.PRESENT
    presenter("tear")
    assert custom.status().media is MediaStatus.NOT_PRESENT
    custom.print_lines(SLIP, Deadline(20))
    custom.retract()
    presenter.until(lambda state: state["slips_retracted"] == 1)
    assert custom.status().media is MediaStatus.RETRACTED
    custom.print_lines(SLIP, Deadline(20))
    custom.eject()
    presenter.until(lambda state: not state["slip_in_mouth"])
    assert custom.status().media is MediaStatus.NOT_PRESENT
    assert presenter("state")["unknown_commands"] == []


def test_a_slip_that_cannot_be_drawn_back_stays_present(presenter, custom: EscposPrinter) -> None:
    presenter("mouth", stuck=True)
    custom.print_lines(SLIP, Deadline(20))
    custom.retract()
    assert custom.status().media is MediaStatus.PRESENT


def test_a_paper_jam_is_named_by_the_full_status(presenter, custom: EscposPrinter) -> None:
    presenter("jam", on=True)
    assert custom.status().paper is PaperStatus.JAMMED
    with pytest.raises(PaperJammed) as caught:
        custom.print_lines(SLIP, Deadline(20))
    assert caught.value.outcome is PrintOutcome.NOT_PRINTED


def test_a_cutter_that_came_free_works_again_when_the_error_is_acknowledged(
    simulated, printer: EscposPrinter
) -> None:
    simulated("block_cutter")
    with pytest.raises(CutterJammed):
        printer.print_lines(SLIP, Deadline(20))
    lines = simulated("state")["lines"]
    printer.recover()
    simulated.until(lambda state: not state["cutter_jammed"])
    assert printer.status().can_print
    assert simulated("state")["lines"] == lines, "nothing of the broken job is printed on"
