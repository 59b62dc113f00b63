"""A4 paper on a page: the button that prints, how far it is, and the question that only who stands there can
answer.
"""

from collections.abc import Iterator

from kiosk.text import Texts
from kiosk.visit.messages import A4CameOut, PrintA4
from kiosk.visit.views import A4View
from screens.components import Button, Column, Line, Notice, Part
from screens.pages.page import Send
from screens.pages.words import counted
from screens.theme.theme import Theme


def a4_parts(theme: Theme, texts: Texts, send: Send, view: A4View | None) -> Iterator[Part]:
    """Yield what a page says of A4 paper; nothing where the terminal has no A4 printer."""
    if view is None:
        return
    words = _under_way(texts, view)
    parts: list[Part] = [
        Button(
            theme,
            text=words or texts(f"a4.take.{view.what}"),
            kind="tinted",
            icon="printer",
            busy=bool(words),
            on_act=lambda: send(PrintA4()),
            enabled=view.can_print,
            id="a4",
        )
    ]
    if view.out is not None:
        parts.append(Notice(theme, texts("a4.out", why=_why(texts, view.out)), "warn", id="a4-out"))
    match view.state:
        case "printed":
            parts.append(Notice(theme, counted(texts, "a4.printed", view.pages), "ok", id="a4-printed"))
        case "failed":
            # Where the printer is still out the band above has given the reason already.
            why = "" if view.fault in (None, view.out) else _why(texts, view.fault or "")
            parts.append(Notice(theme, why, "warn", title=texts("a4.failed"), id="a4-failed"))
        case "unknown":
            parts += _question(theme, texts, send, view.fault or "")
    yield Column(theme, parts, gap="target")


def _under_way(texts: Texts, view: A4View) -> str:
    if view.state == "printing":
        return counted(texts, "a4.printing", view.pages)
    return texts("a4.preparing") if view.state == "preparing" else ""


def _question(theme: Theme, texts: Texts, send: Send, fault: str) -> Iterator[Part]:
    space = "" if texts.language == "zh-CN" else " "
    words = f"{_why(texts, fault)}{space}{texts('a4.look')}"
    yield Notice(theme, words, "warn", title=texts("a4.ask"), id="a4-ask")
    yes = Button(theme, text=texts("a4.yes"), on_act=lambda: send(A4CameOut(True)), id="a4-yes")
    no = Button(theme, text=texts("a4.no"), on_act=lambda: send(A4CameOut(False)), id="a4-no")
    yield Line(theme, [yes, no], stretch=True)


def _why(texts: Texts, fault: str) -> str:
    key = f"a4.fault.{fault}"
    return texts(key if texts.has(key) else "a4.fault.unknown")
