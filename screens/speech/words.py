"""What is said of one thing on the screen: name, value, state, what it is, what to do. Pure.

The order is that of screen readers: what it is called first, so that who knows the page goes on at once.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from kiosk.text import Texts
from screens.focus.node import Node
from screens.speech.spelling import IDENTITY, PHONE, in_groups, spelled

VALUE_GROUPS: dict[str, tuple[int, ...]] = {
    "id": IDENTITY,
    "identity": (6, 8, 4),
    "phone": PHONE,
    "credit": (4, 4, 4, 4, 2),
    "card": (4, 4, 4, 4, 4),
}
"""Groups in which a typed value is read, as it is shown (typed_text.GROUPS)."""
NEVER_ALOUD = ("id", "identity", "card")
SPOKEN_ROLES = ("button", "checkbox", "radio", "textbox", "tab", "key", "heading", "alert", "img-button")
"""Roles that are told; a text is only read."""
SPOKEN_STATES = ("checked", "selected", "pressed-on", "locked", "busy", "error", "disabled")
UNCHECKED = ("checkbox", "radio")
_PIECES = re.compile(r"\d+|[^\W\d_]+")
PUNCTUATED = "。！？，；：、.!?,;:"


@dataclass(frozen=True, slots=True)
class Utterance:
    """Something to say. private: to the headphones alone, or aloud after an explicit choice.

    instead: what is said aloud where the text may not be; empty says nothing at all. never_aloud: also an
    explicit choice does not say it aloud (numbers that stand for a person).
    """

    text: str
    private: bool = False
    instead: str = ""
    never_aloud: bool = False


def of_node(
    node: Node, texts: Texts, personal: Iterable[str] = (), *, position: tuple[int, int] | None = None
) -> Utterance:
    """Return what is said when the focus comes to a node. position: its place and how many there are.

    personal: what belongs to the person (screens.speech.personal); a node that holds any of it is private.
    """
    node = _named(node, texts)
    after = [*_states(node, texts), *_role(node, texts)]
    if node.hint and node.hint not in node.speech:
        after.append(node.hint)
    if position is not None:
        after.append(texts("speech.position", at=position[0], count=position[1]))
    text = spelled(joined(node.speech or node.name, said_value(node, texts), *after), texts)
    held = holds_any((node.speech, node.name, node.value, node.hint), personal)
    if not node.private and not held:
        return Utterance(text)
    aloud = joined("" if holds_any((node.name,), personal) else node.name, texts("speech.private"), *after)
    if holds_any((aloud,), personal):
        aloud = joined(texts("speech.private"), *_role(node, texts))
    return Utterance(text, True, spelled(aloud, texts), never_aloud=node.kind in NEVER_ALOUD)


def _named(node: Node, texts: Texts) -> Node:
    """Return a key with a mark on it by the mark's name: no voice says a comma."""
    mark = node.speech or node.name
    key = f"speech.mark.{ord(mark):04x}" if len(mark) == 1 and not mark.isalnum() else ""
    return replace(node, speech=texts(key)) if key and texts.has(key) else node


def of_change(before: Node, after: Node, texts: Texts, personal: Iterable[str] = ()) -> Utterance:
    """Return what acting on a node has changed on it: its states, with its name."""
    words = _states(after, texts)
    name = after.speech or after.name
    text = spelled(joined(name, *words), texts)
    if after.private or holds_any((name,), personal):
        return Utterance(text, True, joined(*words), never_aloud=after.kind in NEVER_ALOUD)
    return Utterance(text)


def of_typed(field: Node, texts: Texts) -> Utterance:
    """Return what is said when a key has changed a field: all of it, or how long it is aloud."""
    said = said_value(field, texts) or texts("speech.empty")
    if not field.private:
        return Utterance(said)
    return Utterance(said, True, _length(field, texts), never_aloud=field.kind in NEVER_ALOUD)


def plain(text: str, texts: Texts, personal: Iterable[str] = ()) -> Utterance:
    """Return any text; one that holds something of the person is private and has nothing in its place."""
    return Utterance(spelled(text, texts), private=holds_any((text,), personal))


def together(all_of: Sequence[Utterance]) -> Utterance:
    """Return several as one: what may not be said aloud is left out where others hear it."""
    return Utterance(
        joined(*(one.text for one in all_of)),
        any(one.private for one in all_of),
        joined(*(one.instead if one.private else one.text for one in all_of)),
        never_aloud=any(one.never_aloud for one in all_of),
    )


def holds_any(words: Iterable[str], personal: Iterable[str]) -> bool:
    """Whether any of the words holds something of the person, spaces and marks left out."""
    bare = [only_signs(word) for word in words]
    return any(one in word for one in personal for word in bare)


def only_signs(text: str) -> str:
    """Return letters, digits and hanzi alone, in capitals: what two writings of a value share."""
    return "".join(sign for sign in text if sign.isalnum()).upper()


def said_value(node: Node, texts: Texts) -> str:
    """Return the value of a node for the ear; numbers in the groups in which they are shown."""
    if not node.value or all(piece in node.speech for piece in _PIECES.findall(node.value)):
        return ""
    groups = VALUE_GROUPS.get(node.kind)
    return in_groups(node.value, groups, texts.language) if groups else spelled(node.value, texts)


def joined(*words: str) -> str:
    """Return words with a pause between them, none where a sentence has ended."""
    text = ""
    for word in words:
        if word:
            text += ("，" if text and text[-1] not in PUNCTUATED else "") + word
    return text


def _length(node: Node, texts: Texts) -> str:
    return texts("speech.length", count=len(node.value)) if node.value else texts("speech.empty")


def _states(node: Node, texts: Texts) -> list[str]:
    words = [texts(f"speech.state.{state}") for state in SPOKEN_STATES if state in node.state]
    if node.role in UNCHECKED and "checked" not in node.state and "locked" not in node.state:
        words.insert(0, texts("speech.state.unchecked"))
    if node.role == "textbox" and not node.value:
        words.insert(0, texts("speech.empty"))
    if not node.enabled and not {"disabled", "busy", "locked"} & set(node.state):
        words.append(texts("speech.state.disabled"))
    return words


def _role(node: Node, texts: Texts) -> list[str]:
    return [texts(f"speech.role.{node.role}")] if node.role in SPOKEN_ROLES else []
