"""One device as the staff and the fitter see it: what is wrong, who mends it and how."""

from kiosk.text import Texts
from kiosk.visit.views import DeviceRow, StandingView
from screens.components import Chip, Row
from screens.pages.words import counted, dotted, said
from screens.theme.theme import Theme

ICONS = {
    "id_card": "card",
    "code_reader": "qr",
    "document_camera": "camera",
    "printer": "printer",
    "page_printer": "document",
    "speech": "sound",
}


def device_row(theme: Theme, texts: Texts, row: DeviceRow) -> Row:
    """Return a row to read."""
    when = texts(
        "device_board.since", day=texts.short_day(row.since.date()), time=texts.clock(row.since.time())
    )
    back = counted(texts, "device_board.reopened", row.reopened) if row.reopened else ""
    code = texts("device_board.code", code=row.code) if row.code else ""
    lines = [
        *(said(texts, words) for words in (row.what, row.how, row.who) if words is not None),
        dotted(texts, *(said(texts, words) for words in (row.paper, row.media) if words is not None)),
        dotted(texts, when, back, code),
    ]
    return Row(
        theme,
        text=texts(f"device.kind.{row.kind}"),
        sub="\n".join(line for line in lines if line),
        end=Chip(theme, said(texts, row.state), "ok" if row.works else "error"),
        icon=ICONS.get(row.kind, "info"),
        bold=True,
        id=f"device:{row.kind}",
    )


def standing_row(theme: Theme, texts: Texts, title: str, standing: StandingView, icon: str, id: str) -> Row:
    """Return how the guides, the network or whatever else stands."""
    return Row(
        theme,
        text=title,
        sub="\n".join(said(texts, fact) for fact in standing.facts),
        end=Chip(theme, said(texts, standing.state), "ok" if standing.well else "error"),
        icon=icon,
        bold=True,
        id=id,
    )
