"""Draw the gallery: `python -m screens.gallery OUT [--fonts DIR]` writes OUT/<page>-<look>.png."""

import argparse
import sys
import tempfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from screens.theme.profile import PANELS, ScreenProfile
from screens.window import configure

if TYPE_CHECKING:
    from screens.components import Shell

LOOKS: dict[str, dict[str, object]] = {
    "standard": {},
    "contrast": {"high_contrast": True},
    "extra": {"text_size": "extra"},
    "low": {"low_reach": True},
}
MORNING = datetime(2026, 11, 21, 9, 42)


def main() -> None:
    """Draw every page in every look; needs a display, or SDL_VIDEODRIVER=offscreen."""
    parser = argparse.ArgumentParser(prog="python -m screens.gallery")
    parser.add_argument("out", type=Path)
    parser.add_argument("--fonts", type=Path, default=Path(sys.prefix) / "share/yiciban/fonts")
    parser.add_argument("--panel", choices=PANELS, default="21.5")
    parser.add_argument("--page", action="append", help="draw only this page")
    parser.add_argument("--look", action="append", choices=LOOKS, help="draw only this look")
    options = parser.parse_args()
    profile = ScreenProfile(px_per_mm=PANELS[options.panel])
    configure(profile)

    from kivy.base import EventLoop
    from kivy.core.window import Window

    from screens.components import Stage
    from screens.gallery.samples import pages, question
    from screens.input_methods.pinyin import Pinyin
    from screens.theme.theme import Theme

    options.out.mkdir(parents=True, exist_ok=True)
    theme = Theme(profile, options.fonts, wall_clock=lambda: MORNING)
    stage = Stage(theme)
    Window.add_widget(stage)
    EventLoop.window = Window
    EventLoop.start()

    def shoot(name: str) -> None:
        stage.layout_now()
        for _ in range(2):
            EventLoop.idle()
        made = Path(Window.screenshot(name=str(options.out / f"{name}.png")))
        made.replace(options.out / f"{name}.png")

    with tempfile.TemporaryDirectory() as folder:
        method = Pinyin(Path(folder), own={"words": ["营业执照"]})
        for look in options.look or LOOKS:
            theme.reset()
            for name, value in LOOKS[look].items():
                setattr(theme, name, value)
            for shell in pages(theme, method):
                if options.page and shell.page_id not in options.page:
                    continue
                stage.show(shell)
                for turn, _ in enumerate(_turns(shell)):
                    shoot(f"{shell.page_id}-{look}{f'-{turn}' if turn else ''}")
                if shell.page_id == "plan":
                    stage.open(question(theme))
                    shoot(f"dialog-{look}")
        method.close()
    EventLoop.close()


def _turns(shell: "Shell") -> "Iterator[None]":
    """Yield at each place of the page's scroll area, from its beginning to its end."""
    yield
    view = shell.scroller.view if shell.scroller is not None else None
    while shell.scroller is not None and view is not None and view.offset < view.limit:
        shell.scroller.page_down()
        yield


if __name__ == "__main__":
    main()
