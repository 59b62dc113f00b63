"""The pages of the camera: what it waits for, what it asks, what was read."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import scene_papers as papers

from devices.document_camera.values import Advice
from kiosk.application.pre_review import FoundField, Reason, Recognised, Review, Verdict, Why
from kiosk.catalogue.models import LocalText
from kiosk.catalogue.reading import PaperFieldKind
from kiosk.visit import messages as m
from kiosk.visit.pages import Destination, Page
from kiosk.visit.state import State

Scene = Callable[[Any], State]
REGISTER = Recognised(
    "household-register.first",
    LocalText(zh="户口簿", en="Household register"),
    LocalText(zh="首页", en="First page"),
    0.97,
)
NAME = FoundField(
    "holder", PaperFieldKind.NAME, "李示例", "李小真", (80, 310, 720, 360), 0.98, fills="child.name"
)
PHONE = FoundField(
    "number", PaperFieldKind.NUMBER, "13800009902", "13800009902", (80, 310, 720, 360), 0.98, checked=True,
    agrees=False, known="13800009901", known_element="applicant.phone",
)  # fmt: skip


def reviewed(s: Any, state: State, review: Review | None, **more: Any) -> State:
    """Return the state with the sheet that stands there reviewed so."""
    visit = state.visit
    place = visit.at.key, visit.at.sheet
    sheet = replace(visit.sheets[place], review=review, **more)
    after: State = state.with_visit(sheets={**visit.sheets, place: sheet})
    return after


def scenes_of(apply: Mapping[str, Scene]) -> dict[str, Scene]:
    """Return the scenes; `apply` are those of the way there."""
    scan, taken = apply["scan"], apply["scan-taken"]

    def lit(s: Any) -> State:
        after: State = s.after(scan(s), m.CameraLit(True))
        return after

    def took(s: Any, *photos: m.Message) -> State:
        state = lit(s)
        for photo in photos:
            state = s.after(state, m.TakePhoto(), photo)
        return state

    def asked(
        verdict: Verdict, why: Why, day: str | None = None, known: Recognised | None = REGISTER
    ) -> Scene:
        review = Review(verdict, (Reason(why, day=day),), known)
        return lambda s: reviewed(s, taken(s), review)

    def with_value(s: Any, field: FoundField, typed: str | None) -> State:
        state = taken(s)
        values = dict(state.visit.application.values)
        held = values.pop("child.name")
        if typed is not None:
            values["applicant.phone"] = replace(held, value=typed)
        application = replace(state.visit.application, values=values)
        state = state.with_visit(application=application)
        state = reviewed(s, state, Review(Verdict.FITS, (), REGISTER, (field,)))
        at = state.visit.at
        return state.with_visit(at=Destination(Page.FOUND, at.key, at.sheet))

    glare = papers.rejected(Advice.GLARE)
    corners = papers.taken(papers.scanned(agreed=False))
    crossed = ((900.0, 900.0), (300.0, 200.0), (1200.0, 200.0), (300.0, 1000.0))
    return {
        "scan-lit": lit,
        "scan-rejected": lambda s: took(s, glare),
        "scan-rejected-often": lambda s: took(s, glare, glare, glare),
        "scan-taking": lambda s: s.after(lit(s), m.TakePhoto()),
        "scan-corners": lambda s: took(s, corners),
        "scan-corners-crossed": lambda s: s.after(took(s, corners), m.SetCorners(crossed)),
        "scan-several": lambda s: took(s, papers.taken(papers.scanned(2, 0), papers.scanned(2, 1))),
        "scan-reading": lambda s: reviewed(s, taken(s), None, pending=frozenset({"read"})),
        "scan-recognised": lambda s: reviewed(s, taken(s), Review(Verdict.FITS, (), REGISTER, (NAME, PHONE))),
        "scan-ask": asked(Verdict.ASK, Why.FIELD_MISSING),
        "scan-wrong-paper": asked(Verdict.WRONG_PAPER, Why.OTHER_PAPER),
        "scan-wrong-side": asked(Verdict.WRONG_SIDE, Why.OTHER_SIDE),
        "scan-expired": asked(Verdict.EXPIRED, Why.PAST_VALIDITY, "2024-05-01"),
        "scan-another-person": asked(Verdict.ANOTHER_PERSON, Why.OTHER_PERSON),
        "scan-twice": lambda s: reviewed(s, taken(s), None, twice=True),
        "found": lambda s: with_value(s, NAME, None),
        "found-differs": lambda s: with_value(s, PHONE, "13800009901"),
    }
