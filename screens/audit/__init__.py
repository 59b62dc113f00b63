"""What can be measured about a page: on the live widgets (`tree`) and on what was drawn (`pixels`).

Used by tests on a sample of pages and looks, and whole by `make audit`; the numbers are those of the
accessibility brief (EN 301 549, WCAG 2.2, GB/T 37668). Each check returns findings in words; none means all
is well. Importing this package imports no Kivy: its looks say how the window has to be configured.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from screens.components.stage import Stage

__all__ = ["audit"]


def audit(stage: "Stage") -> list[str]:
    """Return everything that is wrong with what the stage shows now, by its widgets."""
    from screens.audit import tree

    return tree.audit(stage)
