"""Cuts pinyin without spaces into syllables. Pure."""

from collections.abc import Set

MOST_CUTS = 4
LONGEST = 6


def cuts(text: str, known: Set[str], *, gaps: bool = False) -> list[tuple[str, ...]]:
    """Return the ways to read `text` as syllables of `known`, those with fewer syllables first.

    The last syllable may be unfinished (a beginning of a known one, or of none yet). With `gaps` there is
    always exactly one answer: letters that belong to no syllable are left out, as few as possible.
    """
    return [_with_gaps(text, known)] if gaps else _whole(text, known)


def _whole(text: str, known: Set[str]) -> list[tuple[str, ...]]:
    ways: list[list[tuple[str, ...]]] = [[] for _ in range(len(text) + 1)]
    ways[0].append(())
    for end in range(1, len(text) + 1):
        for start in range(max(0, end - LONGEST), end):
            part = text[start:end]
            if ways[start] and (part in known or (end == len(text) and _begins(part, known))):
                ways[end] += [(*way, part) for way in ways[start]]
        ways[end] = sorted(ways[end], key=len)[:MOST_CUTS]
    return ways[len(text)]


def _begins(part: str, known: Set[str]) -> bool:
    return len(part) < LONGEST and any(one.startswith(part) for one in known)


def _with_gaps(text: str, known: Set[str]) -> tuple[str, ...]:
    best: list[tuple[int, int, tuple[str, ...]]] = [(0, 0, ())]
    for end in range(1, len(text) + 1):
        left_out, count, way = best[end - 1]
        found = (left_out + 1, count, way)
        for start in range(max(0, end - LONGEST), end):
            part = text[start:end]
            if part in known:
                left_out, count, way = best[start]
                found = min(found, (left_out, count + 1, (*way, part)))
        best.append(found)
    return best[len(text)][2]
