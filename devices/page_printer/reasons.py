"""From what a print server says of a printer (IPP attributes, RFC 8011) to our status. Pure."""

from collections.abc import Mapping
from typing import Any

from devices.page_printer.interface import CONNECTING, PRINTER_OFFLINE, PagePrinterStatus, TonerStatus
from devices.status import DeviceStatus, Fault, Mender, PaperStatus

IDLE, PROCESSING, STOPPED = 3, 4, 5
"""Values of printer-state (RFC 8011, 5.4.11)."""
_SEVERITIES = ("-error", "-warning", "-report")
_REPEATING = ("retry-job", "retry-current-job")
STALE = 60
"""How long an idle printer's last word counts, s. CUPS hears of a printer only while it prints and keeps what
the last job's backend said: without an end to that, a tray filled since would never be found out.
"""
UNREACHED = 15
"""How long a printer may take to be reached, s: longer than one that wakes from its sleep."""
_OF_THE_QUEUE = ("queueStopped", "queueRejecting", "spoolFull", "filterMissing")

# Keywords of RFC 8011, 5.4.12, PWG 5100.9 and CUPS; the first that is reported is the fault that is told.
# What lies deeper stands first: an open cover explains a printer that is stopped.
_FAULTS: tuple[tuple[tuple[str, ...], Fault, DeviceStatus], ...] = (
    (
        ("cover-open", "door-open", "interlock-open"),
        Fault("coverOpen", "a cover or door is open", Mender.CLEAR),
        DeviceStatus.USER_ERROR,
    ),
    (
        ("media-jam",),
        Fault("paperJammed", "paper is stuck in the printer", Mender.CLEAR),
        DeviceStatus.HARDWARE_ERROR,
    ),
    (
        ("media-empty", "media-needed"),
        Fault("paperOut", "no paper, or not the paper that is needed", Mender.CLEAR),
        DeviceStatus.USER_ERROR,
    ),
    (
        ("input-tray-missing", "input-cannot-feed-size-selected"),
        Fault("trayMissing", "the paper tray is not in its place", Mender.CLEAR),
        DeviceStatus.USER_ERROR,
    ),
    (
        ("toner-empty", "marker-supply-empty", "developer-empty"),
        Fault("tonerOut", "toner or ink is used up", Mender.CLEAR),
        DeviceStatus.USER_ERROR,
    ),
    (
        ("marker-waste-full", "opc-life-over", "fuser-over-temp", "fuser-under-temp"),
        Fault("printerWorn", "a part has to be exchanged or serviced", Mender.MAINTENANCE),
        DeviceStatus.HARDWARE_ERROR,
    ),
    (
        ("output-area-full", "output-tray-missing"),
        Fault("outputFull", "printed pages have to be taken away", Mender.CLEAR),
        DeviceStatus.USER_ERROR,
    ),
    (
        ("offline", "shutdown", "timed-out", "stopped-partly", "deactivated"),
        PRINTER_OFFLINE,
        DeviceStatus.OFFLINE,
    ),
    (
        ("spool-area-full",),
        Fault("spoolFull", "the print server has no room left", Mender.MAINTENANCE),
        DeviceStatus.HARDWARE_ERROR,
    ),
    (
        ("cups-missing-filter", "cups-insecure-filter"),
        Fault("filterMissing", "a program that prepares pages is missing", Mender.MAINTENANCE),
        DeviceStatus.HARDWARE_ERROR,
    ),
)
_STOPPED = Fault("queueStopped", "the queue was stopped at the print server", Mender.MAINTENANCE)
_REJECTING = Fault("queueRejecting", "the queue takes no jobs", Mender.MAINTENANCE)
_UNNAMED = Fault("printerFault", "the printer reports an error that has no name here", Mender.MAINTENANCE)
_LOW_PAPER = ("media-low",)
_LOW_TONER = ("toner-low", "marker-supply-low")


