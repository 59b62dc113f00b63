"""The components of the screens: everything that a page is made of.

How to use them
- Call `screens.window.configure(profile)` before this package (it imports Kivy).
- Every component is a Python class, `Component(theme, *, ...)`: the theme comes first and is handed on by
  the page; there is no global. Texts are given already translated (`theme.texts("area.key")` or content);
  what can be acted on takes `on_act`, a callable without arguments unless its docstring says otherwise.
- A page is a `Shell(theme, page_id=..., title=..., body=[...], back=Action(...), primary=Action(...))`,
  shown by `stage.show(shell)`. `Stage(theme)` is the one widget of the window; `stage.open(dialog)` and
  `stage.close(dialog)` lay something over the page; `stage.focus` is the focus tree.
- Layout is height-for-width, one pass, in whole px: `Column`, `Line`, `Grid`, `Wrap`, `Card` place parts;
  gaps are mm or names of space tokens. Change content by the properties of a component (`text`, `enabled`,
  `busy`, `ticked`, `chosen`, ...) or `add`/`drop`; the stage lays out before the next frame
  (`stage.layout_now()` at once). A text-size, contrast or reach switch re-lays in place and loses nothing;
  a language switch (`theme.bind(language=...)`) is the page owner's: build the page again.
- Sizes come from the theme in mm (`theme.px(mm)`, `theme.size(token)`, `theme.space(token)`); colours are
  names of the palette (`screens.theme.tokens`). Icons are names in `icon_paths.ICONS`.
- Interactive parts act on release inside, ignore a repeat at the same place within 0.5 s (also across a
  page change: `theme.taps`), and stand in the focus tree with role, name and speech. Give `id=` to what
  tests or the robot must find; `speech=` where the written words are not what should be spoken.
- A name is looked up in its file when it is first asked for: the first page needs few of them and does not
  wait for the rest.
- A component of your own: subclass `Part` (or `Press`) and override `_height`, `_natural`, `_arrange`,
  `_paint`, `_restyle`; see `base.Part`.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from screens.components.address_picker import AddressPicker
    from screens.components.answer import Answer
    from screens.components.base import Part
    from screens.components.button import Button
    from screens.components.card import Card
    from screens.components.chip import Chip
    from screens.components.choice_list import Choice, ChoiceList, Rating
    from screens.components.choice_row import ChoiceRow, TickRow
    from screens.components.corner_frame import CornerFrame
    from screens.components.countdown import Countdown
    from screens.components.date_picker import DatePicker
    from screens.components.device_hint import DeviceHint
    from screens.components.dialog import Dialog
    from screens.components.facts import BigNumber, Facts, Figure, Totals
    from screens.components.flow_chart import FlowBox, FlowChart
    from screens.components.icons import Icon
    from screens.components.layout import Column, Grid, Line, Spacer, Wrap
    from screens.components.notice import ErrorSummary, Notice
    from screens.components.photo_frame import PhotoFrame
    from screens.components.press import Action, Press
    from screens.components.press_row import OpenRow
    from screens.components.progress import Progress
    from screens.components.qr_panel import QrPanel
    from screens.components.row import Row
    from screens.components.scroller import Scroller
    from screens.components.seal import Seal
    from screens.components.search_field import SearchField
    from screens.components.segmented import Segmented
    from screens.components.shell import Shell
    from screens.components.signature_pad import SignaturePad
    from screens.components.stage import Stage
    from screens.components.status_board import Standing, StatusBoard
    from screens.components.step_bar import StepBar
    from screens.components.text import Label, Paragraph, Text, Title
    from screens.components.text_field import TextField
    from screens.components.tile import Tile

__all__ = [
    "Action",
    "AddressPicker",
    "Answer",
    "BigNumber",
    "Button",
    "Card",
    "Chip",
    "Choice",
    "ChoiceList",
    "ChoiceRow",
    "Column",
    "CornerFrame",
    "Countdown",
    "DatePicker",
    "DeviceHint",
    "Dialog",
    "ErrorSummary",
    "Facts",
    "Figure",
    "FlowBox",
    "FlowChart",
    "Grid",
    "Icon",
    "Label",
    "Line",
    "Notice",
    "OpenRow",
    "Paragraph",
    "Part",
    "PhotoFrame",
    "Press",
    "Progress",
    "QrPanel",
    "Rating",
    "Row",
    "Scroller",
    "Seal",
    "SearchField",
    "Segmented",
    "Shell",
    "SignaturePad",
    "Spacer",
    "Stage",
    "Standing",
    "StatusBoard",
    "StepBar",
    "Text",
    "TextField",
    "TickRow",
    "Tile",
    "Title",
    "Totals",
    "Wrap",
]

_FILES = {
    "address_picker": ("AddressPicker",),
    "answer": ("Answer",),
    "base": ("Part",),
    "button": ("Button",),
    "card": ("Card",),
    "chip": ("Chip",),
    "choice_list": (
        "Choice",
        "ChoiceList",
        "Rating",
    ),
    "choice_row": (
        "ChoiceRow",
        "TickRow",
    ),
    "corner_frame": ("CornerFrame",),
    "countdown": ("Countdown",),
    "date_picker": ("DatePicker",),
    "device_hint": ("DeviceHint",),
    "dialog": ("Dialog",),
    "facts": (
        "BigNumber",
        "Facts",
        "Figure",
        "Totals",
    ),
    "flow_chart": (
        "FlowBox",
        "FlowChart",
    ),
    "icons": ("Icon",),
    "layout": (
        "Column",
        "Grid",
        "Line",
        "Spacer",
        "Wrap",
    ),
    "notice": (
        "ErrorSummary",
        "Notice",
    ),
    "photo_frame": ("PhotoFrame",),
    "press": (
        "Action",
        "Press",
    ),
    "press_row": ("OpenRow",),
    "progress": ("Progress",),
    "qr_panel": ("QrPanel",),
    "row": ("Row",),
    "scroller": ("Scroller",),
    "seal": ("Seal",),
    "search_field": ("SearchField",),
    "segmented": ("Segmented",),
    "shell": ("Shell",),
    "signature_pad": ("SignaturePad",),
    "stage": ("Stage",),
    "status_board": (
        "Standing",
        "StatusBoard",
    ),
    "step_bar": ("StepBar",),
    "text": (
        "Label",
        "Paragraph",
        "Text",
        "Title",
    ),
    "text_field": ("TextField",),
    "tile": ("Tile",),
}
_HOME = {name: file for file, names in _FILES.items() for name in names}


def __getattr__(name: str) -> object:
    """Return a component by its name; PEP 562."""
    if name not in _HOME:
        raise AttributeError(f"module {__name__} has no attribute {name}")
    found: object = getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
    globals()[name] = found
    return found
