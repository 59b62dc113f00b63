"""Visits that wait for an answer of the platform, by what they wait for."""

from visit_walk import CARD, SEALED, Walk

from kiosk.visit.messages import (
    CardRead,
    CardReading,
    Continue,
    DecideConsent,
    OutboxSeen,
)


def during_session() -> Walk:
    walk = Walk().open("tj-p-01").follow((Continue(), "notice"), (Continue(), "identity"))
    walk.send(CardReading(), CardRead(CARD, "proof"))
    return walk


def during_plan() -> Walk:
    walk = Walk().to_plan()
    walk.send(Continue())
    return walk


def during_fetch() -> Walk:
    walk = Walk().to_plan().agree_plan()
    walk.send(DecideConsent(True))
    return walk


def during_submit() -> Walk:
    walk = Walk().to_submitting()
    walk.send(SEALED, OutboxSeen(SEALED.package_id, 6, 6))
    return walk


STARTS = {
    "session": during_session,
    "plan": during_plan,
    "fetch": during_fetch,
    "submit": during_submit,
}
