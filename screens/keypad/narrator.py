"""Says what the screen shows: where one comes to, what has changed, and brings the focus there."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from kivy.clock import Clock

from kiosk.text import Texts
from screens.components.stage import Stage
from screens.focus.node import Node
from screens.keypad.page_words import (
    CANDIDATE,
    TITLES,
    beginning,
    fault_key,
    heading,
    live,
    news,
    spoken,
    text_of,
    typed_in_private,
    typed_into,
    wrong,
)
from screens.speech.voice import Voice
from screens.speech.words import Utterance, joined, of_change, of_node, of_typed, plain, together

LAST_SECONDS = 10
"""So many seconds before a visit ends it is said once more."""
LOOK_S = 0.25
"""While somebody listens: how often is looked for what changes between two drawings (camera, printer)."""


class Narrator:
    """For one stage and one voice. `personal` gives what belongs to the person who stands here.

    The focus tree is walked once a drawing, and where nobody listens only as far as a sound needs it.
    """

    def __init__(self, stage: Stage, voice: Voice, personal: Callable[[], Iterable[str]]) -> None:
        self._stage, self._voice, self._personal = stage, voice, personal
        self._at = ("", "", "")
        self._heading, self._wrong = ("", ""), ""
        self._live: Mapping[str, str] = {}
        self._seconds_said = False
        self._held: list[Utterance] | None = None
        """What is to be said while something acts: it waits until all that comes of it is there."""
        self._moved = False
        """The focus was brought elsewhere, to a page's beginning or to what is wrong."""
        self._lost: Node | None = None
        self._listening = Clock.create_trigger(lambda _: self.shown(), LOOK_S, interval=True)
        stage.theme.fbind("speech_on", self._switched)

    @property
    def texts(self) -> Texts:
        """The language of the screen: speech follows it."""
        return self._stage.theme.texts

    # What the terminal calls.

    def shown(self) -> None:
        """Take note of what is shown now; called after each drawing."""
        stage = self._stage
        stage.theme.speech_available = self._voice.works
        before, self._at = self._at, (stage.page_id, stage.dialog_id, stage.theme.language)
        another = before != self._at
        if another:
            self._seconds_said = False
            if self._at[1] == "idle_warning" != before[1]:
                self._voice.sound("warning")
        if not (stage.theme.speech_on or stage.theme.keypad_on):
            self._unheard(another)
            return
        nodes = stage.focus.nodes()
        if another:
            self._arrive(nodes)
        else:
            self._changed(nodes)
        self._count_down(nodes)
        self._keep_focus(nodes)

    def arrive(self, before: str = "") -> None:
        """Bring the focus to what a page begins with and say it: what is wrong, or its title.

        before: words to begin with.
        """
        self._arrive(self._stage.focus.nodes(), before)

    # What the keypad calls.

    def say(self, utterance: Utterance) -> None:
        """Say it, where speech is on."""
        if self._held is not None:
            self._held.append(utterance)
        elif self._stage.theme.speech_on:
            self._voice.say(utterance, self._stage.theme.language)

    def say_text(self, key: str, **values: object) -> None:
        """Say a text of locale/."""
        self.say(plain(self.texts(key, **values), self.texts))

    def met(self, node: Node) -> None:
        """Say the node that the focus has come to."""
        self._lost = node
        heard = of_node(node, self.texts, self._personal())
        if node.id.startswith(CANDIDATE) and typed_in_private(self._stage.focus.nodes()):
            heard = replace(heard, private=True, instead=self.texts("speech.private"))
        self.say(heard)

    def act(self, do: Callable[[], bool]) -> bool:
        """Do what acts on the page and say what comes of it, all in one; return what `do` returns."""
        before, at = self._stage.focus.nodes(), (self._stage.page_id, self._stage.dialog_id)
        self._held, self._moved = [], False
        try:
            done = do()
            self._stage.layout_now()
        finally:
            held, self._held = self._held, None
        if done and not self._moved and at == (self._stage.page_id, self._stage.dialog_id):
            held = [*self._acted(before), *held]
        if held:
            self.say(together(held))
        return done

    def _acted(self, before: Sequence[Node]) -> Iterator[Utterance]:
        """Yield what acting has changed in place, and keep the focus on something. before: all nodes then.

        A field that was typed into, what has come in the place of what was there, or the node's own state.
        """
        nodes = self._stage.focus.nodes()
        was = next((node for node in before if node.focused), None)
        after = next((node for node in nodes if node.focused), None) or self._refocus(before, was, nodes)
        field, now = typed_into(before), typed_into(nodes)
        if field is not None and now is not None and (field.value, field.id) != (now.value, now.id):
            yield of_typed(now, self.texts)
        elif was is None or after is None:
            return
        elif after.id != was.id:
            yield of_node(after, self.texts, self._personal())
        elif after != was:
            yield of_change(was, after, self.texts, self._personal())

    def _refocus(self, before: Sequence[Node], was: Node | None, nodes: Sequence[Node]) -> Node | None:
        """Give the focus, when what had it is gone, to the same thing drawn anew, or to the first new one."""
        if was is None or not nodes:
            return None
        known = {node.id for node in before}
        same = [node for node in nodes if node.id and (node.id, node.role) == (was.id, was.role)]
        new = [node for node in nodes if node.interactive and node.id not in known]
        near = sorted(nodes, key=lambda node: abs(node.order - was.order))
        self._lost = self._stage.focus.focus_at((same or new or near)[0].order)
        return self._lost

    def where(self) -> None:
        """Say where one is: the page, the step, how much there is, and what has the focus."""
        nodes, texts, personal = self._stage.focus.nodes(), self.texts, self._personal()
        current = next((node for node in nodes if node.focused), None)
        page = text_of(nodes, *reversed(TITLES))
        lines = [texts("speech.where", page=page), text_of(nodes, "steps")]
        lines.append(texts("speech.where.items", count=len(nodes)))
        if current is None:
            self.say(plain(joined(*lines, texts("speech.where.nothing")), texts, personal))
            return
        words = plain(joined(*lines), texts, personal)
        met = of_node(current, texts, personal, position=(current.order + 1, len(nodes)))
        self.say(
            Utterance(
                joined(words.text, met.text),
                met.private or words.private,
                joined("" if words.private else words.text, met.instead or met.text),
                never_aloud=met.never_aloud,
            )
        )

    # Inside.

    def _switched(self, _: object, on: bool) -> None:
        if on:
            self._listening()
            self.arrive(self.texts("speech.on"))
        else:
            self._listening.cancel()
            self._voice.stop()

    def _unheard(self, another: bool) -> None:
        """Nobody goes by ear or keypad: only what has gone wrong is told, by its sound."""
        part = next((part for part in self._stage.focus_parts() if part.wrong), None)
        fault = "" if part is None else fault_key(part.node())
        if fault and fault != self._wrong and not another:
            self._voice.sound("error")
        self._wrong = fault

    def _arrive(self, nodes: Sequence[Node], before: str = "") -> None:
        node = wrong(nodes)
        self._note(nodes, node)
        if node is not None and not self._stage.dialog_id:
            self._say_fault(node, before)
            return
        first, words = beginning(nodes)
        if first is not None:
            self._focus(first)
            self.say(plain(joined(before, words), self.texts, self._personal()))

    def _note(self, nodes: Sequence[Node], node: Node | None) -> None:
        """Remember what has been said of a page."""
        self._heading, self._live, self._wrong = heading(nodes), live(nodes), fault_key(node)

    def _changed(self, nodes: Sequence[Node]) -> None:
        """Say what is new on the page: what is wrong at once, the rest when nothing else is being said."""
        node = wrong(nodes)
        if node is not None and fault_key(node) != self._wrong:
            self._note(nodes, node)
            self._voice.sound("error")
            if not self._stage.dialog_id:
                self._say_fault(node)
            return
        self._wrong = fault_key(node)
        above, now = heading(nodes), live(nodes)
        words, urgent = news(self._live, now)
        new = joined(*(one for one, old in zip(above, self._heading, strict=True) if one != old))
        if new:
            words = new if words in new else joined(new, words)
        if words and not urgent and self._voice.speaking:
            return  # looked at again soon; by then there may be newer words
        self._heading, self._live = above, now
        if words:
            heard = plain(words, self.texts, self._personal())
            # What an input method offers tells what is being typed.
            secret = CANDIDATE in now and typed_in_private(nodes)
            self.say(replace(heard, private=heard.private or secret))

    def _say_fault(self, node: Node, before: str = "") -> None:
        self._focus(node)
        heard = of_node(node, self.texts, self._personal())
        if node.role == "textbox":
            # The item by its name, and what is wrong with it; what was typed is there to be asked for.
            heard = plain(joined(spoken(node), node.hint), self.texts, self._personal())
        if before:
            heard = replace(
                heard, text=joined(before, heard.text), instead=joined(before, heard.instead or heard.text)
            )
        self.say(heard)

    def _focus(self, node: Node) -> None:
        self._moved = True
        self._lost = self._stage.focus.focus_at(node.order)

    def _keep_focus(self, nodes: Sequence[Node]) -> None:
        """Give the focus back to what was drawn anew under it."""
        lost = self._lost
        if not self._stage.theme.keypad_on or lost is None or self._stage.focus.current is not None:
            return
        same = [n for n in nodes if (n.id, n.role) == (lost.id, lost.role) and (n.id or n.name == lost.name)]
        nearest = same or sorted(nodes, key=lambda n: abs(n.order - lost.order))
        if nearest:
            self._lost = self._stage.focus.focus_at(nearest[0].order)

    def _count_down(self, nodes: Sequence[Node]) -> None:
        if self._stage.dialog_id != "idle_warning" or self._seconds_said:
            return
        timer = next((node for node in nodes if node.role == "timer"), None)
        left = "".join(sign for sign in (timer.speech if timer else "") if sign.isdigit())
        if timer is not None and left and int(left) <= LAST_SECONDS:
            self._seconds_said = True
            self.say(plain(timer.speech, self.texts))
