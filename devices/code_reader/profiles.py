"""How makes of code readers differ, as data: line speed, what ends a code, how scanning is switched."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Profile:
    """One make. `suffixes` end a code; `on` and `off` switch scanning, b"" for a make that is always on."""

    name: str
    baud: int
    suffixes: tuple[bytes, ...] = (b"\r\n", b"\r", b"\n")
    on: bytes = b""
    off: bytes = b""


PROFILES: dict[str, Profile] = {
    profile.name: profile
    for profile in (
        # USB-CDC readers take any speed.
        Profile("generic", 115200),
        Profile("generic-9600", 9600),
        # Honeywell serial trigger commands: SYN T CR, SYN U CR.
        Profile("honeywell", 115200, on=b"\x16T\r", off=b"\x16U\r"),
        # Datalogic host commands: E enables, D disables the reader.
        Profile("datalogic", 9600, on=b"E", off=b"D"),
    )
}
