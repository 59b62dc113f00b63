"""What is typed into a field, whatever the keys do, against plain strings."""

from hypothesis import given
from hypothesis import strategies as st

from screens.components.text_layout import break_anywhere
from screens.components.typed_text import GROUPS, MASK, TypedText

MOST = 12
words = st.text("0123456789", max_size=MOST)
keys = st.lists(
    st.one_of(
        st.tuples(st.just("insert"), st.text("0123456789", min_size=1, max_size=4)),
        st.tuples(st.just("move"), st.integers(-5, 5)),
        st.tuples(st.sampled_from(["backspace", "clear", "undo"])),
    ),
    max_size=12,
)
kinds = st.sampled_from(["text", *GROUPS])


@given(words, kinds, keys)
def test_keys_do_what_they_say(value, kind, pressed):
    typed = TypedText(value, kind, MOST, masked=False)
    left, right, cleared = value, "", ""
    for name, *words in pressed:
        getattr(typed, name)(*words)
        if name == "insert" and len(left + right) + len(words[0]) <= MOST:
            left, cleared = left + words[0], ""
        elif name == "move":
            at = max(0, min(len(left + right), len(left) + words[0]))
            left, right = (left + right)[:at], (left + right)[at:]
        elif name == "backspace" and left:
            left, cleared = left[:-1], ""
        elif name == "clear":
            left, right, cleared = "", "", left + right or cleared
        elif name == "undo" and cleared:
            left, right, cleared = cleared, "", ""
        assert (typed.value, typed.caret, typed.can_undo) == (left + right, len(left), bool(cleared))
    other = TypedText("", kind, MOST, masked=False)
    other.keep(typed.kept())
    assert other.kept() == typed.kept()


@given(words, kinds, st.integers(0, MOST))
def test_a_finger_on_a_shown_character_puts_the_caret_before_it(value, kind, at):
    typed = TypedText(value, kind, MOST, masked=False)
    shown = typed.shown()[0]
    assert shown.replace(" ", "") == value
    typed.point(min(at, len(shown)))
    assert shown[: min(at, len(shown))].replace(" ", "") == value[: typed.caret]


@given(words, kinds)
def test_masked_text_shows_as_many_dots_and_no_character(value, kind):
    typed = TypedText(value, kind, MOST, masked=True)
    assert typed.seen() == MASK * len(value)
    assert set(typed.shown()[0]) <= {MASK, " "}


def test_what_is_composed_stands_at_the_caret_and_is_no_value():
    typed = TypedText("李明", "text", MOST, masked=False)
    typed.move(-1)
    typed.composing = "xiao"
    assert typed.shown() == ("李xiao明", 1, 5)
    assert typed.value == "李明"
    typed.clear()
    assert typed.shown() == ("", 0, 0)


@given(st.text("一二abc", max_size=30), st.integers(1, 9))
def test_lines_are_full_and_hold_everything(text, room):
    lines = break_anywhere(text, room, len)
    assert "".join(line for _, line in lines) == text
    assert all(text[start:].startswith(line) for start, line in lines)
    assert all(len(line) == room for _, line in lines[:-1])
