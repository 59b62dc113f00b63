"""Ways out of every dead end: a report that it does not work (办不成事), 12345, people."""

from collections.abc import Iterator
from typing import Any

from kiosk.visit.messages import OpenReport
from screens.components import Button, Card, Column, Dialog, Part, Row, Stage
from screens.pages.page import PageView


def doors(page: PageView[Any]) -> Iterator[Part]:
    """Yield the button to the report and the two other ways, in one group."""
    yield Column(page.theme, [report_button(page), people(page)], gap="target")


def report_button(page: PageView[Any]) -> Button:
    """Return the button to the report."""
    return Button(
        page.theme,
        text=page.say("error.report"),
        kind="tinted",
        icon="pen",
        on_act=page.sends(OpenReport()),
        hint=page.say("error.report.sub"),
        id="report",
    )


def people(page: PageView[Any], *more: Part) -> Part:
    """Return a card with who can be called or met; more rows stand before them."""
    return Card(page.theme, [*more, row(page, "call", "call"), row(page, "window", "people")], rows=True)


def row(page: PageView[Any], name: str, icon: str, area: str = "error") -> Row:
    """Return one way as a row; its words are `<area>.<name>` and `<area>.<name>.sub`."""
    return Row(
        page.theme,
        text=page.say(f"{area}.{name}"),
        sub=page.say(f"{area}.{name}.sub"),
        icon=icon,
        bold=True,
        id=name,
    )


def open_over(page: PageView[Any], dialog: Dialog) -> None:
    """Lay a dialog of the page's own over it, once the page is shown."""
    stage = page.widget.parent
    if isinstance(stage, Stage):
        stage.open(dialog)


def close_over(page: PageView[Any], dialog: Dialog) -> None:
    """Take the page's own dialog away."""
    stage = page.widget.parent
    if isinstance(stage, Stage):
        stage.close(dialog)