def read_status(attributes: Mapping[str, Any]) -> PagePrinterStatus:
    """Return the status behind a queue's attributes; a missing or odd attribute counts as not given."""
    reasons = _keywords(attributes.get("printer-state-reasons"))
    named = {_bare(r): r for r in reasons if r != "none"}
    state = attributes.get("printer-state")
    accepting = attributes.get("printer-is-accepting-jobs")
    fault, device = _fault(named, state, accepting)
    warnings = _set_up(attributes)
    if fault is None and CONNECTING in named and state == PROCESSING and _age(attributes) >= UNREACHED:
        fault, device = PRINTER_OFFLINE, DeviceStatus.OFFLINE
    if fault is not None and fault.code not in _OF_THE_QUEUE and _stale(attributes):
        named, warnings = {}, ("statusStale", *warnings)
        fault, device = _fault(named, state, accepting)
    return PagePrinterStatus(
        device, fault, _paper(named), _toner(named), tuple(sorted(named.values())), warnings
    )


def _stale(attributes: Mapping[str, Any]) -> bool:
    return attributes.get("printer-state") == IDLE and _age(attributes) >= STALE


def _age(attributes: Mapping[str, Any]) -> int:
    """Return for how long the state has been what it is, s; 0 when that is not said."""
    changed, now = attributes.get("printer-state-change-time"), attributes.get("printer-up-time")
    if not isinstance(changed, int) or not isinstance(now, int):
        return 0
    return now - changed


def _fault(named: Mapping[str, str], state: object, accepting: object) -> tuple[Fault | None, DeviceStatus]:
    for keywords, fault, device in _FAULTS:
        if any(k in named and not _is_mild(k, named[k]) for k in keywords):
            return fault, device
    if any(full.endswith("-error") for full in named.values()):
        return _UNNAMED, DeviceStatus.HARDWARE_ERROR
    if state == STOPPED or "paused" in named or "moving-to-paused" in named:
        return _STOPPED, DeviceStatus.OFFLINE
    if accepting is False:
        return _REJECTING, DeviceStatus.OFFLINE
    if state not in (IDLE, PROCESSING):
        return _UNNAMED, DeviceStatus.HARDWARE_ERROR
    return None, DeviceStatus.DEVICE_BUSY if state == PROCESSING else DeviceStatus.ONLINE


def _is_mild(keyword: str, full: str) -> bool:
    """Whether the printer prints on all the same.

    RFC 8011: a keyword without a severity is an error. Printers call a second, empty tray a warning. CUPS
    itself calls a printer that it cannot reach `offline-report` and a missing filter a warning.
    """
    if keyword in ("offline", "cups-missing-filter", "cups-insecure-filter", "shutdown", "timed-out"):
        return False
    return full.endswith(("-warning", "-report"))


def _paper(named: Mapping[str, str]) -> PaperStatus:
    if "media-jam" in named and not _is_mild("media-jam", named["media-jam"]):
        return PaperStatus.JAMMED
    if any(k in named and not _is_mild(k, named[k]) for k in ("media-empty", "media-needed")):
        return PaperStatus.OUT
    if any(k in named for k in _LOW_PAPER):
        return PaperStatus.LOW
    # Silence about paper is no word that there is some: many printers tell only while they print.
    return PaperStatus.UNKNOWN


def _toner(named: Mapping[str, str]) -> TonerStatus:
    if any(k in named and not _is_mild(k, named[k]) for k in ("toner-empty", "marker-supply-empty")):
        return TonerStatus.OUT
    if any(k in named for k in _LOW_TONER):
        return TonerStatus.LOW
    return TonerStatus.UNKNOWN


def _set_up(attributes: Mapping[str, Any]) -> tuple[str, ...]:
    """Return what about the queue's setting would have to be otherwise."""
    warnings = []
    if attributes.get("printer-error-policy") in _REPEATING:
        # After a fault CUPS would print the whole job again; we stop it before, if we still can.
        warnings.append("jobsRepeated")
    if attributes.get("printer-is-shared") and attributes.get("server-is-sharing-printers"):
        warnings.append("queueShared")
    return tuple(warnings)


def _keywords(value: object) -> tuple[str, ...]:
    if isinstance(value, str):
        return (value,)
    if isinstance(value, list | tuple):
        return tuple(v for v in value if isinstance(v, str))
    return ()


def _bare(reason: str) -> str:
    for severity in _SEVERITIES:
        if reason.endswith(severity):
            return reason[: -len(severity)]
    return reason
