"""The top of every page: who, where, when, how far. Never touched."""

from datetime import datetime

from screens.components.base import P, Part
from screens.components.draw import box, stamp
from screens.components.step_bar import StepBar
from screens.components.text import OPTICAL, Label, Text
from screens.theme.theme import Theme

HIGH_MM, WIDE_MM = 56.0, 32.0
"""Height on a panel that is higher than wide, and on one that is wider than high."""


class Mark(Part):
    """The mark 一次办 in the seal's red."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self._lines = theme.texts("components.mark").split("|")

    def _natural(self) -> int:
        return self.theme.size("mark")

    def _height(self, width: int) -> int:
        return self.theme.size("mark")

    def _paint(self) -> None:
        theme = self.theme
        frame = (self.x, self.y, self.width, self.height)
        box(self.ink, theme.masks, frame, theme.colour("seal"), theme.radius("mark"))
        em = theme.em("label", 1.0)
        leading = round(em * 1.12)
        top = self.y + (self.height + leading * len(self._lines)) / 2
        for index, line in enumerate(self._lines):
            drawn = theme.fonts.line(line, em, bold=True)
            if drawn is not None:
                y = top - (index + 1) * leading + (leading - drawn.height) / 2 + em * OPTICAL
                stamp(self.ink, drawn, self.center_x - drawn.width / 2, y, theme.colour("on_seal"))


class TopBar(Part):
    """Mark, service, site, clock, date, steps."""

    def __init__(
        self, theme: Theme, site: str, step: tuple[int, int] | None = None, *, training: bool = False
    ) -> None:
        super().__init__(theme)
        scale = theme.chrome_scale
        texts = theme.texts
        self._mark = self._put(Mark(theme))
        self._service = self._put(
            Label(
                theme,
                texts("training.service" if training else "components.service"),
                role="button",
                colour="error" if training else "ink",
                bold=True,
                scale=scale,
                max_lines=1,
            )
        )
        self._site = self._put(Label(theme, site, role="caption", colour="ink2", scale=scale, max_lines=1))
        self._clock = self._put(Text(theme, "", role="button", bold=True, align="right", scale=scale))
        self._date = self._put(
            Label(theme, "", role="caption", colour="ink2", align="right", scale=scale, max_lines=1)
        )
        self._steps = self._put(StepBar(theme, *step)) if step else None
        self.tick(theme.wall_clock())

    def _put(self, part: P) -> P:
        self.add_widget(part)
        return part

    def tick(self, now: datetime) -> None:
        """Show this time."""
        texts = self.theme.texts
        self._clock.text = texts.clock(now)
        self._date.text = texts("components.date", day=texts.short_day(now), weekday=texts.weekday(now))
        self._date.speech = f"{self._date.text}，{self._clock.text}"

    def _restyle(self) -> None:
        for part in (self._service, self._site, self._clock, self._date):
            part.scale = self.theme.chrome_scale

    def _height(self, width: int) -> int:
        high = WIDE_MM if self._wide(width) else HIGH_MM
        return round(self.theme.px(high) * (1 + (self.theme.chrome_scale - 1) * 0.6))

    def _wide(self, width: int) -> bool:
        """Whether the panel is wider than high: then the steps stand in one line with the rest."""
        return width > self.theme.profile.height_px

    def _arrange(self) -> None:
        theme = self.theme
        margin = theme.space("margin")
        left, right = self.x + margin, self.right - margin
        mark = theme.size("mark")
        head = max(mark, self._service.height_for(9999) + self._site.height_for(9999))
        wide = self._wide(int(self.width))
        top = self.top - ((self.height - head) // 2 if wide else theme.px(9.5))
        self._mark.lay(left, top - (head + mark) // 2, mark, mark)
        when = max(self._clock.natural_width(), self._date.natural_width())
        words_x = left + mark + theme.px(5.5)
        words = right - when - theme.px(5) - words_x
        steps = 0
        if wide and self._steps is not None:
            steps = (right - left) // 3
            words -= steps + theme.px(5)
        for x, width, parts in (
            (words_x, words, (self._service, self._site)),
            (right - when, when, (self._clock, self._date)),
        ):
            high = sum(part.height_for(width) for part in parts)
            y = top - (head - high) // 2
            for part in parts:
                part_high = part.height_for(width)
                part.lay(x, y - part_high, width, part_high)
                y -= part_high
        if self._steps is not None and wide:
            high = self._steps.height_for(steps)
            self._steps.lay(right - when - theme.px(10) - steps, top - (head + high) // 2, steps, high)
        elif self._steps is not None:
            high = self._steps.height_for(right - left)
            self._steps.lay(left, self.y + theme.px(9), right - left, high)
