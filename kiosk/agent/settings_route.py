"""A setting changed by hall staff at the terminal (POST /agent/v1/settings): only those marked for it."""

import json
import threading
from pathlib import Path
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from kiosk.platform.models import PROBLEM_PREFIX, ProblemType
from kiosk.terminal import settings_file, settings_origins
from kiosk.terminal.logs import Event
from kiosk.terminal.settings import ProfileError
from kiosk.terminal.settings_keys import changed, steps_of
from kiosk.terminal.settings_on_site import find

PATH = "/agent/v1/settings"
MAX_BODY_BYTES = 1024


class SettingsRoute:
    """`routes` are for the gateway. `path` None: there is no file to change."""

    def __init__(self, path: Path | None, log: Any) -> None:
        self._path = path
        self._log = log
        self._one_at_a_time = threading.Lock()
        self.routes = (Route(PATH, self._post, methods=["POST"]),)

    async def _post(self, request: Request) -> Response:
        """Take {"key", "value"}: 204; 422 for a wrong value, 404 for a setting that is not for staff."""
        body = bytearray()
        async for part in request.stream():
            body += part
            if len(body) > MAX_BODY_BYTES:
                return _problem(ProblemType.PAYLOAD_TOO_LARGE, 413)
        try:
            told = json.loads(bytes(body))
            key, text = told["key"], told["value"]
            if not isinstance(key, str) or not isinstance(text, str):
                raise TypeError("text is wanted")
        except (ValueError, KeyError, TypeError):
            return _problem(ProblemType.MALFORMED, 400)
        return await run_in_threadpool(self._put, key, text)

    def _put(self, key: str, text: str) -> Response:
        setting = find(key)
        if setting is None or self._path is None:
            return _problem(ProblemType.NOT_FOUND, 404)
        if setting.wrong(text) is not None:
            return self._refused(key)
        try:
            with self._one_at_a_time:
                before = settings_file.text_of(self._path)
                value = setting.value(text)
                settings_file.put(self._path, changed(before, steps_of(key), value))
                settings_origins.note(self._path, "site", {key: value})
        except ProfileError:
            return self._refused(key)
        except OSError as error:
            self._log.error(
                Event.SETTING_CHANGED, setting=key, disposition="failed", reason=type(error).__name__
            )
            return _problem(ProblemType.INTERNAL, 500)
        self._log.info(Event.SETTING_CHANGED, setting=key, disposition="written")
        return Response(status_code=204)

    def _refused(self, key: str) -> Response:
        self._log.warning(Event.SETTING_CHANGED, setting=key, disposition="refused")
        return _problem(ProblemType.VALIDATION, 422)


def _problem(kind: ProblemType, status: int) -> Response:
    body = {"type": PROBLEM_PREFIX + kind, "title": kind.value, "status": status, "retryable": False}
    return JSONResponse(body, status, media_type="application/problem+json")
