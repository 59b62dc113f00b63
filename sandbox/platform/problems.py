"""Problems (RFC 9457): one exception, one way to the wire."""

from collections.abc import Iterable, Mapping
from typing import Any

from starlette.responses import JSONResponse

from kiosk.platform.models import PROBLEM_PREFIX, FieldError, ProblemType
from sandbox.platform.texts import Texts

MEDIA_TYPE = "application/problem+json"


class ProblemError(Exception):
    """Ends a request with a problem. `members` are the type's own members, in the wire's names."""

    def __init__(
        self,
        problem_type: ProblemType | str,
        *,
        errors: Iterable[FieldError] = (),
        headers: Mapping[str, str] | None = None,
        detail: str | None = None,
        **members: Any,
    ) -> None:
        self.problem_type = str(problem_type)
        self.errors = tuple(errors)
        self.headers = dict(headers or {})
        self.detail = detail
        self.members = members
        super().__init__(self.problem_type)

    def retryable(self, texts: Texts) -> bool:
        """Whether the same request may well succeed in a moment."""
        return texts.problems[self.problem_type].retryable

    def body(self, texts: Texts, trace_id: str | None) -> dict[str, Any]:
        """Return it as JSON; the words come from `texts`."""
        text = texts.problems[self.problem_type]
        body: dict[str, Any] = {
            "type": PROBLEM_PREFIX + self.problem_type,
            "title": text.title,
            "status": text.status,
            "detail": self.detail or text.detail,
            "retryable": text.retryable,
        }
        if trace_id:
            body["traceId"] = trace_id
        if self.errors:
            body["errors"] = [error.to_wire() for error in self.errors]
        body.update(self.members)
        return body

    def response(self, texts: Texts, trace_id: str | None) -> JSONResponse:
        """Return the answer; its status comes from `texts`."""
        status = texts.problems[self.problem_type].status
        body = self.body(texts, trace_id)
        return JSONResponse(body, status_code=status, headers=self.headers, media_type=MEDIA_TYPE)
