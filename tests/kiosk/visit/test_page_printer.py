"""From a document to paper: made in its own process, printed by a real cupsd, told to the right visit."""

import io
import queue
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pikepdf
import pytest

from devices.page_printer.cups_printer import CupsPagePrinter
from devices.page_printer.interface import JOB_ABORTED, JobEnd, JobOutcome, PageOptions
from devices.page_printer.service import PageJobEnded, PageMessage, PagePrinterService
from devices.page_printer.simulator.private_server import PrivateServer, SimulatedPrinter
from devices.printer.raster import Typeface
from devices.supervisor import Supervisor
from kiosk.receipts.a4 import A4Document
from kiosk.receipts.a4_pdf import compose
from kiosk.receipts.a4_worker import ComposeError, Composer
from kiosk.receipts.document import Column, Heading, Paragraph, Slip, Table
from kiosk.text import Texts
from kiosk.visit.hardware import PagePrinter
from kiosk.visit.messages import A4Began, A4Finished, Message

FONTS = Path(sys.prefix) / "share" / "yiciban" / "fonts"
DOCUMENT = A4Document(
    Slip("示例", "zh-CN", (Heading("示例"), *[Paragraph("示例数据，不作办理依据。" * 12)] * 14)), large=True
)
UNFIT = A4Document(Slip("示例", "zh-CN", (Table((Column(),) * 60, (("x",) * 60,)),)))
SECONDS = 90.0


class Service1:
    """The printer's service as far as the visit uses it."""

    def __init__(self, emit: Callable[[PageMessage], None]) -> None:
        self.emit = emit
        self.printed: queue.Queue[bytes] = queue.Queue()
        self.jobs = 0
        self.wiped = 0

    def print(self, pdf: bytes, options: PageOptions) -> int:
        self.jobs += 1
        self.printed.put(pdf)
        return self.jobs

    def wipe(self) -> None:
        self.wiped += 1


class Desk:
    def __init__(self, make_composer: Callable[[], object] = lambda: Composer(FONTS)) -> None:
        self.told: queue.Queue[Message] = queue.Queue()
        self.made: list[Service1] = []
        self.took: queue.Queue[int] = queue.Queue()
        self.printer = PagePrinter(
            self._make,  # type: ignore[arg-type]
            make_composer,  # type: ignore[arg-type]
            self.told.put,
            took=self.took.put,
        )
        (self.service,) = self.made

    def _make(self, emit: Callable[[PageMessage], None]) -> Service1:
        self.made.append(Service1(emit))
        return self.made[-1]

    def hears(self) -> Message:
        return self.told.get(timeout=SECONDS)

    def quiet(self) -> bool:
        """Whether nothing more is told once all that was asked for has been worked off."""
        self.printer._maker.submit(lambda: None).result(SECONDS)
        return self.told.empty()


class StoppableComposer:
    """Makes pages when it is let, and knows whether it was stopped."""

    def __init__(self) -> None:
        self.go: queue.Queue[bool] = queue.Queue()

    def compose(self, _document: A4Document) -> tuple[bytes, int]:
        if not self.go.get(timeout=SECONDS):
            raise ComposeError("stopped")
        return b"%PDF-1.4 sample", 1

    def stop(self) -> None:
        self.go.put(False)


@pytest.fixture
def desk() -> Iterator[Callable[..., Desk]]:
    made: list[Desk] = []

    def make(*arguments: object) -> Desk:
        made.append(Desk(*arguments))  # type: ignore[arg-type]
        return made[-1]

    yield make
    for one in made:
        one.printer.stop()


def test_a_document_becomes_pages_then_a_job_then_an_end(desk: Callable[..., Desk]) -> None:
    at = desk()
    at.printer.print(DOCUMENT)
    began = at.hears()
    assert isinstance(began, A4Began)
    with pikepdf.open(io.BytesIO(at.service.printed.get(timeout=SECONDS))) as pdf:
        assert len(pdf.pages) == began.pages > 1
    at.service.emit(PageJobEnded(1, JobEnd(JobOutcome.PRINTED)))
    assert at.hears() == A4Finished()


@pytest.mark.parametrize(
    ("outcome", "unknown"), [(JobOutcome.NOT_PRINTED, False), (JobOutcome.UNKNOWN, True)]
)
def test_only_pages_that_may_be_on_paper_are_asked_about(
    desk: Callable[..., Desk], outcome: JobOutcome, unknown: bool
) -> None:
    at = desk()
    at.printer.print(DOCUMENT)
    at.hears()
    at.service.printed.get(timeout=SECONDS)
    at.service.emit(PageJobEnded(1, JobEnd(outcome, JOB_ABORTED)))
    assert at.hears() == A4Finished("jobAborted", unknown)


