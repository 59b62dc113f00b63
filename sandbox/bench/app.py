"""The one HTTP interface of the bench, for a person's page and for programs alike. Loopback only."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import requests
from fastapi import FastAPI, HTTPException, Request, Response
from fastapi.responses import FileResponse, JSONResponse
from fastapi.staticfiles import StaticFiles
from starlette.middleware.trustedhost import TrustedHostMiddleware

from devices.simulation import CommandError
from sandbox.bench.bench import Bench
from sandbox.bench.bodies import CardFault, Jack, LayCard, PressKey, PrinterState, PutPage, ShowCode
from sandbox.bench.fault_routes import add_fault_routes
from sandbox.bench.platform_faults import PlatformFaults
from sandbox.bench.process import DeviceNotRunningError, DeviceProcess

PAGE = Path(__file__).with_name("page")
_SHORT_NAMES = {
    "id-card": "id_card",
    "code": "code_reader",
    "code-reader": "code_reader",
    "printer": "printer",
    "camera": "document_camera",
    "document-camera": "document_camera",
    "page-printer": "page_printer",
}


def create_app(
    bench: Bench,
    people: Sequence[Mapping[str, Any]],
    papers: Sequence[Mapping[str, Any]],
    platform: PlatformFaults | None = None,
) -> FastAPI:
    """Return the app over a started bench.

    `people` and `papers` are the samples as in sandbox/content; without `platform` its faults answer 404.
    """
    app = FastAPI(title="Bench", openapi_url="/openapi.json", docs_url=None, redoc_url=None)
    # Without this any web page open in the same browser could steer the bench by a rebound name.
    app.add_middleware(TrustedHostMiddleware, allowed_hosts=["127.0.0.1", "localhost"])
    people_by_key = {person["key"]: person for person in people}
    papers_by_key = {paper["key"]: paper for paper in papers}

    @app.exception_handler(CommandError)
    def refused(_request: Request, error: Exception) -> Response:
        return JSONResponse({"error": str(error)}, 422)

    @app.exception_handler(DeviceNotRunningError)
    def not_running(_request: Request, error: Exception) -> Response:
        return JSONResponse({"error": f"{error} is not running"}, 503)

    @app.get("/state")
    def get_state() -> dict[str, Any]:
        pictures = {"frame": _stamp(_frame(bench)), "slip": _stamp(_slip(bench)), "pages": _newest(bench)}
        return {**bench.state(), "platform": platform is not None, "pictures": pictures}

    @app.get("/samples")
    def get_samples() -> dict[str, Any]:
        return {
            "people": [{"key": p["key"], **_printed(p["card"])} for p in people],
            "papers": [{k: p.get(k) for k in ("key", "material", "page", "title")} for p in papers],
        }

    _card_routes(app, bench, people_by_key)
    _camera_routes(app, bench, papers_by_key)
    _printer_routes(app, bench)
    _page_routes(app, bench)
    _keypad_routes(app, bench)
    _platform_routes(app, platform)

    add_fault_routes(app, bench, lambda name: _device(bench, name))

    @app.post("/code")
    def show_code(body: ShowCode) -> dict[str, Any]:
        return bench.code_reader.ask("show", **body.model_dump())

    @app.post("/{device}/unplug")
    def unplug(device: str) -> dict[str, Any]:
        return _device(bench, device).ask("unplug")

    @app.post("/{device}/plug")
    def plug(device: str) -> dict[str, Any]:
        return _device(bench, device).ask("plug")

    app.mount("/", StaticFiles(directory=PAGE, html=True), name="page")
    return app


def _printed(card: Mapping[str, Any]) -> dict[str, Any]:
    """Return what one sees on a card before laying it down."""
    return {
        "name": card.get("name") or card.get("name_latin"),
        "type": card.get("type"),
        "birth_date": card.get("birth_date"),
    }


def _printed_paper(papers: Mapping[str, Mapping[str, Any]], key: str) -> dict[str, Any]:
    """Return what the camera's simulator has to draw of a sample paper; 404 for one that there is not."""
    paper = papers.get(key)
    if paper is None:
        raise HTTPException(404, "no such paper")
    printed = {name: paper[name] for name in ("layout", "facts") if paper.get(name)}
    return {"title": paper["title"], "lines": list(paper.get("lines") or ()), **printed}


def _device(bench: Bench, name: str) -> DeviceProcess:
    device = bench.devices.get(_SHORT_NAMES.get(name, name))
    if device is None:
        raise HTTPException(404, "no such device")
    return device


def _card_routes(app: FastAPI, bench: Bench, people: Mapping[str, Mapping[str, Any]]) -> None:
    @app.post("/id-card")
    def lay_card(body: LayCard) -> dict[str, Any]:
        if body.card is not None:
            return bench.id_card.ask("lay", card=body.card, appended=body.appended, person="")
        key = body.person or next(iter(people))
        if key not in people:
            raise HTTPException(404, "no such person")
        return bench.id_card.ask("lay", card=people[key]["card"], appended=body.appended, person=key)

    @app.delete("/id-card")
    def lift_card() -> dict[str, Any]:
        return bench.id_card.ask("lift")

    @app.post("/id-card/fault")
    def set_fault(body: CardFault) -> dict[str, Any]:
        return bench.id_card.ask("fault", **body.model_dump(exclude_none=True))

    @app.delete("/id-card/fault")
    def clear_fault() -> dict[str, Any]:
        return bench.id_card.ask("clear")


