"""The zones that stand in the same place on every page: the bar at the bottom and the strip of aids."""

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping

from screens.components.shell import Shell
from screens.components.stage import Stage

Zones = Mapping[str, Hashable]


def zones(stage: Stage) -> dict[str, Hashable]:
    """Return where each zone of a page stands, by its name; nothing under a dialog, which hides them.

    A button of the bar that a page lacks is left out.
    """
    if stage.overlays or not isinstance(stage.page, Shell):
        return {}
    shell = stage.page
    found: dict[str, Hashable] = {"bar": shell.bar.bounds(), "aids": shell.aids.bounds()}
    for part in shell.aids.parts:
        node = part.node()
        if node is not None:
            found[node.id] = node.bounds
    for name in ("back", "help", "primary"):
        button = getattr(shell.bar, name)
        if button is not None:
            found[name] = button.bounds()
    return found


def displaced(pages: Iterable[tuple[str, Zones]]) -> list[tuple[str, str]]:
    """Return (page, finding) for every zone that stands elsewhere than on most pages of one look."""
    seen = list(pages)
    usual: dict[str, Hashable] = {}
    for name in {name for _, found in seen for name in found}:
        usual[name] = Counter(found[name] for _, found in seen if name in found).most_common(1)[0][0]
    return [
        (page, f"{name} stands at {place}, on most pages at {usual[name]}")
        for page, found in seen
        for name, place in sorted(found.items())
        if place != usual[name]
    ]
