"""The service under the supervisor, against a real cupsd."""

import queue
import socket
import tempfile
import threading
from dataclasses import replace

import pytest

from devices.page_printer.cups_printer import JOB_NAME, CupsPagePrinter
from devices.page_printer.document import DocumentError
from devices.page_printer.interface import JobEnd, JobOutcome
from devices.page_printer.service import PageJobEnded, PagePrinterService, PageStatusChanged
from devices.status import DeviceStatus, Mender, Status
from devices.supervisor import Supervisor


class Desk:
    """A service with a supervisor, and what they told."""

    def __init__(self, address: str, name: str, job_timeout: float = 60.0) -> None:
        self.ends: queue.Queue[PageJobEnded] = queue.Queue()
        self.codes: list[str | None] = []
        self.statuses: list[Status] = []
        self.service = PagePrinterService(
            lambda: CupsPagePrinter(name, address),
            self._heard,
            watch_every=0.05,
            poll=0.02,
            job_timeout=job_timeout,
        )
        self.supervisor = Supervisor(lambda _name, status: self.statuses.append(status))
        self.supervisor.add("page_printer", self.service.plan())
        self.supervisor.start()

    def _heard(self, message: PageStatusChanged | PageJobEnded) -> None:
        if isinstance(message, PageJobEnded):
            self.ends.put(message)
        else:
            self.codes.append(message.status.fault.code if message.status.fault else None)

    def end(self, job: int) -> JobEnd:
        told = self.ends.get(timeout=30)
        assert told.job == job
        return told.end


@pytest.fixture
def desk():
    made: list[Desk] = []

    def make(*arguments, **options) -> Desk:
        made.append(Desk(*arguments, **options))
        return made[-1]

    yield make
    for one in made:
        assert one.supervisor.stop(30) == ()


def test_documents_are_printed_in_order_and_each_is_told_once(desk, print_server, simulated, pdf) -> None:
    at = desk(str(print_server.socket), simulated.queue)
    numbers = [at.service.print(pdf + b"\n" * n) for n in range(3)]
    assert [at.end(n).outcome for n in numbers] == [JobOutcome.PRINTED] * 3
    assert simulated.paper == [pdf, pdf + b"\n", pdf + b"\n\n"]
    assert at.ends.empty()


def test_a_document_that_is_none_never_reaches_the_server(desk, print_server, simulated) -> None:
    at = desk(str(print_server.socket), simulated.queue)
    with pytest.raises(DocumentError, match="notPdf"):
        at.service.print(b"hello")
    assert simulated.runs == []


def test_paper_out_is_told_while_the_job_waits_and_the_job_goes_on_after(
    desk, print_server, simulated, pdf, until
) -> None:
    at = desk(str(print_server.socket), simulated.queue)
    until(lambda: at.service.status.can_print)
    simulated.set("hold", "media-empty-error")
    job = at.service.print(pdf)
    until(lambda: "paperOut" in at.codes)
    assert not at.supervisor.status("page_printer").usable
    simulated.set("ok")
    assert at.end(job).outcome is JobOutcome.PRINTED
    until(lambda: at.supervisor.status("page_printer").usable)
    assert at.codes.count("paperOut") == 1


def test_a_job_out_of_time_is_stopped_and_says_what_stood_in_its_way(
    desk, print_server, simulated, pdf, until
) -> None:
    at = desk(str(print_server.socket), simulated.queue, job_timeout=3.0)
    simulated.set("hold", "media-jam-error")
    end = at.end(at.service.print(pdf))
    assert end.outcome is JobOutcome.UNKNOWN
    assert end.fault is not None
    assert end.fault.code == "paperJammed"
    until(lambda: not simulated.busy)
    simulated.set("ok")
    assert simulated.paper == []


def test_a_job_out_of_time_at_a_printer_without_fault_is_stalled(desk, print_server, simulated, pdf) -> None:
    at = desk(str(print_server.socket), simulated.queue, job_timeout=1.0)
    simulated.set("hold")
    end = at.end(at.service.print(pdf))
    assert end.fault is not None
    assert (end.outcome, end.fault.code) == (JobOutcome.UNKNOWN, "printerStalled")


def test_a_network_printer_that_is_not_there_is_offline_and_gets_no_job(desk, print_server, pdf) -> None:
    with socket.socket() as taken:
        # Bound and not listening: whoever connects is refused.
        taken.bind(("127.0.0.1", 0))
        print_server.add("network", device=f"socket://127.0.0.1:{taken.getsockname()[1]}")
        at = desk(str(print_server.socket), "network")
        end = at.end(at.service.print(pdf))
        assert end.fault is not None
        assert (end.outcome, end.fault.code, end.fault.who) == (
            JobOutcome.NOT_PRINTED,
            "printerOffline",
            Mender.CLEAR,
        )
        assert at.supervisor.status("page_printer").device is DeviceStatus.OFFLINE


def test_a_network_printer_gets_its_pages_by_the_real_backend(desk, print_server, pdf) -> None:
    with socket.create_server(("127.0.0.1", 0)) as printer:
        printer.settimeout(50)
        came: queue.Queue[bytes] = queue.Queue()

        def take() -> None:
            while True:
                try:
                    connection, _ = printer.accept()
                except OSError:
                    return
                with connection, connection.makefile("rb") as stream:
                    came.put(stream.read())

        thread = threading.Thread(target=take, daemon=True)
        thread.start()
        print_server.add("network2", device=f"socket://127.0.0.1:{printer.getsockname()[1]}/?waiteof=false")
        at = desk(str(print_server.socket), "network2")
        assert at.end(at.service.print(pdf)).outcome is JobOutcome.PRINTED
        while not (pages := came.get(timeout=30)):
            """Connections that only looked whether the printer is there."""
        assert pages == pdf
        printer.shutdown(socket.SHUT_RDWR)
        thread.join(30)


