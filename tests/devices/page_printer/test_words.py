"""The pure parts: a queue's attributes to a status, a job's to its end, bytes to a document."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.page_printer import jobs
from devices.page_printer.document import LARGEST, DocumentError, check
from devices.page_printer.interface import JobOutcome, PageOptions, PagePrinterStatus, TonerStatus
from devices.page_printer.reasons import IDLE, PROCESSING, STALE, STOPPED, UNREACHED, read_status
from devices.status import DeviceStatus, MediaStatus, PaperStatus

WHOLE = b"%PDF-1.4\n1 0 obj\n<< >>\nendobj\ntrailer\n<< /Size 2 >>\nstartxref\n9\n%%EOF\n"


def queue(*reasons: str, state: int = IDLE, **others: object) -> PagePrinterStatus:
    given_ = [*reasons] or ["none"]
    return read_status(
        {
            "printer-state": state,
            "printer-state-reasons": given_,
            "printer-is-accepting-jobs": True,
            **{name.replace("_", "-"): value for name, value in others.items()},
        }
    )


def test_a_healthy_queue_is_online_and_paper_is_not_claimed() -> None:
    status = queue()
    assert (status.device, status.fault, status.paper) == (DeviceStatus.ONLINE, None, PaperStatus.UNKNOWN)
    assert status.status.usable


def test_a_printer_at_work_may_be_given_more() -> None:
    status = queue("connecting-to-device", state=PROCESSING)
    assert status.device is DeviceStatus.DEVICE_BUSY
    assert status.can_print
    assert status.status.usable


@pytest.mark.parametrize(
    ("reason", "code"),
    [
        ("media-empty", "paperOut"),
        ("media-empty-error", "paperOut"),
        ("media-needed-error", "paperOut"),
        ("media-jam-error", "paperJammed"),
        ("door-open-error", "coverOpen"),
        ("interlock-open", "coverOpen"),
        ("toner-empty", "tonerOut"),
        ("marker-supply-empty-error", "tonerOut"),
        ("input-tray-missing", "trayMissing"),
        ("output-area-full-error", "outputFull"),
        ("offline-report", "printerOffline"),
        ("timed-out", "printerOffline"),
        ("spool-area-full", "spoolFull"),
        ("cups-missing-filter-warning", "filterMissing"),
        ("com.vendor-broken-error", "printerFault"),
    ],
)
def test_each_reason_has_its_fault(reason: str, code: str) -> None:
    status = queue(reason)
    assert status.fault is not None
    assert status.fault.code == code
    assert not status.can_print
    assert not status.status.usable


@pytest.mark.parametrize(
    "reason", ["media-empty-warning", "media-low-warning", "toner-low-report", "cover-open-report"]
)
def test_a_warning_prints_on(reason: str) -> None:
    assert queue(reason).can_print


def test_supplies_are_told_apart() -> None:
    assert queue("media-low").paper is PaperStatus.LOW
    assert queue("media-empty").paper is PaperStatus.OUT
    jammed = queue("media-jam-error")
    assert (jammed.paper, jammed.status.media) == (PaperStatus.JAMMED, MediaStatus.JAMMED)
    assert queue("toner-low-warning").toner is TonerStatus.LOW
    assert queue("toner-empty-error").toner is TonerStatus.OUT


def test_the_cause_is_told_before_its_effect() -> None:
    fault = queue("paused", "cover-open-error", "media-empty-error", state=STOPPED).fault
    assert fault is not None
    assert fault.code == "coverOpen"


def test_a_queue_that_is_stopped_or_takes_nothing_is_told_apart() -> None:
    stopped, rejecting = queue("paused", state=STOPPED).fault, queue(printer_is_accepting_jobs=False).fault
    assert stopped is not None
    assert rejecting is not None
    assert (stopped.code, rejecting.code) == ("queueStopped", "queueRejecting")


def test_an_idle_printers_fault_is_believed_for_a_minute_only() -> None:
    times = {"printer_state_change_time": 1000}
    assert not queue("media-empty-error", printer_up_time=1000 + STALE - 1, **times).can_print
    later = queue("media-empty-error", printer_up_time=1000 + STALE, **times)
    assert later.can_print
    assert later.paper is PaperStatus.UNKNOWN
    assert later.warnings == ("statusStale",)
    assert not queue("media-empty-error", state=PROCESSING, printer_up_time=9999, **times).can_print
    assert not queue("paused", state=STOPPED, printer_up_time=9999, **times).can_print


def test_a_printer_that_is_not_reached_for_long_is_offline() -> None:
    def connecting(seconds: int) -> PagePrinterStatus:
        times = {"printer_state_change_time": 1000, "printer_up_time": 1000 + seconds}
        return queue("connecting-to-device", state=PROCESSING, **times)

    assert connecting(UNREACHED - 1).can_print
    assert connecting(UNREACHED - 1).why_late.code == "printerOffline"
    fault = connecting(UNREACHED).fault
    assert fault is not None
    assert fault.code == "printerOffline"
    assert queue(state=PROCESSING).why_late.code == "printerStalled"


def test_a_queue_set_to_print_again_is_warned_of() -> None:
    assert queue(printer_error_policy="retry-job").warnings == ("jobsRepeated",)
    assert queue(printer_error_policy="abort-job").warnings == ()
    assert queue(printer_is_shared=True, server_is_sharing_printers=True).warnings == ("queueShared",)


words = st.text(st.characters(codec="ascii"), max_size=20)
values = st.none() | st.booleans() | st.integers() | words | st.lists(words, max_size=4)
printer_names = st.sampled_from(
    [
        "printer-state",
        "printer-state-reasons",
        "printer-is-accepting-jobs",
        "printer-state-change-time",
        "printer-up-time",
        "printer-error-policy",
    ]
)
job_names = st.sampled_from(["job-state", "job-state-reasons", "time-at-processing", "job-preserved"])


@given(st.dictionaries(printer_names, values))
def test_any_attributes_give_a_status(attributes: dict[str, object]) -> None:
    status = read_status(attributes)
    assert status.can_print == (
        status.fault is None and status.device in (DeviceStatus.ONLINE, DeviceStatus.DEVICE_BUSY)
    )
    if attributes.get("printer-state") not in (IDLE, PROCESSING):
        assert not status.can_print


@given(st.dictionaries(job_names, values), st.booleans())
def test_only_a_completed_job_is_printed_and_only_an_untouched_one_is_not(
    attributes: dict[str, object], touched: bool
) -> None:
    end = jobs.end(attributes, touched)
    state = attributes.get("job-state")
    if end is None:
        assert state not in (7, 8, 9)
    elif end.outcome is JobOutcome.PRINTED:
        assert state == jobs.COMPLETED
    elif end.outcome is JobOutcome.NOT_PRINTED:
        assert not touched
        assert jobs.began(attributes) is None


def test_a_job_that_begins_twice_is_noticed() -> None:
    assert jobs.repeats({"job-state": jobs.PENDING, "time-at-processing": 5}, None)
    assert jobs.repeats({"job-state": jobs.PENDING, "time-at-processing": None}, 5)
    assert jobs.repeats({"job-state": jobs.PROCESSING, "time-at-processing": 9}, 5)
    assert not jobs.repeats({"job-state": jobs.PROCESSING, "time-at-processing": 5}, 5)
    assert not jobs.repeats({"job-state": jobs.PROCESSING, "time-at-processing": 5}, None)
    assert not jobs.repeats({"job-state": jobs.PENDING, "time-at-processing": None}, None)


def test_a_job_with_errors_at_its_end_is_unknown() -> None:
    end = jobs.end({"job-state": jobs.COMPLETED, "job-state-reasons": "job-completed-with-errors"}, True)
    assert end is not None
    assert end.outcome is JobOutcome.UNKNOWN


@pytest.mark.parametrize(
    ("document", "reason"),
    [
        (b"", "empty"),
        (b"PK\x03\x04 not a page", "notPdf"),
        (b"\n" + WHOLE, "notPdf"),
        (WHOLE[:40], "truncated"),
        (WHOLE + b"0" * 3000, "truncated"),
        (WHOLE.replace(b"/Size 2", b"/Size 2 /Encrypt 7 0 R"), "encrypted"),
        (WHOLE.replace(b"/Size 2", b"/Encrypt<< /Filter /Standard >>"), "encrypted"),
        (WHOLE.ljust(LARGEST + 1, b"%"), "tooLarge"),
    ],
)
def test_what_is_no_open_whole_pdf_is_refused(document: bytes, reason: str) -> None:
    with pytest.raises(DocumentError) as caught:
        check(document)
    assert caught.value.reason == reason


def test_an_open_pdf_passes(pdf: bytes) -> None:
    check(WHOLE)
    check(pdf)


@given(st.binary(max_size=400) | st.binary(max_size=200).map(lambda b: b"%PDF-1.7" + b + WHOLE[-20:]))
def test_any_bytes_pass_or_are_refused_by_name(document: bytes) -> None:
    try:
        check(document)
    except DocumentError as error:
        assert error.reason in ("empty", "notPdf", "truncated", "encrypted")


@pytest.mark.parametrize("copies", [0, 10, -1])
def test_copies_have_a_limit(copies: int) -> None:
    with pytest.raises(ValueError, match="copies"):
        PageOptions(copies)
