"""Finds the fields of a side: a label, and the value that stands after it, to the right of it or below it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from kiosk.application.pre_review.kinds import ReadValue, read_value
from kiosk.application.pre_review.layout import Glyph, Piece, Row, Sheet, plain
from kiosk.application.pre_review.values import FoundField
from kiosk.application.pre_review.words import find
from kiosk.catalogue.reading import FieldRule, PaperFieldKind, Side, Where

_SHORT = 3
"""Characters of a label that may be a part of a longer one."""
_NEAR_ROWS = 2.5
"""How many heights of its label a value below may be away."""
_CHECKED = frozenset({PaperFieldKind.ID_NUMBER, PaperFieldKind.USCC})
_WIDE_GAP = 4.0
"""A text ends where nothing stands for so many heights."""


@dataclass(frozen=True, slots=True)
class _Label:
    """A label from `start` to before `end` of a row's text."""

    row: int
    start: int
    end: int
    quality: float
    alone: bool = True
    """False: a value may end here, but none begins."""


@dataclass(frozen=True, slots=True)
class _Found:
    value: ReadValue
    glyphs: tuple[Glyph, ...]
    text: str
    quality: float


def find_fields(sheet: Sheet, side: Side, today: date) -> tuple[FoundField, ...]:
    """Return the fields of a side that stand on a sheet, in the order of its rules.

    A field whose value does not make one (a number that fails its check) is given with `value` None.
    """
    labels = _labels(sheet, side)
    fields = []
    for rule in side.fields:
        found = _by_label(sheet, rule, labels, today) if rule.labels else _by_form(sheet, rule, today)
        if (found is None or found.value.value is None) and _alone(rule, side):
            # Its label was misread, but a number that passes its check needs none.
            unlabelled = _by_form(sheet, rule.model_copy(update={"labels": ()}), today)
            found = unlabelled if unlabelled and unlabelled.value.checked else found
        if found is not None:
            fields.append(_as_field(sheet, rule, found))
    return tuple(fields)


def _alone(rule: FieldRule, side: Side) -> bool:
    """Whether a side has one number of this kind, so that any such number is meant."""
    same = [one for one in side.fields if one.kind is rule.kind]
    return rule.kind in _CHECKED and len(same) == 1


def _as_field(sheet: Sheet, rule: FieldRule, found: _Found) -> FoundField:
    lines = tuple(dict.fromkeys(glyph.line for glyph in found.glyphs))
    return FoundField(
        id=rule.id,
        kind=rule.kind,
        text=found.text,
        value=found.value.value,
        box=sheet.box(found.glyphs),
        score=round(sheet.score(lines) * found.quality * found.value.sure, 4),
        checked=found.value.checked,
        lines=lines,
    )


def _labels(sheet: Sheet, side: Side) -> Mapping[str, tuple[_Label, ...]]:
    """Return where each label stands; one within a longer one (姓名 in 户主姓名) does not count."""
    words = {plain(label) for rule in side.fields for label in rule.labels} | set(map(plain, side.words))
    taken: list[set[int]] = [set() for _ in sheet.rows]
    found: dict[str, list[_Label]] = {}
    for word in sorted(words, key=len, reverse=True):
        for number, row in enumerate(sheet.rows):
            at = row.text.find(word)
            while at >= 0:
                places = set(range(at, at + len(word)))
                if not places & taken[number]:
                    taken[number] |= places
                    alone = len(word) > _SHORT or _stands_alone(row, at, words)
                    found.setdefault(word, []).append(_Label(number, at, at + len(word), 1.0, alone))
                at = row.text.find(word, at + len(word))
    texts = [row.text for row in sheet.rows]
    for word in sorted(words - set(found), key=len, reverse=True):
        hit = find(word, texts)  # nowhere as it is: misread, maybe
        if hit is not None and not set(range(hit.start, hit.end)) & taken[hit.where]:
            taken[hit.where] |= set(range(hit.start, hit.end))
            found[word] = [_Label(hit.where, hit.start, hit.end, hit.quality)]
    return {word: tuple(sorted(them, key=lambda one: (one.row, one.start))) for word, them in found.items()}


