"""没带怎么办: what can be done where the original is not at hand, or no longer valid."""

from functools import partial

from kiosk.catalogue.models import MaterialSource
from kiosk.visit.messages import ChooseSource, Continue, Message, OpenReport, ShowHelp
from kiosk.visit.views import ScanView
from screens.components import Action, Dialog, OpenRow, Paragraph, Part
from screens.pages.doors import close_over, open_over
from screens.pages.page import PageView
from screens.pages.words import source, source_note


def open_without(page: PageView[ScanView]) -> None:
    """Open the other ways to give a material, over the page."""
    body, theme = page.body, page.theme

    def then(message: Message) -> None:
        close_over(page, dialog)
        page.send(message)

    def other(via: MaterialSource) -> OpenRow:
        return OpenRow(
            theme,
            text=source(page.texts, via),
            sub=source_note(page.texts, body.material, via),
            framed=True,
            on_act=partial(then, ChooseSource(body.material.id, via)),
            id=f"way:{via}",
        )

    ways: list[Part] = [other(via) for via in body.alternatives]
    if body.optional:
        skip = page.say("scan.without.skip")
        ways.append(OpenRow(theme, text=skip, framed=True, on_act=partial(then, Continue()), id="skip"))
    if not ways:
        ways = [Paragraph(theme, page.say("scan.without.none"))]
    dialog = Dialog(
        theme,
        page_id="without",
        title=page.say("scan.without.title" if body.alternatives or body.optional else "scan.without"),
        body=ways,
        others=[
            Action(page.say("action.help"), partial(then, ShowHelp()), id="more-help"),
            Action(page.say("scan.without.stuck"), partial(then, OpenReport()), id="report"),
        ],
        primary=Action(page.say("scan.without.close"), lambda: close_over(page, dialog), id="close"),
    )
    open_over(page, dialog)
