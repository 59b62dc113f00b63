"""Ways to be somebody without a card, as the tests walk them."""

from datetime import date

from visit_walk import SEALED, STROKES, Walk, accepted

from kiosk.visit.messages import (
    Continue,
    DeviceChanged,
    OpenDoor,
    SessionOpened,
    Sign,
    TickDeclaration,
    TypeIdentity,
)
from kiosk.visit.pages import Page

NAME, NUMBER = "李示例", "000000199203050018"
HOLDER = {
    "name": NAME,
    "number": NUMBER,
    "sex": "1",
    "ethnicity": "汉",
    "birth_date": date(1992, 3, 5),
    "address": "示例市示例区示例路1号",
}
DECLARED = SessionOpened("session-t", "李*", "0****************8", "DECLARED")
APP = SessionOpened("session-a", "李*", "0****************8", "APP", HOLDER)
OTHER = SessionOpened(
    "session-o", "王*", "0****************7", "APP", {**HOLDER, "number": "000000199307160027"}
)
SCANNER = DeviceChanged("code_reader", None)


def on_identity(bundle: str = "tj-p-01") -> Walk:
    walk = Walk()
    walk.send(SCANNER)
    return walk.open(bundle).follow((Continue(), "notice"), (Continue(), "identity"))


def typed(bundle: str = "tj-p-01") -> Walk:
    walk = on_identity(bundle)
    return walk.follow(
        (OpenDoor("typed"), "typed:name"),
        (TypeIdentity("name", NAME), "typed:name"),
        (Continue(), "typed:number"),
        (TypeIdentity("number", NUMBER), "typed:number"),
        (Continue(), "typed:number"),
        (DECLARED, "situation:birth-place") if bundle == "tj-p-01" else (DECLARED, str(walk.at)),
    )


def typed_to_check() -> Walk:
    walk = typed().answer_all().agree_plan()
    assert walk.page is Page.REVIEW
    walk.send(Continue())
    walk.fill().bring_papers()
    assert walk.page is Page.CHECK
    return walk


def to_proof() -> Walk:
    return typed_to_check().follow((Continue(), "identity"))


def sign_and_submit(walk: Walk) -> Walk:
    assert walk.page is Page.DECLARE, walk.at
    for declaration in walk.screen.body.declarations:
        walk.send(TickDeclaration(declaration.id, True))
    walk.follow((Sign(STROKES), "declare"), (Continue(), "submitting"))
    return walk.follow((SEALED, "submitting"), (accepted(walk), "done"))
