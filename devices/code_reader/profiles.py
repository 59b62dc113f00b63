"""How makes of code readers differ, as data: line speed, what ends a code, how scanning is switched."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Profile:
    """One make. `suffixes` end a code; `on` and `off` switch scanning, b"" for a make that is always on.

    With `one_shot` the make switches itself off after a code; after `lasts` s without one (0: never) too.
    Such a make is switched on again while a code is wanted. The same code is taken again only `repeats` s
    after it was last seen (0: at once): a reader that is always on sees what lies before it over and over.
    """

    name: str
    baud: int
    suffixes: tuple[bytes, ...] = (b"\r\n", b"\r", b"\n")
    on: bytes = b""
    off: bytes = b""
    one_shot: bool = False
    lasts: float = 0.0
    repeats: float = 0.0


PROFILES: dict[str, Profile] = {
    profile.name: profile
    for profile in (
        # USB-CDC readers take any speed.
        Profile("generic", 115200),
        Profile("generic-9600", 9600),
        # Presentation mode of any make.
        Profile("continuous", 115200, repeats=2.0),
        # Honeywell serial trigger commands: SYN T CR, SYN U CR. The trigger falls back after a code, and by
        # the factory's setting after 30 s.
        Profile("honeywell", 115200, on=b"\x16T\r", off=b"\x16U\r", one_shot=True, lasts=25.0),
        # Datalogic host commands: E enables, D disables the reader.
        Profile("datalogic", 9600, on=b"E", off=b"D"),
    )
}
