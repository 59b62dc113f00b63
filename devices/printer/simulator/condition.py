"""What is the matter with the simulated printer, and the bytes by which it says so.

Written from the manuals (Epson TM-T88III spec p. 84, Custom KPM command manual), without the driver's help.
"""

from dataclasses import dataclass


@dataclass
class Condition:
    """All off is a healthy printer with a full roll."""

    paper: str = "full"
    cover_open: bool = False
    feed_button: bool = False
    cutter_jammed: bool = False
    cutter_stuck: bool = False
    """What jams the cutter is still there."""
    cutter_blocked: bool = False
    """The next cut will jam."""
    mechanical: bool = False
    paper_jam: bool = False
    """Only Custom's full status tells it from other errors."""
    head_hot: bool = False
    broken: bool = False
    waiting: bool = False
    """An error's cause is gone and nobody acknowledged it."""
    powered: bool = True
    mute: bool = False
    """It prints and does not answer."""
    mute_paper: bool = False
    """It answers everything but the question for the roll."""
    garbage: bool = False
    answer_ms: float = 0.0
    """How late it answers."""
    mouth_stuck: bool = False
    """Nobody can take the slip out of the presenter, nor does it draw it back."""
    paper_out_after: int | None = None
    unplug_after: int | None = None
    line_ms: float = 0.0

    @property
    def error(self) -> bool:
        """Some error."""
        return (
            self.cutter_jammed
            or self.mechanical
            or self.paper_jam
            or self.head_hot
            or self.broken
            or self.waiting
        )

    @property
    def stopped(self) -> bool:
        """Offline: it receives and does not print."""
        held = self.cover_open or self.feed_button or self.paper == "out" or not self.powered
        return held or self.error

    def acknowledge(self) -> None:
        """Obey DLE ENQ 2: errors end whose cause is gone."""
        self.waiting = False
        if not self.cutter_stuck:
            self.cutter_jammed = False

    def realtime(self, n: int) -> bytes:
        """Answer DLE EOT n."""
        low, out = self.paper in ("low", "out"), self.paper == "out"
        bits = {
            1: 0x08 * self.stopped | 0x20 * self.waiting | 0x40 * self.feed_button,
            2: 0x04 * self.cover_open | 0x08 * self.feed_button | 0x20 * out | 0x40 * self.error,
            3: 0x04 * self.mechanical | 0x08 * self.cutter_jammed | 0x20 * self.broken | 0x40 * self.head_hot,
            4: 0x0C * low | 0x60 * out,
        }.get(n, 0)
        return bytes((0x12 | bits,))

    def automatic(self) -> bytes:
        """Give the four ASB bytes."""
        low, out = self.paper in ("low", "out"), self.paper == "out"
        return bytes(
            (
                0x10 | 0x08 * self.stopped | 0x20 * self.cover_open | 0x40 * self.feed_button,
                0x01 * self.waiting
                | 0x04 * self.mechanical
                | 0x08 * self.cutter_jammed
                | 0x20 * self.broken
                | 0x40 * self.head_hot,
                0x03 * low | 0x0C * out,
                0x00,
            )
        )

    def full(self, in_mouth: bool) -> bytes:
        """Answer DLE EOT 20 (Custom)."""
        low, out = self.paper in ("low", "out"), self.paper == "out"
        return bytes(
            (
                0x10,
                0x0F,
                0x01 * out | 0x04 * low | 0x20 * in_mouth,
                0x02 * self.cover_open | 0x20 * self.feed_button,
                0x01 * self.head_hot | 0x40 * self.paper_jam,
                0x01 * self.cutter_jammed | 0x04 * self.broken,
            )
        )