def _stands_alone(row: Row, at: int, words: Iterable[str]) -> bool:
    """Whether a short word is a label, and no part of a longer one that nobody asked for (日期 in 出生日期).

    It begins a piece, or follows no Chinese, or follows another label with its value (性别男民族汉).
    """
    begins = max(start for start in row.starts if start <= at)
    before = row.text[begins:at]
    return not before or not _han(before[-1]) or any(word in before[:-1] for word in words)


def _han(character: str) -> bool:
    return "\u4e00" <= character <= "\u9fff"


def _by_label(
    sheet: Sheet, rule: FieldRule, labels: Mapping[str, tuple[_Label, ...]], today: date
) -> _Found | None:
    places = sorted(
        (
            label
            for word in dict.fromkeys(map(plain, rule.labels))
            for label in labels.get(word, ())
            if label.alone
        ),
        key=lambda one: (one.row, one.start),
    )
    stops = _stops(labels)
    skipped = 0
    unread: _Found | None = None
    for label in places:
        found = _beside(sheet, rule, label, stops, today)
        if found is None:
            continue
        skipped += 1
        if skipped < rule.nth:
            continue
        if found.value.value is not None:
            return found
        unread = unread or found
    return unread


def _stops(labels: Mapping[str, tuple[_Label, ...]]) -> Mapping[int, tuple[int, ...]]:
    """Return where labels begin, by row: a value ends there."""
    stops: dict[int, list[int]] = {}
    for them in labels.values():
        for label in them:
            stops.setdefault(label.row, []).append(label.start)
    return {row: tuple(sorted(starts)) for row, starts in stops.items()}


def _beside(
    sheet: Sheet, rule: FieldRule, label: _Label, stops: Mapping[int, tuple[int, ...]], today: date
) -> _Found | None:
    unread: _Found | None = None
    for where in rule.where:
        found = _tried(_places(sheet, rule, label, stops, where), rule, label.quality, today)
        if found is not None and rule.kind is PaperFieldKind.TEXT and rule.rows > 1:
            found = _more_rows(sheet, rule, found, stops, today)
        if found is not None and found.value.value is not None:
            return found
        unread = unread or found
    return unread


def _places(
    sheet: Sheet, rule: FieldRule, label: _Label, stops: Mapping[int, tuple[int, ...]], where: Where
) -> Iterable[tuple[Glyph, ...]]:
    """Yield where the value may stand. Pieces overlap at times: each is looked at alone before all."""
    if where is Where.BELOW:
        yield _below(sheet, label, stops)
        return
    along = _along(sheet, label, stops, same_piece=where is Where.AFTER)
    if where is Where.RIGHT and rule.kind is not PaperFieldKind.TEXT:
        for _, piece in groupby(along, key=lambda glyph: glyph.line):
            yield tuple(piece)
    yield along


def _tried(
    places: Iterable[tuple[Glyph, ...]], rule: FieldRule, quality: float, today: date
) -> _Found | None:
    """Return the first place that makes a value; else the first where something like one stands."""
    unread: _Found | None = None
    for glyphs in places:
        found = _read(glyphs, rule, quality, today)
        if found is not None and found.value.value is not None:
            return found
        unread = unread or found
    return unread


def _read(glyphs: Sequence[Glyph], rule: FieldRule, quality: float, today: date) -> _Found | None:
    text = "".join(glyph.character for glyph in glyphs)
    value = read_value(text, rule, today) if text else None
    if value is None or value.start >= value.end:
        return None
    meant = tuple(glyphs[value.start : value.end])
    return _Found(value, meant, text[value.start : value.end], quality)


