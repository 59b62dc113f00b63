"""The clerk's pages: list, one submission, its scans, and the moves on its cases."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from anyio.to_thread import run_sync
from fastapi import APIRouter, Request, Response
from jinja2 import Environment, PackageLoader, StrictUndefined
from sqlalchemy.orm import Session
from starlette.datastructures import FormData
from starlette.responses import HTMLResponse, RedirectResponse

from kiosk.platform.models import CorrectionLine, ProblemType
from sandbox.platform.backoffice import notices, present
from sandbox.platform.backoffice.auth import COOKIE, Clerk, ClerkSessions, CsrfMismatch, LoginRequired
from sandbox.platform.case_tables import CaseRow, SubmissionRow
from sandbox.platform.case_work import Move, ask_for_correction, make_move
from sandbox.platform.clock import CHINA
from sandbox.platform.problems import ProblemError
from sandbox.platform.services import Services
from sandbox.platform.tables import UploadRow
from sandbox.platform.uploading import path_of

BASE = "/back-office"
_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src 'self' data:; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}
_SIMPLE_MOVES = frozenset({"pre_review", "accept", "review", "suspend", "resume", "close"})
_WITH_REASON = frozenset({"refuse", "not_accept", "give_back"})
_LINES = 5


class BackOffice:
    """Serves the pages below /back-office."""

    def __init__(self, services: Services, password: str) -> None:
        self._services = services
        self._sessions = ClerkSessions(password, services.clock)
        self._templates = Environment(
            loader=PackageLoader("sandbox.platform.backoffice"), autoescape=True, undefined=StrictUndefined
        )
        self._templates.filters["local"] = present.local
        self._templates.filters["local_text"] = lambda text: present.local(datetime.fromisoformat(text))
        self.router = self._routes()

    def _routes(self) -> APIRouter:
        router = APIRouter(prefix=BASE)
        router.add_api_route("", self._list, methods=["GET"])
        router.add_api_route("/style.css", self._style, methods=["GET"])
        router.add_api_route("/login", self._login_page, methods=["GET"])
        router.add_api_route("/login", self._log_in, methods=["POST"])
        router.add_api_route("/logout", self._log_out, methods=["POST"])
        router.add_api_route("/submissions/{no}", self._submission, methods=["GET"])
        router.add_api_route("/uploads/{upload_id}", self._upload, methods=["GET"])
        router.add_api_route("/cases/{case_no}/moves", self._move, methods=["POST"])
        router.add_api_route("/notices/{package_id}/told", self._told, methods=["POST"])
        return router

    def _page(self, template: str, status: int = 200, **values: Any) -> Response:
        text = self._templates.get_template(template).render(base=BASE, **values)
        return HTMLResponse(text, status_code=status, headers=_HEADERS)

    def _guard(self, request: Request, page: Callable[[Clerk], Response]) -> Response:
        try:
            return page(self._sessions.clerk(request))
        except LoginRequired:
            return _see(f"{BASE}/login")

    def _style(self) -> Response:
        css, _, _ = self._templates.loader.get_source(self._templates, "style.css")  # type: ignore[union-attr]
        return Response(css, media_type="text/css")

    def _login_page(self) -> Response:
        return self._page("login.html", failed=False)

    async def _log_in(self, request: Request) -> Response:
        async with request.form(max_fields=5) as form:
            token = self._sessions.log_in(_text(form, "name"), _text(form, "password"))
        if token is None:
            return self._page("login.html", 403, failed=True)
        response = _see(BASE)
        response.set_cookie(COOKIE, token, httponly=True, secure=True, samesite="strict", path=BASE)
        return response

    async def _log_out(self, request: Request) -> Response:
        try:
            async with request.form(max_fields=5) as form:
                self._sessions.check(self._sessions.clerk(request), form.get("csrf"))
        except (LoginRequired, CsrfMismatch):
            return _see(f"{BASE}/login")
        self._sessions.log_out(request)
        return _see(f"{BASE}/login")

    def _list(self, request: Request) -> Response:
        def page(clerk: Clerk) -> Response:
            with self._services.database.transaction() as session:
                rows = present.submissions(session)
                waiting = notices.waiting(self._services, session)
                return self._page("list.html", clerk=clerk, rows=rows, notices=waiting)

        return self._guard(request, page)

    def _submission(self, request: Request, no: str) -> Response:
        def page(clerk: Clerk) -> Response:
            with self._services.database.transaction() as session:
                row = session.get(SubmissionRow, no)
                if row is None:
                    return self._page("message.html", 404, clerk=clerk, message="没有找到这份申办")
                shown = present.submission_page(self._services, session, row)
                return self._page("submission.html", clerk=clerk, page=shown, lines=range(_LINES))

        return self._guard(request, page)

    def _upload(self, request: Request, upload_id: str) -> Response:
        def page(clerk: Clerk) -> Response:
            with self._services.database.transaction() as session:
                row = session.get(UploadRow, upload_id)
            if row is None or row.digest is None:
                return self._page("message.html", 404, clerk=clerk, message="没有找到这一页")
            data = path_of(self._services, row).read_bytes()
            return Response(data, media_type=row.media_type, headers=_HEADERS)

        return self._guard(request, page)

    async def _told(self, request: Request, package_id: str) -> Response:
        try:
            clerk = self._sessions.clerk(request)
            async with request.form(max_fields=5) as form:
                self._sessions.check(clerk, form.get("csrf"))
        except LoginRequired:
            return _see(f"{BASE}/login")
        except CsrfMismatch:
            return self._page("login.html", 403, failed=False)
        with self._services.database.transaction() as session:
            if not notices.told(session, package_id, self._services.clock()):
                return self._page("message.html", 404, clerk=clerk, message="没有找到这条通知")
        return _see(BASE)

    async def _move(self, request: Request, case_no: str) -> Response:
        try:
            clerk = self._sessions.clerk(request)
            async with request.form(max_fields=40) as form:
                self._sessions.check(clerk, form.get("csrf"))
                fields = {name: value for name, value in form.multi_items() if isinstance(value, str)}
        except LoginRequired:
            return _see(f"{BASE}/login")
        except CsrfMismatch:
            return self._page("login.html", 403, failed=False)
        return await run_sync(self._make_move, clerk, case_no, fields)

    def _make_move(self, clerk: Clerk, case_no: str, form: dict[str, str]) -> Response:
        services = self._services
        try:
            with services.database.transaction() as session:
                case = session.get(CaseRow, case_no, with_for_update=True)
                if case is None:
                    raise ProblemError(ProblemType.NOT_FOUND)
                _apply(services, session, case, clerk, form)
                target = f"{BASE}/submissions/{case.submission_no}#{case.case_no}"
        except ProblemError as problem:
            text = services.texts.problems[problem.problem_type]
            message = problem.detail or text.detail
            return self._page("message.html", text.status, clerk=clerk, message=message)
        services.log.info("case_moved", case=case_no, move=form.get("move"))
        return _see(target)


def _apply(services: Services, session: Session, case: CaseRow, clerk: Clerk, form: dict[str, str]) -> None:
    move = form.get("move", "")
    reason = form.get("reason", "").strip()
    if move == "correct":
        due = form.get("due", "")
        lines = [CorrectionLine(problem=problem, how_to_fix=fix) for problem, fix in _correction_lines(form)]
        if not lines:
            raise ProblemError(ProblemType.VALIDATION, detail="补正告知至少要写一条问题和改法")
        ask_for_correction(services, session, case, clerk.name, lines, _day(services, due))
    elif move == "approve":
        number = form.get("certificate", "").strip()
        if number and case.results:
            case.results = [{**case.results[0], "certificateId": number[:100]}, *case.results[1:]]
        make_move(services, session, case, Move("approve", clerk.name))
    elif move in _WITH_REASON:
        if not reason:
            raise ProblemError(ProblemType.VALIDATION, detail="请写明理由，申请人会看到")
        make_move(services, session, case, Move(move, clerk.name, reason[:500]))
    elif move in _SIMPLE_MOVES:
        make_move(services, session, case, Move(move, clerk.name, reason[:500] or None))
    else:
        raise ProblemError(ProblemType.VALIDATION)


def _correction_lines(form: dict[str, str]) -> list[tuple[str, str]]:
    pairs = [
        (form.get(f"problem{index}", "").strip()[:300], form.get(f"fix{index}", "").strip()[:300])
        for index in range(_LINES)
    ]
    if any(bool(problem) != bool(fix) for problem, fix in pairs):
        raise ProblemError(ProblemType.VALIDATION, detail="每条补正都要写清问题和怎样改")
    return [pair for pair in pairs if pair[0]]


def _day(services: Services, text: str) -> date | None:
    if not text:
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise ProblemError(ProblemType.VALIDATION, detail="截止日期的格式不对") from None
    if day <= services.clock().astimezone(CHINA).date():
        raise ProblemError(ProblemType.VALIDATION, detail="截止日期要在今天以后")
    return day


def _see(url: str) -> Response:
    return RedirectResponse(url, status_code=303, headers=_HEADERS)


def _text(form: FormData, name: str) -> str:
    value = form.get(name)
    return value if isinstance(value, str) else ""
