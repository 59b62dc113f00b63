"""What the staff's page of the log copy shows."""

from kiosk.log_copy.desk import LogsSeen
from kiosk.log_copy.notes import DONE, FOUND, Told
from kiosk.visit import staff_logs
from kiosk.visit.staff_state import LogCopy
from kiosk.visit.state import State
from kiosk.visit.views import Body, Say, StandingView, say
from kiosk.visit.views.staff import FactRow
from kiosk.visit.views.staff_logs import StaffLogsView
from kiosk.visit.world import World

MB = 1_000_000
"""As it is printed on sticks."""
FAILURES = (
    "noKey", "badKey", "noStick", "strangeStick", "noFiles", "full", "pulled", "disk", "ownDisk", "silent",
)  # fmt: skip
"""Each with its remedy: keys of `staff.logs.failed.*`."""


def logs(state: State, _world: World) -> Body:
    """Return what is copied, for whom, onto which stick, and how it goes."""
    held = staff_logs.of(state)
    seen = held.seen
    if seen is None:
        return StaffLogsView((), False, say("staff.logs.looking"), "info")
    said, tone = _said(held, seen)
    doing, share = _doing(seen.copy) if held.copying else (None, None)
    return StaffLogsView(_rows(seen), staff_logs.can_copy(held), said, tone, doing, share)


def _said(held: LogCopy, seen: LogsSeen) -> tuple[Say | None, str]:
    if held.copying:
        return say("staff.logs.keep"), "warn"
    if held.outcome == DONE and seen.copy is not None:
        return say("staff.logs.done", file=seen.copy.file, amount=_mb(seen.copy.done)), "ok"
    if held.outcome:
        return _failed(held.outcome), "error"
    if not seen.fingerprint:
        return _failed("noKey"), "error"
    if seen.stick == "strange":
        return _failed("strangeStick"), "error"
    if seen.stick == "none":
        return say("staff.logs.plug"), "info"
    if seen.looked is not None and seen.looked.ended and seen.looked.state != FOUND:
        return _failed(seen.looked.state), "error"
    return None, "info"


def _failed(code: str) -> Say:
    return say(f"staff.logs.failed.{code if code in FAILURES else 'disk'}")


def _doing(copy: Told | None) -> tuple[Say, float | None]:
    if copy is None or copy.state in ("begun", "reading"):
        return say("staff.logs.reading"), None
    if copy.state == "copying" and copy.total:
        share = min(1.0, copy.done / copy.total)
        return say("staff.logs.copying", percent=str(int(share * 100)), amount=_mb(copy.total)), share
    return say("staff.logs.ending"), 1.0


def _rows(seen: LogsSeen) -> tuple[FactRow, ...]:
    what = StandingView(True, say("staff.logs.what.word"), (say("staff.logs.what", days=str(seen.days)),))
    if seen.fingerprint:
        mark = say("staff.logs.key", fingerprint=seen.fingerprint)
        key = StandingView(True, say("staff.logs.key.word"), (mark, say("staff.logs.key.only")))
    else:
        key = StandingView(False, say("staff.logs.key.none"), ())
    return (
        FactRow("what", say("staff.logs.row.what"), "document", what),
        FactRow("key", say("staff.logs.row.key"), "lock", key),
        FactRow("stick", say("staff.logs.row.stick"), "list", _stick(seen)),
    )


def _stick(seen: LogsSeen) -> StandingView:
    if seen.stick == "none":
        return StandingView(False, say("staff.logs.stick.none"), (), "plain")
    facts = [say("staff.logs.stick.name", name=seen.name)] if seen.name else []
    facts.append(say("staff.logs.stick.size", amount=_mb(seen.size)))
    if seen.stick == "strange":
        return StandingView(False, say("staff.logs.stick.strange"), tuple(facts))
    looked = seen.looked
    if looked is None or not looked.ended:
        return StandingView(True, say("staff.logs.stick.looking"), tuple(facts), "busy")
    if looked.state != FOUND:
        return StandingView(False, say("staff.logs.stick.unfit"), tuple(facts))
    facts.append(say("staff.logs.stick.free", amount=_mb(looked.free)))
    return StandingView(True, say("staff.logs.stick.ready"), tuple(facts))


def _mb(size: int) -> str:
    return f"{max(1, size // MB):,}"
