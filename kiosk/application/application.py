"""One citizen's application: the values of the one form and where each comes from.

Pure: every function returns a new application. Values stay when an item is unticked or a question no longer
applies, so that nothing is asked twice; `submitted_answers` gives only what the plan asks for. Personal
data never stand in a repr.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Protocol

from kiosk.application.reading import as_json
from kiosk.application.validation import Problem, form_problems, value_problems
from kiosk.catalogue.plan_models import Plan, PlanField
from kiosk.catalogue.rules import holds

__all__ = [
    "KNOWN",
    "Application",
    "Problem",
    "Value",
    "ValueSource",
    "asked",
    "check",
    "is_required",
    "remaining",
    "shown_fields",
    "submitted_answers",
    "to_confirm",
    "with_card",
    "with_confirmed",
    "with_found",
    "with_prefill",
    "with_value",
    "without_shared",
]


class ValueSource(StrEnum):
    """Where a value comes from; also the last part of its message key, `provenance.card` and so on."""

    CARD = "card"
    ACCOUNT = "account"
    """What the platform says of a person who logged in by code or phone: instead of a card."""
    DECLARED = "declared"
    """What was typed to say who one is; a card that says it too takes its place."""
    SHARED = "shared"
    PAPER = "paper"
    """Read on a paper that the citizen photographed, and confirmed by them."""
    TYPED = "typed"
    CHOSEN = "chosen"


_OWN = frozenset({ValueSource.TYPED, ValueSource.CHOSEN})
_SETTLED = _OWN | {ValueSource.PAPER}
KNOWN = frozenset({ValueSource.CARD, ValueSource.ACCOUNT})
"""What proves itself: no shared source and no paper is weighed against it."""


@dataclass(frozen=True, slots=True)
class Value:
    """A value with its source."""

    value: Any = field(repr=False)
    source: ValueSource
    as_of: str | None = None
    """Day or time (RFC 3339) as of which a shared source gave it."""
    confirmed: bool = False
    """The citizen has said that it is right; what they entered themselves is."""
    provenance: str | None = None
    """Name of the shared source, as shown."""


@dataclass(frozen=True, slots=True)
class Application:
    """Values by data element id."""

    values: Mapping[str, Value] = field(default_factory=dict)


class Prefilled(Protocol):
    """One value that a shared source gave."""

    @property
    def element_id(self) -> str:
        """Data element id."""

    @property
    def value(self) -> Any:
        """JSON value."""

    @property
    def source(self) -> str:
        """Name of the source."""

    @property
    def as_of(self) -> str:
        """Day or time as of which it holds; empty if the source does not say."""


def with_card(
    plan: Plan,
    application: Application,
    facts: Mapping[str, Any],
    source: ValueSource = ValueSource.CARD,
) -> Application:
    """Return the application with the card's text in the plan's fields.

    `facts` by card member: name, sex, ethnicity, birth_date, address, number. What the citizen entered
    themselves stays, and what the form would not accept is left to be asked. `source` is ACCOUNT or DECLARED
    where no card was read.
    """
    found: dict[str, Value] = {}
    for entry in plan.fields:
        raw = facts.get(entry.element.from_card or "")
        if raw is not None and raw != "":
            _fill(entry, application, found, raw, Value(None, source))
    return _with(application, found)


def with_prefill(plan: Plan, application: Application, values: Iterable[Prefilled]) -> Application:
    """Return the application with what shared sources gave (共享数据自动调用).

    What the citizen entered themselves or what the card says stays; a value that the form would not accept
    is left to be asked.
    """
    entries = {entry.element.id: entry for entry in plan.fields}
    found: dict[str, Value] = {}
    for one in values:
        entry = entries.get(one.element_id)
        held = application.values.get(one.element_id)
        if entry is None or one.value is None or (held and held.source in KNOWN):
            continue
        as_of = one.as_of.isoformat() if isinstance(one.as_of, date | datetime) else one.as_of
        shell = Value(None, ValueSource.SHARED, as_of=as_of or None, provenance=one.source or None)
        _fill(entry, application, found, one.value, shell)
    return _with(application, found)


def _fill(
    entry: PlanField, application: Application, found: dict[str, Value], raw: object, shell: Value
) -> None:
    name = entry.element.id
    held = application.values.get(name)
    if held is not None and held.source in _SETTLED:
        return
    value = as_json(entry.element, raw)
    if not value_problems(entry, value):
        same = held is not None and held.source is shell.source and held.value == value
        found[name] = replace(shell, value=value, confirmed=same and held is not None and held.confirmed)


def with_value(
    plan: Plan, application: Application, element_id: str, value: object, today: date | None = None
) -> tuple[Application, tuple[Problem, ...]]:
    """Return the application with what the citizen entered, and what is wrong with it.

    With problems the application comes back as it was: the page keeps what was entered and shows them.
    None or an empty text takes the value of an optional field away, and is a problem of a required one.

    Raises:
        KeyError: if the plan does not ask for this element.

    """
    entry = next((one for one in plan.fields if one.element.id == element_id), None)
    if entry is None:
        raise KeyError(element_id)
    read = as_json(entry.element, value)
    if read is None or read == "":
        if is_required(plan, application, element_id):
            return application, (Problem(element_id, "required", "form.required"),)
        kept = {name: held for name, held in application.values.items() if name != element_id}
        return replace(application, values=kept), ()
    problems = value_problems(entry, read, today)
    if problems:
        return application, problems
    source = ValueSource.CHOSEN if entry.element.options or isinstance(read, bool) else ValueSource.TYPED
    return _with(application, {element_id: Value(read, source, confirmed=True)}), ()


def with_found(application: Application, element_id: str, value: object, paper: str) -> Application:
    """Return the application with what a paper says and the citizen has confirmed; `value` fits the form."""
    found = Value(value, ValueSource.PAPER, confirmed=True, provenance=paper)
    return _with(application, {element_id: found})


def without_shared(application: Application) -> Application:
    """Return the application without what shared sources gave: the consent for it was taken back."""
    kept = {n: held for n, held in application.values.items() if held.source is not ValueSource.SHARED}
    return replace(application, values=kept)


def with_confirmed(application: Application, element_ids: Iterable[str]) -> Application:
    """Return the application with these prefilled values confirmed by the citizen."""
    ids = frozenset(element_ids)
    return _with(
        application,
        {name: replace(held, confirmed=True) for name, held in application.values.items() if name in ids},
    )


def _with(application: Application, found: Mapping[str, Value]) -> Application:
    return replace(application, values={**application.values, **found}) if found else application


def shown_fields(plan: Plan, application: Application) -> tuple[PlanField, ...]:
    """Return the fields that the values so far ask for, in order.

    A field's `when` looks at fields before it, and only at shown ones: what a hidden field still holds
    from before decides nothing.
    """
    shown: list[PlanField] = []
    known: dict[str, Any] = {}
    for entry in plan.fields:
        if not holds(entry.when, known):
            continue
        shown.append(entry)
        held = application.values.get(entry.element.id)
        if held is not None:
            known[entry.element.id] = held.value
    return tuple(shown)


def is_required(plan: Plan, application: Application, element_id: str) -> bool:
    """Whether a field of the plan must be answered, as far as the other values say."""
    entry = next((one for one in shown_fields(plan, application) if one.element.id == element_id), None)
    return (
        entry is not None
        and entry.required
        and holds(entry.required_when, submitted_answers(plan, application))
    )


def asked(plan: Plan, application: Application) -> tuple[PlanField, ...]:
    """Return the fields that the citizen answers themselves, answered or not, in order.

    That is every field shown except those that card or shared data fill with a value that still fits.
    """
    return tuple(
        entry
        for entry in shown_fields(plan, application)
        if (held := application.values.get(entry.element.id)) is None
        or held.source in _OWN
        or value_problems(entry, held.value)
    )


def remaining(plan: Plan, application: Application) -> tuple[PlanField, ...]:
    """Return what is left to ask, in order: fields shown without a value, or with one that does not fit.

    Optional fields without a value are among them (`is_required` tells); whether the citizen passed over
    one is for the visit to remember.
    """
    wrong = {problem.element_id for problem in check(plan, application)}
    return tuple(
        entry
        for entry in shown_fields(plan, application)
        if entry.element.id not in application.values or entry.element.id in wrong
    )


def to_confirm(plan: Plan, application: Application) -> tuple[PlanField, ...]:
    """Return the fields whose value was filled in and that the citizen has not confirmed yet."""
    return tuple(
        entry
        for entry in shown_fields(plan, application)
        if (held := application.values.get(entry.element.id)) is not None and not held.confirmed
    )


def submitted_answers(plan: Plan, application: Application) -> dict[str, Any]:
    """Return the values that go to the platform: those of the fields shown, in the form's order."""
    return {
        entry.element.id: application.values[entry.element.id].value
        for entry in shown_fields(plan, application)
        if entry.element.id in application.values
    }


def check(plan: Plan, application: Application, today: date | None = None) -> tuple[Problem, ...]:
    """Return everything that is missing or wrong in the form, in its order; nothing if it may be submitted.

    Without `today` a birth date in the future is not noticed.
    """
    shown = shown_fields(plan, application)
    return form_problems(plan, shown, submitted_answers(plan, application), today)
