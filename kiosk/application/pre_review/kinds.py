"""Reads one field's text by its kind. Each reader takes plain text (no spaces) that begins with the value."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from kiosk.application.pre_review.check_numbers import ReadNumber, id_numbers, usccs
from kiosk.catalogue.reading import FieldRule, PaperFieldKind

_LEAD = re.compile(r"^(?:[\s:：;；.,，、。_\-—*|]|[(（]+[^()（）]{0,6}[)）]+)+")
"""What may stand between a label and its value: a colon, a rule to write on, (乙方)."""
_HAN = "\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003134f"
_NAME = re.compile(rf"[{_HAN}]{{1,15}}(?:·[{_HAN}]{{1,15}}){{0,5}}|[A-Za-z][A-Za-z.,'’·-]{{1,49}}")
_DIGITS = "0-9OoQDIl|ZzSB〇"
_DATE = re.compile(
    rf"([{_DIGITS}]{{4}})(?:年|[.\-/·,])([{_DIGITS}]{{1,2}})(?:月|[.\-/·,])([{_DIGITS}]{{1,2}})[日号]?"
    rf"|(?<![0-9])([12][0-9]{{3}})([01][0-9])([0-3][0-9])(?![0-9])"
)
_HAN_DATE = re.compile(
    r"([〇○零O0一二三四五六七八九]{4})年([一二三四五六七八九十元]{1,2})月([一二三四五六七八九十]{1,3})日?"
)
_HAN_DIGITS = {character: number for number, character in enumerate("零一二三四五六七八九")} | {
    "〇": 0, "○": 0, "O": 0, "0": 0, "元": 1,
}  # fmt: skip
_LOOKS = str.maketrans("OoQD〇Il|ZzSB", "000001112258")
_BETWEEN = re.compile(r"^[\s起]*(?:至|到|止|[-—–―~～一−─])+")
_LONG = re.compile(r"长期|永久|无固定期限")
_MOST_SPAN = 12


@dataclass(frozen=True, slots=True)
class ReadValue:
    """A value from `start` to before `end` of the text.

    `value` as FoundField has it, None where something stands there that does not make one. `sure` 0..1: what
    the reading itself lost.
    """

    value: str | None
    start: int
    end: int
    checked: bool = False
    sure: float = 1.0


Reader = Callable[[str, FieldRule, date], ReadValue | None]


def read_value(text: str, rule: FieldRule, today: date) -> ReadValue | None:
    """Return the value at the beginning of a text; None if nothing like it stands there."""
    lead = _LEAD.match(text) if rule.labels else None
    skipped = lead.end() if lead else 0
    found = _READERS[rule.kind](text[skipped:], rule, today)
    if found is None:
        return None
    return ReadValue(found.value, found.start + skipped, found.end + skipped, found.checked, found.sure)


def _name(text: str, _rule: FieldRule, _today: date) -> ReadValue | None:
    found = _NAME.match(text)
    return ReadValue(found[0], 0, found.end()) if found and len(found[0]) >= 2 else None


def _checked(numbers: list[ReadNumber]) -> ReadValue | None:
    right = [one for one in numbers if one.right]
    if len({one.value for one in right}) > 1:
        return None
    best = right[0] if right else numbers[0] if len(numbers) == 1 else None
    if best is None:
        return None
    return ReadValue(best.value if best.right else None, best.start, best.end, best.right)


def _id_number(text: str, rule: FieldRule, today: date) -> ReadValue | None:
    found = list(id_numbers(text, today))
    return _checked(found[:1] if rule.labels else found)


def _uscc(text: str, rule: FieldRule, _today: date) -> ReadValue | None:
    found = list(usccs(text))
    return _checked(found[:1] if rule.labels else found)


def read_date(text: str) -> tuple[date | None, int, int, float] | None:
    """Return the first day in a text with its place and how sure it is; the day None if there is no such."""
    found = _DATE.search(text)
    if found:
        year, month, day = (part for part in found.groups() if part is not None)
        looked = [part.translate(_LOOKS) for part in (year, month, day)]
        sure = 1.0 if "".join(looked) == year + month + day else 0.8
        return _day(*map(int, looked)), found.start(), found.end(), sure
    found = _HAN_DATE.search(text)
    if found:
        year_text, month_text, day_text = found.groups()
        year_number = int("".join(str(_HAN_DIGITS[character]) for character in year_text))
        return _day(year_number, _small(month_text), _small(day_text)), found.start(), found.end(), 1.0
    return None


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day) if 1880 <= year <= 2200 else None
    except ValueError:
        return None


def _small(text: str) -> int:
    """十 is 10, 十二 is 12, 二十 is 20, 三十一 is 31."""
    tens, ten, ones = text.partition("十")
    if not ten:
        return _HAN_DIGITS[text[0]] if len(text) == 1 else 99
    return (_HAN_DIGITS[tens] if tens else 1) * 10 + (_HAN_DIGITS[ones] if ones else 0)


def _date(text: str, _rule: FieldRule, _today: date) -> ReadValue | None:
    found = read_date(text)
    if found is None or found[1] > _MOST_SPAN:
        return None
    day, start, end, sure = found
    return ReadValue(day.isoformat() if day else None, start, end, sure=sure)


def _validity(text: str, rule: FieldRule, _today: date) -> ReadValue | None:
    first = read_date(text)
    long = _LONG.search(text)
    if first is None:
        if long and rule.labels and long.start() <= _MOST_SPAN:
            return ReadValue("../..", long.start(), long.end())
        return None
    begins, start, end, sure = first
    if rule.labels and start > _MOST_SPAN:
        return None
    rest = text[end:]
    between = _BETWEEN.match(rest)
    if between:
        after = rest[between.end() :]
        if long_term := _LONG.match(after):
            stop = end + between.end() + long_term.end()
            return ReadValue(f"{begins}/.." if begins else None, start, stop, sure=sure)
        second = read_date(after)
        if second is not None and second[1] <= 2:
            ends = second[0]
            stop = end + between.end() + second[2]
            fine = begins and ends and begins <= ends
            return ReadValue(f"{begins}/{ends}" if fine else None, start, stop, sure=min(sure, second[3]))
        return ReadValue(None, start, end, sure=sure)
    if not rule.labels:
        return None
    return ReadValue(f"../{begins}" if begins else None, start, end, sure=sure)


def _number(text: str, rule: FieldRule, _today: date) -> ReadValue | None:
    pattern = re.compile(rule.pattern or r"[0-9A-Za-z()\-]{4,40}")
    found = pattern.match(text) if rule.labels else pattern.search(text)
    if found is None or not found[0]:
        return None
    if rule.labels and rule.pattern and text[found.end() : found.end() + 1].isdigit():
        return ReadValue(None, found.start(), found.end())  # a digit too many: misread
    return ReadValue(found[0], found.start(), found.end())


def _text(text: str, rule: FieldRule, _today: date) -> ReadValue | None:
    value = text.strip(" ,，;；")
    if len(value) < 2 or (rule.pattern and not re.fullmatch(rule.pattern, value)):
        return None
    return ReadValue(value, 0, len(text))


_READERS: dict[PaperFieldKind, Reader] = {
    PaperFieldKind.NAME: _name,
    PaperFieldKind.ID_NUMBER: _id_number,
    PaperFieldKind.USCC: _uscc,
    PaperFieldKind.DATE: _date,
    PaperFieldKind.VALIDITY: _validity,
    PaperFieldKind.NUMBER: _number,
    PaperFieldKind.TEXT: _text,
}
