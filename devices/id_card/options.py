"""How a reader is used, as a site profile says it."""

from collections.abc import Mapping
from dataclasses import dataclass

from devices.id_card.commands import PROBE_SPEEDS

_RF_BYTES = range(1, 256)


class OptionError(ValueError):
    """An option that the reader does not have, or a value that it does not take."""


@dataclass(frozen=True, slots=True)
class Options:
    """How the reader is used.

    `port` is a name that `devices.finding.resolve` knows; `baud` None: the speed is found by probing;
    `rf_bytes` the most bytes of one radio exchange, None for what the module has; `photo_decoder` the name of
    a vendor's decoder (`portrait.load_decoder`), None for no portrait.
    """

    port: str
    baud: int | None = None
    rf_bytes: int | None = None
    fingerprints: bool = False
    appended_addresses: bool = False
    photo_decoder: str | None = None

    @classmethod
    def of(cls, port: str, told: Mapping[str, str | int | float | bool]) -> "Options":
        """Return the options that a profile's table says; `baud` may also be "auto".

        Raises OptionError.
        """
        taken: dict[str, object] = {}
        for name, value in told.items():
            if name == "baud" and value == "auto":
                continue
            if not _fits(name, value):
                raise OptionError(f"id_card: {name} = {value!r} is no option of the reader")
            taken[name] = value
        return cls(port, **taken)  # type: ignore[arg-type]


def _fits(name: str, value: object) -> bool:
    if name in ("fingerprints", "appended_addresses"):
        return isinstance(value, bool)
    if name == "photo_decoder":
        return isinstance(value, str) and value != ""
    if isinstance(value, bool) or not isinstance(value, int):
        return False
    return value in {"baud": PROBE_SPEEDS, "rf_bytes": _RF_BYTES}.get(name, ())
