"""Whose card and PIN are good at this terminal: one file, no number and no PIN in it.

A card's number is found by a hash under the file's own salt, a PIN is checked by a hash of its own salt; both
are Argon2id, so that a copied file does not give the numbers away quickly. It cannot protect a PIN of six
digits from who has the file and time: it is readable by the screens alone, and PINs are of use only at the
terminal, where the tries are counted.
"""

import re
import secrets
from collections.abc import Iterable
from datetime import date
from functools import cache
from pathlib import Path

import argon2
from argon2.low_level import Type, hash_secret_raw
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from kiosk.whole_file import write_whole

FILE = "staff.json"
MODE = 0o600
SALT_BYTES = 16
LABEL = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,19}")
"""Goes into the log: a code that the operator gives, nobody's name."""

# OWASP's smallest recommendation for the lookup (each try pays it), RFC 9106's second for the PIN.
_LOOKUP_KIB, _LOOKUP_ROUNDS = 19 * 1024, 2
_PIN_KIB, _PIN_ROUNDS = 64 * 1024, 3
_HASHER = argon2.PasswordHasher(time_cost=_PIN_ROUNDS, memory_cost=_PIN_KIB, parallelism=1)


class RegisterDamaged(ValueError):  # noqa: N818  the name says what happened
    """The file cannot be read; nobody is let in by it."""


class _Stored(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Member(_Stored):
    """One of the staff."""

    label: str = Field(pattern=f"^{LABEL.pattern}$")
    card: str = Field(repr=False)
    """Hash of the card's number, hexadecimal."""
    pin: str = Field(repr=False)
    """Argon2 hash in its own format (PHC string)."""
    since: date


class Register(_Stored):
    """Everybody. Changes give another register; `save` writes it."""

    salt: str = Field(default_factory=lambda: secrets.token_hex(SALT_BYTES), repr=False)
    members: tuple[Member, ...] = ()

    def find(self, number: str) -> Member | None:
        """Return whose card this is, None for a stranger's; takes as long for both."""
        hashed = self._hash(number)
        found = None
        for member in self.members:
            if secrets.compare_digest(member.card, hashed):
                found = member
        return found

    def with_member(self, label: str, number: str, pin: str, today: date) -> "Register":
        """Return it with one more, or with another card and PIN for one who is in it.

        The same card under another label leaves that one.
        """
        made = Member(label=label, card=self._hash(number), pin=_HASHER.hash(pin), since=today)
        others = (one for one in self.members if one.label != label and one.card != made.card)
        return self._of((*others, made))

    def with_pin(self, label: str, pin: str, today: date) -> "Register":
        """Return it with another PIN for somebody; raises KeyError."""
        held = next((one for one in self.members if one.label == label), None)
        if held is None:
            raise KeyError(label)
        changed = held.model_copy(update={"pin": _HASHER.hash(pin), "since": today})
        return self._of(changed if one is held else one for one in self.members)

    def without(self, label: str) -> "Register":
        """Return it without somebody; raises KeyError."""
        if all(one.label != label for one in self.members):
            raise KeyError(label)
        return self._of(one for one in self.members if one.label != label)

    def _of(self, members: Iterable[Member]) -> "Register":
        ordered = sorted(members, key=lambda one: one.label)
        return Register(salt=self.salt, members=tuple(ordered))

    def _hash(self, number: str) -> str:
        return hash_secret_raw(
            number.strip().upper().encode(),
            bytes.fromhex(self.salt),
            time_cost=_LOOKUP_ROUNDS,
            memory_cost=_LOOKUP_KIB,
            parallelism=1,
            hash_len=32,
            type=Type.ID,
        ).hex()


@cache
def _nobodys() -> str:
    """Return a hash that no PIN fits."""
    return _HASHER.hash(secrets.token_hex(SALT_BYTES))


def fits(member: Member | None, pin: str) -> bool:
    """Whether the PIN is theirs; a stranger's try takes as long as a wrong PIN."""
    try:
        return _HASHER.verify(member.pin if member else _nobodys(), pin) and member is not None
    except (argon2.exceptions.VerificationError, argon2.exceptions.InvalidHashError):
        return False


def load(folder: Path) -> Register:
    """Read the register, an empty one where there is none; raises RegisterDamaged and OSError."""
    file = folder / FILE
    try:
        return Register.model_validate_json(file.read_bytes())
    except FileNotFoundError:
        return Register()
    except (ValidationError, ValueError) as error:
        raise RegisterDamaged(f"{file}: damaged; remove it and set the PINs anew") from error


def save(folder: Path, register: Register) -> None:
    """Write the register whole or not at all, readable by the folder's owner alone."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    write_whole(folder / FILE, (register.model_dump_json(indent=1) + "\n").encode(), MODE)
