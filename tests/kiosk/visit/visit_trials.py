"""What the tests of the staff's trials look at."""

from devices.document_camera.scanned import ScannedPage, ScannedPhoto
from devices.document_camera.values import Advice, Quality
from kiosk.terminal.paper import ROLL, TRAY, Capacity, Supply, outlook
from kiosk.text import LANGUAGES, Texts
from kiosk.visit import effects
from kiosk.visit.messages import (
    CardRead,
    PaperCounted,
)
from kiosk.visit.messages.identity import Chip

NUMBER, PIN = "000000198001010013", "481516"
CARD = CardRead({"number": NUMBER, "name": "李示例"}, "proof", Chip("resident", module=True, photo=True))
KINDS = ("id_card", "printer", "page_printer", "document_camera", "keypad", "speech")
SIZE = (3264, 2448)
CAPACITIES = {ROLL: Capacity(70_000, 60), TRAY: Capacity(250, 15)}


def wanted(walk, kind):
    return [one for one in walk.done if isinstance(one, kind)]


def acted(walk):
    """Return (what, device, disposition) of each thing that the log was told."""
    facts = [one.facts for one in wanted(walk, effects.Note) if one.event == "ui.staff.acted"]
    return [(one["state"], one["device"], one["disposition"]) for one in facts]


def photo(*advice) -> ScannedPhoto:
    corners = ((100.0, 100.0), (2200.0, 100.0), (2200.0, 1600.0), (100.0, 1600.0))
    quality = Quality(2.0, 0.01, 210.0, 0.1)
    made = [
        ScannedPage(corners, True, 0, quality, one, (), 1654, 2339, 200.0, b"page", False, b"print")
        for one in advice
    ]
    return ScannedPhoto(*SIZE, tuple(made), None if made else Advice.NO_PAGE)


EMPTY = Supply()


def counted(roll=EMPTY, tray=EMPTY):
    supplies = {ROLL: roll, TRAY: tray}
    return PaperCounted({name: outlook(name, supplies[name], CAPACITIES[name]) for name in supplies})


def spoken(body_rows):
    """Assert that every word of a page's rows is there in every language."""
    for _, view in body_rows:
        for words in (view.state, *view.facts):
            assert all(Texts(language).has(words.key) for language in LANGUAGES), words.key
