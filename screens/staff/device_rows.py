"""Devices and other things as the staff and the fitter see them: what is wrong, who mends it and how."""

from kiosk.text import Texts
from kiosk.visit.views import DeviceRow, StandingView
from screens.components import Standing
from screens.pages.words import counted, dotted, said

ICONS = {
    "id_card": "card",
    "code_reader": "qr",
    "document_camera": "camera",
    "printer": "printer",
    "page_printer": "document",
    "speech": "sound",
}


def device(texts: Texts, row: DeviceRow) -> Standing:
    """Return how a device stands, in words."""
    when = texts(
        "device_board.since", day=texts.short_day(row.since.date()), time=texts.clock(row.since.time())
    )
    back = counted(texts, "device_board.reopened", row.reopened) if row.reopened else ""
    code = texts("device_board.code", code=row.code) if row.code else ""
    facts = (
        *(said(texts, words) for words in (row.what, row.how, row.who) if words is not None),
        dotted(texts, *(said(texts, words) for words in (row.paper, row.media) if words is not None)),
        dotted(texts, when, back, code),
    )
    name, icon = texts(f"device.kind.{row.kind}"), ICONS.get(row.kind, "info")
    return Standing(name, facts, said(texts, row.state), row.works, icon, f"device:{row.kind}")


def standing(texts: Texts, title: str, view: StandingView, icon: str, id: str) -> Standing:
    """Return how the guides, the network or whatever else stands, in words."""
    facts = tuple(said(texts, fact) for fact in view.facts)
    return Standing(title, facts, said(texts, view.state), view.well, icon, id, view.tone)
