"""Enrolment: the one-time code of the work order and a certificate request become the terminal's identity."""

from pathlib import Path

from pydantic import ValidationError
from tuf.api.exceptions import RepositoryError
from tuf.api.metadata import Metadata, Root

from kiosk.agent.keys import KeyStore, write_private
from kiosk.agent.upstream import Answer, Upstream, UpstreamDown
from kiosk.platform.models import Enrolment, EnrolmentResult, Hardware, Problem, Software
from kiosk.terminal.settings import CONTRACT_BASE

IDENTITY_FILE = "identity.json"
KEY_FILE = "terminal.key"


class EnrolmentRefused(Exception):  # noqa: N818  the name says what happened
    """The platform does not take this code or request; asking again with the same is of no use."""

    def __init__(self, status: int, problem: str | None, reason: str | None = None) -> None:
        super().__init__(" ".join(str(part) for part in (status, problem, reason) if part))
        self.status = status
        self.problem = problem
        self.reason = reason
        """What the platform says of the code: wrong, used, expired; None where it does not say."""


class IdentityDamaged(ValueError):  # noqa: N818  the name says what happened
    """The file that enrolment left cannot be read; the terminal has to be enrolled anew."""


def load_identity(state_dir: Path) -> EnrolmentResult | None:
    """Return what enrolment gave, None before it; raises `IdentityDamaged`."""
    file = state_dir / IDENTITY_FILE
    if not file.exists():
        return None
    try:
        return EnrolmentResult.model_validate_json(file.read_bytes())
    except ValueError as error:
        raise IdentityDamaged(f"{file}: damaged; remove it and enrol with a new code") from error


def enrol(
    upstream: Upstream, key: KeyStore, code: str, serial: str, software_version: str, state_dir: Path
) -> EnrolmentResult:
    """Enrol and keep the answer in `state_dir`.

    Raises `EnrolmentRefused`, or `UpstreamDown` when it is worth trying again.
    """
    request = Enrolment(
        code=code,
        csr=key.certificate_request(serial),
        hardware=Hardware(serial=serial),
        software=Software(version=software_version),
    )
    answer = upstream.send(
        "POST",
        f"{CONTRACT_BASE}/terminals/enrolments",
        headers={"Content-Type": "application/json"},
        body=request.model_dump_json(by_alias=True, exclude_none=True).encode(),
        sign=False,
    )
    if answer.status >= 500 or answer.status == 429:
        raise UpstreamDown("destination_unavailable")
    if answer.status != 201:
        raise EnrolmentRefused(answer.status, answer.problem, _said_of_the_code(answer))
    try:
        identity = EnrolmentResult.model_validate_json(answer.body)
        Metadata[Root].from_bytes(identity.catalogue_root.encode())
    except (ValidationError, ValueError, RepositoryError) as error:
        raise EnrolmentRefused(answer.status, "malformed") from error
    write_private(state_dir / IDENTITY_FILE, identity.model_dump_json(by_alias=True).encode())
    return identity


def _said_of_the_code(answer: Answer) -> str | None:
    """Return the reason that a problem gives for /code (contract, postTerminalsEnrolments)."""
    try:
        errors = Problem.model_validate_json(answer.body).errors
    except ValidationError:
        return None
    return next((error.code for error in errors if error.pointer == "/code"), None)
