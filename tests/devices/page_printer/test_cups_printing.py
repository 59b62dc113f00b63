"""The driver against a real cupsd that the test starts."""

import io
import socket

import pikepdf
import pytest

from devices.page_printer.cups_printer import JOB_NAME, CupsPagePrinter
from devices.page_printer.interface import (
    JOB_ABORTED,
    TIMED_OUT,
    JobEnd,
    JobOutcome,
    PageOptions,
    TonerStatus,
)
from devices.page_printer.reach import Reach
from devices.page_printer.simulator.private_server import PrivateServer
from devices.status import DeviceStatus, Mender, PaperStatus


def finish(job, until) -> JobEnd:
    assert not isinstance(job, JobEnd), job
    return until(job.poll)


def test_the_document_comes_out_once_and_byte_for_byte(driver, simulated, pdf, until) -> None:
    assert finish(driver.start(pdf), until) == JobEnd(JobOutcome.PRINTED)
    assert simulated.paper == [pdf]
    assert len(simulated.runs) == 1


def test_pages_through_the_servers_filters_are_the_same_pages(print_server, pdf, until, tmp_path) -> None:
    ppd = tmp_path / "pdf.ppd"
    ppd.write_text(PPD)
    simulated = print_server.add("filtered", ppd=ppd)
    job = CupsPagePrinter("filtered", str(print_server.socket)).start(pdf, PageOptions(two_sided=True))
    assert finish(job, until) == JobEnd(JobOutcome.PRINTED)
    with pikepdf.open(io.BytesIO(simulated.paper[0])) as out, pikepdf.open(io.BytesIO(pdf)) as sent:
        assert len(out.pages) == len(sent.pages) == 2
        for page in out.pages:
            assert [round(float(n)) for n in page.mediabox] == [0, 0, 595, 842]
        assert pictures(out) == pictures(sent)


def pictures(document: pikepdf.Pdf) -> list[bytes]:
    found = (o for o in document.objects if isinstance(o, pikepdf.Stream) and o.get("/Subtype") == "/Image")
    return sorted(o.read_raw_bytes() for o in found)


def test_nothing_of_the_job_stays_at_the_server_and_its_name_says_nothing(
    print_server, driver, simulated, pdf, until
) -> None:
    finish(driver.start(pdf), until)
    assert simulated.runs[0].split()[1:] == [JOB_NAME]
    mine = print_server.connection().getJobs(which_jobs="all", requested_attributes=["job-printer-uri"])
    assert not [j for j in mine.values() if j["job-printer-uri"].endswith(f"/{simulated.queue}")]
    assert not [p for p in print_server.spool.rglob("d*") if p.is_file() and p.read_bytes() == pdf]


def test_a_server_that_keeps_documents_is_told_of(own_server, pdf, until) -> None:
    server = own_server(keep_documents=True)
    server.add("q")
    end = finish(CupsPagePrinter("q", str(server.socket)).start(pdf), until)
    assert end == JobEnd(JobOutcome.PRINTED, None, ("documentKept",))
    assert not list(server.spool.glob("d*"))


HELD = {
    "media-empty-error": ("paperOut", Mender.CLEAR),
    "media-needed": ("paperOut", Mender.CLEAR),
    "media-jam-error": ("paperJammed", Mender.CLEAR),
    "cover-open": ("coverOpen", Mender.CLEAR),
    "toner-empty-error": ("tonerOut", Mender.CLEAR),
    "offline-report": ("printerOffline", Mender.CLEAR),
    "marker-waste-full-error": ("printerWorn", Mender.MAINTENANCE),
    "vendor-bearing-worn-error": ("printerFault", Mender.MAINTENANCE),
}


@pytest.mark.parametrize("reason", HELD)
def test_a_fault_while_printing_is_named_and_when_mended_the_job_goes_on(
    driver, simulated, pdf, until, reason: str
) -> None:
    simulated.set("hold", reason)
    job = driver.start(pdf)
    status = until(lambda: (s := driver.status()).fault and s)
    assert (status.fault.code, status.fault.who) == HELD[reason]
    assert job.poll() is None
    simulated.set("ok")
    assert finish(job, until).outcome is JobOutcome.PRINTED
    assert until(lambda: driver.status().fault is None)
    assert simulated.paper == [pdf]
    assert len(simulated.runs) == 1


