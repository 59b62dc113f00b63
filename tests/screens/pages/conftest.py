"""Pages drawn for real in an offscreen window, from screens that the visit presents."""

import importlib.util
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from kiosk.visit.present import present
from kiosk.visit.update import update
from screens.components import Stage
from screens.pages import PAGES
from screens.pages.page import Tools
from screens.pages.presenter import Presenter
from screens.theme.theme import Theme

HERE = Path(__file__).parent


def _scenes_module() -> ModuleType:
    """Return scenes.py with the scenes of all its sisters."""
    spec = importlib.util.spec_from_file_location("all_scenes", HERE.parent / "all_scenes.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    scenes: ModuleType = module.load()
    return scenes


@pytest.fixture(scope="session")
def make_scenes() -> Callable[..., Any]:
    return _scenes_module().Scenes


@pytest.fixture(scope="session")
def scenes(make_scenes: Callable[..., Any]) -> Any:
    return make_scenes()


@dataclass
class Shown:
    """A presenter with its stage; `sent` are the messages of the pages, in order."""

    stage: Any
    theme: Any
    presenter: Any
    sent: list[Any] = field(default_factory=list)

    @property
    def page(self) -> Any:
        return self.presenter.page

    def show(self, screen: Any) -> "Shown":
        self.presenter.show(screen)
        self.stage.layout_now()
        return self

    def names(self) -> list[str]:
        return [node.name for node in self.stage.focus.nodes()]

    def text(self) -> str:
        return "\n".join(f"{node.name}\n{node.speech}\n{node.value}" for node in self.stage.focus.nodes())

    def act(self, id: str) -> None:
        """Act on a node as the keypad does; an action that is not there fails."""
        node = self.stage.focus.find(id=id)
        assert node.enabled, f"{id} is disabled"
        assert node.action is not None
        node.action()
        self.stage.layout_now()


@pytest.fixture
def stand(stage: Stage, theme: Theme) -> Callable[..., Shown]:
    """Make a presenter on the stage. send: what hears the messages besides `sent`."""

    def make(input_method: Any = None, send: Callable[[Any], None] | None = None) -> Shown:
        sent: list[Any] = []

        def tell(message: Any) -> None:
            sent.append(message)
            if send is not None:
                send(message)

        return Shown(stage, theme, Presenter(stage, theme, tell, PAGES, Tools(input_method)), sent)

    return make


@pytest.fixture
def stood(stand: Callable[..., Shown]) -> Shown:
    return stand()


class Live:
    """A visit with its pages."""

    def __init__(self, scenes: Any, stage: Any, theme: Any, state: Any, tools: Tools) -> None:
        self.world, self.state, self.stage = scenes.world, state, stage
        self.presenter = Presenter(stage, theme, self.send, PAGES, tools)
        self.draw()

    def send(self, message: Any) -> None:
        self.state, _ = update(self.state, message, self.world)
        self.draw()

    def draw(self) -> None:
        self.presenter.show(present(self.state, self.world))
        self.stage.layout_now()

    def find(self, id: str) -> Any:
        return self.stage.focus.find(id=id)

    def act(self, id: str) -> None:
        node = self.find(id)
        assert node.enabled
        node.action()
        self.stage.layout_now()

    def missing(self, id: str) -> bool:
        return all(node.id != id for node in self.stage.focus.nodes())


@pytest.fixture
def state_of(scenes: Any) -> Callable[[str], Any]:
    return lambda name: scenes.state(name)


@pytest.fixture
def live(scenes: Any, stage: Any, theme: Any, state_of: Callable[[str], Any]) -> Callable[..., Live]:
    return lambda name, tools=None: Live(scenes, stage, theme, state_of(name), tools or Tools())
