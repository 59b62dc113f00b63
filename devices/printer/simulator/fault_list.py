"""Every fault of the simulated printer."""

from typing import Any

from devices.simulated_faults import UNPLUGGED, SettableFault


def _switch(name: str, about: str, cmd: str, argument: str, member: str, bad: bool = True) -> SettableFault:
    """Return a fault that a command with one yes or no sets, and that the state tells by `member`."""
    return SettableFault(
        name, about, {"cmd": cmd, argument: bad}, {"cmd": cmd, argument: not bad}, {member: bad}
    )


def _roll(name: str, about: str, shows: dict[str, Any], cmd: str, **arguments: Any) -> SettableFault:
    return SettableFault(name, about, {"cmd": cmd, **arguments}, {"cmd": "paper", "state": "full"}, shows)


FAULTS: tuple[SettableFault, ...] = (
    UNPLUGGED,
    SettableFault(
        "unplugged-in-slip",
        "the cable is pulled after three more lines",
        {"cmd": "unplug_after", "lines": 3},
        {"cmd": "stay_plugged"},
        {"unplug_waits": True},
    ),
    _roll("paper-low", "the roll is near its end", {"paper": "low"}, "paper", state="low"),
    _roll("paper-out", "the roll is at its end", {"paper": "out"}, "paper", state="out"),
    _roll(
        "paper-out-in-slip",
        "the roll ends after three more lines",
        {"paper_out_waits": True},
        "paper_out_after",
        lines=3,
    ),
    _switch("cover-open", "the cover is open", "cover", "open", "cover_open"),
    _switch("feed-button", "somebody holds the feed button", "feed_button", "held", "feed_button"),
    _switch("cutter-jammed", "the autocutter is stuck", "cutter", "jammed", "cutter_jammed"),
    SettableFault(
        "cutter-jams-at-cut",
        "the next cut jams, and comes free when the error is acknowledged",
        {"cmd": "block_cutter"},
        {"cmd": "cutter", "jammed": False},
        {"cutter_blocked": True},
    ),
    _switch("mechanical-error", "something is stuck", "mechanical", "on", "mechanical"),
    _switch("paper-jam", "paper is stuck; only Custom's full status names it", "jam", "on", "paper_jam"),
    _switch("head-hot", "the print head is too hot", "head", "hot", "head_hot"),
    _switch("broken", "an error that it does not recover from", "break", "on", "broken"),
    _switch("waiting", "an error is over and not acknowledged", "waiting", "on", "waiting"),
    _switch("mouth-stuck", "the slip in the presenter moves neither way", "mouth", "stuck", "mouth_stuck"),
    _switch("power-off", "it is switched off, the port stays", "power", "on", "powered", bad=False),
    _switch("mute", "it prints and does not answer", "mute", "on", "mute"),
    _switch("mute-paper", "it does not answer about the roll", "mute_paper", "on", "mute_paper"),
    _switch("garbage", "it answers nonsense", "garbage", "on", "garbage"),
    SettableFault(
        "late-answers",
        "each answer comes 900 ms late",
        {"cmd": "late", "ms": 900},
        {"cmd": "late", "ms": 0},
        {"late": True},
    ),
    SettableFault(
        "slow",
        "150 ms a line",
        {"cmd": "slow", "line_ms": 150},
        {"cmd": "slow", "line_ms": 0},
        {"slow": True},
    ),
)
