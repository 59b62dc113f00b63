"""The engineer at the terminal on which `kiosk devices check` runs: what is asked, and how it goes on.

Everything goes to standard error, so that standard output holds the result alone.
"""

import select
import sys
from dataclasses import dataclass
from typing import TextIO

from rich.console import Console
from rich.markup import escape

from devices.conformance.model import Check, Finding, Verdict

_SIGNS = {
    Verdict.PASS: "[green]pass[/]",
    Verdict.FAIL: "[bold red]FAIL[/]",
    Verdict.NOT_DONE: "[dim]not done[/]",
}


@dataclass(frozen=True, slots=True)
class TerminalEngineer:
    """Asks on the console and reads yes or no from `answers`, for `patience` s."""

    console: Console
    answers: TextIO
    patience: float
    attended: bool = True

    def tell(self, text: str) -> None:
        """Ask the person to do something."""
        self.console.print(f"[bold yellow]>>[/] {escape(text)} [dim](within {self.patience:.0f} s)[/]")

    def confirm(self, question: str) -> bool | None:
        """Ask for y or n; None without an answer in time."""
        self.console.print(f"[bold yellow]>>[/] {escape(question)} \\[y/n]")
        ready, _, _ = select.select([self.answers], [], [], self.patience)
        said = self.answers.readline().strip().lower() if ready else ""
        return {"y": True, "yes": True, "n": False, "no": False}.get(said)


@dataclass(frozen=True, slots=True)
class ConsoleProgress:
    """Shows each check as it begins, and what came of it."""

    console: Console

    def begun(self, kind: str, check: Check) -> None:
        """Show which check is being made."""
        self.console.print(f"[dim]{kind}[/] {escape(check.title)} …")

    def ended(self, kind: str, finding: Finding) -> None:
        """Show what came of it."""
        del kind
        self.console.print(f"   {_SIGNS[finding.seen.verdict]} {escape(finding.seen.text)}")
        if finding.seen.verdict is Verdict.FAIL and finding.check.hint:
            self.console.print(f"   [dim]{escape(finding.check.hint)}[/]")


def terminal(patience: float, attended: bool) -> tuple[TerminalEngineer, ConsoleProgress]:
    """Return both for this process's standard streams."""
    console = Console(stderr=True, highlight=False)
    return TerminalEngineer(console, sys.stdin, patience, attended), ConsoleProgress(console)
