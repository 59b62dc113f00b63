"""What every page is: one `Shell` drawn from one `Screen`, and messages sent back. A page decides nothing."""

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from typing import Generic, Self, TypeVar

from kiosk.text import Texts
from kiosk.visit.messages import Back, Continue, Leave, Message, ShowHelp
from kiosk.visit.views import Say, Screen
from screens.components import Action, Column, Notice, Part, Shell, TextField
from screens.input_methods.composing import Reader
from screens.input_methods.composition import InputMethod
from screens.input_methods.keyboard import Keyboard
from screens.input_methods.pad_memory import PadMemory
from screens.pages.camera import CameraPreview
from screens.pages.words import dotted, said
from screens.theme.theme import Theme

Send = Callable[[Message], None]
"""Takes a message of the citizen to the visit."""

B = TypeVar("B")


@dataclass(frozen=True)
class Tools:
    """What some pages need besides the screen, handed in by the composition root."""

    input_method: InputMethod | None = None
    """Pinyin; None where it cannot run, then letters alone are offered."""
    handwriting: Reader | None = None
    """Reads what is written with the finger; None where it cannot."""
    pads: PadMemory | None = None
    """Which pad was chosen before in this visit."""
    camera: CameraPreview | None = None
    """What the document camera sees; None where there is no camera."""
    area_code: str = ""
    """Where the terminal stands (GB/T 2260): what is chosen among places begins there."""
    pool: Executor | None = None
    """Where pictures are decoded; None decodes them where they are asked for."""


NO_TOOLS = Tools()