def _camera_routes(app: FastAPI, bench: Bench, papers: Mapping[str, Mapping[str, Any]]) -> None:
    @app.post("/camera/page")
    def put_page(body: PutPage) -> dict[str, Any]:
        wanted = body.model_dump(exclude_none=True, exclude={"paper"})
        if body.paper is not None:
            wanted = {**_printed_paper(papers, body.paper), **wanted}
        if body.beside:
            wanted["beside"] = [_printed_paper(papers, key) for key in body.beside]
        return bench.camera.ask("put", **wanted)

    @app.delete("/camera/page")
    def take_page() -> dict[str, Any]:
        return bench.camera.ask("clear")

    @app.get("/camera/frame.jpg")
    def get_frame() -> Response:
        return _file(_frame(bench), "image/jpeg")


def _printer_routes(app: FastAPI, bench: Bench) -> None:
    @app.get("/printer/paper.png")
    def get_paper() -> Response:
        return _file(_slip(bench), "image/png")

    @app.get("/printer/paper.bin")
    def get_bytes() -> Response:
        return _file(_slip(bench).with_suffix(".bin"), "application/octet-stream")

    @app.post("/printer/tear")
    def tear() -> dict[str, Any]:
        return bench.printer.ask("tear")

    @app.post("/printer/state")
    def set_state(body: PrinterState) -> dict[str, Any]:
        for cmd, arguments in _printer_commands(body):
            bench.printer.ask(cmd, **arguments)
        return bench.printer.ask("state")


def _page_routes(app: FastAPI, bench: Bench) -> None:
    @app.get("/page-printer/paper.pdf")
    def get_pages() -> Response:
        return _file(bench.newest_pages() or Path(), "application/pdf")

    @app.post("/page-printer/take")
    def take() -> dict[str, Any]:
        return _device(bench, "page_printer").ask("take")


def _keypad_routes(app: FastAPI, bench: Bench) -> None:
    @app.post("/keypad")
    def press(body: PressKey) -> dict[str, Any]:
        return _device(bench, "keypad").ask("press", key=body.key.value, seconds=body.seconds)

    @app.post("/keypad/jack")
    def jack(body: Jack) -> dict[str, Any]:
        return _device(bench, "keypad").ask("jack", **{"in": body.plugged})


def _printer_commands(body: PrinterState) -> list[tuple[str, dict[str, Any]]]:
    """Return the simulator's commands that bring about what the body asks."""
    commands: list[tuple[str, dict[str, Any]]] = []
    if body.heal:
        commands.append(("heal", {}))
    if body.power is not None:
        commands.append(("power", {"on": body.power == "on"}))
    if body.paper is not None:
        commands.append(("paper", {"state": body.paper}))
    if body.cover is not None:
        commands.append(("cover", {"open": body.cover == "open"}))
    if body.cutter is not None:
        commands.append(("cutter", {"jammed": body.cutter == "jammed"}))
    if body.head is not None:
        commands.append(("head", {"hot": body.head == "hot"}))
    if body.answers is not None:
        commands.append(("mute", {"on": body.answers == "none"}))
        commands.append(("garbage", {"on": body.answers == "garbage"}))
    if body.paper_out_after is not None:
        commands.append(("paper_out_after", {"lines": body.paper_out_after}))
    if body.line_ms is not None:
        commands.append(("slow", {"line_ms": body.line_ms}))
    return commands


def _platform_routes(app: FastAPI, platform: PlatformFaults | None) -> None:
    def forwarded(method: str, body: Any = None) -> Response:
        if platform is None:
            raise HTTPException(404, "no platform")
        try:
            answer = platform.call(method, body)
        except requests.RequestException:
            return JSONResponse({"error": "the platform is not there"}, 503)
        return Response(answer.content, answer.status_code, media_type=answer.headers.get("Content-Type"))

    @app.get("/platform/faults")
    def get_faults() -> Response:
        return forwarded("GET")

    @app.post("/platform/faults")
    def post_fault(fault: dict[str, Any]) -> Response:
        return forwarded("POST", fault)

    @app.delete("/platform/faults")
    def delete_faults() -> Response:
        return forwarded("DELETE")


def _frame(bench: Bench) -> Path:
    return bench.layout.camera / "frame.jpg"


def _slip(bench: Bench) -> Path:
    return bench.layout.paper / "slip.png"


def _newest(bench: Bench) -> str | None:
    newest = bench.newest_pages()
    return None if newest is None else newest.stem


def _stamp(path: Path) -> str | None:
    """Return what changes whenever the picture does; None while there is none."""
    try:
        return str(path.stat().st_mtime_ns)
    except FileNotFoundError:
        return None


def _file(path: Path, media_type: str) -> Response:
    if not path.is_file():
        raise HTTPException(404, "nothing there yet")
    return FileResponse(path, media_type=media_type, headers={"Cache-Control": "no-store"})
