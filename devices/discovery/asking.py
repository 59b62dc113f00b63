"""Asks what is behind a serial line, because somebody wants to know; never by itself.

First the question that a receipt printer answers at once and prints nothing for (DLE EOT), at each speed;
then, as no printer is there that would take it for a text, the state of an ID-card module. A code reader has
no such question. Nothing is printed, no card is looked for, no setting is changed.
"""

from collections.abc import Callable
from contextlib import closing
from time import monotonic

from devices.deadline import Clock
from devices.discovery.values import Answered
from devices.id_card.commands import PROBE_SPEEDS
from devices.id_card.errors import ReaderGone, ReaderSilent
from devices.id_card.reader import open_reader
from devices.printer.conversation import Conversation
from devices.printer.link import LinkLost
from devices.printer.link_serial import SerialLink
from devices.status import DeviceStatus

PRINTER_SPEEDS = (115200, 9600, 38400, 19200)
"""Of receipt printers as they leave the factory, the commonest first."""
PATIENCE_S = 0.3
"""For one answer."""


def ask(
    line: str,
    cancelled: Callable[[], bool] = lambda: False,
    clock: Clock = monotonic,
    patience: float = PATIENCE_S,
) -> Answered:
    """Return what the device on a line says it is; the line is ours alone meanwhile.

    `cancelled` is looked at between two questions, `patience` s are given to an answer. A line that another
    process or driver has open is not asked.
    """
    try:
        for baud in PRINTER_SPEEDS:
            if cancelled():
                return Answered(line, None)
            if _is_printer(line, baud, clock, patience):
                return Answered(line, "printer", {"baud": baud})
        for baud in PROBE_SPEEDS:
            if cancelled():
                return Answered(line, None)
            if _is_card_reader(line, baud, patience):
                return Answered(line, "id_card")
    except (LinkLost, ReaderGone):
        return Answered(line, None, busy=True)
    return Answered(line, None)


def _is_printer(line: str, baud: int, clock: Clock, patience: float) -> bool:
    link = SerialLink(line, baud)
    with closing(link):
        state = Conversation(link, full_status=False, answer_within=patience, clock=clock).status()
    return state.device is not DeviceStatus.NO_DEVICE


def _is_card_reader(line: str, baud: int, patience: float) -> bool:
    try:
        open_reader(line, baud, patience=patience).close()
    except ReaderSilent:
        return False
    return True
