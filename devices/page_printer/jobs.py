"""What a job's attributes say of its end (RFC 8011, 5.3.7). Pure."""

from collections.abc import Mapping
from typing import Any

from devices.page_printer.interface import JOB_ABORTED, JOB_CANCELLED, JobEnd, JobOutcome

PENDING, HELD, PROCESSING, STOPPED, CANCELED, ABORTED, COMPLETED = range(3, 10)
"""Values of job-state."""


def began(attributes: Mapping[str, Any]) -> int | None:
    """Return when the job began to be printed, s since 1970; None when it never did."""
    value = attributes.get("time-at-processing")
    return value if isinstance(value, int) and value > 0 else None


def end(attributes: Mapping[str, Any], touched: bool) -> JobEnd | None:
    """Return how the job ended, None while it has not. `touched`: it was seen being printed before."""
    state = attributes.get("job-state")
    if state == COMPLETED:
        # RFC 8011, 5.3.8: there is paper, but whether all of it is right is not certain.
        if "job-completed-with-errors" in _keywords(attributes):
            return JobEnd(JobOutcome.UNKNOWN, JOB_ABORTED)
        return JobEnd(JobOutcome.PRINTED)
    if state in (CANCELED, ABORTED):
        fault = JOB_CANCELLED if state == CANCELED else JOB_ABORTED
        # Once a job was at the printer nobody can say how many of its pages are out.
        untouched = not touched and began(attributes) is None
        return JobEnd(JobOutcome.NOT_PRINTED if untouched else JobOutcome.UNKNOWN, fault)
    return None


def repeats(attributes: Mapping[str, Any], began_before: int | None) -> bool:
    """Whether the server has begun, or is about to begin, to print a job again that it printed before."""
    state, start = attributes.get("job-state"), began(attributes)
    if state in (PENDING, HELD):
        return start is not None or began_before is not None
    return state == PROCESSING and began_before is not None and start != began_before


def keeps_document(attributes: Mapping[str, Any]) -> bool:
    """Whether the server still has the document of a job that ended (CUPS: PreserveJobFiles)."""
    return bool(attributes.get("job-preserved")) or attributes.get("number-of-documents") not in (None, 0)


def _keywords(attributes: Mapping[str, Any]) -> tuple[str, ...]:
    value = attributes.get("job-state-reasons")
    return (value,) if isinstance(value, str) else tuple(value or ())