def test_a_job_stopped_at_the_printer_is_unknown_with_the_printers_fault(
    driver, simulated, pdf, until
) -> None:
    simulated.set("hold", "media-empty-error")
    job = driver.start(pdf)
    until(lambda: driver.status().fault)
    end = job.cancel(driver.status().fault)
    assert (end.outcome, end.fault.code) == (JobOutcome.UNKNOWN, "paperOut")
    assert job.poll() == end
    simulated.set("ok")
    assert simulated.paper == []


def test_the_last_word_of_a_printer_without_paper_keeps_the_next_job_away(
    driver, simulated, pdf, until
) -> None:
    simulated.set("hold", "media-empty-error")
    job = driver.start(pdf)
    until(lambda: driver.status().fault)
    job.cancel(TIMED_OUT)
    until(lambda: driver.status().device is not DeviceStatus.DEVICE_BUSY)
    end = driver.start(pdf)
    assert isinstance(end, JobEnd)
    assert (end.outcome, end.fault.code) == (JobOutcome.NOT_PRINTED, "paperOut")
    assert len(simulated.runs) == 1


def test_half_a_document_is_unknown_and_never_printed_again(driver, simulated, pdf, until) -> None:
    simulated.set("half")
    end = finish(driver.start(pdf), until)
    assert end == JobEnd(JobOutcome.UNKNOWN, JOB_ABORTED)
    assert (simulated.scraps, simulated.paper, len(simulated.runs)) == (1, [], 1)


@pytest.mark.parametrize("policy", ["retry-job", "retry-current-job", "stop-printer"])
def test_a_server_that_would_print_again_is_stopped_before(print_server, pdf, until, policy: str) -> None:
    simulated = print_server.add(f"again-{policy}", error_policy=policy)
    driver = CupsPagePrinter(simulated.queue, str(print_server.socket))
    simulated.set("fail")
    job = driver.start(pdf)
    end = finish(job, until)
    assert end.outcome is JobOutcome.UNKNOWN
    runs = len(simulated.runs)
    simulated.set("ok")
    print_server.connection().enablePrinter(simulated.queue)
    # A later job of someone else's passes: ours would have come out before it.
    assert finish(driver.start(pdf + b"\n"), until).outcome is JobOutcome.PRINTED
    assert simulated.paper == [pdf + b"\n"]
    assert len(simulated.runs) == runs + 1


def test_a_stopped_queue_prints_nothing_later(print_server, driver, simulated, pdf) -> None:
    staff = print_server.connection()
    staff.disablePrinter(simulated.queue)
    end = driver.start(pdf)
    assert (end.outcome, end.fault.code, end.fault.who) == (
        JobOutcome.NOT_PRINTED,
        "queueStopped",
        Mender.MAINTENANCE,
    )
    staff.enablePrinter(simulated.queue)
    assert driver.status().can_print
    assert simulated.runs == []


def test_a_queue_stopped_while_a_job_waits_has_the_job_taken_out(
    print_server, driver, simulated, pdf, until
) -> None:
    simulated.set("hold")
    first = driver.start(pdf)
    until(lambda: simulated.runs)
    second = driver.start(pdf)
    assert second.poll() is None
    print_server.connection().disablePrinter(simulated.queue)
    end = finish(second, until)
    assert (end.outcome, end.fault.code) == (JobOutcome.NOT_PRINTED, "queueStopped")
    assert finish(first, until).outcome is JobOutcome.UNKNOWN
    simulated.set("ok")
    print_server.connection().enablePrinter(simulated.queue)
    assert len(simulated.runs) == 1


def test_a_backend_that_stops_the_queue_is_a_stopped_queue(driver, simulated, pdf, until) -> None:
    simulated.set("stop")
    end = finish(driver.start(pdf), until)
    assert (end.outcome, end.fault.code) == (JobOutcome.UNKNOWN, "queueStopped")


def test_a_queue_that_takes_no_jobs_is_told_apart(print_server, driver, simulated, pdf) -> None:
    print_server.connection().rejectJobs(simulated.queue)
    end = driver.start(pdf)
    assert (end.outcome, end.fault.code) == (JobOutcome.NOT_PRINTED, "queueRejecting")


def test_a_queue_that_is_gone_is_told_apart(print_server, driver, simulated, pdf) -> None:
    print_server.connection().deletePrinter(simulated.queue)
    status = driver.status()
    assert (status.device, status.fault.code) == (DeviceStatus.NO_DEVICE, "queueGone")
    assert driver.start(pdf) == JobEnd(JobOutcome.NOT_PRINTED, status.fault)


