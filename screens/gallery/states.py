"""Every component with every one of its states, on one page. Sample words only."""

from collections.abc import Callable, Iterator

from screens.components import (
    Button,
    Card,
    ChoiceRow,
    Column,
    CornerFrame,
    Grid,
    Label,
    Line,
    OpenRow,
    Part,
    Press,
    SearchField,
    Shell,
    Spacer,
    Standing,
    StatusBoard,
    StepBar,
    Text,
    TextField,
    TickRow,
    Tile,
    Title,
    Wrap,
)
from screens.components.segmented import Segment
from screens.gallery.frame import nothing, page
from screens.input_methods.keys import Key
from screens.theme.theme import Theme

STATES = ("normal", "pressed", "focused", "disabled", "busy", "error")


def _button(theme: Theme, text: str, kind: str, id: str) -> Button:
    busy = theme.texts("components.busy")
    return Button(theme, text=text, kind=kind, busy_text=busy, on_act=nothing, id=id)


PRESSED: dict[str, tuple[Callable[[Theme, str], Press], tuple[str, ...], int]] = {
    # name -> how it is made (theme, id), the states that it knows, columns
    "primary": (lambda t, i: _button(t, "继续", "primary", i), STATES[:5], 3),
    "secondary": (lambda t, i: _button(t, "看材料", "secondary", i), STATES[:5], 3),
    "quiet": (lambda t, i: _button(t, "返回", "quiet", i), STATES[:5], 3),
    "tinted": (lambda t, i: _button(t, "查进度", "tinted", i), STATES[:5], 3),
    "danger": (lambda t, i: _button(t, "退出", "danger", i), STATES[:5], 3),
    "tile": (
        lambda t, i: Tile(t, text="生孩子", sub="5 个事项", icon="baby", on_act=nothing, id=i),
        STATES[:4],
        3,
    ),
    "choice": (lambda t, i: ChoiceRow(t, text="在医院", chosen=True, on_act=nothing, id=i), STATES[:4], 1),
    "tick": (lambda t, i: TickRow(t, text="户口登记", ticked=True, on_act=nothing, id=i), STATES[:4], 1),
    "lock": (
        lambda t, i: TickRow(t, text="户口登记", sub="依规定须一并办理", ticked=True, locked=True, id=i),
        STATES[:3],
        1,
    ),
    "open": (lambda t, i: OpenRow(t, text="为什么问这个", framed=True, on_act=nothing, id=i), STATES[:4], 1),
    "segment": (
        lambda t, i: Segment(t, text="个人", on_act=nothing, chosen=True, ends=(True, True), id=i),
        STATES[:3],
        3,
    ),
    "search": (lambda t, i: SearchField(t, placeholder="要办什么事", on_act=nothing, id=i), STATES[:3], 1),
    "key": (lambda t, i: Key(t, text="删除", word=True, on_act=nothing, id=i), STATES[:4], 4),
    "field": (
        lambda t, i: TextField(t, name="联系电话", value="1380000", kind="phone", id=i),
        ("normal", "focused", "error"),
        1,
    ),
}


def in_state(part: Press, state: str) -> Press:
    """Put a part in one of STATES and return it. Raises ValueError for a state it does not know."""
    match state:
        case "normal":
            pass
        case "pressed":
            part.pressed = True
            part.repaint()
        case "focused":
            part.set_focus(True)
        case "disabled":
            part.enabled = False
        case "busy":
            part.busy = True
        case "error" if isinstance(part, TextField):
            part.error = "还差 4 位，请接着输入"
        case _:
            raise ValueError(f"no state {state} of {type(part).__name__}")
    return part


def components(theme: Theme) -> Shell:
    """What can be acted on, in every state; then what is put around it."""
    return page(theme, "components", "组件和状态", body=[*_pressed(theme), *_around(theme)])


def _pressed(theme: Theme) -> Iterator[Part]:
    for name, (make, states, columns) in PRESSED.items():
        cells = [
            Column(
                theme,
                [
                    Label(theme, state, role="secondary", colour="ink2"),
                    in_state(make(theme, f"{name}-{state}"), state),
                ],
                gap=3.0,
            )
            for state in states
        ]
        yield Title(theme, name, small=True)
        yield Grid(theme, cells, columns=columns, gap=8.0)


def _around(theme: Theme) -> Iterator[Part]:
    frame = CornerFrame(theme, name="调整四个角", on_move=nothing, on_choose=nothing)
    frame.show(bytes((243, 239, 228)) * (96 * 72), 96, 72)
    frame.place(((10, 8), (86, 8), (86, 64), (10, 64)), (96, 72), wrong=False)
    yield Title(theme, "layout", small=True)
    yield StepBar(theme, 3, 7)
    yield Wrap(theme, [Text(theme, word, role="secondary") for word in ("一次告知", "一表申请", "一次办好")])
    yield Line(theme, [Card(theme, [Label(theme, "卡片")]), Spacer(theme)])
    yield frame
    board = [
        Standing("凭条打印机", ("没有纸了", "请大厅工作人员换纸卷"), "要人看看", False, "printer"),
        Standing("身份证读卡器", ("11月21日 09:42 起",), "正常", True, "card"),
    ]
    yield StatusBoard(theme, board)