def test_a_server_that_takes_the_connection_and_is_silent_holds_up_only_its_own_thread(until) -> None:
    with tempfile.TemporaryDirectory(prefix="yi") as folder, socket.socket(socket.AF_UNIX) as silent:
        silent.bind(f"{folder}/cups.sock")
        silent.listen(8)
        printer = CupsPagePrinter("q", f"{folder}/cups.sock")
        service = PagePrinterService(lambda: printer, lambda _message: None)
        told: queue.Queue[Status] = queue.Queue()
        supervisor = Supervisor(lambda _name, status: told.put(status), check_every=0.05)
        supervisor.add("page_printer", replace(service.plan(), stalled=0.3))
        supervisor.start()
        wedged = told.get(timeout=30)
        assert wedged.fault is not None
        assert (wedged.device, wedged.fault.code) == (DeviceStatus.HARDWARE_ERROR, "notResponding")
        assert supervisor.stop(0.1) == ("page_printer",)


def test_a_queue_that_is_stopped_and_started_goes_and_comes_back(
    desk, print_server, simulated, pdf, until
) -> None:
    at = desk(str(print_server.socket), simulated.queue)
    until(lambda: at.service.status.can_print)
    print_server.connection().disablePrinter(simulated.queue)
    until(lambda: at.codes[-1] == "queueStopped")
    end = at.end(at.service.print(pdf))
    assert end.outcome is JobOutcome.NOT_PRINTED
    print_server.connection().enablePrinter(simulated.queue)
    until(lambda: at.supervisor.status("page_printer").usable)
    assert simulated.runs == []


def test_a_printer_taken_away_and_set_up_again_comes_back(desk, own_server, pdf, until) -> None:
    server = own_server()
    server.add("q")
    at = desk(str(server.socket), "q")
    until(lambda: at.service.status.can_print)
    server.connection().deletePrinter("q")
    until(lambda: at.codes[-1] == "queueGone")
    assert at.supervisor.status("page_printer").device is DeviceStatus.NO_DEVICE
    server.stop()
    until(lambda: at.codes[-1] == "printServerGone")
    assert at.end(at.service.print(pdf)).outcome is JobOutcome.NOT_PRINTED
    server.start()
    until(lambda: at.codes[-1] == "queueGone")
    simulated = server.add("q")
    until(lambda: at.supervisor.status("page_printer").usable)
    assert at.end(at.service.print(pdf)).outcome is JobOutcome.PRINTED
    assert simulated.paper == [pdf]


def test_what_an_earlier_run_left_is_stopped_before_anything_is_printed(
    desk, print_server, simulated, pdf, until
) -> None:
    simulated.set("hold")
    left = CupsPagePrinter(simulated.queue, str(print_server.socket)).start(pdf)
    assert not isinstance(left, JobEnd)
    until(lambda: simulated.busy)
    at = desk(str(print_server.socket), simulated.queue)
    until(lambda: not simulated.busy)
    simulated.set("ok")
    assert at.end(at.service.print(pdf + b"\n")).outcome is JobOutcome.PRINTED
    assert simulated.paper == [pdf + b"\n"]


def test_a_service_that_ends_takes_its_job_out_of_the_queue(print_server, simulated, pdf, until) -> None:
    simulated.set("hold")
    at = Desk(str(print_server.socket), simulated.queue)
    job = at.service.print(pdf)
    until(lambda: simulated.busy)
    assert at.supervisor.stop(30) == ()
    assert at.end(job).outcome is JobOutcome.UNKNOWN
    open_jobs = print_server.connection().getJobs(requested_attributes=["job-name", "job-printer-uri"])
    mine = [j for j in open_jobs.values() if j["job-name"] == JOB_NAME]
    assert not [j for j in mine if j["job-printer-uri"].endswith(f"/{simulated.queue}")]


def test_nothing_of_a_document_is_logged(desk, print_server, simulated, pdf, caplog) -> None:
    caplog.set_level("DEBUG")
    at = desk(str(print_server.socket), simulated.queue)
    simulated.set("fail")
    at.end(at.service.print(pdf))
    assert "PDF" not in caplog.text


def test_what_waits_when_its_owner_leaves_is_forgotten_and_what_the_printer_is_at_comes_out(
    desk, print_server, simulated, pdf, until
) -> None:
    at = desk(str(print_server.socket), simulated.queue)
    simulated.set("hold")
    first = at.service.print(pdf)
    until(lambda: simulated.busy)
    at.service.print(pdf + b"\n")
    until(lambda: at.service.status.device is DeviceStatus.DEVICE_BUSY)
    at.service.wipe()
    simulated.set("ok")
    assert at.end(first).outcome is JobOutcome.PRINTED
    third = at.service.print(pdf + b"\n\n")
    assert at.end(third).outcome is JobOutcome.PRINTED
    assert simulated.paper == [pdf, pdf + b"\n\n"]


def test_pages_that_wait_for_paper_do_not_come_out_once_their_owner_has_left(
    desk, print_server, simulated, pdf, until
) -> None:
    at = desk(str(print_server.socket), simulated.queue)
    until(lambda: at.service.status.can_print)
    simulated.set("hold", "media-empty-error")
    job = at.service.print(pdf)
    until(lambda: "paperOut" in at.codes)
    at.service.wipe()
    assert at.end(job).outcome is JobOutcome.UNKNOWN
    until(lambda: not simulated.busy)
    simulated.set("ok")
    jobs = print_server.connection().getJobs(
        which_jobs="not-completed", requested_attributes=["job-printer-uri"]
    )
    assert not [job for job in jobs.values() if simulated.queue in job["job-printer-uri"]]
    assert simulated.paper == []
