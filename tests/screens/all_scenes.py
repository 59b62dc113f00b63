"""All pages in all their states: every scene of scenes*.py, and what is opened on a page without the visit.

`load()` also gives them short names as modules, by which they know each other.
"""

import importlib.util
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

HERE = Path(__file__).parent
FILES = {
    "scene_papers": "scene_papers.py",
    "page_scenes": "scenes.py",
    "page_scenes_apply": "scenes_apply.py",
    "page_scenes_a4": "scenes_a4.py",
    "page_scenes_scan": "scenes_scan.py",
    "page_scenes_staff": "scenes_staff.py",
    "page_scenes_staff_facts": "scenes_staff_facts.py",
    "page_scenes_staff_settings": "scenes_staff_settings.py",
    "page_scenes_staff_logs": "scenes_staff_logs.py",
    "page_scenes_training": "scenes_training.py",
    "page_scenes_staff_devices": "scenes_staff_devices.py",
}
"""Modules by name, in the order in which they are loaded."""

OPENED: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "materials-one": ("materials", ("material:parent-id-cards",)),
    "scan-without": ("scan", ("without",)),
    "field-name-symbols": ("field-name", ("pad-symbols",)),
    "field-name-writing": ("field-name", ("pad-writing",)),
    "field-name-candidates": ("field-name", ("key-h", "key-a", "key-n")),
    "field-name-passport": ("field-name", ("pad-passport",)),
    "field-name-radicals": ("field-name", ("pad-radical", "radical-2")),
    "field-name-rare": ("field-name", ("pad-radical", "radical-2", "radical-1", "radical-8")),
    "field-place-counties": ("field-place", ("place-500000",)),
    "field-date-typed": ("field-date", ("answer-type",)),
}
"""States that the visit knows nothing of: name -> (scene, ids acted on one after another)."""


def load() -> ModuleType:
    """Return the module of `Scenes`, with every scene in its SCENES."""
    if "page_scenes" not in sys.modules:
        loaded = {name: _loaded(name, file) for name, file in FILES.items()}
        scenes, apply = loaded["page_scenes"], loaded["page_scenes_apply"].SCENES
        scenes.SCENES.update(apply)
        scenes.SCENES.update(loaded["page_scenes_a4"].a4_scenes(apply))
        scenes.SCENES.update(loaded["page_scenes_scan"].scenes_of(apply))
        scenes.SCENES.update(loaded["page_scenes_staff"].SCENES)
        scenes.SCENES.update(loaded["page_scenes_staff_facts"].SCENES)
        scenes.SCENES.update(loaded["page_scenes_staff_settings"].SCENES)
        scenes.SCENES.update(loaded["page_scenes_staff_logs"].SCENES)
        scenes.SCENES.update(loaded["page_scenes_training"].SCENES)
        scenes.SCENES.update(loaded["page_scenes_staff_devices"].SCENES)
    return sys.modules["page_scenes"]


def _loaded(name: str, file: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, HERE / file)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


def names() -> list[str]:
    """Return the names of all states of all pages."""
    return [*load().SCENES, *OPENED]


def subjects(language: str, wanted: Callable[[str], bool] = lambda _: True) -> Iterator[Any]:
    """Yield each state of each page in a language as a `screens.audit.walk.Subject`."""
    from screens.audit.walk import Subject

    scenes = _begun(language)
    for name in names():
        if wanted(name):
            scene, acts = OPENED.get(name, (name, ()))
            yield Subject(name, scenes.screen(scene), acts)


@cache
def _begun(language: str) -> Any:
    """Return the scenes of a language with all that was ever made for them."""
    return load().Scenes(language)


class QuietReader:
    """Handwriting that is there and reads nothing: no finger writes in an audit."""

    works = True

    def start(self) -> None:
        """Be ready."""

    def forget(self) -> None:
        """Have nothing to forget."""

    def ask(self, strokes: Any, then: Callable[[tuple[str, ...]], None]) -> None:
        """Say nothing."""


def tools(words: Path) -> Any:
    """Return what the pages of a whole terminal have: pinyin, handwriting, a camera over one sheet.

    words: a folder for the input method's own files. Without librime there is no pinyin.
    """
    from screens.input_methods.composition import InputMethodMissing
    from screens.input_methods.pinyin import Pinyin
    from screens.pages.page import Tools

    load()
    camera = sys.modules["scene_papers"].StillCamera()
    made = Tools(handwriting=QuietReader(), camera=camera)
    try:
        return replace(made, input_method=Pinyin(words))
    except InputMethodMissing:
        return made
