"""The pseudo-locale: words made 40 % longer and set in brackets, so that what does not grow is seen.

A text without brackets on the screen was not given by key; a bracket that is missing was cut off.
"""

import re

GROWTH = 0.4
_PLACEHOLDER = re.compile(r"(\{[^{}]*\})")
_LETTER = re.compile(r"[A-Za-z]")


def stretched(text: str) -> str:
    """Return a text in brackets and longer by GROWTH; placeholders and line breaks stay.

    What has no letters is a sign and not a word: it stays as it is.
    """
    if not _LETTER.search(_PLACEHOLDER.sub("", text)):
        return text
    return "|".join(_line(line) for line in text.split("|"))


def _line(text: str) -> str:
    first, *rest = text.split("\n")
    return "\n".join([_grown(first), *(_grown(line) for line in rest)])


def _grown(line: str) -> str:
    words = _PLACEHOLDER.sub("", line)
    if not words.strip():
        return line
    more = words[: round(len(words) * GROWTH)].strip()
    return f"[{line} {more}]" if more else f"[{line}]"
