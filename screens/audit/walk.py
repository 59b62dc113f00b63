"""Pages shown one after another in one window, in every look, and looked at from all sides.

The window has no time of its own: what moves takes one step when it is shown, so that two walks draw alike.
"""

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from kivy.base import EventLoop
from kivy.clock import Clock
from kivy.core.window import Window
from kivy.graphics.context import get_context
from kivy.uix.widget import Widget

from kiosk.visit.views import Screen
from screens.audit.lines import ListeningFonts
from screens.audit.looks import PROFILES, Look
from screens.audit.pixels import Picture, grab, pixels, regrab
from screens.audit.tree import contrasts, near, of_layout, texts
from screens.audit.zones import Zones, zones
from screens.components.base import Part
from screens.components.scroller import Scroller
from screens.components.stage import Stage
from screens.focus.node import Bounds, Node
from screens.pages import PAGES
from screens.pages.page import NO_TOOLS, Tools
from screens.pages.presenter import Presenter
from screens.theme.theme import Theme

BEAT_S = 0.1
MOST_TURNS = 60
"""Turns of a scroll area after which something is wrong."""


@dataclass(frozen=True)
class Subject:
    """A page in one state: its screen, and the ids that are acted on before it is looked at."""

    name: str
    screen: Screen
    acts: tuple[str, ...] = ()


@dataclass
class Seen:
    """What one look at one page showed."""

    look: Look
    name: str
    findings: list[str]
    zones: Zones
    picture: Picture | None = field(default=None, repr=False)


class Showing:
    """A stage of one panel in the process's window. `close()` takes it away again."""

    def __init__(self, panel: str, fonts: Path, now: datetime, tools: Tools = NO_TOOLS) -> None:
        """Show what `screens.window` was configured for; raises ValueError for a panel of another shape."""
        profile = PROFILES[panel]
        if (profile.width_px, profile.height_px) != tuple(Window.size):
            raise ValueError(
                f"the window is {Window.size}, the panel {profile.width_px}, {profile.height_px}"
            )
        self.panel, self._tools = panel, tools
        self.fonts = ListeningFonts(fonts)
        self.theme = Theme(profile, fonts, now=lambda: 0.0, wall_clock=lambda: now)
        self.theme.fonts = self.fonts
        self.stage = Stage(self.theme)
        if EventLoop.status != "started":
            EventLoop.window = Window
            EventLoop.start()
        Window.add_widget(self.stage)
        self._presenter = self._new_presenter()

    def _new_presenter(self) -> Presenter:
        return Presenter(self.stage, self.theme, lambda _: None, PAGES, self._tools)

    def close(self) -> None:
        """Leave the window empty, and nothing of the last page behind."""
        self.stage.clear()
        Window.remove_widget(self.stage)

    def show(self, subject: Subject, look: Look) -> None:
        """Build a page in a look."""
        get_context().gl_dealloc()  # a clock that stands still never comes to give pictures back
        self.fonts.forget()
        self._presenter.page = None
        self._presenter.show(dressed(subject.screen, look))
        self.stage.layout_now()
        self._beat()
        for id in subject.acts:
            node = self.stage.focus.find(id=id)
            assert node.action is not None, f"{id} cannot be acted on"
            node.action()
            self.stage.layout_now()
        self.stage.layout_now()

    def dress(self, subject: Subject, look: Look) -> None:
        """Show the page that stands there in another look of the same language."""
        self.theme.text_size, self.theme.low_reach = look.text_size, look.low_reach
        self.theme.high_contrast = look.high_contrast
        self.stage.layout_now()

    def _beat(self) -> None:
        """Let what goes on by itself on this page take one step of its own: pictures come, bars move."""
        for event in list(Clock.get_events()):
            callback = event.get_callback()
            owner = getattr(callback, "__self__", None)
            here = owner is self._presenter.page or (isinstance(owner, Part) and self._shows(owner))
            if event.loop and here and callback is not None:
                callback(BEAT_S)

    def _shows(self, part: Part) -> bool:
        around: Widget | None = part
        while isinstance(around, Part) and around is not self.stage:
            around = around.parent
        return around is self.stage

    def turns(self) -> Iterator[Bounds]:
        """Scroll to the end of what is on top; yield the area at each place after the first."""
        scroller = self._scroller()
        if scroller is not None:
            while scroller.view.offset < scroller.view.limit:
                scroller.page_down()
                yield scroller.bounds()  # with its buttons: they are greyed at the ends
            scroller.view.scroll_to(0)

    def _scroller(self) -> Scroller | None:
        top = self.stage.overlays[-1] if self.stage.overlays else self.stage.page
        if top is None:
            return None
        return next((part for part in top.walk() if isinstance(part, Scroller)), None)


