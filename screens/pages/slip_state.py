"""What became of a slip: how far it is, why it did not come, the question about it; what is still to sign."""

from dataclasses import replace
from typing import Any

from kiosk.visit.messages import SlipCameOut
from screens.components import Button, Column, Label, Line, Notice, Part
from screens.focus.node import Node
from screens.pages.page import PageView
from screens.theme.theme import Theme


class SlipState(Label):
    """How far the slip is: its state is printing, printed, failed, unknown or none."""

    def __init__(self, theme: Theme, text: str, slip: str) -> None:
        super().__init__(theme, text, colour="ink2", id="slip")
        self._slip = slip

    def node(self) -> Node | None:
        """Return the words with their state."""
        node = super().node()
        return None if node is None else replace(node, state=(self._slip,))


def did_it_come_out(page: PageView[Any], fault: str | None) -> Part:
    """Return the question 出来了吗？ with its two doors."""
    theme = page.theme
    words = f"{_why(page, fault)}{_space(page)}{page.say('done.slip.look')}"
    question = Notice(theme, words, "warn", title=page.say("done.slip.ask"), id="slip-ask")
    yes = Button(theme, text=page.say("done.slip.yes"), on_act=page.sends(SlipCameOut(True)), id="slip-yes")
    no = Button(theme, text=page.say("done.slip.no"), on_act=page.sends(SlipCameOut(False)), id="slip-no")
    return Column(theme, [question, Line(theme, [yes, no], stretch=True)], gap="target")


def no_slip(page: PageView[Any], fault: str | None, instead: str) -> Part:
    """Return why there is none, and what to do instead (a key)."""
    words = f"{_why(page, fault)}{_space(page)}{page.say(instead)}"
    return Notice(page.theme, words, "warn", title=page.say("done.slip.failed.title"), id="slip-fault")


def sign_note(page: PageView[Any]) -> Part:
    """Return that it has to be signed by hand at the window (窗口补签)."""
    return Notice(
        page.theme, page.say("sign_note"), "warn", title=page.say("sign_note.title"), id="sign-note"
    )


def _why(page: PageView[Any], fault: str | None) -> str:
    key = f"slip.fault.{fault}"
    return page.say(key if page.texts.has(key) else "slip.fault.unknown")


def _space(page: PageView[Any]) -> str:
    return "" if page.texts.language == "zh-CN" else " "
