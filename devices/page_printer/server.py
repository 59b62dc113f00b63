"""One connection to a CUPS server (libcups through pycups): its errors in our words, opened when needed.

Everything about `cups` the module stands here. libcups waits without a limit for a server that took the
connection and says nothing: whoever calls has a thread of its own, and someone who watches it.
"""

import logging
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

import cups

from devices.page_printer.interface import (
    JOB_REFUSED,
    NOT_PERMITTED,
    QUEUE_GONE,
    SERVER_GONE,
    PagePrinterError,
)

_log = logging.getLogger(__name__)
_Answer = TypeVar("_Answer")
_CHUNK = 64 * 1024
_CONTINUE, _OK = 100, 200
_NOT_FOUND = cups.IPP_NOT_FOUND
_DENIED = (cups.IPP_FORBIDDEN, cups.IPP_NOT_AUTHENTICATED, cups.IPP_NOT_AUTHORIZED)
_LOST = (cups.IPP_INTERNAL_ERROR, cups.IPP_SERVICE_UNAVAILABLE, cups.IPP_TIMEOUT)


class CupsServer:
    """A server at `address`: a socket's path, `host`, `host:port`, or "" for the machine's own.

    One thread uses it. Every method raises PagePrinterError.
    """

    def __init__(self, address: str = "") -> None:
        host, colon, port = address.rpartition(":")
        self._host, self._port = (host, int(port)) if colon and not address.startswith("/") else (address, 0)
        self._connection: Any = None

    def queues(self) -> tuple[str, ...]:
        """Return the names of all queues."""
        return tuple(sorted(self._ask(lambda c: c.getPrinters())))

    def printer(self, queue: str, names: tuple[str, ...]) -> Mapping[str, Any]:
        """Return attributes of a queue."""
        return self._ask(lambda c: c.getPrinterAttributes(queue, requested_attributes=list(names)))

    def job(self, number: int) -> Mapping[str, Any]:
        """Return the attributes of a job."""
        return self._ask(lambda c: c.getJobAttributes(number))

    def jobs(self, queue: str, name: str) -> list[int]:
        """Return the numbers of our jobs of that name in the queue which have not ended."""
        names = ["job-id", "job-name", "job-printer-uri"]
        found = self._ask(
            lambda c: c.getJobs(which_jobs="not-completed", my_jobs=True, requested_attributes=names)
        )
        mine = ((number, facts) for number, facts in found.items() if facts.get("job-name") == name)
        return [n for n, facts in mine if str(facts.get("job-printer-uri", "")).endswith(f"/{queue}")]

    def create(self, queue: str, name: str, options: Mapping[str, str]) -> int:
        """Make an empty job and return its number."""
        return self._ask(lambda c: c.createJob(queue, name, dict(options)))

    def send(self, queue: str, number: int, name: str, document: bytes) -> Callable[[], None]:
        """Send a PDF from memory; return what ends it. Before that is called the server prints nothing."""

        def hand_over(connection: Any) -> None:
            status = connection.startDocument(queue, number, name, "application/pdf", 1)
            for at in range(0, len(document), _CHUNK):
                if status not in (_CONTINUE, _OK):
                    raise PagePrinterError(JOB_REFUSED if status > 0 else SERVER_GONE)
                chunk = document[at : at + _CHUNK]
                status = connection.writeRequestData(chunk, len(chunk))
            if status not in (_CONTINUE, _OK):
                raise PagePrinterError(JOB_REFUSED if status > 0 else SERVER_GONE)

        self._ask(hand_over)
        return lambda: self._ask(lambda c: c.finishDocument(queue))

    def cancel(self, number: int, purge: bool = False) -> None:
        """Stop a job; with `purge` forget it and its document."""
        self._ask(lambda c: c.cancelJob(number, purge_job=purge))

    def close(self) -> None:
        """Let the connection go."""
        self._connection = None

    def _ask(self, question: Callable[[Any], _Answer]) -> _Answer:
        try:
            if self._connection is None:
                # libcups would ask for a password on the terminal. The setting is the thread's.
                cups.setPasswordCB(_no_password)
                host = self._host or cups.getServer()
                self._connection = cups.Connection(host=host, port=self._port or cups.getPort())
            return question(self._connection)
        except PagePrinterError:
            self.close()
            raise
        except cups.IPPError as error:
            raise PagePrinterError(self._fault(error)) from error
        except (cups.HTTPError, RuntimeError) as error:
            self.close()
            raise PagePrinterError(SERVER_GONE) from error

    def _fault(self, error: cups.IPPError) -> Any:
        status = error.args[0] if error.args else None
        if status == _NOT_FOUND:
            return QUEUE_GONE
        if status in _DENIED:
            return NOT_PERMITTED
        if status in _LOST:
            self.close()
            return SERVER_GONE
        _log.info("print server: IPP status %s", status)
        return JOB_REFUSED


def _no_password(_prompt: str) -> str:
    return ""
