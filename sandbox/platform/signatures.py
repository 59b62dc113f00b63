"""The terminal's signature: RFC 9421 over method, path, query and the body's digest (RFC 9530).

The order of the checks decides what a terminal is told: an unknown one learns only that it is not
authorised; the clock is judged only once the signature has shown whose clock it is.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ed25519
from http_message_signatures import HTTPMessageVerifier, HTTPSignatureKeyResolver
from http_message_signatures.algorithms import ED25519
from http_message_signatures.exceptions import HTTPMessageSignaturesException
from sqlalchemy import delete
from sqlalchemy.exc import IntegrityError

from kiosk.platform.models import SIGNATURE_LABEL, SIGNATURE_TAG, ProblemType
from sandbox.platform.clock import rfc3339
from sandbox.platform.key_changes import candidates, signed_by
from sandbox.platform.problems import ProblemError
from sandbox.platform.services import Services
from sandbox.platform.tables import Nonce, Terminal

COMPONENTS = ("@method", "@path", "@query")
_NONCE_LENGTHS = range(8, 101)


@dataclass(frozen=True, slots=True)
class SignedRequest:
    """A request as the signature library wants it."""

    method: str
    url: str
    headers: dict[str, str]
    body: bytes


class _Verifier(HTTPMessageVerifier):
    def validate_created_and_expires(self, sig_input: Any, max_age: Any = None) -> None:
        """Times are judged by `TerminalVerifier`, on the clock that was handed in."""


class _Keys(HTTPSignatureKeyResolver):
    """Gives the keys of one request's terminal, the next one at each asking."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self.left: list[bytes] | None = None
        self.given = b""

    def resolve_public_key(self, key_id: str) -> ed25519.Ed25519PublicKey:
        if self.left is None:
            with self._services.database.transaction() as session:
                terminal = session.get(Terminal, key_id)
                if terminal is None:
                    raise ProblemError(ProblemType.TERMINAL_NOT_AUTHORISED)
                self.left = list(candidates(session, terminal, self._services.clock()))
        self.given = self.left.pop(0)
        return ed25519.Ed25519PublicKey.from_public_bytes(self.given)


class TerminalVerifier:
    """Verifies signatures and remembers nonces."""

    def __init__(self, services: Services) -> None:
        self._services = services

    def verify(self, request: SignedRequest) -> str:
        """Return the terminal's id; raises `ProblemError`."""
        keys = _Keys(self._services)
        while True:
            try:
                return self._verified(request, keys)
            except ProblemError as error:
                if error.problem_type != ProblemType.TERMINAL_SIGNATURE_INVALID or not keys.left:
                    raise

    def _verified(self, request: SignedRequest, keys: _Keys) -> str:
        required = (*COMPONENTS, "content-digest") if request.body else COMPONENTS
        try:
            (result,) = _Verifier(signature_algorithm=ED25519, key_resolver=keys).verify(
                request,
                max_age=None,
                expect_tag=SIGNATURE_TAG,
                expect_label=SIGNATURE_LABEL,
                require_components=required,
                body=request.body,
            )
        except (HTTPMessageSignaturesException, ValueError) as error:
            # The library wraps what the key resolver raises.
            cause: BaseException | None = error
            while cause is not None:
                if isinstance(cause, ProblemError):
                    raise cause from None
                cause = cause.__cause__
            raise ProblemError(ProblemType.TERMINAL_SIGNATURE_INVALID) from error
        terminal_id = str(result.parameters["keyid"])
        self._check_time(result.parameters.get("created"))
        self._check_terminal(terminal_id, result.nonce, keys.given)
        return terminal_id

    def _check_time(self, created: int | str | None) -> None:
        now = self._services.clock()
        skew = self._services.settings.clock_skew
        if not isinstance(created, int):
            raise ProblemError(ProblemType.TERMINAL_SIGNATURE_INVALID)
        try:
            moment = datetime.fromtimestamp(created, UTC)
        except (ValueError, OverflowError, OSError):
            raise ProblemError(ProblemType.TERMINAL_SIGNATURE_INVALID) from None
        if abs(moment - now) > skew:
            raise ProblemError(ProblemType.TERMINAL_CLOCK_SKEW, serverTime=rfc3339(now))

    def _check_terminal(self, terminal_id: str, nonce: str | None, key: bytes) -> None:
        if nonce is None or len(nonce) not in _NONCE_LENGTHS:
            raise ProblemError(ProblemType.TERMINAL_SIGNATURE_INVALID)
        now = self._services.clock()
        try:
            with self._services.database.transaction() as session:
                terminal = session.get(Terminal, terminal_id)
                if terminal is None or terminal.revoked_at is not None:
                    raise ProblemError(ProblemType.TERMINAL_NOT_AUTHORISED)
                session.add(Nonce(terminal_id=terminal_id, nonce=nonce, seen_at=now))
                signed_by(session, terminal, key, now, self._services.settings.clock_skew)
        except IntegrityError:
            raise ProblemError(ProblemType.TERMINAL_SIGNATURE_INVALID) from None

    def forget_old_nonces(self) -> None:
        """Drop nonces whose signature would be refused for its time anyway."""
        horizon = self._services.clock() - 2 * self._services.settings.clock_skew - timedelta(seconds=1)
        with self._services.database.transaction() as session:
            session.execute(delete(Nonce).where(Nonce.seen_at < horizon))
