"""The sources behind data sharing and electronic certificates, as the platform sees them."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Protocol

from devices.id_card.layout import Card


@dataclass(frozen=True, slots=True, repr=False)
class SharedValue:
    """A value that a source knows of a person."""

    value: Any
    source: str
    as_of: datetime | None = None


@dataclass(frozen=True, slots=True, repr=False)
class HeldCertificate:
    """An electronic certificate of a person. `state` as in the contract."""

    certificate_id: str
    type_name: str
    issuer: str | None = None
    valid_to: date | None = None
    state: str = "VALID"


@dataclass(frozen=True, slots=True, repr=False)
class HeldEntity:
    """An enterprise for which the person may act (法人)."""

    uscc: str
    name: str
    authority: str


@dataclass(frozen=True, slots=True, repr=False)
class SharedPerson:
    """Everything that the sources know of one person."""

    number: str
    values: dict[str, SharedValue] = field(default_factory=dict)
    """By data element id."""
    certificates: tuple[HeldCertificate, ...] = ()
    entities: tuple[HeldEntity, ...] = ()
    failing: frozenset[str] = frozenset()
    """Data element ids whose source fails."""
    card: Card | None = None
    """What identifies them to an app; None for somebody who has none."""

    def certificate(self, certificate_id: str) -> HeldCertificate | None:
        """Return one certificate."""
        return next((held for held in self.certificates if held.certificate_id == certificate_id), None)


class SharedData(Protocol):
    """Looks a person up by identity number."""

    def person(self, number: str) -> SharedPerson | None:
        """Return what is known, or None."""
        ...

    def everybody(self) -> tuple[SharedPerson, ...]:
        """Return everybody who is known."""
        ...


class SamplePeople:
    """People from sample content, held in memory."""

    def __init__(self, people: tuple[SharedPerson, ...] = ()) -> None:
        self._people = {person.number: person for person in people}

    def person(self, number: str) -> SharedPerson | None:
        """Return what is known, or None."""
        return self._people.get(number)

    def everybody(self) -> tuple[SharedPerson, ...]:
        """Return everybody who is known."""
        return tuple(self._people.values())
