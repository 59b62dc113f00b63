"""How numbers are said: codes sign by sign in groups, dates as dates, amounts as amounts.

Pure. What comes out is text again, for a voice or a recording, and what a listener hears word by word.
"""

import re
from collections.abc import Callable, Iterable
from datetime import date

from kiosk.text import Texts

DIGITS = "零一二三四五六七八九"
_UNITS = ("", "十", "百", "千")
PHONE, IDENTITY = (3, 4, 4), (6, 4, 4, 4)
IN_ONE_BREATH = 5
LONGEST_CARDINAL = 4
"""A longer run of digits is a number of something, and is said digit by digit."""

_SIGN = r"0-9A-Za-z"
_IDENTITY = re.compile(rf"(?<![{_SIGN}])(\d{{6}}) ?(\d{{4}}) ?(\d{{4}}) ?(\d{{3}}[0-9Xx])(?![{_SIGN}])")
_CODE = re.compile(rf"(?<![{_SIGN}])(?=[A-Z0-9]*\d)(?=[A-Z0-9]*[A-Z])[A-Z0-9]{{6,}}(?![{_SIGN}])")
_MASKED = re.compile(r"([0-9A-Za-z]*)[ ]?([*＊•●]{2,}(?:[ *＊•●]*[*＊•●])?)[ ]?([0-9A-Za-z]*)")
_PHONE = re.compile(r"(?<![\d.])(1\d{2})[ -]?(\d{4})[ -]?(\d{4})(?![\d.])")
_DAY = re.compile(r"(?<!\d)(\d{4})(?:-(\d{2})-(\d{2})|年(\d{1,2})月(?:(\d{1,2})日)?)(?!\d)")
_YEAR = re.compile(r"(?<!\d)(\d{4})( ?年)")
_TIME = re.compile(r"(?<![\d:])([01]?\d|2[0-3]):([0-5]\d)(?::[0-5]\d)?(?![\d:])")
_LINE = re.compile(r"(?<!\d)(0\d{2,3})-(\d{7,8})(?!\d)")
_THOUSANDS = re.compile(r"(?<![\d,])\d{1,3}(?:,\d{3})+(?![\d,])")
_ISSUE = re.compile(
    r"(?<![\d.])((?:19|20)\d\d)\.(\d{1,2})(?![\d.])(?! ?元)|(?<=[〔\[（(])((?:19|20)\d\d)(?=[〕\]）)])"
)
"""A month as an edition (2026.11), a year in the number of a document (〔1978〕): signs, no amounts."""
_PERCENT = re.compile(r"(\d+(?:\.\d+)?) ?%")
_PAIR = re.compile(r"(?<![\d.:第])(?<!第 )2(?= ?[个件项份张页次天位种处秒岁元])")
_NUMBER = re.compile(r"\d+(?:\.\d+)?")


def spelled(text: str, texts: Texts) -> str:
    """Return a text with its numbers in words (zh-CN), or with long ones cut into signs (every language)."""
    chinese = texts.language == "zh-CN"
    signs = _chinese_signs if chinese else _plain_signs

    def grouped(match: re.Match[str]) -> str:
        return _pause(signs(group) for group in match.groups())

    text = _IDENTITY.sub(grouped, text)
    text = _MASKED.sub(lambda match: _masked(match, texts, signs), text)
    text = _PHONE.sub(grouped, text)
    text = _DAY.sub(_chinese_day if chinese else lambda match: _plain_day(match, texts), text)
    if chinese:
        text = _YEAR.sub(lambda match: f"{signs(match[1])}{match[2]}", text)
        text = _TIME.sub(_chinese_time, text)
        text = _ISSUE.sub(lambda match: "点".join(signs(one) for one in match.groups() if one), text)
        text = _PERCENT.sub(r"百分之\1", text)
        text = _PAIR.sub("两", text)
    text = _LINE.sub(grouped, text)
    text = _CODE.sub(lambda match: _pause(signs(piece) for piece in _fours(match[0])), text)
    text = _THOUSANDS.sub(lambda match: match[0].replace(",", ""), text)
    return _NUMBER.sub(lambda match: _number(match[0], chinese), text)


