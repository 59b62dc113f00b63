"""What has to be mended, in the words that also stand beside the field, each with the way there."""

from collections.abc import Iterable
from typing import Any

from kiosk.visit.messages import GoTo
from kiosk.visit.views import Problem
from screens.components import Action
from screens.pages.page import PageView
from screens.pages.words import said


def jumps(page: PageView[Any], problems: Iterable[Problem]) -> list[Action]:
    """Return a button for each problem: 手机号码：请填写这一项。"""
    return [
        Action(words(page, problem), page.sends(GoTo(problem.change)), id=f"mend:{index}")
        for index, problem in enumerate(problems)
    ]


def words(page: PageView[Any], problem: Problem) -> str:
    """Return a problem in words: the platform's own where it gave some, after what it is about."""
    text = problem.words or said(page.texts, problem.text)
    if problem.label is None:
        return text
    return page.say("check.problem", place=page.texts.local(problem.label), words=text)