def test_sheets_that_may_be_on_paper_are_counted_also_for_who_has_left(desk: Callable[..., Desk]) -> None:
    at = desk()
    at.printer.print(DOCUMENT)
    began = at.hears()
    assert isinstance(began, A4Began)
    at.service.printed.get(timeout=SECONDS)
    at.printer.wipe()
    at.service.emit(PageJobEnded(1, JobEnd(JobOutcome.PRINTED)))
    assert at.took.get(timeout=SECONDS) == began.pages
    at.printer.print(DOCUMENT)
    at.hears()
    at.service.printed.get(timeout=SECONDS)
    at.service.emit(PageJobEnded(2, JobEnd(JobOutcome.NOT_PRINTED, JOB_ABORTED)))
    at.service.emit(PageJobEnded(2, JobEnd(JobOutcome.PRINTED)))
    assert at.took.empty()


def test_pages_that_are_made_already_are_printed_and_counted(desk: Callable[..., Desk]) -> None:
    at = desk()
    at.printer.print_pdf(b"%PDF-1.4 example", 1)
    assert at.service.printed.get(timeout=SECONDS) == b"%PDF-1.4 example"
    at.service.emit(PageJobEnded(1, JobEnd(JobOutcome.PRINTED)))
    assert at.hears() == A4Finished()
    assert at.took.get(timeout=SECONDS) == 1


def test_who_leaves_while_pages_are_made_leaves_nothing_and_hears_nothing(desk: Callable[..., Desk]) -> None:
    made: list[StoppableComposer] = []
    at = desk(lambda: made.append(StoppableComposer()) or made[-1])
    at.printer.print(DOCUMENT)
    at.printer.print(DOCUMENT)
    at.printer.wipe()
    at.printer.wipe()
    if made:
        made[0].go.put(False)
    assert at.quiet()
    assert at.service.printed.empty()
    assert at.service.wiped == 2


def test_the_end_of_a_former_visit_s_job_reaches_nobody(desk: Callable[..., Desk]) -> None:
    at = desk()
    at.printer.print(DOCUMENT)
    at.hears()
    at.service.printed.get(timeout=SECONDS)
    at.printer.wipe()
    at.service.emit(PageJobEnded(1, JobEnd(JobOutcome.PRINTED)))
    assert at.quiet()


def test_pages_that_cannot_be_made_are_not_printed(desk: Callable[..., Desk]) -> None:
    at = desk()
    at.printer.print(UNFIT)
    assert at.hears() == A4Finished("jobRefused")
    assert at.service.printed.empty()
    at.printer.print(DOCUMENT)
    assert isinstance(at.hears(), A4Began)


def test_a_worker_that_is_stopped_says_so_and_one_too_slow_is_ended() -> None:
    composer = Composer(FONTS)
    composer.stop()
    with pytest.raises(ComposeError):
        composer.compose(DOCUMENT)
    slow = Composer(FONTS)
    with pytest.raises(ComposeError, match="too long"):
        slow.compose(DOCUMENT, seconds=0.0)
    assert slow._process.returncode is not None


def test_a_worker_writes_nothing_of_the_pages_to_a_disk_or_an_error_stream(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    pdf, pages = Composer(FONTS).compose(DOCUMENT)
    assert pages > 1
    with pytest.raises(ComposeError):
        Composer(FONTS).compose(UNFIT)
    assert list(tmp_path.iterdir()) == []
    assert capfd.readouterr() == ("", "")
    assert pdf.startswith(b"%PDF")


@pytest.fixture(scope="module")
def paper() -> Iterator[SimulatedPrinter]:
    folder = Path(tempfile.mkdtemp(prefix="yi"))
    folder.chmod(0o711)  # cupsd's filters run as another user and must pass through
    server = PrivateServer(folder)
    server.start()
    yield server.add("a4")
    server.stop()
    shutil.rmtree(folder)


def test_a_real_print_server_gets_the_very_pages(paper: SimulatedPrinter) -> None:
    told: queue.Queue[Message] = queue.Queue()
    address = str(paper.server.socket)
    printer = PagePrinter(
        lambda emit: PagePrinterService(
            lambda: CupsPagePrinter(paper.queue, address), emit, watch_every=0.05, poll=0.02
        ),
        lambda: Composer(FONTS),
        told.put,
    )
    supervisor = Supervisor(lambda _name, _status: None)
    supervisor.add("page_printer", printer.plan())
    supervisor.start()
    try:
        printer.print(DOCUMENT)
        began = told.get(timeout=SECONDS)
        assert isinstance(began, A4Began)
        assert told.get(timeout=SECONDS) == A4Finished()
    finally:
        printer.stop()
        assert supervisor.stop(30) == ()
    assert not [file for file in paper.server.spool.rglob("d*") if file.is_file()], "the server kept it"
    (printed,) = paper.paper
    texts = Texts("zh-CN")
    wanted = compose(
        DOCUMENT,
        Typeface(FONTS / "regular.otf", FONTS / "bold.otf"),
        lambda page, pages: texts("a4.page", page=page, pages=pages),
    )
    assert began.pages == wanted.pages
    assert _pictures(printed) == _pictures(wanted.pdf)
    # Job number and name, as whoever stands at the print server sees them.
    assert [run.split(" ", 1)[1] for run in paper.runs] == ["yiciban"]


def _pictures(pdf: bytes) -> list[bytes]:
    with pikepdf.open(io.BytesIO(pdf)) as document:
        return [
            image.read_raw_bytes() for page in document.pages for image in page.resources.XObject.values()
        ]
