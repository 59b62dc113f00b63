"""Resumable uploads (tus 1.0.0) through the agent, by tuspy's uploader on our own transport."""

import hashlib
import io
from collections.abc import Callable
from typing import IO, Any

from tusclient.client import TusClient
from tusclient.request import BaseTusRequest
from tusclient.uploader.uploader import Uploader

from kiosk.platform.errors import NotJson
from kiosk.platform.transport import Reply

CHUNK_BYTES = 5 * 1024 * 1024

Send = Callable[[str, str, dict[str, str], bytes | None], Reply]
"""(method, path, headers, body) -> a 2xx reply, or a typed error."""


class _Chunk(BaseTusRequest):
    """One PATCH."""

    def perform(self, send: Send) -> None:
        data = self.file.read(self._content_length)
        self.add_checksum(data)
        reply = send("PATCH", self._url, self._request_headers, data)
        self.response_headers = dict(reply.headers)


class ResumableUpload(Uploader):
    """One file on its way. `url` is the path of the upload, None until `begin`; `offset` what is there."""

    CHECKSUM_ALGORITHM_PAIR = ("sha256", hashlib.sha256)

    def __init__(
        self,
        send: Send,
        path: str,
        data: bytes | IO[bytes],
        metadata: dict[str, str],
        resume: str | None = None,
    ) -> None:
        self._send = send
        self._path = path
        super().__init__(
            file_stream=io.BytesIO(data) if isinstance(data, bytes) else data,
            url=resume,
            client=TusClient(path),
            chunk_size=CHUNK_BYTES,
            metadata=metadata,
            upload_checksum=True,
        )

    def begin(self) -> str:
        """Create the upload if that was not done yet; returns its path."""
        if not self.url:
            self.set_url(self.create_url())
            self.offset = 0
        return str(self.url)

    def create_url(self) -> str:
        """Return the path of a new upload."""
        reply = self._send("POST", self._path, self.get_url_creation_headers(), None)
        location = reply.headers.get("location", "")
        if not location.startswith("/"):
            raise NotJson(reply.status)
        return location

    def get_offset(self) -> int:
        """Return how many bytes the platform has."""
        reply = self._send("HEAD", str(self.url), self.get_headers(), None)
        return _offset(reply.headers.get("upload-offset"), reply.status)

    def _do_request(self) -> None:
        self.request: Any = _Chunk(self)
        self.request.perform(self._send)
        _offset(self.request.response_headers.get("upload-offset"), 204)


def _offset(text: str | None, status: int) -> int:
    if text is None or not text.isdecimal():
        raise NotJson(status)
    return int(text)
