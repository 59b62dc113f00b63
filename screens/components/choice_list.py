"""Answers to choose from, of which one holds."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from screens.components.choice_row import ChoiceRow
from screens.components.icons import draw_icon
from screens.components.layout import Column
from screens.components.press_row import PressRow
from screens.theme.theme import Theme


@dataclass(frozen=True)
class Choice:
    """One answer: id, words, a line below."""

    id: str
    text: str
    sub: str = ""
    speech: str = ""
    enabled: bool = True


class ChoiceList(Column):
    """Choices below each other; on_choose(id) at each choice, also of the one that held already."""

    def __init__(
        self,
        theme: Theme,
        choices: Sequence[Choice],
        *,
        chosen: str | None = None,
        on_choose: Callable[[str], None],
    ) -> None:
        self.chosen = chosen
        self._on_choose = on_choose
        self._rows = {
            choice.id: ChoiceRow(
                theme,
                text=choice.text,
                sub=choice.sub,
                chosen=choice.id == chosen,
                on_act=partial(self._choose, choice.id),
                speech=choice.speech or None,
                enabled=choice.enabled,
                id=f"choice-{choice.id}",
            )
            for choice in choices
        }
        super().__init__(theme, self._rows.values(), gap="target")

    def _choose(self, id: str) -> None:
        self.chosen = id
        for name, row in self._rows.items():
            row.chosen = name == id
        self._on_choose(id)


class RateRow(PressRow):
    """One level of satisfaction: a face, the words of the standard; all levels weigh the same."""

    def __init__(self, theme: Theme, *, text: str, face: int, on_act: Callable[[], None], id: str) -> None:
        self._face = face
        super().__init__(theme, text=text, framed=True, bold=True, on_act=on_act, id=id)

    def _height(self, width: int) -> int:
        return max(super()._height(width), round(self.theme.px(31) * self.theme.chrome_scale))

    def _sign_px(self) -> int:
        return round(self.theme.px(16) * self.theme.chrome_scale)

    def _paint_sign(self, x: float) -> None:
        px = self._sign_px()
        y = self.y + (self.height - px) // 2
        draw_icon(self.ink, self.theme, f"face-{self._face}", x, y, px, "brand", 2.0)


class Rating(Column):
    """Five equal targets of more than 30 mm, best first; on_choose(id) ends the question."""

    def __init__(self, theme: Theme, levels: Sequence[Choice], *, on_choose: Callable[[str], None]) -> None:
        rows = [
            RateRow(
                theme,
                text=level.text,
                face=len(levels) - index,
                on_act=partial(on_choose, level.id),
                id=f"rate-{level.id}",
            )
            for index, level in enumerate(levels)
        ]
        super().__init__(theme, rows, gap="target")
