"""What can be chosen instead of typed, by the kind of the field: options, yes or no, a day, a division."""

from collections.abc import Callable
from datetime import date

from kiosk.catalogue.divisions import Division, divisions
from kiosk.catalogue.models import FieldKind
from kiosk.text import Texts
from kiosk.visit.views import FieldView
from screens.components import AddressPicker, Choice, ChoiceList, DatePicker, Part
from screens.pages.entry import date_bounds
from screens.theme.theme import Theme

YES, NO = "yes", "no"
Choose = Callable[[object], None]
"""Takes the value that was chosen."""


def chooser(
    body: FieldView, texts: Texts, theme: Theme, today: date, near: str, choose: Choose
) -> Part | None:
    """Return the part by which this field is answered without typing; None where there is none.

    near: code of the place where the terminal stands.
    """
    kind = body.field.element.kind
    if body.options:
        return _options(body, texts, theme, choose)
    if kind is FieldKind.YES_NO:
        return _yes_no(body, texts, theme, choose)
    if kind is FieldKind.DATE:
        return _days(body, theme, today, choose)
    if kind is FieldKind.ADDRESS:
        return _places(body, theme, near, choose)
    return None


def _options(body: FieldView, texts: Texts, theme: Theme, choose: Choose) -> Part:
    choices = [
        Choice(option.value, texts.local(option.label), texts.local(option.hint) if option.hint else "")
        for option in body.options
    ]
    chosen = None if body.value is None else str(body.value)
    return ChoiceList(theme, choices, chosen=chosen, on_choose=choose)


def _yes_no(body: FieldView, texts: Texts, theme: Theme, choose: Choose) -> Part:
    choices = [Choice(YES, texts("field.yes")), Choice(NO, texts("field.no"))]
    chosen = None if body.value is None else YES if body.value is True else NO
    return ChoiceList(theme, choices, chosen=chosen, on_choose=lambda one: choose(one == YES))


def _days(body: FieldView, theme: Theme, today: date, choose: Choose) -> Part:
    first, last = date_bounds(body.field, today)
    held = as_date(body.value)
    value = held if held is not None and first <= held <= last else None
    return DatePicker(
        theme, first=first, last=last, value=value, on_choose=lambda day: choose(day.isoformat())
    )


def _places(body: FieldView, theme: Theme, near: str, choose: Choose) -> Part:
    path, rest = divisions().split(str(body.value or ""))

    def chosen(path: tuple[Division, ...]) -> None:
        choose("".join(one.name for one in path) + rest)

    return AddressPicker(theme, divisions(), near=near, chosen=path, on_choose=chosen)


def as_date(value: object) -> date | None:
    """Return a day that is written YYYY-MM-DD, else None."""
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        return None
