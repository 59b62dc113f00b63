"""`kiosk enrol`: a one-time code becomes the terminal's identity; the platform's profile is learned."""

import io
import json
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer

from kiosk.agent.enrolment import KEY_FILE, EnrolmentRefused, IdentityDamaged, enrol, load_identity
from kiosk.agent.enrolment_desk import down_problem, problem_of
from kiosk.agent.keys import FileKeyStore, KeyFileRefused
from kiosk.agent.signing import RequestSigner
from kiosk.agent.site_settings import SiteLearner
from kiosk.agent.status import AgentStatus
from kiosk.agent.upstream import Upstream, UpstreamDown
from kiosk.platform.client import AgentState, PlatformClient
from kiosk.platform.errors import PlatformError, PlatformUnreachable, Problem
from kiosk.terminal.enrolment_code import NoCode, code_in
from kiosk.terminal.logs import make_logger
from kiosk.terminal.settings import ProfileError, SiteProfile
from kiosk.terminal.settings_file import every_place, in_force
from kiosk.terminal.version import software_version

REFUSED, USAGE, UNREACHED, ENROLLED = 1, 2, 3, 5
LOOK_EVERY_S = 0.1
WORDS = {
    "wrong": "the platform does not know this code; compare it with the work order",
    "used": "this code was used before; ask the operator for a new one",
    "expired": "this code has expired; ask the operator for a new one",
    "not-authorised": "the platform refuses this terminal; ask the operator",
    "clock": "the terminal's clock is wrong; set it and try again",
    "certificate": "the platform's certificate does not fit platform.ca_file; does it come from there?",
    "unreachable": "the platform cannot be reached; look at the network and at platform.base_url",
    "answer": "the platform answered with something that is no identity; tell the operator",
    "enrolled": "the terminal is enrolled already",
}
SITE = {
    "written": "the site profile was written as the platform says; start the screens anew",
    "unchanged": "the site profile is as the platform says",
    "none": "the platform keeps no profile of this terminal; the site profile stays",
    "refused": "the platform's profile of this terminal is wrong and was not written; see the log",
    "failed": "the platform's profile of this terminal could not be had or written; see the log",
}

app = typer.Typer(add_completion=False)


@app.command()
def enrol_command(
    code: Annotated[
        str | None, typer.Argument(help="The one-time code; - reads it from standard input.")
    ] = None,
    *,
    profile: Annotated[Path, typer.Option("--profile", help="The site profile (TOML).")],
    file: Annotated[Path | None, typer.Option("--file", help="A file with the code.")] = None,
    wait: Annotated[float, typer.Option("--wait", min=1, max=600, help="Seconds for the platform.")] = 60.0,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Enrol this terminal; by the running agent, or by itself where none runs.

    Exit 0 enrolled, 1 the code was refused, 2 usage, 3 the platform was not reached, 5 enrolled already.
    """
    try:
        settings = in_force(profile, every_place(profile)).profile
        wanted = code_in(_text(code, file))
        by_others = by_agent(settings.paths.agent_socket, wanted, wait)
        told = by_others if by_others is not None else by_ourselves(settings, profile, wanted)
    except (ProfileError, NoCode, IdentityDamaged, KeyFileRefused) as error:
        _give_up(str(error))
    except (OSError, UnicodeDecodeError) as error:
        where = f"{error.filename}: " if isinstance(error, OSError) and error.filename else ""
        _give_up(f"{where}{getattr(error, 'strerror', None) or error}")
    if as_json:
        typer.echo(json.dumps(told))
    elif told["problem"] is not None:
        typer.echo(WORDS.get(told["problem"], told["problem"]), err=True)
    else:
        typer.echo(f"enrolled as {told['terminalId']}; {SITE.get(told['site'] or 'failed', '')}")
    raise typer.Exit(_exit_code(told["problem"]))


def by_agent(socket: Path, code: str, wait_s: float) -> dict[str, Any] | None:
    """Have the running agent do it, and look on; None where no agent answers."""
    client = PlatformClient(socket)
    until = time.monotonic() + wait_s
    try:
        try:
            client.set_up.enrol(code)
        except PlatformUnreachable:
            return None
        except Problem as problem:
            return _told("agent", None, "enrolled" if problem.status == 409 else "answer")
        while True:
            state = client.agent_status()
            if _settled(state) or time.monotonic() > until:
                return _told("agent", state.terminal_id, _problem(state), state.site_profile)
            time.sleep(LOOK_EVERY_S)
    except PlatformError:
        return _told("agent", None, "unreachable")
    finally:
        client.close()


def by_ourselves(settings: SiteProfile, profile: Path, code: str) -> dict[str, Any]:
    """Do it as the agent would. Raises KeyFileRefused, IdentityDamaged and OSError."""
    folder = settings.paths.state_dir
    if load_identity(folder) is not None:
        return _told("command", None, "enrolled")
    log = make_logger("enrol", io.StringIO())
    upstream = Upstream(settings.platform.base_url, settings.platform.ca_file, AgentStatus(), log)
    try:
        key = FileKeyStore(folder / KEY_FILE)
        identity = enrol(upstream, key, code, settings.terminal.machine_label, software_version(), folder)
        upstream.use(RequestSigner(key, identity.terminal_id, lambda: datetime.now(UTC)))
        site = SiteLearner(upstream, profile, log).run()
    except EnrolmentRefused as refused:
        return _told("command", None, problem_of(refused))
    except UpstreamDown as down:
        return _told("command", None, down_problem(down))
    finally:
        upstream.close()
    return _told("command", identity.terminal_id, None, site or "failed")


def _settled(state: AgentState) -> bool:
    if state.enrolment == "refused":
        return True
    return state.enrolment == "enrolled" and state.site_profile is not None


def _problem(state: AgentState) -> str | None:
    if state.enrolment == "enrolled":
        return None
    return state.enrolment_problem or "unreachable"


def _told(by: str, terminal_id: str | None, problem: str | None, site: str | None = None) -> dict[str, Any]:
    return {"by": by, "terminalId": terminal_id, "problem": problem, "site": site}


def _exit_code(problem: str | None) -> int:
    if problem is None:
        return 0
    return {"enrolled": ENROLLED, "unreachable": UNREACHED, "certificate": UNREACHED}.get(problem, REFUSED)


def _text(code: str | None, file: Path | None) -> str:
    if (code is None) is (file is None):
        _give_up("give the code, or --file")
    if file is not None:
        return file.read_text(encoding="utf-8")
    return typer.get_text_stream("stdin").read() if code == "-" else code or ""


def _give_up(reason: str) -> NoReturn:
    typer.echo(reason, err=True)
    raise typer.Exit(USAGE)
