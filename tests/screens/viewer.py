"""Draws pages to PNG files: python -m tests.screens.viewer home plan --language en --size extra

Every picture shows a screen of the sample content, as `kiosk.visit.present` gives it.
"""

import argparse
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from screens.theme.profile import ScreenProfile
from screens.window import configure

sys.path.append(str(Path(__file__).parent))  # the scenes know their papers by this short name
import all_scenes

_SCENES = all_scenes.load()
SCENES, Scenes, NOON = _SCENES.SCENES, _SCENES.Scenes, _SCENES.NOON


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("scene", nargs="*", metavar="SCENE", help=f"all, or any of {', '.join(SCENES)}")
    parser.add_argument("--language", default="zh-CN", choices=["zh-CN", "en"])
    parser.add_argument("--high-contrast", action="store_true")
    parser.add_argument("--low-reach", action="store_true")
    parser.add_argument("--size", default="standard", choices=["standard", "large", "extra"])
    parser.add_argument("--scroll", type=int, default=0, help="taps on the lower scroll button first")
    parser.add_argument("--act", action="append", default=[], metavar="ID", help="act on this node first")
    parser.add_argument("--fonts", type=Path, default=Path(sys.prefix) / "share/yiciban/fonts")
    parser.add_argument("--out", type=Path, default=Path("build/pages"))
    args = parser.parse_args()
    profile = ScreenProfile()
    configure(profile)

    from kivy.base import EventLoop
    from kivy.core.window import Window

    from screens.components import Stage
    from screens.input_methods.composition import InputMethodMissing
    from screens.input_methods.pinyin import Pinyin
    from screens.pages import PAGES
    from screens.pages.page import Tools
    from screens.pages.presenter import Presenter
    from screens.theme.theme import Theme

    words = tempfile.TemporaryDirectory()
    try:
        method: Pinyin | None = Pinyin(Path(words.name))
    except InputMethodMissing:
        method = None
    theme = Theme(profile, args.fonts, wall_clock=lambda: NOON)
    stage = Stage(theme)
    Window.add_widget(stage)
    tools = Tools(
        method,
        camera=sys.modules["scene_papers"].StillCamera(),
        area_code="120000",
        pool=ThreadPoolExecutor(1),
    )
    presenter = Presenter(stage, theme, lambda message: None, PAGES, tools)
    scenes = Scenes(args.language, args.size, args.high_contrast)
    args.out.mkdir(parents=True, exist_ok=True)
    for name in args.scene if args.scene != ["all"] else SCENES:
        presenter.page = None
        began = time.perf_counter()
        presenter.show(scenes.screen(name))
        if args.low_reach:
            theme.low_reach = True
        stage.layout_now()
        built = time.perf_counter() - began
        for id in args.act:
            stage.focus.find(id=id).action()
            stage.layout_now()
        for _ in range(args.scroll):
            stage.page.scroller.page_down()
        for _ in range(12 if name.startswith(("scan", "found")) else 2):
            EventLoop.idle()
            time.sleep(0.04 if name.startswith(("scan", "found")) else 0)
        path = Window.screenshot(str(args.out / f"{name}.png"))
        final = args.out / f"{name}.png"
        Path(path).replace(final)
        sys.stdout.write(f"{final}  {built * 1000:.0f} ms\n")


if __name__ == "__main__":
    main()
