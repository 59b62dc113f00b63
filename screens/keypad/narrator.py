"""Says what the screen shows: where one comes to, what has changed, and brings the focus there."""

from collections.abc import Callable, Iterable
from dataclasses import replace

from kiosk.text import Texts
from screens.components.stage import Stage
from screens.focus.node import Node
from screens.speech.voice import Voice
from screens.speech.words import Utterance, joined, of_change, of_node, of_typed, plain

ERRORS = ("error-summary", "problem", "platform-words")
"""Ids of what says that something is wrong; the focus goes there first."""
DIALOG_TITLE = "dialog-title"
LAST_SECONDS = 10
"""So many seconds before a visit ends it is said once more."""


class Narrator:
    """For one stage and one voice. `personal` gives what belongs to the person who stands here."""

    def __init__(self, stage: Stage, voice: Voice, personal: Callable[[], Iterable[str]]) -> None:
        self._stage, self._voice, self._personal = stage, voice, personal
        self._at = ("", "", "")
        self._sub = ""
        self._wrong = ""
        self._seconds_said = False
        self._lost: Node | None = None
        stage.theme.fbind("speech_on", self._switched)

    @property
    def texts(self) -> Texts:
        """The language of the screen: speech follows it."""
        return self._stage.theme.texts

    @property
    def _assisted(self) -> bool:
        return bool(self._stage.theme.speech_on or self._stage.theme.keypad_on)

    # What the terminal calls.

    def shown(self) -> None:
        """Take note of what is shown now; called after each drawing."""
        stage = self._stage
        stage.theme.speech_available = self._voice.works
        at = (stage.page_id, stage.dialog_id, stage.theme.language)
        wrong, sub = self._problem(), self._text_of("sub")
        if at != self._at:
            came_up = stage.dialog_id and at[1] != self._at[1]
            self._at, self._sub, self._wrong, self._seconds_said = at, sub, wrong, False
            if came_up and stage.dialog_id == "idle_warning":
                self._voice.sound("warning")
            if self._assisted:
                self.arrive()
        elif wrong and wrong != self._wrong:
            self._wrong = wrong
            self._voice.sound("error")
            if self._assisted:
                self._to_problem()
        elif sub != self._sub:
            self._sub = sub
            self.say(plain(sub, self.texts, self._personal()))
        self._wrong = wrong
        self._count_down()
        self._keep_focus()

    def arrive(self, before: str = "") -> None:
        """Bring the focus to what a page begins with and say it: what is wrong, or its title.

        before: words to begin with.
        """
        if self._to_problem(before):
            return
        nodes = self._stage.focus.nodes()
        first = next((n for n in nodes if n.id in ("title", DIALOG_TITLE)), None) or next(iter(nodes), None)
        if first is None:
            return
        self._focus(first)
        begins = [n for n in nodes if n.order > first.order and not n.interactive]
        lines = [before, first.speech or first.name]
        if first.id == DIALOG_TITLE:
            lines += [node.speech for node in begins]
        else:
            lines += [node.speech for node in begins if node.id == "sub"]
        self.say(plain(joined(*lines), self.texts, self._personal()))

    # What the keypad calls.

    def say(self, utterance: Utterance) -> None:
        """Say it, where speech is on."""
        if self._stage.theme.speech_on:
            self._voice.say(utterance, self._stage.theme.language)

    def say_text(self, key: str, **values: object) -> None:
        """Say a text of locale/."""
        self.say(plain(self.texts(key, **values), self.texts))

    def met(self, node: Node) -> None:
        """Say the node that the focus has come to."""
        self._lost = node
        self.say(of_node(node, self.texts, self._personal()))

    def acted(self, before: Node, field: Node | None) -> None:
        """Say what acting has changed in place: a field that was typed into, or the node's own state."""
        after = self._stage.focus.current
        now = self._field()
        if field is not None and now is not None and (field.value, field.id) != (now.value, now.id):
            self.say(of_typed(now, self.texts))
        elif after is not None and after.id == before.id and after != before:
            self.say(of_change(before, after, self.texts, self._personal()))

    def field(self) -> Node | None:
        """Return the field that is typed into, if there is one."""
        return self._field()

    def where(self) -> None:
        """Say where one is: the page, the step, how much there is, and what has the focus."""
        nodes, texts = self._stage.focus.nodes(), self.texts
        current = self._stage.focus.current
        page = self._text_of(DIALOG_TITLE) or self._text_of("title")
        lines = [texts("speech.where", page=page), self._text_of("steps")]
        lines.append(texts("speech.where.items", count=len(nodes)))
        words = plain(joined(*lines), texts, self._personal())
        if current is None:
            self.say(plain(joined(*lines, texts("speech.where.nothing")), texts, self._personal()))
            return
        place = (current.order + 1, len(nodes))
        met = of_node(current, texts, self._personal(), position=place)
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
            self.arrive(self.texts("speech.on"))
        else:
            self._voice.stop()

    def _text_of(self, id: str) -> str:
        return next((n.speech or n.name for n in self._stage.focus.nodes() if n.id == id), "")

    def _field(self) -> Node | None:
        return next((n for n in self._stage.focus.nodes() if n.role == "textbox"), None)

    def _wrong_node(self) -> Node | None:
        nodes = self._stage.focus.nodes()
        alert = next((n for n in nodes if n.role == "alert" or n.id in ERRORS), None)
        return alert or next((n for n in nodes if n.role == "textbox" and "error" in n.state), None)

    def _problem(self) -> str:
        node = self._wrong_node()
        return "" if node is None else f"{node.id}|{node.name}|{node.hint}"

    def _to_problem(self, before: str = "") -> bool:
        node = self._wrong_node()
        if node is None or self._stage.dialog_id:
            return False
        self._focus(node)
        heard = of_node(node, self.texts, self._personal())
        if node.role == "textbox":
            # The item by its name, and what is wrong with it; what was typed is there to be asked for.
            heard = plain(joined(node.speech or node.name, node.hint), self.texts, self._personal())
        if before:
            heard = replace(
                heard, text=joined(before, heard.text), instead=joined(before, heard.instead or heard.text)
            )
        self.say(heard)
        return True

    def _focus(self, node: Node) -> None:
        self._lost = self._stage.focus.focus_at(node.order)

    def _keep_focus(self) -> None:
        """Give the focus back to what was drawn anew under it."""
        if not self._stage.theme.keypad_on or self._lost is None or self._stage.focus.current is not None:
            return
        nodes = self._stage.focus.nodes()
        lost = self._lost
        same = [n for n in nodes if (n.id, n.role) == (lost.id, lost.role) and (n.id or n.name == lost.name)]
        nearest = same or sorted(nodes, key=lambda n: abs(n.order - lost.order))
        if nearest:
            self._focus(nearest[0])

    def _count_down(self) -> None:
        if self._stage.dialog_id != "idle_warning" or self._seconds_said:
            return
        timer = next((n for n in self._stage.focus.nodes() if n.role == "timer"), None)
        left = "".join(sign for sign in (timer.speech if timer else "") if sign.isdigit())
        if timer is not None and left and int(left) <= LAST_SECONDS:
            self._seconds_said = True
            self.say(plain(timer.speech, self.texts))
