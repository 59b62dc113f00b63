"""Every fault of the simulated page printer and its print server.

What the printer itself reports is heard only while it prints, as with a real one behind CUPS.
"""

from devices.simulated_faults import SettableFault

_WELL = {"cmd": "printer", "mode": "ok"}


def _reported(name: str, about: str, reason: str) -> SettableFault:
    return SettableFault(
        name,
        about,
        {"cmd": "printer", "mode": "hold", "reason": reason},
        _WELL,
        {"mode": "hold", "reason": reason},
    )


def _mode(name: str, about: str, mode: str) -> SettableFault:
    return SettableFault(name, about, {"cmd": "printer", "mode": mode}, _WELL, {"mode": mode, "reason": ""})


def _queue(name: str, about: str, do: str, undo: str, shows: str) -> SettableFault:
    return SettableFault(
        name, about, {"cmd": "queue", "do": do}, {"cmd": "queue", "do": undo}, {"queue": shows}
    )


FAULTS: tuple[SettableFault, ...] = (
    SettableFault(
        "server-gone", "the print server is stopped", {"cmd": "unplug"}, {"cmd": "plug"}, {"plugged": False}
    ),
    _queue("queue-stopped", "the queue is stopped at the server", "stop", "start", "stopped"),
    _queue("queue-rejecting", "the queue takes no jobs", "reject", "accept", "rejecting"),
    _reported("paper-out", "the tray runs empty while it prints", "media-empty-error"),
    _reported("paper-jam", "paper gets stuck while it prints", "media-jam-error"),
    _reported("cover-open", "a cover is opened while it prints", "cover-open-error"),
    _reported("tray-missing", "the tray is pulled out while it prints", "input-tray-missing-error"),
    _reported("toner-out", "toner is used up while it prints", "toner-empty-error"),
    _reported("output-full", "the output tray fills while it prints", "output-area-full-error"),
    _reported("offline", "the printer cannot be reached", "offline-report"),
    _mode("silent", "it stands still and says nothing", "hold"),
    _mode("half", "half of a document comes out", "half"),
    _mode("fails", "nothing comes out and the backend fails", "fail"),
    SettableFault(
        "stops-queue",
        "nothing comes out and the queue is stopped",
        {"cmd": "printer", "mode": "stop"},
        {"cmd": "heal"},
        {"mode": "stop"},
    ),
)
