"""What differs between receipt printers, as data (devices of one command set, ESC/POS)."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Presenter:
    """A mouth that holds a cut slip until it is taken. The commands differ between makers, so they are data.

    `present` hands the cut slip out and holds it, `retract` draws it back into the box inside, `eject` lets
    it go. `patience` s after it was to be drawn back, a slip that still lies in the mouth is stuck there.
    """

    present: bytes
    retract: bytes
    eject: bytes
    patience: float = 5.0


@dataclass(frozen=True, slots=True)
class PrinterProfile:
    """One kind of printer. `dots` across the paper, `columns` of Font A, both for the roll it holds."""

    name: str
    dots: int
    columns: int
    charset: str = "gbk"
    """What its Chinese characters hold, as a Python codec: gbk, or gb2312 in old firmware."""
    native_qr: bool = True
    """Knows GS ( k with function 165..181; otherwise the code goes as a picture."""
    clear_buffer: bool = True
    """Is sent DLE DC4 fn 8, which drops what an interrupted job left in the printer. To a printer without it
    these are ten control characters that print nothing."""
    acknowledges: bool = True
    """Knows DLE ENQ 2, which ends an error whose cause is gone and drops the buffer."""
    automatic_status: bool = True
    """Knows GS a (ASB)."""
    full_status: bool = False
    """Knows DLE EOT 20 (Custom)."""
    presenter: Presenter | None = None
    baud: int = 115200

    @property
    def cell_dots(self) -> int:
        """Width of a half-width cell in dots."""
        return self.dots // self.columns


_CUSTOM = Presenter(present=b"\x1de\x03\x0c", retract=b"\x1de\x02", eject=b"\x1de\x05")
"""GS e 3 m (12 steps of about 7 mm), GS e 2, GS e 5: Custom KPM. On Custom's TPTCM GS e 2 means otherwise."""

PROFILES = {
    profile.name: profile
    for profile in (
        PrinterProfile("generic-80", dots=576, columns=48),
        PrinterProfile("generic-58", dots=384, columns=32, native_qr=False),
        PrinterProfile("epson-tm-t88", dots=512, columns=42, baud=38400),
        PrinterProfile(
            "sprt-80", dots=576, columns=48, charset="gb2312", native_qr=False, acknowledges=False
        ),
        PrinterProfile(
            "custom-kpm",
            dots=576,
            columns=48,
            native_qr=False,
            acknowledges=False,
            automatic_status=False,
            full_status=True,
            presenter=_CUSTOM,
        ),
    )
}
