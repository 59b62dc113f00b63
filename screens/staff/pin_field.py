"""A field whose digits nobody reads over a shoulder."""

from screens.components import TextField

DOT = "●"


class PinField(TextField):
    """Shows a dot for each digit."""

    def _shown(self) -> tuple[str, int, int]:
        at = self.caret
        return DOT * len(self.value()), at, at