def _along(
    sheet: Sheet, label: _Label, stops: Mapping[int, tuple[int, ...]], *, same_piece: bool
) -> tuple[Glyph, ...]:
    """Return what stands after the label in its row, up to the next label or a wide gap."""
    row = sheet.rows[label.row]
    stop = min((start for start in stops.get(label.row, ()) if start >= label.end), default=len(row.text))
    glyphs = row.glyphs[label.end : stop]
    if same_piece:
        line = row.glyphs[label.end - 1].line
        return tuple(glyph for glyph in glyphs if glyph.line == line)
    return _without_gap(sheet, glyphs)


def _without_gap(sheet: Sheet, glyphs: Sequence[Glyph]) -> tuple[Glyph, ...]:
    kept: list[Glyph] = []
    for glyph in glyphs:
        if kept and glyph.line != kept[-1].line:
            wide = _WIDE_GAP * sheet.piece(kept[-1].line).height
            if glyph.left - kept[-1].right > wide:
                break
        kept.append(glyph)
    return tuple(kept)


def _below(sheet: Sheet, label: _Label, stops: Mapping[int, tuple[int, ...]]) -> tuple[Glyph, ...]:
    """Return the nearest piece under the label."""
    glyphs = sheet.rows[label.row].glyphs[label.start : label.end]
    left, right = glyphs[0].left, glyphs[-1].right
    above = sheet.piece(glyphs[0].line)
    under = [
        piece
        for piece in sheet.pieces
        if piece.top >= above.middle + 0.3 * above.height
        and piece.top - above.bottom <= _NEAR_ROWS * above.height
        and min(piece.right, right) > max(piece.left, left)
    ]
    for piece in sorted(under, key=lambda one: one.top):
        return _up_to_label(sheet, piece, stops)
    return ()


def _up_to_label(sheet: Sheet, piece: Piece, stops: Mapping[int, tuple[int, ...]]) -> tuple[Glyph, ...]:
    for number, row in enumerate(sheet.rows):
        if piece not in row.pieces:
            continue
        begin = next(index for index, glyph in enumerate(row.glyphs) if glyph.line == piece.number)
        end = begin + len(piece.glyphs)
        stop = min((start for start in stops.get(number, ()) if begin <= start), default=end)
        return row.glyphs[begin : min(end, stop)]
    return ()


def _more_rows(
    sheet: Sheet, rule: FieldRule, found: _Found, stops: Mapping[int, tuple[int, ...]], today: date
) -> _Found:
    """Return a text with its further rows: pieces close below that begin where the first began."""
    glyphs = list(found.glyphs)
    left = glyphs[0].left
    for _ in range(rule.rows - 1):
        last = sheet.piece(glyphs[-1].line)
        following = [
            piece
            for piece in sheet.pieces
            if last.middle + 0.5 * last.height <= piece.middle <= last.bottom + 1.2 * last.height
            and abs(piece.left - left) <= 2.0 * last.height
        ]
        if not following:
            break
        more = _up_to_label(sheet, min(following, key=lambda one: one.top), stops)
        if not more:
            break
        glyphs += more
    return _read(glyphs, rule, found.quality, today) or found


def _by_form(sheet: Sheet, rule: FieldRule, today: date) -> _Found | None:
    """Return a field that has no label. Two different values of that form: nobody knows which is meant."""
    found = [one for row in sheet.rows for glyphs in _parts(row) if (one := _read(glyphs, rule, 1.0, today))]
    good = [one for one in found if one.value.value is not None]
    if len({one.value.value for one in good}) > 1:
        return good[rule.nth - 1] if 1 < rule.nth <= len(good) else None
    return good[0] if good else found[0] if len(found) == 1 else None


def _parts(row: Row) -> Iterable[tuple[Glyph, ...]]:
    if len(row.pieces) > 1:
        yield row.glyphs
    for piece in row.pieces:
        yield piece.glyphs
