"""The screens on the page of a name says where the keys are as often as it is asked."""

import json
import sys
from typing import Any

from bench.inside import Conductor, run, walk


def play(conductor: Conductor) -> dict[str, Any]:
    """Go to the question of the child's name, then answer every line with the places of all keys."""
    walk(conductor, "tj-p-01", "li", stop_at="field")
    for _ in sys.stdin:
        print(json.dumps(keys(conductor)), flush=True)
    return {"field": conductor.visit.at.key}


def keys(conductor: Conductor) -> dict[str, list[float]]:
    """Return x, y, width and height in px of what stands on the keyboard, by id."""
    from kivy.core.window import Window

    from screens.components import Stage

    found: dict[str, list[float]] = {}

    def look() -> None:
        stage = next(child for child in Window.children if isinstance(child, Stage))
        stage.layout_now()
        found.update((node.id, list(node.bounds)) for node in stage.focus.nodes() if node.id)

    conductor.on_ui(look)
    return found


if __name__ == "__main__":
    run(play)