def test_a_queue_removed_while_it_prints_ends_unknown(print_server, driver, simulated, pdf, until) -> None:
    simulated.set("hold")
    job = driver.start(pdf)
    until(lambda: simulated.runs)
    print_server.connection().deletePrinter(simulated.queue)
    end = finish(job, until)
    assert (end.outcome, end.fault.code) == (JobOutcome.UNKNOWN, "queueGone")


def test_a_server_that_goes_and_comes_back_never_prints_our_job_again(own_server, pdf, until) -> None:
    server: PrivateServer = own_server()
    simulated = server.add("q")
    driver = CupsPagePrinter("q", str(server.socket))
    simulated.set("hold")
    job = driver.start(pdf)
    until(lambda: simulated.runs)
    assert job.poll() is None
    server.stop(kill=True)
    status = driver.status()
    assert (status.device, status.fault.code, status.fault.who) == (
        DeviceStatus.NO_DEVICE,
        "printServerGone",
        Mender.RESET,
    )
    assert job.poll() is None
    end = job.cancel(status.fault)
    assert (end.outcome, end.fault.code) == (JobOutcome.UNKNOWN, "printServerGone")
    # The power went at the printer too: what it had is gone.
    simulated.set("fail")
    until(lambda: not simulated.busy)
    simulated.set("hold")
    server.start()
    # The server has kept the job and begins it again by itself: that is what has to be stopped.
    until(lambda: len(simulated.runs) == 2)
    assert driver.cancel_leftovers() == 1
    until(lambda: not simulated.busy)
    simulated.set("ok")
    assert finish(driver.start(pdf + b"\n"), until).outcome is JobOutcome.PRINTED
    assert simulated.paper == [pdf + b"\n"]


def test_a_network_printer_that_went_away_after_the_look_is_told_as_offline(print_server, pdf, until) -> None:
    with socket.socket() as refusing:
        refusing.bind(("127.0.0.1", 0))
        print_server.add("went", device=f"socket://127.0.0.1:{refusing.getsockname()[1]}")
        looks = iter([True, False])
        reach = Reach(connect=lambda *_: next(looks))
        driver = CupsPagePrinter("went", str(print_server.socket), reach=reach)
        job = driver.start(pdf)
        until(lambda: driver.status().device is DeviceStatus.DEVICE_BUSY)
        end = job.cancel(driver.why_late())
    assert (end.outcome, end.fault.code) == (JobOutcome.UNKNOWN, "printerOffline")


def test_jobs_of_others_are_no_leftovers(print_server, driver, simulated, pdf, until) -> None:
    staff = print_server.connection()
    staff.disablePrinter(simulated.queue)
    theirs = staff.createJob(simulated.queue, "report", {})
    ours = staff.createJob(simulated.queue, JOB_NAME, {})
    assert driver.cancel_leftovers() == 1
    open_jobs = staff.getJobs(which_jobs="not-completed", my_jobs=True)
    assert theirs in open_jobs
    assert ours not in open_jobs


def test_no_server_is_a_status_and_not_an_error(tmp_path, pdf) -> None:
    driver = CupsPagePrinter("q", str(tmp_path / "none.sock"))
    assert driver.status().fault.code == "printServerGone"
    assert driver.start(pdf).outcome is JobOutcome.NOT_PRINTED


def test_paper_and_toner_are_unknown_while_nobody_told(driver) -> None:
    status = driver.status()
    assert (status.paper, status.toner) == (PaperStatus.UNKNOWN, TonerStatus.UNKNOWN)


PPD = """*PPD-Adobe: "4.3"
*FormatVersion: "4.3"
*FileVersion: "1.0"
*LanguageVersion: English
*LanguageEncoding: ISOLatin1
*PCFileName: "PAGES.PPD"
*Manufacturer: "Yiciban"
*Product: "(Pages)"
*ModelName: "Yiciban Pages"
*ShortNickName: "Yiciban Pages"
*NickName: "Yiciban Pages"
*PSVersion: "(3010.000) 0"
*cupsFilter2: "application/vnd.cups-pdf application/pdf 0 -"
*OpenUI *PageSize: PickOne
*DefaultPageSize: A4
*PageSize A4: ""
*CloseUI: *PageSize
*OpenUI *PageRegion: PickOne
*DefaultPageRegion: A4
*PageRegion A4: ""
*CloseUI: *PageRegion
*DefaultImageableArea: A4
*ImageableArea A4: "0 0 595 842"
*DefaultPaperDimension: A4
*PaperDimension A4: "595 842"
"""
