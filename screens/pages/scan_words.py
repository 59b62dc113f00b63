"""The words below the camera's picture: what to do with the hands, what was made sure of, what is asked."""

from collections.abc import Iterator, Sequence

from kiosk.visit.messages import AdjustCorners, UseSheet
from kiosk.visit.views import QuestionView, Say, ScanView
from screens.components import Button, Chip, Notice, Part, Wrap
from screens.focus.node import Node
from screens.pages.page import PageView
from screens.pages.papers import sheet_name
from screens.pages.without import open_without
from screens.pages.words import counted, said
from screens.theme.theme import Theme

CHECKS = ("edges", "sharp", "glare", "upright")
"""What the camera has made sure of once a picture is taken; keys of `scan.good.*`."""
SHUTTER = ("placing", "hands", "holdStill", "counting", "taking", "change")
"""States of the automatic shutter that have words; keys of `scan.shutter.*`."""


class Checks(Wrap):
    """What the camera has made sure of: chips for the eye, one row of words for the ear."""

    def __init__(self, theme: Theme, checks: Sequence[str]) -> None:
        super().__init__(theme, [Chip(theme, one, "ok") for one in checks])
        self._words = "，".join(checks)

    def node(self) -> Node | None:
        """Return them as one thing to hear."""
        return Node(
            id="checks",
            role="note",
            name=self._words,
            speech=self._words,
            bounds=self.bounds(),
            visible=self.is_seen(),
            focused=self.focused,
        )


def words(page: PageView[ScanView], shutter: str, found: bool) -> Iterator[Part]:
    """Yield the words of the page's state. shutter: what it waits for; found: a paper is seen."""
    body = page.body
    match body.state:
        case "taken":
            yield from _taken(page)
        case "corners":
            yield from _corners(page)
        case "several":
            yield Notice(page.theme, page.say("scan.several.band"), id="state")
        case "taking":
            yield Notice(page.theme, page.say("scan.taking"), id="state")
        case "rejected":
            yield from _rejected(page)
        case _:
            yield _live(page, shutter, found)


def _live(page: PageView[ScanView], shutter: str, found: bool) -> Part:
    if shutter in SHUTTER:
        title, sub = page.say(f"scan.shutter.{shutter}"), page.say(f"scan.shutter.{shutter}.sub")
        return Notice(page.theme, sub, title=title, id="state")
    return Notice(page.theme, page.say("scan.found" if found else "scan.placing"), id="state")


def _rejected(page: PageView[ScanView]) -> Iterator[Part]:
    body = page.body
    if body.advice is not None:
        title = page.say(body.advice.key.replace("scan.advice.", "scan.short."))
        yield Notice(page.theme, said(page.texts, body.advice), kind="warn", title=title, id="advice")
    if body.may_use_anyway:
        hint = page.say("scan.anyway.sub")
        text = page.say("scan.anyway")
        yield Button(
            page.theme, text=text, kind="tinted", small=True, hint=hint, on_act=page.sends(UseSheet()),
            id="anyway",
        )  # fmt: skip
    elif body.may_adjust:
        yield _adjust(page)


def _adjust(page: PageView[ScanView]) -> Part:
    text = page.say("scan.adjust")
    return Button(page.theme, text=text, kind="tinted", small=True, on_act=page.sends(AdjustCorners()),
                  id="adjust")  # fmt: skip


def _corners(page: PageView[ScanView]) -> Iterator[Part]:
    """Yield what is wrong; where nothing is, the picture has the room."""
    body = page.body
    if body.advice is not None:
        yield Notice(page.theme, said(page.texts, body.advice), kind="warn", id="advice")
    elif body.corners_flaw is not None:
        yield Notice(page.theme, said(page.texts, body.corners_flaw), kind="warn", id="flaw")


def _taken(page: PageView[ScanView]) -> Iterator[Part]:
    body = page.body
    if body.question is not None:
        yield from _question(page, body.question)
        return
    if body.reading:
        yield Notice(page.theme, page.say("scan.reading"), id="state")
    elif body.recognised is not None:
        what = said(page.texts, body.recognised)
        count = counted(page.texts, "scan.found.count", body.found) if body.found else page.say("scan.taken")
        yield Notice(page.theme, count, kind="ok", title=what, id="state")
    else:
        yield Notice(page.theme, page.say("scan.taken"), kind="ok", id="state")
    chips = [*CHECKS, *(("number",) if body.checked else ())]
    yield Checks(page.theme, [page.say(f"scan.good.{one}") for one in chips])
    if body.may_adjust:
        yield _adjust(page)


def _question(page: PageView[ScanView], question: QuestionView) -> Iterator[Part]:
    """Yield why it is asked; the question is the title, the doors are below."""
    wanted = sheet_name(page.texts, page.body.material, page.body.sheet)
    text = Say(question.text.key, {**question.text.values, "wanted": wanted})
    yield Notice(page.theme, said(page.texts, text), kind="warn", id="question")
    if question.way_out:
        way = page.say("review.expired.way")
        yield Button(
            page.theme, text=way, kind="tinted", small=True, on_act=lambda: open_without(page), id="way-out"
        )
