"""After a visit no file of the terminal holds anything of the citizen, logs included."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

from journey_ways import bring_papers, to_scan

from kiosk.visit.messages import Back, OpenReport, SendReport, StopWaiting
from kiosk.visit.pages import Page
from sandbox.stand import Stand

JPEG = b"\xff\xd8\xff"
ELSEWHERE = ("platform", "bench", "guides")
"""The platform's own data, what the citizen's hands hold, and the signed guides, which nobody writes into."""


def files(folder: Path) -> Iterator[Path]:
    """All files of the terminal, and the logs of every program."""
    for path in (folder, folder.parent / "logs"):
        for file in path.rglob("*"):
            inside = file.relative_to(path).parts
            if file.is_file() and not (path == folder and inside[0] in ELSEWHERE):
                yield file


def test_nothing_of_the_citizen_is_left_on_the_terminal(terminal, stand, bench, platform, number):
    guides = digests(stand.folder / "guides")
    assert guides
    to_scan(terminal, bench, number)
    bring_papers(terminal, bench)
    platform.fault("problem", "/sealed-submissions", times=1000, problem="upstream-unavailable")
    terminal.declare_and_submit()
    terminal.until(lambda: terminal.body.sealed, "the seal")
    terminal.send(StopWaiting(), OpenReport(), SendReport(f"139{number:08d}"))
    terminal.until(lambda: terminal.body.state == "sent", "the report")
    visit = terminal.state.visit
    facts = visit.citizen.facts
    secrets = [str(facts[key]) for key in ("name", "number", "address")]
    secrets += [str(held.value) for held in visit.application.values.values() if len(str(held.value)) > 5]
    secrets += [f"138{number:08d}", f"139{number:08d}", visit.citizen.session_id]
    secrets.append(visit.citizen.proof[:60])

    terminal.send(Back())
    assert terminal.page is Page.SEALED
    nothing_is_left(stand, secrets)
    assert list((stand.folder / "outbox").rglob("*.age")), "what is sealed lies there"
    platform.clear()
    terminal.on(Page.DONE, 40)
    codes = [terminal.state.visit.outcome.query_code]
    terminal.until(lambda: terminal.body.slip == "printed", "the slip", 40)
    bench.lift_card()
    terminal.end()

    assert terminal.page is Page.IDLE
    nothing_is_left(stand, [*secrets, *codes])
    assert digests(stand.folder / "guides") == guides


def nothing_is_left(stand: Stand, secrets: list[str]) -> None:
    searched = list(files(stand.folder))
    names = {file.name for file in searched}
    assert {"agent.log", "ui.log", "site.toml"} <= names
    encoded = {
        (secret, secret.encode(encoding))
        for secret in secrets
        for encoding in ("utf-8", "gb18030", "utf-16-le")
    }
    for file in searched:
        data = file.read_bytes()
        assert not data.startswith(JPEG), file.name
        found = [secret for secret, pattern in encoded if pattern in data]
        # Only where something was found may be said, and how much.
        assert not found, f"{file.name} holds {len(found)} of the citizen's values"


def digests(folder: Path) -> dict[str, str]:
    return {
        file.name: hashlib.sha256(file.read_bytes()).hexdigest()
        for file in folder.rglob("*")
        if file.suffix == ".sqlite"
    }
