"""Checks of an ESC/POS receipt printer: its answers bit by bit, then a page with Chinese and a ruler."""

from collections.abc import Callable
from time import monotonic

from devices.conformance.model import Check, DeviceLost, NotDone, Seen, failed, judged, passed
from devices.conformance.walk import Engineer, Step, Trace
from devices.deadline import Clock, Deadline
from devices.printer.answers import (
    REALTIME_QUERIES,
    from_asb,
    from_realtime,
    is_asb_first,
    is_plain,
    is_realtime,
)
from devices.printer.escpos import ASK_WHEN_DONE, encode, realtime_query
from devices.printer.interface import Align, CutPaper, FeedLines, PrintLine, QrLine, TextLine
from devices.printer.link import Link, LinkLost
from devices.printer.profiles import PrinterProfile
from devices.printer.raster import Typeface
from devices.status import PaperStatus

_WITHIN = 0.1
_PATIENCE = 0.5
_TIMES = 10
_PRINT_PATIENCE = 20.0
SAMPLE = "EXAMPLE-0001"
"""What the printed code says; the code reader's check can be shown it."""

_ASKED = {1: "the printer", 2: "what keeps it offline", 3: "its errors", 4: "the roll"}

OPENS = Check(
    "printer.port",
    "The port opens for one process alone",
    "it opens at the profile's speed",
    "profile of the printer",
    "Is the cable in, the name right, and no other program at it?",
)
REALTIME = {
    n: Check(
        f"printer.dle-eot-{n}",
        f"DLE EOT {n}: asked about {asked}, {_TIMES} times",
        "one byte 0xx1xx10 each time, within 100 ms",
        "Epson TM-T88III specification p. 84, TM-U220 pp. 82-84, HPRT TP80K pp. 72-75, Bixolon SRP-350",
        "No answer: another speed than the profile's, no power, or a printer without real-time status.",
    )
    for n, asked in _ASKED.items()
}
STATE = Check(
    "printer.state",
    "Paper, cover, cutter and head",
    "paper for the test page, cover closed, no error",
    "bits of DLE EOT 1 to 4",
    "Put a roll in, close the cover, and run the check again.",
)
ASB = Check(
    "printer.asb",
    "Automatic status (GS a)",
    "four bytes: 0xx1xx00, then three times 0xx0xxxx, that say the same as DLE EOT",
    "Epson TM-T88III guide p. 320, TM-U220A pp. 54-55",
    "Without it a fault in the middle of a slip is seen only at the next question.",
)
WHEN_DONE = Check(
    "printer.gs-r",
    "GS r 1 behind the print data",
    "one byte 0xx0xxxx once everything before it was worked off",
    "Epson TM-T88III: queued behind the print data",
    "Without it no slip is ever proven to be printed: such a printer cannot be used.",
)
PAGE = Check(
    "printer.page",
    "A page with Chinese, a ruler, a picture line and a QR code is printed",
    f"GS r 1 answered behind it within {_PRINT_PATIENCE:.0f} s",
    "FS & native Chinese, GS v 0 raster, GS ( k or picture QR by profile",
)
WIDTH = Check(
    "printer.width",
    "The ruler lines fit",
    "both rulers end exactly at the right edge, on one line each",
    "columns of the profile: 576 dots 48/24, 384 dots 32/16, 512 dots 42/21",
    "A ruler that wraps: the profile has too many columns for this printer.",
)
CHINESE = Check(
    "printer.chinese",
    "The Chinese is legible",
    "every character is right, also 䶮 in the line that is a picture",
    "FS & (1C 26) after ESC @; GBK two-byte",
    "Junk instead of Chinese: the printer has no Chinese font, or is set to a code page.",
)
CUT = Check(
    "printer.cut",
    "The slip is cut",
    "DLE EOT 3 without the cutter's bit after the cut",
    "GS V 1; DLE EOT 3 bit 3",
)
CUT_SEEN = Check("printer.cut-seen", "The slip comes off by itself", "cut but for one point", "GS V 1")


