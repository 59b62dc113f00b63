"""What endpoints ask for: the services, the terminal, the citizen, a body that the contract allows."""

import json
from collections.abc import Awaitable, Callable
from typing import Annotated, Any

from anyio.to_thread import run_sync
from fastapi import Depends, Request

from kiosk.platform.models import FieldError, ProblemType
from sandbox.platform.idempotency import Answer, Work, once
from sandbox.platform.idempotency import Request as KeyedRequest
from sandbox.platform.identity import Citizen, find_citizen, require_proven
from sandbox.platform.problems import ProblemError
from sandbox.platform.services import Services
from sandbox.platform.uploading import Uploader, uploader

_MERGE_PATCH = "application/merge-patch+json"
_JSON = "application/json"
MAX_WAIT = 25


def get_services(request: Request) -> Services:
    """Return the services that the app was made with."""
    services: Services = request.app.state.services
    return services


ServicesDep = Annotated[Services, Depends(get_services)]


def get_terminal(request: Request) -> str:
    """Return the id of the terminal whose signature was verified."""
    terminal: str = request.state.terminal_id
    return terminal


TerminalDep = Annotated[str, Depends(get_terminal)]


def get_citizen(request: Request, services: ServicesDep, terminal: TerminalDep) -> Citizen:
    """Return the citizen of the bearer token; `session-expired` otherwise."""
    return find_citizen(services, terminal, request.headers.get("authorization"))


CitizenDep = Annotated[Citizen, Depends(get_citizen)]


def get_proven(citizen: CitizenDep) -> Citizen:
    """Return the citizen who has proved who they are; `assurance-too-low` for one who only typed it."""
    return require_proven(citizen)


ProvenDep = Annotated[Citizen, Depends(get_proven)]


def get_uploader(request: Request, services: ServicesDep, terminal: TerminalDep) -> Uploader:
    """Return who uploads: the citizen of the bearer token, or without one the terminal itself."""
    authorization = request.headers.get("authorization")
    citizen = find_citizen(services, terminal, authorization) if authorization is not None else None
    return uploader(services, terminal, citizen)


UploaderDep = Annotated[Uploader, Depends(get_uploader)]


def body_of(place: str, media_type: str = _JSON) -> Callable[[Request, Services], Awaitable[dict[str, Any]]]:
    """Return a dependency that reads a JSON body and holds it against the contract's schema at `place`."""

    async def read(request: Request, services: ServicesDep) -> dict[str, Any]:
        given = (request.headers.get("content-type") or "").partition(";")[0].strip().lower()
        if given != media_type:
            raise ProblemError("unsupported-media-type")
        raw = await request.body()
        try:
            value = json.loads(raw, parse_constant=_no_constant)
        except (ValueError, RecursionError):
            raise ProblemError(ProblemType.MALFORMED) from None
        if _holds_nul(value):
            # PostgreSQL stores no NUL in text; SQLite would.
            raise ProblemError(ProblemType.MALFORMED)
        errors = services.contract.violations(place, value, services.texts)
        if errors:
            raise ProblemError(ProblemType.VALIDATION, errors=errors)
        body: dict[str, Any] = value
        return body

    return read


def _no_constant(name: str) -> None:
    raise ValueError(name)


def _holds_nul(value: object) -> bool:
    if isinstance(value, str):
        return "\0" in value or any("\ud800" <= character <= "\udfff" for character in value)
    if isinstance(value, dict):
        return any(_holds_nul(key) or _holds_nul(each) for key, each in value.items())
    return isinstance(value, list) and any(_holds_nul(each) for each in value)


def merge_patch_of(place: str) -> Callable[[Request, Services], Awaitable[dict[str, Any]]]:
    """Like `body_of`, for JSON Merge Patch (RFC 7396)."""
    return body_of(place, _MERGE_PATCH)


class Keyed:
    """Runs work once for the request's Idempotency-Key."""

    def __init__(self, services: Services, request: KeyedRequest) -> None:
        self._services = services
        self._request = request

    @property
    def key(self) -> str | None:
        """The key as given."""
        return self._request.key

    async def run(self, work: Work) -> Answer:
        """Do it, or return the stored answer."""
        return await run_sync(once, self._services, self._request, work)


async def get_keyed(request: Request, services: ServicesDep, terminal: TerminalDep) -> Keyed:
    """Return the keyed request; its owner is the terminal, and the citizen where one is logged in."""
    owner = terminal
    authorization = request.headers.get("authorization")
    if authorization:
        citizen = await run_sync(find_citizen, services, terminal, authorization)
        owner = f"{terminal}/{citizen.subject}"
    keyed = KeyedRequest(
        owner,
        request.headers.get("idempotency-key"),
        request.method,
        request.url.path,
        await request.body(),
    )
    return Keyed(services, keyed)


KeyedDep = Annotated[Keyed, Depends(get_keyed)]


def wait_seconds(request: Request, services: ServicesDep) -> float:
    """Return the query's `waitSeconds`; a validation problem when it is not 0 to 25."""
    given = request.query_params.get("waitSeconds")
    if given is None:
        return 0.0
    if not (given.isascii() and given.isdigit()) or int(given) > MAX_WAIT:
        detail = services.texts.field("other", name="waitSeconds")
        raise ProblemError(
            ProblemType.MALFORMED,
            errors=[FieldError(pointer="/waitSeconds", code="maximum", detail=detail)],
        )
    return float(given)


WaitDep = Annotated[float, Depends(wait_seconds)]
