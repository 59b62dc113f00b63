"""One given answer on the page that checks them all."""

from screens.components.base import Part
from screens.components.button import Button
from screens.components.chip import Chip
from screens.components.press import Action
from screens.components.text import Text
from screens.focus.node import Node
from screens.theme.theme import Theme


class Answer(Part):
    """Question above, answer below it in full size, where it comes from, and 更改 at the right end.

    chip: a state at the right (to be put right), when there is no button.
    """

    def __init__(
        self,
        theme: Theme,
        *,
        question: str,
        value: str,
        source: str = "",
        change: Action | None = None,
        chip: Chip | None = None,
        speech: str | None = None,
        id: str = "",
    ) -> None:
        super().__init__(theme)
        self.id = id
        self._name = question
        self._value = value
        words = (question, value, source, chip.text if chip else "")
        self._speech = "，".join(w for w in words if w) if speech is None else speech
        self._texts = [
            Text(theme, question, role="caption", colour="ink2"),
            Text(theme, value, role="strong", bold=True),
        ]
        if source:
            self._texts.append(Text(theme, source, role="secondary", colour="ink2"))
        self._end: Part | None = chip
        if change is not None:
            said = change.speech or f"{change.text}，{question}"
            self._end = Button(
                theme,
                text=change.text,
                on_act=change.on_act,
                small=True,
                enabled=change.enabled,
                speech=said,
                id=change.id or (f"{id}-change" if id else ""),
            )
        for part in self._texts:
            self.add_widget(part)
        if self._end is not None:
            self.add_widget(self._end)

    def _split(self, width: int) -> tuple[int, int]:
        pad = self.theme.px(2.5)
        end = self._end.natural_width() if self._end is not None else 0
        return width - 2 * pad - (end + self.theme.space("group") if end else 0), end

    def _height(self, width: int) -> int:
        words, end = self._split(width)
        high = sum(part.height_for(words) for part in self._texts)
        if self._end is not None:
            high = max(high, self._end.height_for(end))
        return max(self.theme.size("row"), high + 2 * self.theme.px(3))

    def _arrange(self) -> None:
        pad = self.theme.px(2.5)
        words, end = self._split(int(self.width))
        heights = [part.height_for(words) for part in self._texts]
        top = self.center_y + sum(heights) // 2
        for part, high in zip(self._texts, heights, strict=True):
            part.lay(self.x + pad, top - high, words, high)
            top -= high
        if self._end is not None:
            high = self._end.height_for(end)
            self._end.lay(self.right - pad - end, self.center_y - high // 2, end, high)

    def node(self) -> Node | None:
        """Return question and answer as one thing to hear."""
        return Node(
            id=self.id,
            role="listitem",
            name=self._name,
            speech=self._speech,
            value=self._value,
            private=bool(self._value),
            bounds=self.bounds(),
            visible=self.is_seen(),
            focused=self.focused,
        )
