"""Orders of the platform: what one is, who signed it, and whether it may be carried out. Pure.

An order is the contract's Command. Its signature is a detached JWS (RFC 7515 appendix F, EdDSA by RFC 8037)
over the other members in one spelling: keys sorted, no spaces, UTF-8, whole numbers only (what RFC 8785 makes
of such JSON).
"""

import base64
import binascii
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from kiosk.events.kinds import Kind as FieldKind
from kiosk.events.kinds import fits

MAX_BYTES = 16 * 1024
LONGEST = timedelta(days=7)
"""An order that lives longer is refused: so long the ids of those that were carried out are remembered."""
TYPE = "yiciban-command"
_MEMBERS = {"id", "kind", "args", "expiresAt", "terminalId"}


class Kind(StrEnum):
    """The orders of the contract."""

    SYNC_CATALOGUE = "SYNC_CATALOGUE"
    RELOAD_CONFIG = "RELOAD_CONFIG"
    RESTART_APP = "RESTART_APP"
    OUT_OF_SERVICE = "OUT_OF_SERVICE"
    IN_SERVICE = "IN_SERVICE"
    UPDATE_SOFTWARE = "UPDATE_SOFTWARE"
    COLLECT_DIAGNOSTICS = "COLLECT_DIAGNOSTICS"
    ROTATE_KEY = "ROTATE_KEY"


class Refusal(StrEnum):
    """Why an order is not carried out."""

    MALFORMED = "malformed"
    UNKNOWN_KEY = "unknown-key"
    BAD_SIGNATURE = "bad-signature"
    OTHER_TERMINAL = "other-terminal"
    UNKNOWN_KIND = "unknown-kind"
    EXPIRED = "expired"
    LIVES_TOO_LONG = "lives-too-long"
    REPLAYED = "replayed"


class Refused(Exception):  # noqa: N818  the name says what happened
    """An order that is not carried out. `id` and `kind` are what it said, empty where it said none."""

    def __init__(self, why: Refusal, id: str = "", kind: str = "") -> None:
        super().__init__(why.value)
        self.why, self.id, self.kind = why, id, kind


@dataclass(frozen=True, slots=True)
class Command:
    """An order whose signature is right."""

    id: str
    kind: Kind
    args: Mapping[str, Any]
    expires_at: datetime


PublicKeys = Mapping[str, bytes]
"""Key id → 32 raw bytes of an Ed25519 key."""


def judged(told: bytes, keys: PublicKeys, terminal_id: str, now: datetime) -> Command:
    """Return the order of a message. Raises `Refused`; replays are the business of whoever remembers."""
    members = _members(told)
    name, kind = members["id"], members["kind"]
    refuse: Callable[[Refusal], Refused] = lambda why: Refused(why, name, kind)  # noqa: E731
    try:
        verify(members, keys)
    except Refused as refused:
        raise refuse(refused.why) from None
    if members.get("terminalId") != terminal_id:
        raise refuse(Refusal.OTHER_TERMINAL)
    try:
        expires = datetime.fromisoformat(members["expiresAt"])
        expired, too_long = now >= expires, expires - now > LONGEST
    except (KeyError, ValueError, TypeError):
        raise refuse(Refusal.MALFORMED) from None
    if expired:
        raise refuse(Refusal.EXPIRED)
    if too_long:
        raise refuse(Refusal.LIVES_TOO_LONG)
    try:
        known = Kind(kind)
    except ValueError:
        raise refuse(Refusal.UNKNOWN_KIND) from None
    return Command(name, known, members.get("args", {}), expires)


def verify(members: Mapping[str, Any], keys: PublicKeys) -> None:
    """Raise `Refused` unless one of the keys signed these members."""
    try:
        head, payload, signature = members["signature"].split(".")
        header = json.loads(_decoded(head))
        raw = _decoded(signature)
    except (KeyError, AttributeError, ValueError, RecursionError, binascii.Error):
        raise Refused(Refusal.MALFORMED) from None
    key_id = header.get("kid") if isinstance(header, dict) else None
    if payload or not isinstance(key_id, str) or header != {"alg": "EdDSA", "kid": key_id, "typ": TYPE}:
        raise Refused(Refusal.MALFORMED)
    key = keys.get(key_id)
    if key is None:
        raise Refused(Refusal.UNKNOWN_KEY)
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(raw, _signed(head, members))
    except (InvalidSignature, ValueError, RecursionError):
        raise Refused(Refusal.BAD_SIGNATURE) from None


def signature(members: Mapping[str, Any], key_id: str, key: Ed25519PrivateKey) -> str:
    """Return the detached JWS over an order's members, as the platform makes it."""
    head = _encoded(_canonical({"alg": "EdDSA", "kid": key_id, "typ": TYPE}))
    return f"{head}..{_encoded(key.sign(_signed(head, members)))}"


def _members(told: bytes) -> dict[str, Any]:
    try:
        if len(told) > MAX_BYTES:
            raise ValueError("too long")
        members = json.loads(told, parse_float=_no_number, parse_constant=_no_number)
    except (ValueError, RecursionError):
        raise Refused(Refusal.MALFORMED) from None
    good = (
        isinstance(members, dict)
        and set(members) <= _MEMBERS | {"signature"}
        and isinstance(members.get("kind"), str)
        and isinstance(members.get("args", {}), dict)
        and isinstance(members.get("id"), str)
        and members["id"] != ""
        and fits(FieldKind.ID, members["id"])
        and fits(FieldKind.CODE, members["kind"])
    )
    if not good:
        raise Refused(Refusal.MALFORMED)
    return dict(members)


def _no_number(_text: str) -> float:
    raise ValueError("only whole numbers have one spelling")


def _signed(head: str, members: Mapping[str, Any]) -> bytes:
    payload = _canonical({key: value for key, value in members.items() if key != "signature"})
    return f"{head}.{_encoded(payload)}".encode()


def _canonical(members: Mapping[str, Any]) -> bytes:
    text = json.dumps(members, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode("utf-8", "surrogatepass")


def _encoded(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _decoded(text: str) -> bytes:
    return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
