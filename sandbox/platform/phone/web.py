"""The pages of the phone. Everybody on it is fictitious; no real platform has these pages."""

from typing import Any

from anyio.to_thread import run_sync
from fastapi import APIRouter, Request, Response
from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.responses import HTMLResponse, JSONResponse

from sandbox.platform.clock import rfc3339
from sandbox.platform.linking import OPEN, find_link, link_status, new_identity_code
from sandbox.platform.phone import BASE
from sandbox.platform.services import Services

_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; form-action 'self'; "
    "frame-ancestors 'none'; base-uri 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}


class Phone:
    """Serves the pages below /phone."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._templates = Environment(
            loader=PackageLoader("sandbox.platform.phone"), autoescape=True, undefined=StrictUndefined
        )
        self.router = APIRouter(prefix=BASE, include_in_schema=False)
        self.router.add_api_route("", self._home, methods=["GET"])
        self.router.add_api_route("/style.css", self._style, methods=["GET"])
        self.router.add_api_route("/codes", self._code, methods=["POST"])
        self.router.add_api_route("/link/{code}", self._link, methods=["GET"])
        self.router.add_api_route("/link/{code}", self._decide, methods=["POST"])

    def _page(self, template: str, status: int = 200, **values: Any) -> Response:
        text = self._templates.get_template(template).render(base=BASE, **values)
        return HTMLResponse(text, status_code=status, headers=_HEADERS)

    def _owners(self) -> list[tuple[str, str]]:
        """Return (number, name) of everybody who has such a phone."""
        people = self._services.shared.everybody()
        return [(one.number, one.card.name or one.card.name_latin or "") for one in people if one.card]

    def _style(self) -> Response:
        css, _, _ = self._templates.loader.get_source(self._templates, "style.css")  # type: ignore[union-attr]
        return Response(css, media_type="text/css")

    def _home(self) -> Response:
        return self._page("home.html", people=self._owners())

    async def _code(self, request: Request) -> Response:
        """Show a code for a person: as a page, or as JSON where that is asked for."""
        async with request.form(max_fields=2) as form:
            number = str(form.get("person", ""))
        if number not in dict(self._owners()):
            return self._page("message.html", 404, message="没有这个人")

        def make() -> tuple[str, str]:
            with self._services.database.transaction() as session:
                code, until = new_identity_code(self._services, session, number)
            return code, rfc3339(until)

        code, until = await run_sync(make)
        if "application/json" in request.headers.get("accept", ""):
            return JSONResponse({"code": code, "expiresAt": until}, headers=_HEADERS)
        return self._page("code.html", code=code)

    def _link(self, code: str) -> Response:
        """Show whose terminal asks; from now on the terminal knows that a phone is looking."""
        with self._services.database.transaction() as session:
            row = find_link(self._services, session, code)
            if row is None or link_status(self._services, row) not in OPEN:
                return self._page("message.html", 410, message="这个码过期了，请在自助机上换一个")
            row.status = "SCANNED"
            place = self._services.settings.site_name
            return self._page("link.html", code=code, place=place, terminal=row.terminal_id,
                              people=self._owners())  # fmt: skip

    async def _decide(self, request: Request, code: str) -> Response:
        async with request.form(max_fields=3) as form:
            number, decision = str(form.get("person", "")), str(form.get("decision", ""))
        return await run_sync(self._decided, code, number, decision)

    def _decided(self, code: str, number: str, decision: str) -> Response:
        approved = decision == "approve"
        if decision not in ("approve", "deny") or (approved and number not in dict(self._owners())):
            return self._page("message.html", 422, message="请选一个人")
        with self._services.database.transaction() as session:
            row = find_link(self._services, session, code)
            if row is None or link_status(self._services, row) not in OPEN:
                return self._page("message.html", 410, message="这个码过期了，请在自助机上换一个")
            row.status = "APPROVED" if approved else "DENIED"
            row.number = number if approved else None
        said = "已同意，请看自助机" if approved else "已拒绝，没有登录"
        return self._page("message.html", message=said)
