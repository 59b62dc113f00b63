"""The audit on a sample: every state of every page, each in two of the looks; `make audit` takes them all."""

import importlib.util
import json
import os
import re
import subprocess
import sys
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from kiosk.text import LANGUAGES, PSEUDO
from screens.audit.looks import PROFILES, Look, looks
from screens.audit.pixels import forget
from screens.audit.tree import audit
from screens.audit.walk import Showing, look_at
from screens.audit.zones import displaced

FONTS = Path(sys.prefix) / "share/yiciban/fonts"
ROOT = Path(__file__).parents[3]
UPRIGHT = [name for name, profile in PROFILES.items() if profile.height_px > profile.width_px]
COMBINATIONS = [(panel, language) for panel in UPRIGHT for language in (*LANGUAGES, PSEUDO)]
SHARES = 3
"""Tests of one combination: no test is so long that a busy machine makes it too long."""


@pytest.fixture(scope="module")
def all_scenes() -> ModuleType:
    spec = importlib.util.spec_from_file_location("all_scenes", Path(__file__).parents[1] / "all_scenes.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def tools(all_scenes: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    made = all_scenes.tools(tmp_path_factory.mktemp("words"))
    yield made
    forget()  # faces, and the ink of some thousand lines, which no other test asks for
    if made.input_method is not None:
        made.input_method.close()


@pytest.fixture
def showing(all_scenes: ModuleType, tools: Any) -> Iterator[Callable[[str], Showing]]:
    shown: list[Showing] = []

    def show(panel: str) -> Showing:
        shown.append(Showing(panel, FONTS, all_scenes.load().NOON, tools))
        return shown[-1]

    yield show
    for one in shown:
        one.close()


def _turn(name: str) -> int:
    return zlib.crc32(name.encode())


@pytest.mark.parametrize("share", range(SHARES))
@pytest.mark.parametrize(("panel", "language"), COMBINATIONS)
def test_pages_pass_the_audit(
    all_scenes: ModuleType, showing: Callable[[str], Showing], panel: str, language: str, share: int
) -> None:
    """Each state is drawn in one combination, and laid out by another text size in the same."""
    here = COMBINATIONS.index((panel, language))
    shown = showing(panel)
    every = list(looks(panel, language))
    findings, zones = [], []
    of_this = [name for name in all_scenes.names() if _turn(name) % len(COMBINATIONS) == here]
    mine = set(of_this[share::SHARES])
    for subject in all_scenes.subjects(language, lambda name: name in mine):
        look = every[_turn(subject.name) // len(COMBINATIONS) % len(every)]
        shown.show(subject, look)
        seen, _ = look_at(shown, subject, look)
        findings += [f"{subject.name}, {look}: {text}" for text in seen.findings]
        zones.append((subject.name, seen.zones))
        other = every[(every.index(look) + 6) % len(every)]
        shown.dress(subject, other)
        findings += [f"{subject.name}, {other}: {text}" for text in audit(shown.stage)]
    assert findings == []
    assert zones, "nothing was looked at"


@pytest.mark.parametrize("look", [Look(), Look("27", "en", "extra", True)], ids=str)
def test_zones_stand_in_the_same_place_on_every_page(
    all_scenes: ModuleType, showing: Callable[[str], Showing], look: Look
) -> None:
    from screens.audit.zones import zones

    shown = showing(look.panel)
    seen = []
    sample = {"home", "guide", "plan", "field-name", "scan-lit", "check", "done", "error-upstream", "rating"}
    for subject in all_scenes.subjects(look.language, lambda name: name in sample):
        shown.show(subject, look)
        seen.append((subject.name, zones(shown.stage)))
    assert len(seen) == len(sample)
    assert displaced(seen) == []


def test_every_page_and_question_is_in_the_audit(all_scenes: ModuleType, showing: Any) -> None:
    from screens.pages import PAGES
    from screens.pages.overlays import OverlayView

    subjects = list(all_scenes.subjects("zh-CN"))
    frames = [subject.screen.frame for subject in subjects]
    assert set(PAGES) - {frame.at.page for frame in frames} == set()
    source = (ROOT / "screens/pages/overlays.py").read_text(encoding="utf-8")
    kinds = set(re.findall(r'"(\w+)": self\._\w+', source))
    assert kinds and kinds - {frame.overlay.kind for frame in frames if frame.overlay} == set(), OverlayView
    assert {subject.name for subject in subjects} == set(all_scenes.names())


def test_every_dialog_of_a_page_is_in_the_audit(all_scenes: ModuleType, showing: Any) -> None:
    sources = [*(ROOT / "screens/pages").glob("*.py"), *(ROOT / "screens/staff").glob("*.py")]
    named = {found for path in sources for found in re.findall(r'page_id="(\w+)"', path.read_text("utf-8"))}
    shown = showing("21.5")
    met = set()
    wanted = {*all_scenes.OPENED, "leave", "help", "idle-warning"}
    for subject in all_scenes.subjects("zh-CN", lambda name: name in wanted):
        shown.show(subject, Look())
        met.add(shown.stage.dialog_id)
    assert named - met == set()


def test_every_file_of_scenes_is_loaded(all_scenes: ModuleType) -> None:
    files = {path.name for path in (ROOT / "tests/screens").glob("scene*.py")}
    assert files == set(all_scenes.FILES.values())


def test_landscape_panel_passes_the_audit_and_the_run_is_reported(tmp_path: Path) -> None:
    pages = ["home", "plan", "field-name", "scan-lit", "materials-one"]
    command = [sys.executable, "-m", "tests.screens.audit_whole", "--out", tmp_path, "--share", "7"]
    command += ["--panel", "landscape", "--language", "en", "--processes", "1"]
    for page in pages:
        command += ["--page", page]
    environment = {**os.environ, "SDL_VIDEODRIVER": "offscreen", "LIBGL_ALWAYS_SOFTWARE": "1"}
    ran = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    told = json.loads((tmp_path / "report.json").read_text("utf-8"))
    assert told["findings"] == []
    assert ran.returncode == 0, ran.stderr
    assert told["looks"] >= len(pages)
    pictures = re.findall(r'src="(pictures/[^"]+)"', (tmp_path / "index.html").read_text("utf-8"))
    assert pictures and all((tmp_path / name).is_file() for name in pictures)
