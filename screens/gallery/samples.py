"""The pages of the gallery, in the order in which they are drawn."""

from collections.abc import Callable, Iterator

from screens.components import Shell
from screens.gallery.ending import buttons, done, icons, question, rating
from screens.gallery.entering import check, choices, dates, digits, places, scan, sign, typing
from screens.gallery.finding import guide, home, plan
from screens.gallery.states import components
from screens.input_methods.composition import InputMethod
from screens.theme.theme import Theme

__all__ = ["pages", "question"]

PAGES: tuple[Callable[[Theme], Shell], ...] = (
    home, guide, plan, digits, choices, dates, places, scan, check, sign, done, rating, buttons, icons,
    components,
)  # fmt: skip


def pages(theme: Theme, method: InputMethod | None) -> Iterator[Shell]:
    """Yield every page, each built for the language and theme of the moment."""
    for make in PAGES:
        yield make(theme)
    yield typing(theme, method)
