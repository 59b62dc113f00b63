"""Puts the platform together: services from settings, the web app from services."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import APIRouter, FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response
from structlog.typing import FilteringBoundLogger

from kiosk.catalogue.models import Catalogue
from kiosk.platform.models import ProblemType
from sandbox.platform import case_tables as _case_tables  # noqa: F401 - registers its tables
from sandbox.platform import operation_tables as _operation_tables  # noqa: F401 - registers its tables
from sandbox.platform import sealed_tables as _sealed_tables  # noqa: F401 - registers its tables
from sandbox.platform.backoffice.web import BackOffice
from sandbox.platform.clock import Clock, utc_now
from sandbox.platform.contract import Contract
from sandbox.platform.database import Database
from sandbox.platform.faults import FaultBoard, FaultMiddleware, fault_router
from sandbox.platform.idempotency import forget_abandoned
from sandbox.platform.keys import Keys
from sandbox.platform.middleware import SignatureMiddleware, TraceMiddleware
from sandbox.platform.phone.web import Phone
from sandbox.platform.problems import ProblemError
from sandbox.platform.publishing import Publisher
from sandbox.platform.releasing import ReleasePublisher
from sandbox.platform.routers import (
    audit,
    cases,
    catalogue,
    certificates,
    consents,
    drafts,
    issue_reports,
    meta,
    plans,
    prefill,
    ratings,
    sealed_submissions,
    sessions,
    software,
    submissions,
    terminals,
    uploads,
)
from sandbox.platform.services import PlanFunction, Services, make_log
from sandbox.platform.settings import API_BASE, CONTRACT_FILE, Settings
from sandbox.platform.shared_data import SharedData
from sandbox.platform.signatures import TerminalVerifier
from sandbox.platform.texts import load_texts

_ROUTERS = (
    meta,
    terminals,
    audit,
    catalogue,
    software,
    plans,
    sessions,
    consents,
    prefill,
    certificates,
    drafts,
    uploads,
    submissions,
    sealed_submissions,
    cases,
    ratings,
    issue_reports,
)
_BY_STATUS = {
    404: ProblemType.NOT_FOUND.value,
    405: "method-not-allowed",
    413: ProblemType.PAYLOAD_TOO_LARGE.value,
    415: "unsupported-media-type",
}


def make_services(
    settings: Settings,
    catalogue_now: Catalogue,
    plan: PlanFunction,
    shared: SharedData,
    *,
    clock: Clock = utc_now,
    log: FilteringBoundLogger | None = None,
) -> Services:
    """Open keys and database, publish the catalogue."""
    settings.state_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    keys = Keys.open(settings.state_dir, clock())
    publisher = Publisher(settings, keys.roles, keys.sealing, keys.receipts.published)
    publisher.start(catalogue_now, clock())
    releases = ReleasePublisher(settings.state_dir)
    releases.start(clock())
    database = Database(settings.database)
    database.create_tables()
    return Services(
        settings=settings,
        texts=load_texts(),
        contract=Contract.load(CONTRACT_FILE),
        database=database,
        clock=clock,
        keys=keys,
        publisher=publisher,
        releases=releases,
        plan=plan,
        shared=shared,
        log=log or make_log(),
    )


def create_app(services: Services, back_office: BackOffice | None = None) -> FastAPI:
    """Return the ASGI app. The back office is served where one is given, faults where the settings say so."""
    verifier = TerminalVerifier(services)
    verifier.forget_old_nonces()
    forget_abandoned(services)

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        yield
        services.database.close()

    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None, lifespan=lifespan, redirect_slashes=False)
    app.state.services = services
    api = APIRouter(prefix=API_BASE)
    for module in _ROUTERS:
        api.include_router(module.router)
    app.include_router(api)
    app.include_router(Phone(services).router)
    if back_office is not None:
        app.include_router(back_office.router)
    board = FaultBoard(services.texts)
    if services.settings.faults:
        app.include_router(fault_router(board))
    _handle_problems(app, services)
    # The last one added stands outermost.
    app.add_middleware(SignatureMiddleware, services=services, verifier=verifier)
    if services.settings.faults:
        app.add_middleware(FaultMiddleware, board=board)
    app.add_middleware(TraceMiddleware, services=services)
    return app


def _handle_problems(app: FastAPI, services: Services) -> None:
    def trace_of(request: Request) -> str | None:
        return getattr(request.state, "trace_id", None)

    async def on_problem(request: Request, error: Exception) -> Response:
        if not isinstance(error, ProblemError):
            raise error
        return error.response(services.texts, trace_of(request))

    async def on_http(request: Request, error: Exception) -> Response:
        status = error.status_code if isinstance(error, HTTPException) else 500
        headers = dict(error.headers or {}) if isinstance(error, HTTPException) else {}
        problem_type = _BY_STATUS.get(status, ProblemType.MALFORMED.value if status < 500 else "internal")
        return ProblemError(problem_type, headers=headers).response(services.texts, trace_of(request))

    async def on_request(request: Request, _error: Exception) -> Response:
        return ProblemError(ProblemType.MALFORMED).response(services.texts, trace_of(request))

    app.add_exception_handler(ProblemError, on_problem)
    app.add_exception_handler(HTTPException, on_http)
    app.add_exception_handler(RequestValidationError, on_request)