class PageView(Generic[B]):
    """One page on the screen; B is the view of `kiosk.visit.views` that it draws.

    A page overrides `title` and `content`, and what differs of the rest. `widget` is shown by the stage,
    `refresh` follows a new screen of the same destination in place: scrolling and focus stay.
    """

    fill = False
    """The body takes the whole main area and does not scroll."""

    def __init__(
        self,
        screen: Screen,
        texts: Texts,
        theme: Theme,
        send: Send,
        tools: Tools = NO_TOOLS,
        before: "PageView[B] | None" = None,
    ) -> None:
        """before: this page as it stood in another language."""
        self.screen, self.texts, self.theme, self.send, self.tools = screen, texts, theme, send, tools
        self.before = before
        self.prepare()
        if before is not None:
            self.go_on_from(before)
        frame = screen.frame
        self.column = Column(theme, self._all(), gap="section")
        self.widget = Shell(
            theme,
            page_id=str(frame.at),
            title=self.title(),
            sub=self._sub(),
            site=dotted(texts, frame.site_name, frame.machine_label),
            step=None if frame.step is None else (frame.step, frame.steps),
            body=self.filling() if self.fill else self.column,
            fill=self.fill,
            dock=self.dock(),
            back=self.back(),
            help=self.help(),
            primary=self._primary(),
            leave=self.leave(),
            training=frame.training,
        )
        self.widget.fbind("parent", lambda _, stage: self.on_stage(stage is not None))
        self.before = None

    @property
    def body(self) -> B:
        """What this page shows now."""
        return self.screen.body  # type: ignore[return-value]  # the registry pairs pages with their views

    # What a page says.

    def prepare(self) -> None:
        """Make what `content` and `dock` need; called once, before anything is drawn."""

    def go_on_from(self, before: Self) -> None:
        """Take over what only the page itself knew; called after `prepare`, before anything is drawn.

        What its parts know (text, caret, scrolling) follows by itself: `screens.components.carry`.
        """

    def on_stage(self, standing: bool) -> None:
        """Begin, or end, what goes on only while the page stands on the stage."""

    def title(self) -> str:
        """Return the one question of the page."""
        raise NotImplementedError

    def sub(self) -> str:
        """Return the line under it, which says what happens."""
        return ""

    def content(self) -> Iterable[Part]:
        """Return the parts of the page, top to bottom."""
        return ()

    def filling(self) -> Part:
        """Return the one part of a page with `fill`."""
        return self.column

    def bands(self) -> Iterable[Say]:
        """Return what stands at the top of every page: what is out of order here."""
        return self.screen.frame.notices

    def dock(self) -> Part | None:
        """Return what stands above the aids: a keyboard."""
        return None

    def back(self) -> Action | None:
        """Return the button at the left."""
        if not self.screen.frame.can_back:
            return None
        return Action(self.texts("action.back"), self.sends(Back()))

    def help(self) -> Action | None:
        """Return the button in the middle."""
        return Action(self.texts("action.help"), self.sends(ShowHelp()))

    def primary(self) -> Action | None:
        """Return the one thing to do next, named by what it does; disabled while the page cannot go on."""
        return Action(self.texts("action.continue"), self.sends(Continue()))

    def leave(self) -> Action | None:
        """Return 退出, where one may leave."""
        if not self.screen.frame.can_leave:
            return None
        return Action(self.texts("action.leave"), self.sends(Leave()))

    # For the pages.

    def keyboard(self, field: TextField, kind: str) -> Keyboard:
        """Return the keys for a field of this kind, with every way to type that works here."""
        tools = self.tools
        dock = self.before.widget.dock if self.before is not None else None
        return Keyboard(
            self.theme,
            field,
            kind=kind,
            method=tools.input_method,
            reader=tools.handwriting,
            memory=tools.pads,
            before=dock if isinstance(dock, Keyboard) else None,
        )

    def say(self, key: str, **values: object) -> str:
        """Return a text of the page's language."""
        return self.texts(key, **values)

    def sends(self, message: Message) -> Callable[[], None]:
        """Return what sends this message when it is acted on."""
        return lambda: self.send(message)

    # Following the visit.

    def reads_as(self, screen: Screen) -> bool:
        """Whether this screen is the same page in another language."""
        mine, other = self.screen.frame, screen.frame
        return mine.at == other.at and mine.aids.language != other.aids.language

    def fits(self, screen: Screen) -> bool:
        """Whether `refresh` can show this screen: the same destination with the same buttons."""
        mine, other = self.screen.frame, screen.frame
        return (mine.at, mine.aids.language, mine.can_back, mine.can_leave, mine.step, mine.training) == (
            other.at,
            other.aids.language,
            other.can_back,
            other.can_leave,
            other.step,
            other.training,
        )

    def refresh(self, screen: Screen) -> None:
        """Show a new screen in place."""
        before, self.screen = self.screen, screen
        if _drawn(before) != _drawn(screen):
            self.update(before)

    def update(self, before: Screen) -> None:
        """Bring everything up to date; a page with finer ways overrides this."""
        self.update_frame()
        self.update_content()

    def update_frame(self) -> None:
        """Bring the heading and the buttons up to date."""
        shell = self.widget
        if shell.title is not None:
            shell.title.text = self.title()
        if shell.sub is not None:
            shell.sub.text = self._sub()
        for button, action in ((shell.bar.back, self.back()), (shell.bar.primary, self._primary())):
            if button is not None and action is not None:
                button.on_act = action.on_act
                button.text, button.enabled, button.busy = action.text, action.enabled, action.busy

    def update_content(self) -> None:
        """Draw the parts anew where they stand, and keep the focus on the one with the same id."""
        focused = next(
            (node.id for part in self.column.focus_parts() if part.focused and (node := part.node())), ""
        )
        self.column.clear_widgets()
        for part in self._all():
            self.column.add_widget(part)
        self.column.changed()
        for part in self.column.focus_parts() if focused else ():
            node = part.node()
            if node is not None and node.id == focused:
                part.set_focus(True)
                break

    def _sub(self) -> str:
        frame = self.screen.frame
        mark = self.texts("sample") if frame.sample else ""
        # What goes on stands where nothing has to move for it.
        words = self.sub() if frame.busy is None else self.texts(f"busy.{frame.busy.key}")
        return dotted(self.texts, words, mark)

    def _primary(self) -> Action | None:
        action = self.primary()
        if action is not None and self.screen.frame.busy is not None:
            action = replace(action, busy=True)
        return action

    def _all(self) -> Iterator[Part]:
        for words in self.bands():
            yield Notice(self.theme, said(self.texts, words), kind="warn")
        yield from self.content()


def _drawn(screen: Screen) -> tuple[object, ...]:
    """Return what of a screen its page draws; clock and aids follow by themselves, overlays lie above."""
    frame = screen.frame
    return frame.notices, frame.busy, frame.sample, screen.body
