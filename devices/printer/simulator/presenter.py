"""The mouth of a printer with a presenter: it holds one cut slip until it is taken, let go or drawn back."""


class Mouth:
    """Where slips end. Without a presenter they fall into the tray at once."""

    def __init__(self, presenter: bool) -> None:
        self.presenter = presenter
        self.held = False
        self.tray = 0
        """Slips that were let go and not torn off."""
        self.retracted = 0
        """Slips in the box inside, out of everyone's sight."""

    def cut(self) -> None:
        """Take a slip from the knife."""
        if not self.presenter:
            self.tray += 1
            return
        self.eject()
        self.held = True

    def eject(self) -> None:
        """Let the slip go (GS e 5)."""
        self.tray += self.held
        self.held = False

    def retract(self) -> None:
        """Draw it back (GS e 2)."""
        self.retracted += self.held
        self.held = False

    def take(self) -> None:
        """Somebody takes every slip."""
        self.held = False
        self.tray = 0

    @property
    def waiting(self) -> int:
        """Slips that can be taken."""
        return self.tray + self.held