def in_groups(value: str, groups: tuple[int, ...], language: str) -> str:
    """Return every sign of a value for itself, with a pause between groups; what is left over comes last."""
    signs = _chinese_signs if language == "zh-CN" else _plain_signs
    pieces, at = [], 0
    for size in (*groups, len(value)):
        if at < len(value):
            pieces.append(value[at : at + size])
        at += size
    return _pause(signs(piece) for piece in pieces)


def cardinal(number: int) -> str:
    """Return a number from 0 to 9999 in Chinese: 一百零五. Raises ValueError for another."""
    if not 0 <= number <= 9999:
        raise ValueError("0 to 9999")
    if number < 10:
        return DIGITS[number]
    words, gap = "", False
    text = str(number)
    for place, digit in enumerate(text):
        unit = _UNITS[len(text) - 1 - place]
        if digit == "0":
            gap = True
            continue
        words += ("零" if gap and words else "") + DIGITS[int(digit)] + unit
        gap = False
    return words.removeprefix("一") if 10 <= number < 20 else words


def _number(text: str, chinese: bool) -> str:
    whole, _, part = text.partition(".")
    by_digit = len(whole) > LONGEST_CARDINAL or (len(whole) > 1 and whole.startswith("0"))
    if not chinese:
        said = _pause(_plain_signs(piece) for piece in _fours(whole)) if by_digit else whole
        return f"{said}.{part}" if part else said
    if by_digit and not part:
        return _pause(_chinese_signs(piece) for piece in _fours(whole))
    said = _chinese_signs(whole) if by_digit else cardinal(int(whole))
    return f"{said}点{_chinese_signs(part)}" if part else said


def _chinese_signs(text: str) -> str:
    """Return digits as hanzi, letters apart: 一二零X."""
    words = [DIGITS[int(sign)] if sign.isascii() and sign.isdigit() else f" {sign.upper()} " for sign in text]
    return "".join(words).strip()


def _plain_signs(text: str) -> str:
    """Return the signs apart, so that no voice makes thousands of them."""
    return " ".join(text.upper())


def _pause(pieces: Iterable[str]) -> str:
    return "，".join(piece for piece in pieces if piece)


def _fours(text: str) -> list[str]:
    """Return what is said in one breath: a hotline's 12345 is, a longer number goes by fours."""
    return [text] if len(text) <= IN_ONE_BREATH else [text[at : at + 4] for at in range(0, len(text), 4)]


def _masked(match: re.Match[str], texts: Texts, signs: Callable[[str], str]) -> str:
    """Say that something is covered, and the signs around it."""
    before, _, after = match.groups()
    pieces = [signs(before)] if before else []
    pieces.append(texts("speech.covered"))
    if after:
        pieces.append(texts("speech.ending", signs=signs(after)))
    return _pause(pieces)


def _chinese_day(match: re.Match[str]) -> str:
    year, month, day = match[1], match[2] or match[4], match[3] or match[5]
    said = f"{_chinese_signs(year)}年{cardinal(int(month))}月"
    return f"{said}{cardinal(int(day))}日" if day else said


def _plain_day(match: re.Match[str], texts: Texts) -> str:
    year, month, day = match[1], match[2] or match[4], match[3] or match[5]
    try:
        return texts.day(date(int(year), int(month), int(day or 1))) if day else match[0]
    except ValueError:
        return match[0]


def _chinese_time(match: re.Match[str]) -> str:
    hour, minute = int(match[1]), int(match[2])
    said = f"{cardinal(hour)}点"
    if not minute:
        return f"{said}整"
    return f"{said}{'零' if minute < 10 else ''}{cardinal(minute)}分"
