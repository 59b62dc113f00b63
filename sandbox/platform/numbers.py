"""Numbers that the platform gives: submissions, cases, issues. Short codes are `kiosk.catalogue.numbers`."""

import secrets
from datetime import date

from sqlalchemy.orm import Session

from kiosk.catalogue.numbers import short_code
from sandbox.platform.database import Database
from sandbox.platform.tables import Counter

_CASE_NO_LENGTH = 50


def next_serial(database: Database, session: Session, name: str) -> int:
    """Return the next serial number of a series, from 1; safe between concurrent transactions."""
    statement = database.insert(Counter).values(name=name, value=1)
    statement = statement.on_conflict_do_update(
        index_elements=[Counter.name], set_={"value": Counter.value + 1}
    ).returning(Counter.value)
    return int(session.execute(statement).scalar_one())


def submission_no(database: Database, session: Session, area: str, day: date) -> str:
    """Return a 一件事申办号: YJS, area, day and a serial of that day."""
    name = f"YJS{area[:6]}{day:%Y%m%d}"
    return f"{name}{next_serial(database, session, name):05d}"


def case_no(database: Database, session: Session, task: str, day: date) -> str:
    """Return a 办件编号: task (实施编码, or a name for it), day and a serial; at most 50 characters."""
    day_text = f"{day:%Y%m%d}"
    name = f"{task.upper()[: _CASE_NO_LENGTH - len(day_text) - 4]}{day_text}"
    return f"{name}{next_serial(database, session, name):04d}"


def issue_no(database: Database, session: Session, day: date) -> str:
    """Return the number of an issue report."""
    name = f"FY{day:%Y%m%d}"
    return f"{name}{next_serial(database, session, name):05d}"


def random_short_code(area: str, day: date) -> str:
    """Return a short code whose serial cannot be guessed from another one."""
    return short_code(area[:6], day, secrets.randbelow(32**6))
