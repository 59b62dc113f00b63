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
    _roll("paperLow", "the roll is near its end", {"paper": "low"}, "paper", state="low"),
    _roll("paperOut", "the roll is at its end", {"paper": "out"}, "paper", state="out"),
    _roll(
        "paperOutInSlip",
        "the roll ends after three more lines",
        {"paper_out_waits": True},
        "paper_out_after",
        lines=3,
    ),
    _switch("coverOpen", "the cover is open", "cover", "open", "cover_open"),
    _switch("cutterJammed", "the autocutter is stuck", "cutter", "jammed", "cutter_jammed"),
    SettableFault(
        "cutterJamsAtCut",
        "the next cut jams",
        {"cmd": "block_cutter"},
        {"cmd": "cutter", "jammed": False},
        {"cutter_blocked": True},
    ),
    _switch("headHot", "the print head is too hot", "head", "hot", "head_hot"),
    _switch("broken", "an error that it does not recover from", "break", "on", "broken"),
    _switch("powerOff", "it is switched off, the port stays", "power", "on", "powered", bad=False),
    _switch("mute", "it prints and does not answer", "mute", "on", "mute"),
    _switch("garbage", "it answers nonsense", "garbage", "on", "garbage"),
    SettableFault(
        "slow",
        "150 ms a line",
        {"cmd": "slow", "line_ms": 150},
        {"cmd": "slow", "line_ms": 0},
        {"slow": True},
    ),
)
