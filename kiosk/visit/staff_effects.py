"""What staff pages and set-up pages want done outside; carried out by staff_work.py."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class CheckStaff:
    """Check card and PIN; StaffAnswered follows."""

    number: str = field(repr=False)
    pin: str = field(repr=False)
    how: str


@dataclass(frozen=True, slots=True)
class ResetDevice:
    """Have a device opened anew at once."""

    kind: str


@dataclass(frozen=True, slots=True)
class Withdraw:
    """Serve nobody from now on, also after the next start; or serve again. StaffActed follows."""

    out: bool
    reason: str = ""
    """Of kiosk/visit/withdrawal.py."""


@dataclass(frozen=True, slots=True)
class Restart:
    """End the screens; whoever keeps them running starts them anew."""


@dataclass(frozen=True, slots=True)
class Enrol:
    """Hand a code to the agent; how it goes is in the agent's status."""

    code: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class FinishSetUp:
    """Have the measured card written (None: as it is), and the set-up closed; SetUpAnswered follows."""

    card_px: float | None


@dataclass(frozen=True, slots=True)
class FillPaper:
    """Count a supply anew from full; StaffActed follows."""

    supply: str


@dataclass(frozen=True, slots=True)
class PrintSheet:
    """Print the sheet to calibrate the camera by on A4 paper; A4Finished follows."""


StaffEffect = (
    CheckStaff | ResetDevice | Withdraw | Restart | Enrol | FinishSetUp | FillPaper | PrintSheet
)  # fmt: skip
