"""Sample people (sandbox/content) as the sources behind data sharing."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time
from typing import Any

from devices.id_card.layout import Card, parse
from devices.id_card.simulator.compose import compose
from sandbox.platform.clock import CHINA
from sandbox.platform.shared_data import (
    HeldCertificate,
    HeldEntity,
    SamplePeople,
    SharedPerson,
    SharedValue,
)


def sample_people(entries: Iterable[Mapping[str, Any]]) -> SamplePeople:
    """Return the people of `sandbox.content.people()`; raises `ValueError` for a number that is no text."""
    return SamplePeople(tuple(_person(entry) for entry in entries))


def _person(entry: Mapping[str, Any]) -> SharedPerson:
    number = entry["card"]["number"]
    if not isinstance(number, str):
        raise ValueError(f"the number of {entry['key']} must be text")
    shared: Mapping[str, Mapping[str, Any]] = entry.get("shared") or {}
    return SharedPerson(
        number=number,
        values={
            name: SharedValue(each["value"], each.get("source", ""), _moment(each.get("as_of")))
            for name, each in shared.items()
            if "error" not in each
        },
        failing=frozenset(name for name, each in shared.items() if "error" in each),
        certificates=tuple(
            HeldCertificate(
                certificate_id=each["id"],
                type_name=each["type"],
                issuer=each.get("issuer"),
                valid_to=date.fromisoformat(each["valid_to"]) if each.get("valid_to") else None,
                state=each["state"],
            )
            for each in entry.get("certificates") or ()
        ),
        entities=tuple(
            HeldEntity(uscc=each["uscc"], name=each["name"], authority=each.get("authority", ""))
            for each in entry.get("entities") or ()
        ),
        card=card_of(entry["card"]),
    )


def card_of(fields: Mapping[str, Any]) -> Card:
    """Return the card with these fields of the sample content."""
    return parse(compose(fields))


def _moment(text: str | None) -> datetime | None:
    return datetime.combine(date.fromisoformat(text), time(), CHINA) if text else None