class PrinterChecks:
    """The walk over one printer. `open_link` opens it at a speed; raises LinkLost or OSError.

    `within` are the seconds that an answer may take: more on a machine that is busy with other work.
    """

    def __init__(
        self,
        open_link: Callable[[int], Link],
        profile: PrinterProfile,
        typeface: Typeface,
        engineer: Engineer,
        trace: Trace,
        clock: Clock = monotonic,
        within: float = _WITHIN,
    ) -> None:
        self._within = within
        self._open_link = open_link
        self._profile = profile
        self._typeface = typeface
        self._engineer = engineer
        self._trace = trace
        self._clock = clock
        self._link: Link | None = None
        self._answers: dict[int, int] = {}
        self._printed = False

    def steps(self) -> tuple[Step, ...]:
        """Return the checks in their order."""
        return (
            (OPENS, self._opens),
            *((REALTIME[n], self._asking(n)) for n in REALTIME_QUERIES),
            (STATE, self._state),
            (ASB, self._automatic),
            (WHEN_DONE, self._when_done),
            (PAGE, self._page),
            (CUT, self._cut),
            (WIDTH, lambda: self._confirmed("Do both ruler lines fit, each on one line?")),
            (CHINESE, lambda: self._confirmed("Is every Chinese character right, also the big first one?")),
            (CUT_SEEN, lambda: self._confirmed("Does the slip come off cut?")),
        )

    def close(self) -> None:
        """Give the port back."""
        if self._link is not None:
            self._link.close()
            self._link = None

    # -- the wire

    def _opens(self) -> Seen:
        try:
            self._link = self._open_link(self._profile.baud)
        except (LinkLost, OSError) as error:
            raise DeviceLost(str(error)) from error
        # Whatever an earlier program had switched on: no bytes unasked.
        self._send(b"\x1da\x00")
        self._receive(1, _WITHIN)
        return passed(f"it opens, {self._profile.baud} bit/s where it has a speed")

    def _send(self, data: bytes) -> None:
        if self._link is None:
            raise DeviceLost
        self._trace.add(data, to_device=True)
        try:
            self._link.write(data)
        except LinkLost as error:
            raise DeviceLost(str(error)) from error

    def _receive(self, size: int, seconds: float) -> bytes:
        """Return what came until there were `size` bytes or the time was over."""
        if self._link is None:
            raise DeviceLost
        deadline = Deadline(seconds, self._clock)
        got = b""
        try:
            while len(got) < size and not deadline.expired:
                got += self._link.read(deadline.remaining)
        except LinkLost as error:
            raise DeviceLost(str(error)) from error
        self._trace.add(got, to_device=False)
        return got

    def _ask(self, data: bytes, size: int, seconds: float) -> tuple[bytes, float]:
        """Return the answer to a question and how long it took, ms."""
        self._send(data)
        began = self._clock()
        got = self._receive(size, seconds)
        return got, (self._clock() - began) * 1000

    # -- the checks

    def _asking(self, n: int) -> Callable[[], Seen]:
        def ask() -> Seen:
            times, wrong = [], ""
            for _ in range(_TIMES):
                got, took = self._ask(realtime_query(n), 1, _PATIENCE)
                times.append(took)
                if len(got) != 1 or not is_realtime(got[0]):
                    wrong = f"answered {got.hex(' ')}" if got else "no answer"
                    break
                self._answers[n] = got[0]
                if sum(one > self._within * 1000 for one in times) > 2:
                    return failed(f"{self._answers[n]:02x}, too late", times)
            if wrong:
                self._answers.pop(n, None)
                return failed(wrong, times)
            text = f"{self._answers[n]:02x}, all {_TIMES} with the fixed bits"
            return judged(max(times) <= self._within * 1000, text, times)

        return ask

    def _state(self) -> Seen:
        if len(self._answers) < len(REALTIME_QUERIES):
            raise NotDone("not every question of DLE EOT was answered")
        status = from_realtime(self._answers)
        text = f"{status.device.value}, paper {status.paper.value if status.paper else 'not told'}"
        if status.fault is not None:
            text += f", {status.fault.code}, mended by {status.fault.who.value}"
        return judged(status.can_print, text)

    def _automatic(self) -> Seen:
        if not self._profile.automatic_status:
            raise NotDone("not part of this profile")
        got, took = self._ask(b"\x1da\x0e", 4, _PATIENCE)
        self._send(b"\x1da\x00")
        if len(got) != 4 or not is_asb_first(got[0]) or not all(map(is_plain, got[1:])):
            return failed(f"answered {got.hex(' ')}" if got else "no answer", (took,))
        paper = from_asb(got).paper
        same = len(self._answers) < len(REALTIME_QUERIES) or paper is from_realtime(self._answers).paper
        return judged(same, f"{got.hex(' ')}: paper {paper.value if paper else 'not told'}", (took,))

    def _when_done(self) -> Seen:
        got, took = self._ask(ASK_WHEN_DONE, 1, _PATIENCE)
        good = len(got) == 1 and is_plain(got[0])
        return judged(good, got.hex(" ") if got else "no answer", (took,))

    def _page(self) -> Seen:
        if len(self._answers) == len(REALTIME_QUERIES) and not from_realtime(self._answers).can_print:
            raise NotDone("the printer cannot print now")
        for chunk in encode(page(self._profile.columns), self._profile, self._typeface):
            self._send(chunk)
        got, took = self._ask(ASK_WHEN_DONE, 1, _PRINT_PATIENCE)
        self._printed = len(got) == 1 and is_plain(got[0])
        return judged(self._printed, "worked off" if self._printed else "never worked off", (took,))

    def _cut(self) -> Seen:
        if not self._printed:
            raise NotDone("the page was not printed")
        got, took = self._ask(realtime_query(3), 1, _PATIENCE)
        if len(got) != 1 or not is_realtime(got[0]):
            return failed("no status after the cut", (took,))
        paper = from_realtime({4: self._answers.get(4, 0)}).paper
        text = f"{got[0]:02x} after the cut"
        return judged(not got[0] & 0x08, text + (", roll low" if paper is PaperStatus.LOW else ""), (took,))

    def _confirmed(self, question: str) -> Seen:
        if not self._printed:
            raise NotDone("the page was not printed")
        if not self._engineer.attended:
            raise NotDone("nobody is there to look")
        answer = self._engineer.confirm(question)
        if answer is None:
            raise NotDone("no answer")
        return judged(answer, "the engineer says yes" if answer else "the engineer says no")


def page(columns: int) -> tuple[PrintLine, ...]:
    """Return the test page for a width in half-width columns."""
    digits = ("1234567890" * (columns // 10 + 1))[:columns]
    wide = ("一二三四五六七八九十" * (columns // 20 + 1))[: columns // 2]
    return (
        TextLine("设备检查", size=2, align=Align.CENTER),
        TextLine(digits),
        TextLine(wide),
        TextLine("汉字：请核对￥100.00（１）①"),
        TextLine("图形行：䶮 㐂"),
        QrLine(SAMPLE),
        FeedLines(1),
        CutPaper(),
    )
