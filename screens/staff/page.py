"""What the pages of staff and fitter have in common: no help but themselves, no 退出."""

from typing import TypeVar

from screens.components import Action
from screens.pages.page import PageView

B = TypeVar("B")


class StaffPage(PageView[B]):
    """A page for who looks after the terminal."""

    def help(self) -> Action | None:
        """Return none: the page is itself the help."""
        return None
