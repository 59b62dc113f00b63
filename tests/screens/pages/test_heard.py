"""Every scene for the ear: what can be read can be heard, and what is a person's stays with them.

And for the eye, since every scene is drawn here: sample content is marked as such.
"""

import sys
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest

from kiosk.text import Texts
from kiosk.visit.present import present
from screens.components import Part
from screens.components.text import Text
from screens.keypad.page_words import beginning
from screens.speech.personal import personal_words
from screens.speech.words import holds_any, of_node, only_signs, plain

LANGUAGES = ("zh-CN", "en")
PARTS = 10


def drawn(part: Part) -> Iterator[str]:
    """Yield every text that is drawn."""
    if part.opacity == 0:
        return
    if isinstance(part, Text) and part.height > 0 and part.text.strip():
        yield part.text
    for inner in part.parts:
        yield from drawn(inner)


def states(scenes: Any, part: int) -> Iterator[tuple[str, Any]]:
    """Yield every so manyth scene."""
    for name in list(sys.modules["page_scenes"].SCENES)[part::PARTS]:  # type: ignore[attr-defined]
        yield name, scenes.state(name)


@pytest.fixture(scope="module")
def scenes_of(make_scenes):
    return cache(make_scenes)


@pytest.mark.parametrize("part", range(PARTS))
@pytest.mark.parametrize("language", LANGUAGES)
def test_what_can_be_read_can_be_heard_and_what_is_a_persons_is_not_said_into_the_room(
    scenes_of, stood, language, part
):
    scenes, texts = scenes_of(language), Texts(language)
    silent, nameless, told, unmarked = [], [], [], []
    # The first page invites in every language; each is heard by who has chosen it.
    foreign = only_signs("".join(Texts(one)("idle.touch") for one in LANGUAGES))
    for name, state in states(scenes, part):
        personal = personal_words(state.visit)
        screen = present(state, scenes.world)
        stood.presenter.page = None
        stood.show(screen)
        if language == "zh-CN" and screen.frame.overlay is None:
            unmarked += [name] if ("示例数据" in stood.text()) != screen.frame.sample else []
        nodes = stood.stage.focus.nodes()
        said = [of_node(node, texts, personal) for node in nodes]
        nameless += [
            f"{name}: {node.role} {node.id} {node.name!r}"
            for node, words in zip(nodes, said, strict=True)
            if not (node.role and node.name and node.speech and only_signs(words.text))
        ]
        heard = only_signs("".join(f"{node.speech}{node.name}{node.value}{node.hint}" for node in nodes))
        heard += only_signs("".join(words.text for words in said))
        shown = stood.stage.overlays[-1] if stood.stage.overlays else stood.stage.page
        silent += [f"{name}: {text!r}" for text in drawn(shown) if only_signs(text) not in heard + foreign]
        said.append(plain(beginning(nodes)[1], texts, personal))
        aloud = [one.instead if one.private else one.text for one in said]
        told += [f"{name}: {words}" for words in aloud if holds_any((words,), personal)]
    assert not silent, "\n".join(silent)
    assert not nameless, "\n".join(nameless)
    assert not told, "\n".join(told)
    assert unmarked == []
