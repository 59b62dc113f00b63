"""What differs between receipt printers, as data (devices of one command set, ESC/POS)."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PrinterProfile:
    """One kind of printer. `dots` across the paper, `columns` of Font A, both for the roll it holds."""

    name: str
    dots: int
    columns: int
    native_qr: bool = True
    """Knows GS ( k with function 165..181; otherwise the code goes as a picture."""
    clear_buffer: bool = False
    """Knows DLE DC4 fn 8, which drops what an interrupted job left in the printer."""
    baud: int = 115200

    @property
    def cell_dots(self) -> int:
        """Width of a half-width cell in dots."""
        return self.dots // self.columns


PROFILES = {
    profile.name: profile
    for profile in (
        PrinterProfile("generic-80", dots=576, columns=48),
        PrinterProfile("generic-58", dots=384, columns=32, native_qr=False),
        PrinterProfile("epson-tm-t88", dots=512, columns=42, clear_buffer=True, baud=38400),
        PrinterProfile("sprt-80", dots=576, columns=48, native_qr=False),
    )
}
