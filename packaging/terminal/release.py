"""Which release is in force: `/usr/lib/yiciban/release WORD`, run as root by units and by the package.

    put-in-force VERSION   from now on; screens and agent are restarted where they run
    mark-good              the release in force is one to come back to
    roll-back              the one marked good is in force again; where it is, the units are started again

/opt/yiciban/current and /opt/yiciban/good are links to releases/VERSION, swapped by one rename. It stands
outside of all releases and needs nothing but Debian's python3: a broken one must not break the way back.
"""

import contextlib
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

HOME = Path("/opt/yiciban")
TOLD = Path("/var/lib/yiciban/release/rolled-back.json")
"""What was rolled back last: {"from", "to", "at"}. The agent reports it."""
UNITS = ("kiosk-agent.service", "kiosk-ui.service")
PATIENCE_S = 20.0
"""So long a terminal with nothing to come back to waits before it tries again."""
Run = Callable[[list[str]], object]


class ReleaseError(Exception):
    """No such release."""


class Releases:
    """The folder of releases and its two links."""

    def __init__(self, home: Path = HOME) -> None:
        self._home = home

    def named(self, link: str) -> str | None:
        """Return the version that `current` or `good` leads to, None where it leads to none."""
        path = self._home / link
        return path.resolve().name if path.is_symlink() and (path / "bin").is_dir() else None

    def point(self, link: str, version: str) -> None:
        """Let a link lead to a release, at once or not at all. Raises ReleaseError."""
        if (
            "/" in version
            or version.startswith(".")
            or not (self._home / "releases" / version / "bin").is_dir()
        ):
            raise ReleaseError(f"no release {version}")
        fresh = self._home / f".{link}"
        fresh.unlink(missing_ok=True)
        fresh.symlink_to(Path("releases") / version)
        fresh.replace(self._home / link)
        folder = os.open(self._home, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)

    def mark_good(self) -> str | None:
        """Make the release in force the one to come back to; return it where it was not yet."""
        current = self.named("current")
        if current is None or current == self.named("good"):
            return None
        self.point("good", current)
        return current

    def roll_back(self, note: Callable[[tuple[str, str]], None] = lambda _: None) -> tuple[str, str] | None:
        """Put the good one in force; return from which to which, None for no other.

        `note` is told before the link moves: after a power cut in between it is tried and taken back once
        more, but never forgotten.
        """
        good = self.named("good")
        raw = self._home / "current"
        current = os.path.basename(raw.readlink()) if raw.is_symlink() else ""  # noqa: PTH119 - it may dangle
        if good is None or good == current:
            return None
        note((current, good))
        self.point("current", good)
        return current, good


def tell(told: Path, change: tuple[str, str], at: datetime) -> None:
    """Write down what was rolled back, whole or not at all; a full disk is no reason to stay broken."""
    fresh = told.with_suffix(".new")
    with contextlib.suppress(OSError):
        with fresh.open("w", encoding="utf-8") as file:
            json.dump({"from": change[0], "to": change[1], "at": at.isoformat(timespec="seconds")}, file)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(told)


def main(
    words: list[str],
    releases: Releases | None = None,
    run: Run = lambda command: subprocess.run(command, check=True),
    wait: Callable[[float], None] = time.sleep,
    told: Path = TOLD,
) -> int:
    """Do what the words say; returns the exit status."""
    releases = releases or Releases()
    match words:
        case ["put-in-force", version]:
            try:
                releases.point("current", version)
            except ReleaseError as error:
                sys.stderr.write(f"{error}\n")
                return 1
            _forget_failures(run)
            run(["systemctl", "--no-block", "try-restart", *UNITS])
        case ["mark-good"]:
            if marked := releases.mark_good():
                sys.stdout.write(f"good: {marked}\n")
        case ["roll-back"]:
            change = releases.roll_back(lambda change: tell(told, change, datetime.now(UTC)))
            if change is not None:
                sys.stdout.write(f"rolled back from {change[0]} to {change[1]}\n")
            else:
                sys.stdout.write("no other release to come back to; trying again\n")
                wait(PATIENCE_S)
            _forget_failures(run)
            # What runs now runs the wrong release where it changed, and the right one where it did not.
            run(["systemctl", "--no-block", "restart" if change else "start", *UNITS])
        case _:
            sys.stderr.write(__doc__ or "")
            return 2
    return 0


def _forget_failures(run: Run) -> None:
    # It fails for a unit that is not loaded, which is no reason to leave the other one as it is.
    for unit in UNITS:
        with contextlib.suppress(OSError, subprocess.CalledProcessError):
            run(["systemctl", "reset-failed", unit])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