def dressed(screen: Screen, look: Look) -> Screen:
    """Return a screen with the aids of a look."""
    aids = replace(
        screen.frame.aids,
        language=look.language,
        text_size=look.text_size,
        low_reach=look.low_reach,
        high_contrast=look.high_contrast,
    )
    return replace(screen, frame=replace(screen.frame, aids=aids))


@dataclass(frozen=True)
class Judged:
    """What the widgets were found to be in a layout, and what was judged of it: all that is asked of it."""

    layout: Look
    laid: tuple[Hashable, ...]
    findings: tuple[str, ...]


def laid_out(stage: Stage, nodes: Sequence[Node]) -> tuple[Hashable, ...]:
    """Return all that the checks on widgets ask of what the stage shows, to be compared.

    nodes: those of its focus tree now.
    """
    top = stage.overlays[-1] if stage.overlays else stage.page
    parts = () if top is None else tuple(_placed(top))
    lines = tuple((text.text, text.em, text.bold, tuple(text.lines)) for text in texts(stage))
    return parts, tuple(nodes), lines


def _placed(part: Part) -> Iterator[Hashable]:
    """Yield what says where each part stands, by those around it, and what it lets be seen."""
    yield type(part), *part.pos, *part.size, part.opacity
    parts = part.parts
    if parts:
        yield part.to_parent(0, 0)
        for child in parts:
            yield from _placed(child)


def look_at(
    showing: Showing,
    subject: Subject,
    look: Look,
    *,
    keep: bool = False,
    drawn: bool = True,
    before: Judged | None = None,
) -> tuple[Seen, Judged]:
    """Audit what is shown: the widgets, and (where `drawn`) the pixels, at each turn of the scroll area.

    before: what was judged of the same page. Where the layout is the same to the pixel, as it is in the other
    palette, it is not judged again. The picture comes along where something is wrong, and where it is to be
    kept.
    """
    stage, fonts = showing.stage, showing.fonts
    nodes = stage.focus.nodes()
    has_field = any(node.role == "textbox" for node in nodes)
    layout, laid = replace(look, high_contrast=False), laid_out(stage, nodes)
    known = before if before is not None and (before.layout, before.laid) == (layout, laid) else None
    of_widgets = [] if known else of_layout(stage, nodes)
    if not known:
        of_widgets += [f"{n.role} {n.name!r} has no id" for n in nodes if n.interactive and not n.id]
    of_pixels = contrasts(stage.theme)
    picture = grab() if drawn else None
    if picture is not None:
        of_pixels += pixels(stage, fonts, picture, nodes=nodes)
    for turn, area in enumerate(showing.turns() if drawn or not known else ()):
        now = stage.focus.nodes() if has_field or not known else ()
        if not known:
            of_widgets += near(stage, now)
        if picture is not None:
            regrab(picture, area)
            of_pixels += pixels(stage, fonts, picture, area, now)
        if turn > MOST_TURNS:
            of_widgets.append("scrolls without end")
            break
    judged = known or Judged(layout, laid, tuple(of_widgets))
    findings = list(dict.fromkeys([*judged.findings, *of_pixels]))
    shown = grab() if keep or findings else None
    return Seen(look, subject.name, findings, zones(stage), shown), judged


def walk(
    showing: Showing,
    subjects: Iterable[Subject],
    looks: Sequence[Look],
    keep: Callable[[str, Look], bool] = lambda name, look: False,
    *,
    drawn: bool = True,
) -> Iterator[Seen]:
    """Yield what each look at each page showed; the looks are of one language.

    A page is built in the first look and changed in place into the others, as by the aids. What a page
    cannot do (an error while it is drawn) is a finding. drawn: pixels are judged too.
    """
    for subject in subjects:
        judged: Judged | None = None
        for index, look in enumerate(looks):
            try:
                if index == 0:
                    showing.show(subject, look)
                else:
                    showing.dress(subject, look)
                kept = keep(subject.name, look)
                seen, judged = look_at(showing, subject, look, keep=kept, drawn=drawn, before=judged)
                yield seen
            except Exception as error:
                yield Seen(look, subject.name, [f"cannot be shown: {type(error).__name__}: {error}"], {})
                break
