"""The platform's keys, made at the first start in the private state directory."""

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sandbox.platform.command_keys import CommandKeys
from sandbox.platform.receipt_keys import ReceiptKeys
from sandbox.platform.role_keys import RoleKeys
from sandbox.platform.sealing import SealingKeys
from sandbox.platform.tls import Authority, write_private


@dataclass(frozen=True, slots=True)
class Keys:
    """Every secret of the platform."""

    authority: Authority
    roles: RoleKeys
    """They sign the catalogue (TUF)."""
    sealing: SealingKeys
    receipts: ReceiptKeys
    commands: CommandKeys
    pepper: bytes
    """Turns identity numbers and codes into what is kept and compared."""

    @classmethod
    def open(cls, state_dir: Path, now: datetime) -> "Keys":
        """Load the keys of `state_dir`, making the directory (0700) and whatever is missing."""
        directory = state_dir / "keys"
        directory.mkdir(parents=True, exist_ok=True, mode=0o700)
        state_dir.chmod(0o700)
        directory.chmod(0o700)
        pepper = directory / "pepper"
        if not pepper.exists():
            write_private(pepper, secrets.token_bytes(32))
        return cls(
            Authority.open(directory, now),
            RoleKeys(directory),
            SealingKeys(directory / "sealing", now),
            ReceiptKeys(directory),
            CommandKeys(directory),
            pepper.read_bytes(),
        )

    def blind(self, purpose: str, value: str) -> str:
        """Return a keyed digest (64 hex digits) by which a secret value is found again."""
        return hmac.new(self.pepper, f"{purpose}\0{value}".encode(), hashlib.sha256).hexdigest()
